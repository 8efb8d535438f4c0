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
  killed = 0;
  readonly equivalent = new Map<string, number>();
  readonly survivors: string[] = [];

  add({ what, fate }: Mutant): void {
    if (fate.kind === 'killed') this.killed++;
    else if (fate.kind === 'survived') this.survivors.push(what);
    else this.equivalent.set(fate.why, (this.equivalent.get(fate.why) ?? 0) + 1);
  }

  describe(): string {
    const equivalent = [...this.equivalent.values()].reduce((sum, count) => sum + count, 0);
    const wrong = this.killed + this.survivors.length;
    const rate = wrong > 0 ? `${((100 * this.killed) / wrong).toFixed(1)} %` : 'none wrong';
    return `${rate} killed: ${this.killed} of ${wrong}; ${equivalent} equivalent`;
  }
}

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
  for (const [why, count] of all.equivalent) lines.push(`  equivalent, ${count}: ${why}`);
  for (const survivor of all.survivors) lines.push(`  SURVIVED ${survivor}`);
  if (all.survivors.length > 0) process.exitCode = 1;
}
process.stdout.write(`${lines.join('\n')}\n`);
