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

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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

/** All mutants of a stage, and those of its groups. */
class StageTally {
  readonly all = new Tally();
  readonly #groups = new Map<string, Tally>();

  add(mutant: Mutant): void {
    this.all.add(mutant);
    const group = this.#groups.get(mutant.group) ?? new Tally();
    this.#groups.set(mutant.group, group);
    group.add(mutant);
  }

  lines(name: string): string[] {
    return [
      `${name}: ${this.all.describe()}`,
      ...[...this.#groups].map(([group, tally]) => `  ${group}: ${tally.describe()}`),
      ...[...this.all.equivalent].map(([why, times]) => `  equivalent, ${times}: ${why}`),
      ...this.all.survivors.map((survivor) => `  SURVIVED ${survivor}`),
    ];
  }
}

const { every, stages } = readArguments();
const lines: string[] = [];
const print = () => process.stdout.write(`${lines.join('\n')}\n`);
for (const { name, what, unavailable, mutants } of stages) {
  process.stdout.write(`${name}: ${what}\n`);
  const missing = unavailable();
  if (missing !== null) {
    lines.push(`${name}: skipped: ${missing}`);
    continue;
  }
  const tally = new StageTally();
  // What is being judged is in a group of processes of its own, and ends with this one.
  const stop = () => {
    lines.push(...tally.lines(`${name}, until it was stopped`));
    print();
    process.exit(1);
  };
  for (const signal of STOPPING) process.once(signal, stop);
  for await (const mutant of mutants(every)) tally.add(mutant);
  for (const signal of STOPPING) process.off(signal, stop);
  lines.push(...tally.lines(name));
  if (tally.all.survivors.length > 0) process.exitCode = 1;
}
print();
