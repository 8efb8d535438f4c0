import { median } from 'd3-array';
import type { PredictorReach } from '../src/artifacts/timings.js';
import type { HostFunctions } from '../src/backends/host.js';
import { originalOf } from '../src/bytecode/profile.js';
import { type DecodedInstruction, decodeSection, encode, type Program } from '../src/bytecode/program.js';
import type { Technique } from '../src/execution/technique.js';
import { type Isa, returnOpcode } from '../src/isa/isa.js';
import { hostOf } from '../src/machines/machine.js';
import { statementsOf } from '../src/scheduling/statements.js';
import { pseudoRandom } from '../src/util/random.js';
import { definePass } from './pass.js';

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
const ROUNDS = 3;
const MILLISECONDS = 30;
/** Below this the dearest dispatch over the cheapest is no knee. */
const KNEE = 1.25;

/** Measures with the statements of the first program; a technique that is null measures nothing. */
export function measureReachPass(options: { readonly technique: Technique | null }) {
  return definePass({
    name: 'measure-reach',
    reads: ['machine', 'profile'],
    writes: ['reach'],
    options,
    run({ machine, profile: { programs } }) {
      const host = hostOf(machine);
      const { program } = originalOf(programs[0]);
      const { technique } = options;
      return { reach: technique && reachOf(machine.isa, program, host, technique) };
    },
  });
}

/**
 * Runs sequences of a program's own statements in random order, each over and over: as long as the predictor
 * remembers the whole sequence a dispatch is cheap. Null when the program has no statements that may run by
 * themselves, or the machine no plain `return`.
 */
function reachOf(
  isa: Isa,
  program: Program,
  host: HostFunctions,
  technique: Technique,
): PredictorReach | null {
  const statements = freeStatements(isa, program);
  const end = returnOpcode(isa);
  if (end === null || statements.length === 0) return null;
  const random = pseudoRandom(1);
  const points = LENGTHS.map((length) => {
    const code: DecodedInstruction[] = [];
    while (code.length < length) code.push(...statements[Math.floor(random() * statements.length)]);
    const dispatches = code.push({ opcode: end, operands: [] });
    const times = Math.max(1, Math.round(LENGTHS[LENGTHS.length - 1] / length));
    const prepared = technique.prepare(isa, repeated(isa, program, code, times), host);
    const samples = Array.from({ length: ROUNDS }, () => prepared.time(MILLISECONDS));
    prepared.dispose();
    return { dispatches, nanoseconds: (median(samples)! * 1e9) / (dispatches * times) };
  });
  const costs = points.map(({ nanoseconds }) => nanoseconds);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  const beyond = costs.findIndex((cost) => cost > least + (most - least) / 4);
  const reach = most < KNEE * least || beyond < 1 ? null : points[beyond - 1].dispatches;
  return { target: technique.target, technique: technique.name, points, reach };
}

function repeated(isa: Isa, program: Program, code: readonly DecodedInstruction[], times: number): Program {
  return {
    ...program,
    sections: [{ name: 'sequence', code: encode(isa, code) }],
    schedule: [{ kind: 'repeat', times, body: [{ kind: 'run', section: 'sequence' }] }],
  };
}

/** What may run by itself, any number of times. */
function freeStatements(isa: Isa, program: Program): DecodedInstruction[][] {
  return program.sections.flatMap((section) => {
    const code = decodeSection(isa, program, section);
    const statements = statementsOf(isa, code).flat();
    return statements.flatMap(({ start, end, isLast, reachesBelow }) =>
      isLast || reachesBelow ? [] : [code.slice(start, end)],
    );
  });
}
