import { dispatches, type ProgramProfile } from '../../src/bytecode/profile.js';
import { decodeSection, encode, type Program } from '../../src/bytecode/program.js';
import { layOut } from '../../src/importers/layout.js';
import type { RecordedFunction, Recording } from '../../src/importers/recording.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { predictDispatches, type TiledProgram } from '../../src/mining/tile.js';
import { replayProgram } from '../../src/replay/replay.js';
import { describeViolation } from '../../src/replay/violations.js';

export const walkerText = `
machine walker
bodies none
payload none
stack returns
operand number : u8 bindable
operand target : u16 label
operand name : text bindable
push   n:number ( -- v )
load   n:name   ( -- v )
add             ( a b -- r )
drop            ( v -- )
save            ( v -- ) returns( -- r )
touch           ( ? )
check           ( v -- v2 ) may-exit
branch t:target ( v -- ) branch
jump   t:target ( -- ) jump
select          ( v -- ) switch
call            ( -- v ) call
leave           ( -- ) return
lone            ( -- ) alone
skip            ( -- ) skip
wide   n:number ( -- ) prefix
`;

/** A machine of every kind of control flow, of which nobody knows what its instructions do. */
export const walker = parseIsa(walkerText, 'walker.isa');

/** An instruction and its arguments; the target of a jump is a pc, ten times the index. */
export type Line = readonly [op: string, ...args: (number | string)[]];

/** A loop of five instructions, with one before and one after it. */
export const loop: readonly Line[] = [
  ['push', 3],
  ['push', 1],
  ['add'],
  ['check'],
  ['drop'],
  ['branch', 10],
  ['leave'],
];
/** Three times around. */
export const threeRounds: readonly number[] = [0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6];

/** Control in one function: activations, each the indices it executed. */
export type Walks = readonly (readonly number[])[];

/** What a VM would have recorded of these walks. Counts alone where there are `counts`. */
export function recordingOf(
  code: readonly Line[],
  walks: Walks,
  {
    counts,
    entries = [],
  }: { readonly counts?: readonly number[]; readonly entries?: readonly number[] } = {},
): Recording {
  const executed = counts ?? code.map((_, i) => walks.flat().filter((index) => index === i).length);
  const moves = new Map<string, { from: number | null; to: number | null; n: number }>();
  const pcOf = (index: number | undefined) => (index === undefined ? null : 10 * index);
  for (const walk of walks)
    for (let i = 0; i <= walk.length; i++) {
      const [from, to] = [pcOf(walk[i - 1]), pcOf(walk[i])];
      if (from !== null && to === from + 10) continue;
      const move = moves.get(`${from} ${to}`) ?? { from, to, n: 0 };
      moves.set(`${from} ${to}`, { ...move, n: move.n + 1 });
    }
  const one: RecordedFunction = {
    name: 'f',
    isComplete: true,
    instructions: code.map(([op, ...args], i) => ({
      pc: 10 * i,
      op,
      args,
      n: executed[i],
      isEntry: entries.includes(i),
    })),
    transfers: counts ? null : [...moves.values()],
  };
  return {
    machine: 'walker',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs: [{ name: 'p', family: 'tests', functions: [one] }],
    eventsRead: 0,
    eventsExplained: 0,
  };
}

/** The same as a program of the walker. */
export function profileOf(...recorded: Parameters<typeof recordingOf>): ProgramProfile {
  return layOut(recordingOf(...recorded), walker, 'trace.jsonl').programs[0];
}

/** The walker with superinstructions. */
export function withPatterns(...texts: readonly string[]): FusedIsa {
  return extendIsa(
    walker,
    texts.map((text) => parsePattern(text, walker, 'test')),
  );
}

/** Fused code that stands for stretches of the baseline, whether or not they may be fused. */
export function covering(
  isa: FusedIsa,
  { program }: ProgramProfile,
  covers: readonly (readonly [opcode: number, length: number])[],
): TiledProgram {
  const [section] = program.sections;
  const code = decodeSection(isa, program, section);
  const starts: number[] = [];
  let next = 0;
  const fused = covers.map(([opcode, length]) => {
    const start = next;
    starts.push(start);
    next += length;
    const bindings = isa.patterns[opcode - isa.base]?.parts.flatMap((part) => part.bindings);
    const operands = code.slice(start, next).flatMap((one) => one.operands);
    return { opcode, operands: operands.filter((_, i) => (bindings?.[i].kind ?? 'free') === 'free') };
  });
  const newIndex = code.map((_, i) => starts.findLastIndex((start) => start <= i));
  const labels = fused.map((one) => ({
    ...one,
    operands: one.operands.map((word, k) =>
      isa.instructions[one.opcode].operands[k].kind.label ? newIndex[word] : word,
    ),
  }));
  const rewritten: Program = { ...program, sections: [{ name: section.name, code: encode(isa, labels) }] };
  return { program: rewritten, starts: [Int32Array.from(starts)] };
}

/** What replaying says, violations as sentences. */
export function replay(isa: FusedIsa, profile: ProgramProfile, tiled: TiledProgram) {
  const { violations, ...rest } = replayProgram(isa, profile, tiled.program);
  return {
    ...rest,
    found: violations.map(describeViolation),
    predicted: predictDispatches(profile, tiled),
    baseline: dispatches(profile),
  };
}
