import { basicBlocks } from '../bytecode/blocks.js';
import type { BlockProfile, TracedProgram } from '../bytecode/profile.js';
import type { DecodedInstruction, Program } from '../bytecode/program.js';
import { decodeSection, encode } from '../bytecode/program.js';
import { relabel } from '../bytecode/relabel.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { choiceOf } from './choices.js';
import { buildCorpus, type CorpusBlock } from './corpus.js';
import { type Costs, DISPATCHES } from './costs.js';
import { type Tile, Tiling } from './tiling.js';

/** A program rewritten with superinstructions. */
export interface TiledProgram {
  readonly program: Program;
  /** Instructions of each basic block before and after, in order. */
  readonly blocks: readonly TiledBlock[];
}

/** A basic block of the baseline, and what is dispatched in its place. */
export interface TiledBlock {
  readonly section: string;
  /** Of the baseline section. */
  readonly start: number;
  readonly end: number;
  /** Instructions of one execution after the rewriting; `end` - `start` before. */
  readonly dispatches: number;
}

/** Covers every basic block at the lowest cost; among equal coverings the longest tile comes last. */
export function tileProgram(
  isa: Isa,
  fused: FusedIsa,
  program: Program,
  costs: Costs = DISPATCHES,
): TiledProgram {
  const allBlocks = program.sections.flatMap((section) =>
    basicBlocks(isa, decodeSection(isa, program, section)).map(
      ({ start, end }): BlockProfile => ({ section: section.name, start, end, executions: 0 }),
    ),
  );
  const profile = { schema: 1, machine: isa.machine, isaDigest: isa.digest } as const;
  const corpus = buildCorpus(isa, { ...profile, programs: [{ program, blocks: allBlocks }] }, [1], {
    costs,
    basis: 'places',
  });
  const tiles = fused.patterns.map((pattern) => choiceOf(corpus, pattern));
  const tiling = new Tiling(corpus);
  for (const tile of tiles) tiling.add(tile);
  const endings = tilesByEnd(fused, tiles);
  const blocks: TiledBlock[] = [];
  const sections = program.sections.map((section) => {
    const code = decodeSection(isa, program, section);
    const rewritten: DecodedInstruction[] = [];
    const newIndex: number[] = [];
    for (const [b, block] of corpus.blocks.entries()) {
      if (allBlocks[b].section !== section.name) continue;
      const { start, end } = allBlocks[b];
      const before = rewritten.length;
      newIndex[start] = before;
      let next = start;
      for (const { position, opcode, length } of cheapestPath(endings, block, tiling.savings(b))) {
        const first = start + position - block.start;
        for (; next < first; next++) rewritten.push(code[next]);
        rewritten.push(fuseOperands(fused, opcode, code.slice(first, first + length)));
        next = first + length;
      }
      for (; next < end; next++) rewritten.push(code[next]);
      blocks.push({ section: section.name, start, end, dispatches: rewritten.length - before });
    }
    return { name: section.name, code: encode(fused, relabel(fused, rewritten, newIndex)) };
  });
  return { program: { ...program, sections }, blocks };
}

/** Dispatches of one whole run, from what the baseline's trace counted. */
export function predictDispatches(profile: TracedProgram, tiled: TiledProgram): number {
  const key = ({ section, start }: { readonly section: string; readonly start: number }) =>
    `${start} ${section}`;
  const perExecution = new Map(tiled.blocks.map((block) => [key(block), block.dispatches]));
  return profile.blocks.reduce((sum, block) => sum + block.executions * perExecution.get(key(block))!, 0);
}

/** A tile at one place. */
interface Placed {
  readonly position: number;
  readonly opcode: number;
  readonly length: number;
  readonly saving: number;
}

/** By the position after its last part: the tiles that fit. */
function tilesByEnd(fused: FusedIsa, tiles: readonly Tile[]): readonly (readonly Placed[] | undefined)[] {
  const endings: Placed[][] = [];
  for (const [i, { length, saving, occurrences }] of tiles.entries())
    for (const position of occurrences) {
      const placed = { position, opcode: fused.base + i, length, saving };
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
  saved: Int32Array,
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
