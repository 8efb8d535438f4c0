import { median } from 'd3-array';
import type { HostFunctions, Technique } from '../src/backends/technique.js';
import { basicBlocks } from '../src/bytecode/blocks.js';
import { type DecodedInstruction, decodeSection, encode, type Program } from '../src/bytecode/program.js';
import type { Isa } from '../src/isa/isa.js';

/** How long a sequence of instructions the machine's branch predictor remembers. */
export interface PredictorReach {
  readonly target: string;
  readonly technique: string;
  /** Nanoseconds per dispatch when a sequence of so many instructions runs over and over. */
  readonly points: readonly { readonly dispatches: number; readonly nanoseconds: number }[];
  /** The longest sequence that is not a quarter of the way from the cheapest to the dearest; null where it makes no difference. */
  readonly reach: number | null;
}

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
const ROUNDS = 3;
const MILLISECONDS = 30;
/** Below this the dearest dispatch over the cheapest is no knee. */
const KNEE = 1.25;

/**
 * Runs sequences of a program's own statements in random order, each over and over: as long as the predictor remembers the whole
 * sequence a dispatch is cheap. Null when the program has no straight-line statements, or the machine no plain `return`.
 */
export function measureReach(
  isa: Isa,
  program: Program,
  host: HostFunctions,
  technique: Technique,
): PredictorReach | null {
  const statements = straightStatements(isa, program);
  const end = isa.instructions.findIndex(
    ({ operands, pops, semantics }) =>
      semantics.control.kind === 'return' && operands.length === 0 && pops.length === 0,
  );
  if (end < 0 || statements.length === 0) return null;
  const random = createRandom(1);
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

/** Runs of instructions within basic blocks that leave the stack as they found it. */
function straightStatements(isa: Isa, program: Program): DecodedInstruction[][] {
  return program.sections.flatMap((section) => {
    const code = decodeSection(isa, program, section);
    return basicBlocks(isa, code).flatMap(({ start, end }) => {
      const statements: DecodedInstruction[][] = [];
      let depth = 0;
      let first = start;
      for (let i = start; i < end; i++) {
        const { pops, pushes, semantics } = isa.instructions[code[i].opcode];
        // Cells from before the block are not for a sequence of its own.
        if (semantics.control.kind !== 'next' || depth < pops.length) break;
        depth += pushes.length - pops.length;
        if (depth > 0) continue;
        statements.push(code.slice(first, i + 1));
        first = i + 1;
      }
      return statements;
    });
  });
}

/** The same numbers every time: mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
