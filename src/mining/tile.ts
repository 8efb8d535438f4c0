import { type TracedProgram, tracedBlocks } from '../bytecode/profile.js';
import type { DecodedInstruction, Program } from '../bytecode/program.js';
import { decodeSection, encode, withCode } from '../bytecode/program.js';
import { relabel } from '../bytecode/relabel.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { choiceOf } from './choices.js';
import { buildCorpus, type Corpus, type CorpusBlock } from './corpus.js';
import { type Costs, DISPATCHES } from './costs.js';
import { savingAt, type Tile, Tiling } from './tiling.js';

/** A program rewritten with superinstructions. */
export interface TiledProgram {
  readonly program: Program;
  /** By section: the instruction of the baseline that each instruction of the rewritten code begins with. */
  readonly starts: readonly Int32Array[];
}

/**
 * Covers every basic block at the lowest cost; among equal coverings the longest tile comes last. All
 * instructions of a block count the same, as they do for a VM that tiles code when it loads it: where blocks
 * are left in their middle, a tiling that knew the counts could do a little better.
 */
export function tileProgram(
  isa: Isa,
  fused: FusedIsa,
  program: Program,
  costs: Costs = DISPATCHES,
): TiledProgram {
  const traced = { program, counts: program.sections.map(({ code }) => new Float64Array(code.length)) };
  const profile = { schema: 2, machine: isa.machine, isaDigest: isa.digest } as const;
  const corpus = buildCorpus(isa, { ...profile, programs: [traced] }, [1], { costs, basis: 'places' });
  const tiles = fused.patterns.map((pattern) => choiceOf(corpus, pattern));
  const tiling = new Tiling(corpus);
  for (const tile of tiles) tiling.add(tile);
  const endings = tilesByEnd(corpus, fused, tiles);
  const blocks = tracedBlocks(isa, traced);
  const starts: Int32Array[] = [];
  let b = 0;
  const sections = program.sections.map((section, index) => {
    const code = decodeSection(isa, program, section);
    const rewritten: DecodedInstruction[] = [];
    const firsts: number[] = [];
    const newIndex: number[] = [];
    const keep = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        rewritten.push(code[i]);
        firsts.push(i);
      }
    };
    for (; blocks[b]?.section === index; b++) {
      const block = corpus.blocks[b];
      const { start, end } = blocks[b];
      newIndex[start] = rewritten.length;
      let next = start;
      for (const { position, opcode, length } of cheapestPath(endings, block, tiling.savings(b))) {
        const first = start + position - block.start;
        keep(next, first);
        rewritten.push(fuseOperands(fused, opcode, code.slice(first, first + length)));
        firsts.push(first);
        next = first + length;
      }
      keep(next, end);
    }
    starts.push(Int32Array.from(firsts));
    return withCode(section, encode(fused, relabel(fused, rewritten, newIndex)), newIndex, firsts);
  });
  return { program: { ...program, sections }, starts };
}

/** Dispatches of one whole run, from what the baseline's trace counted: one for each start of a tile. */
export function predictDispatches({ counts }: TracedProgram, { starts }: TiledProgram): number {
  return starts.reduce(
    (sum, section, s) => section.reduce((total, start) => total + counts[s][start], sum),
    0,
  );
}

/** A tile at one place. */
interface Placed {
  readonly position: number;
  readonly opcode: number;
  readonly length: number;
  readonly saving: number;
}

/** By the position after its last part: the tiles that fit. */
function tilesByEnd(
  corpus: Corpus,
  fused: FusedIsa,
  tiles: readonly Tile[],
): readonly (readonly Placed[] | undefined)[] {
  const endings: Placed[][] = [];
  for (const [i, tile] of tiles.entries())
    for (const position of tile.occurrences) {
      const { length } = tile;
      const placed = { position, opcode: fused.base + i, length, saving: savingAt(corpus, tile, position) };
      const known = endings[position + length];
      if (known) known.push(placed);
      else endings[position + length] = [placed];
    }
  return endings;
}

/**
 * The tiles of a block on a cheapest way through it, in order, backwards from its end by what can be saved up
 * to each boundary; among equal ones the longest, then the first.
 */
function cheapestPath(
  endings: readonly (readonly Placed[] | undefined)[],
  { start, end }: CorpusBlock,
  saved: Float64Array,
): Placed[] {
  const path: Placed[] = [];
  for (let position = end; position > start; ) {
    const most = saved[position - start];
    let last: Placed | null = null;
    for (const placed of endings[position] ?? []) {
      const isCheapest = placed.position >= start && saved[placed.position - start] + placed.saving === most;
      if (isCheapest && placed.length > (last?.length ?? 1)) last = placed;
    }
    if (last) path.push(last);
    position = last?.position ?? position - 1;
  }
  return path.reverse();
}

function fuseOperands(
  fused: FusedIsa,
  opcode: number,
  parts: readonly DecodedInstruction[],
): DecodedInstruction {
  const all = parts.flatMap(({ operands }) => operands);
  const bindings = fused.patterns[opcode - fused.base].parts.flatMap((part) => part.bindings);
  return { opcode, operands: all.filter((_, i) => bindings[i].kind === 'free') };
}
