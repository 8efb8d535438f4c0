import { parseArgs } from 'node:util';
import type { Mutant } from './mutants/mutant.js';
import { STAGES } from './mutants/registry.js';

/**
 * Breaks what is composed and what is printed, one thing at a time, and counts what verification notices:
 * `npm run mutants -- [stages..] [--every N]`. Survivors that are not known to be equivalent are listed, and
 * make the exit code 1.
 */
function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { every: { type: 'string', default: '1' } },
  });
  const every = Number(values.every);
  if (!Number.isInteger(every) || every < 1) refuse(`--every ${values.every}: it must be a number from 1`);
  const unknown = positionals.find((name) => STAGES.every((stage) => stage.name !== name));
  if (unknown !== undefined)
    refuse(`no stage ${unknown}: there are\n  ${STAGES.map(({ name }) => name).join('\n  ')}`);
  const stages = STAGES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { every, stages };
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Of one group, or of all of a stage. */
class Tally {
  /** By what noticed them. */
  readonly killed = new Map<string, number>();
  readonly equivalent = new Map<string, number>();
  readonly survivors: string[] = [];

  add({ what, fate }: Mutant): void {
    if (fate.kind === 'killed') count(this.killed, fate.by);
    else if (fate.kind === 'survived') this.survivors.push(what);
    else count(this.equivalent, fate.why);
  }

  /** Killed at all, and by what. */
  describe(): string {
    const killed = sumOf(this.killed);
    const wrong = killed + this.survivors.length;
    const share = (part: number) => `${((100 * part) / wrong).toFixed(1)} %`;
    const rate = wrong > 0 ? share(killed) : 'none wrong';
    const noticed = [...this.killed].map(([by, part]) => `${share(part)} by ${by}`);
    const by = noticed.length > 0 ? ` (${noticed.join(', ')})` : '';
    return `${rate} killed: ${killed} of ${wrong}${by}; ${sumOf(this.equivalent)} equivalent`;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, each) => sum + each, 0);
}

// What is being judged is in a group of processes of its own, and ends with this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const { every, stages } = readArguments();
const lines: string[] = [];
for (const { name, what, unavailable, mutants } of stages) {
  process.stdout.write(`${name}: ${what}\n`);
  const missing = unavailable();
  if (missing !== null) {
    lines.push(`${name}: skipped: ${missing}`);
    continue;
  }
  const all = new Tally();
  const groups = new Map<string, Tally>();
  for await (const mutant of mutants(every)) {
    all.add(mutant);
    const group = groups.get(mutant.group) ?? new Tally();
    groups.set(mutant.group, group);
    group.add(mutant);
  }
  lines.push(`${name}: ${all.describe()}`);
  for (const [group, tally] of groups) lines.push(`  ${group}: ${tally.describe()}`);
  for (const [why, times] of all.equivalent) lines.push(`  equivalent, ${times}: ${why}`);
  for (const survivor of all.survivors) lines.push(`  SURVIVED ${survivor}`);
  if (all.survivors.length > 0) process.exitCode = 1;
}
process.stdout.write(`${lines.join('\n')}\n`);
