import { basicBlocks } from '../bytecode/blocks.js';
import type { BlockProfile, TracedProgram } from '../bytecode/profile.js';
import type { DecodedInstruction, Program } from '../bytecode/program.js';
import { decodeSection, encode } from '../bytecode/program.js';
import { relabel } from '../bytecode/relabel.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { buildCorpus, type Corpus } from './corpus.js';
import { type Costs, DISPATCHES, patternSaving } from './costs.js';
import { occurrencesOf } from './occurrences.js';

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
    basis: 'places',
  });
  const endings = tilesByEnd(fused, corpus, costs);
  const blocks: TiledBlock[] = [];
  const sections = program.sections.map((section) => {
    const code = decodeSection(isa, program, section);
    const rewritten: DecodedInstruction[] = [];
    const newIndex: number[] = [];
    for (const [b, { start, end }] of corpus.blocks.entries()) {
      if (allBlocks[b].section !== section.name) continue;
      const first = allBlocks[b].start;
      newIndex[first] = rewritten.length;
      const path = shortestPath(endings, start, end);
      for (const { position, opcode, length } of path)
        rewritten.push(
          opcode < 0
            ? code[first + position - start]
            : fuseOperands(
                fused,
                opcode,
                code.slice(first + position - start, first + position - start + length),
              ),
        );
      blocks.push({ section: section.name, start: first, end: allBlocks[b].end, dispatches: path.length });
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

interface Step {
  readonly position: number;
  /** -1: the instruction as it is. */
  readonly opcode: number;
  readonly length: number;
  readonly saving: number;
}

/** By the position after its last part: the tiles that fit. */
function tilesByEnd(fused: FusedIsa, corpus: Corpus, costs: Costs): readonly (readonly Step[] | undefined)[] {
  const endings: Step[][] = [];
  for (const [i, pattern] of fused.patterns.entries()) {
    const length = pattern.parts.length;
    const saving = patternSaving(costs, pattern, corpus.isa);
    for (const position of occurrencesOf(corpus, pattern)) {
      const step = { position, opcode: fused.base + i, length, saving };
      const known = endings[position + length];
      if (known) known.push(step);
      else endings[position + length] = [step];
    }
  }
  return endings;
}

function shortestPath(endings: readonly (readonly Step[] | undefined)[], start: number, end: number): Step[] {
  const saved = new Float64Array(end - start + 1);
  const last: Step[] = [];
  for (let position = start + 1; position <= end; position++) {
    let best: Step = { position: position - 1, opcode: -1, length: 1, saving: 0 };
    let most = saved[position - 1 - start];
    for (const step of endings[position] ?? []) {
      if (step.position < start) continue;
      const here = saved[step.position - start] + step.saving;
      if (here > most || (here === most && step.length > best.length)) {
        most = here;
        best = step;
      }
    }
    saved[position - start] = most;
    last[position - start] = best;
  }
  const path: Step[] = [];
  for (let position = end; position > start; position = path.at(-1)!.position)
    path.push(last[position - start]);
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
