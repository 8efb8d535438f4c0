import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../src/util/input-error.js';
import { packageRoot } from '../src/util/package-root.js';
import { Findings } from './fuzz/findings.js';
import { SUBJECTS } from './fuzz/registry.js';
import type { FuzzOutcome, Subject } from './fuzz/subject.js';

/**
 * Breaks things at random and looks on: `npm run fuzz -- [subjects..] [--seconds 3600] [--cases N] [--seed S]`.
 * Exit code 1 when something was found; it is in `fuzz-findings`.
 */

const DEFAULT_SECONDS = 3600;
const EXIT_INTERRUPTED = 130;

interface Given {
  readonly subjects: readonly Subject[];
  /** Of all subjects together. */
  readonly seconds: number;
  /** Of each subject. */
  readonly cases: number;
  readonly seed: number;
}

function readArguments(): Given {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string' }, cases: { type: 'string' }, seed: { type: 'string' } },
  });
  const number = (name: keyof typeof values, otherwise: number) => {
    const value = values[name] === undefined ? otherwise : Number(values[name]);
    if (!(value >= 0)) throw new InputError(`--${name} ${values[name]}: it must be a number from 0`);
    return value;
  };
  const unknown = positionals.find((name) => SUBJECTS.every((subject) => subject.name !== name));
  if (unknown !== undefined)
    throw new InputError(`no subject ${unknown}: there are ${SUBJECTS.map(({ name }) => name).join(', ')}`);
  return {
    subjects: SUBJECTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    cases: number('cases', Number.POSITIVE_INFINITY),
    seconds: number('seconds', values.cases === undefined ? DEFAULT_SECONDS : Number.POSITIVE_INFINITY),
    seed: number('seed', Math.floor(Math.random() * 2 ** 31)),
  };
}

function summary(name: string, { cases, skipped, note }: FuzzOutcome, { counts }: Findings): string {
  const found = [...counts].map(([title, count]) => `\n  ${count} x ${JSON.stringify(title)}`).join('');
  const missing = skipped === null ? '' : `, skipped: ${skipped}`;
  return `${name}: ${cases.toLocaleString('en-US')} cases${missing}${note ? ` (${note})` : ''}, ${counts.size} findings${found}\n`;
}

async function main(): Promise<void> {
  const { subjects, seconds, cases, seed } = readArguments();
  process.stdout.write(`seed ${seed}\n`);
  const end = performance.now() / 1000 + seconds;
  const lines: string[] = [];
  for (const [i, { name, what, run }] of subjects.entries()) {
    process.stdout.write(`${name}: ${what}\n`);
    const folder = join(packageRoot, 'fuzz-findings', name);
    rmSync(folder, { recursive: true, force: true });
    const findings = new Findings(folder);
    // What one does not need is left to those after it.
    const share = Math.max(0, end - performance.now() / 1000) / (subjects.length - i);
    const outcome = await run({ seed, cases, seconds: share, found: (finding) => findings.add(finding) });
    lines.push(summary(name, outcome, findings));
    if (findings.counts.size > 0) process.exitCode = 1;
  }
  process.stdout.write(lines.join(''));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => process.exit(EXIT_INTERRUPTED));
try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  // What `parseArgs` throws is about the arguments as well.
  const isOurs = error instanceof InputError || 'code' in error;
  process.stderr.write(`${isOurs ? error.message : error.stack}\n`);
  process.exitCode = 2;
}
