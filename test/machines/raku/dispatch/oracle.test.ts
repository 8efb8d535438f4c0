import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { opsOf } from './fake-site.js';
import { SCENARIOS } from './oracle-scenarios.js';

const ORACLE = new URL('../../../../../shared/corpora/moarvm/oracle.json', import.meta.url);

/** A call of a code object of the language that Rakudo's compiler is written in, which the subset has not. */
const NOT_IN_THE_SUBSET = new Set([
  'lang-call: GuardArgTypeConc LoadCaptureValue Set LoadAttributeObj GuardTempTypeObject Set LoadAttributeObj GuardTempTypeConc LoadCaptureValue CopyArgsTail ResultBytecode',
]);

interface Oracle {
  benchmarks: Record<string, { programs: { dispatcher: string; ops: string }[] }>;
}

function oraclePrograms(): string[] {
  const { benchmarks }: Oracle = JSON.parse(readFileSync(ORACLE, 'utf8'));
  const programs = Object.values(benchmarks).flatMap((one) => one.programs);
  return [...new Set(programs.map(({ dispatcher, ops }) => `${dispatcher}: ${ops}`))];
}

const name = existsSync(ORACLE) ? 'programs of the benchmarks' : 'programs: no ../shared/corpora/moarvm';
describe.skipIf(!existsSync(ORACLE))(name, () => {
  const recorded = Object.entries(SCENARIOS).map(([scenario, record]) => {
    const { program } = record();
    return { scenario, program: `${program.dispatcher}: ${opsOf(program)}` };
  });
  const wanted = existsSync(ORACLE) ? oraclePrograms() : [];

  test.each(recorded)('$scenario is recorded as MoarVM did', ({ program }) => {
    expect(wanted).toContain(program);
  });

  test('every program that ran is recorded, op for op', () => {
    const made = new Set(recorded.map(({ program }) => program));
    expect(wanted.filter((program) => !made.has(program) && !NOT_IN_THE_SUBSET.has(program))).toEqual([]);
  });
});
