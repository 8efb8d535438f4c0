import fc from 'fast-check';
import { basicBlocks } from '../src/bytecode/blocks.js';
import {
  type Action,
  type Code,
  type DecodedInstruction,
  decodeSection,
  encode,
  type Program,
} from '../src/bytecode/program.js';
import { relabel } from '../src/bytecode/relabel.js';
import { extendIsa, type FusedIsa } from '../src/isa/fuse.js';
import { type Instruction, type Isa, isAddress, type OperandKind, semanticsOf } from '../src/isa/isa.js';
import { type Binding, formatPattern, type Pattern } from '../src/isa/pattern.js';
import { walkSemantics } from '../src/isa/semantics.js';
import {
  counter,
  drafts,
  type Guest,
  guards,
  instructionOf,
  LOOP_CELLS,
  LOOPS,
  models,
  seers,
} from './random-guests.js';

export { counter, drafts, type Guest, guards, models, seers };

function instructionArbitrary({ isa, operand }: Guest, instruction: Instruction) {
  return fc
    .tuple(...instruction.operands.map(({ kind }) => operand(kind)))
    .map((operands): DecodedInstruction => ({ opcode: isa.instructions.indexOf(instruction), operands }));
}

/** Whether the order of an instruction among others matters: it is more than arithmetic. */
function movesValues(instruction: Instruction): boolean {
  const { operands, pushes } = instruction;
  const semantics = semanticsOf(instruction);
  let readsRegister = false;
  walkSemantics(semantics, ({ kind }) => {
    readsRegister ||= kind === 'register';
  });
  return operands.length > 0 || pushes.length > 1 || semantics.effects.length > 0 || readsRegister;
}

/** Instructions that go on to the next; those that move values come more often. */
export function straightLine(guest: Guest, size: fc.ArrayConstraints): fc.Arbitrary<DecodedInstruction[]> {
  const arbitraries = guest.isa.instructions
    .filter(({ flow }) => flow.kind === 'next')
    .map((instruction) => ({
      weight: movesValues(instruction) ? 6 : 1,
      arbitrary: instructionArbitrary(guest, instruction),
    }));
  return fc.array(fc.oneof(...arbitraries), size);
}

/** What may be the last part of a superinstruction. */
export function sequence(guest: Guest): fc.Arbitrary<readonly DecodedInstruction[]> {
  const last = guest.isa.instructions
    .filter(({ flow }) => flow.kind !== 'next')
    .map((instruction) => instructionArbitrary(guest, instruction));
  return fc
    .tuple(straightLine(guest, { minLength: 1, maxLength: 12 }), fc.option(fc.oneof(...last)))
    .map(([code, end]) => (end ? [...code, end] : code.length > 1 ? code : [...code, ...code]));
}

/** Numbers to make choices by, over and over. */
export const choices = fc.array(fc.nat(5), { minLength: 40, maxLength: 40 });

export type Choose = () => number;

export function chooser(from: readonly number[]): Choose {
  let next = 0;
  return () => from[next++ % from.length];
}

/** A pattern that matches the code: each binding is one that holds. */
export function patternOf(
  { isa, pools, texts }: Pick<Guest, 'isa' | 'pools'> & Pick<Program, 'texts'>,
  code: Code,
  choose: Choose,
): Pattern {
  const meaningOf = ({ name, pool, interned }: OperandKind, value: number) =>
    interned ? texts![name][value] : pool ? (pools[pool][value] as number) : value;
  const free: { readonly kind: OperandKind; readonly value: number; readonly index: number }[] = [];
  let index = 0;
  const parts = code.map(({ opcode, operands }) => {
    const instruction = isa.instructions[opcode];
    const bindings = operands.map((value, i): Binding => {
      const { kind } = instruction.operands[i];
      const here = index++;
      const choice = choose();
      const near = isAddress(isa, kind) ? 2 : 0;
      const first = free.find((other) => other.kind === kind && Math.abs(other.value - value) <= near);
      if (choice < 3 && first && !kind.label)
        return { kind: 'same', as: first.index, offset: value - first.value };
      if (choice < 4 && kind.bindable) return { kind: 'constant', value: meaningOf(kind, value) };
      free.push({ kind, value, index: here });
      return { kind: 'free' };
    });
    return { opcode: instruction.name, bindings };
  });
  return { parts };
}

/** The operands that a pattern leaves free. */
export function freeOperands(pattern: Pattern, code: Code): number[] {
  return pattern.parts.flatMap(({ bindings }, part) =>
    bindings.flatMap((binding, i) => (binding.kind === 'free' ? [code[part].operands[i]] : [])),
  );
}

/** Cuts every basic block into pieces and makes superinstructions of most. */
export function fuseProgram(isa: Isa, program: Program, choose: Choose): { isa: FusedIsa; program: Program } {
  const opcodes = new Map<string, number>();
  const patterns: Pattern[] = [];
  const opcodeOf = (pattern: Pattern): number => {
    const text = formatPattern(pattern);
    const known = opcodes.get(text);
    if (known !== undefined) return known;
    const opcode = isa.instructions.length + patterns.push(pattern) - 1;
    opcodes.set(text, opcode);
    return opcode;
  };
  const rewritten = program.sections.map((section) => {
    const code = decodeSection(isa, program, section);
    const fused: DecodedInstruction[] = [];
    const newIndex: number[] = [];
    for (const { start, end } of basicBlocks(isa, code, section.leaders)) {
      for (let at = start; at < end; ) {
        const piece = code.slice(at, Math.min(end, at + 1 + choose()));
        newIndex[at] = fused.length;
        at += piece.length;
        if (piece.length === 1) fused.push(piece[0]);
        else {
          const pattern = patternOf({ ...program, isa }, piece, choose);
          fused.push({ opcode: opcodeOf(pattern), operands: freeOperands(pattern, piece) });
        }
      }
    }
    return { name: section.name, fused, newIndex };
  });
  const fusedIsa = extendIsa(isa, patterns);
  const sections = rewritten.map(({ name, fused, newIndex }) => ({
    name,
    code: encode(fusedIsa, relabel(fusedIsa, fused, newIndex)),
  }));
  return { isa: fusedIsa, program: { ...program, sections } };
}

/** What a random program is made of. */
type Statement =
  | { readonly kind: 'straight'; readonly code: Code }
  | { readonly kind: 'loop'; readonly inCell: boolean; readonly times: number; readonly body: Statement[] }
  | {
      readonly kind: 'choice';
      readonly onFlag: boolean;
      readonly yes: Statement[];
      readonly no: Statement[];
    };

/** Statements of the counter machine, or of one that has all its instructions. */
function statementsOf(guest: Guest): fc.Arbitrary<Statement[]> {
  return fc.letrec<{ list: Statement[]; statement: Statement }>((tie) => ({
    list: fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'statements' }),
    statement: fc.oneof(
      { depthIdentifier: 'statements', maxDepth: LOOPS },
      straightLine(guest, { minLength: 1, maxLength: 15 }).map(
        (code): Statement => ({ kind: 'straight', code }),
      ),
      fc.record({
        kind: fc.constant('loop' as const),
        inCell: fc.boolean(),
        times: fc.integer({ min: 1, max: 4 }),
        body: tie('list'),
      }),
      fc.record({
        kind: fc.constant('choice' as const),
        onFlag: fc.boolean(),
        yes: tie('list'),
        no: tie('list'),
      }),
    ),
  })).list;
}

/** Writes code that leaves the stack as deep as it was. */
class Writer {
  readonly code: DecodedInstruction[];

  constructor(private readonly guest: Guest) {
    this.code = [...(guest.prologue ?? [])];
  }

  statements(list: readonly Statement[], loops = 0): void {
    for (const statement of list) {
      if (statement.kind === 'straight') this.straight(statement.code);
      else if (statement.kind === 'choice') this.choice(statement, loops);
      else if (loops < LOOPS) this.loop(statement, loops);
    }
  }

  straight(code: Code): void {
    const { isa, filler, remover } = this.guest;
    let depth = 0;
    for (const instruction of code) {
      const { pops, pushes } = isa.instructions[instruction.opcode];
      for (; depth < pops.length; depth++) this.code.push(filler);
      this.code.push(instruction);
      depth += pushes.length - pops.length;
      for (; depth > 6; depth--) this.code.push(remover);
    }
    for (; depth > 0; depth--) this.code.push(remover);
  }

  add(name: string, ...operands: readonly number[]): number {
    return this.code.push(instructionOf(this.guest.isa, name, ...operands)) - 1;
  }

  loop({ inCell, times, body }: Statement & { kind: 'loop' }, loops: number): void {
    this.add('push', times);
    if (inCell) this.add('store', LOOP_CELLS + loops);
    const start = this.code.length;
    this.statements(body, loops + 1);
    if (inCell) this.add('loop_cell', LOOP_CELLS + loops, start);
    else {
      this.add('countdown', start);
      this.add('drop');
    }
  }

  choice(statement: Statement & { kind: 'choice' }, loops: number): void {
    if (!statement.onFlag) this.add('load', 0);
    const branch = this.add(statement.onFlag ? 'jump_if' : 'jump_if_zero', 0);
    this.statements(statement.yes, loops);
    const skip = this.add('jump', 0);
    this.code[branch] = { ...this.code[branch], operands: [this.code.length] };
    this.statements(statement.no, loops);
    this.code[skip] = { ...this.code[skip], operands: [this.code.length] };
  }
}

function programOf(
  guest: Guest,
  sections: readonly (readonly [string, Code])[],
  schedule: readonly Action[],
): Program {
  return {
    name: 'random',
    family: 'random',
    machine: guest.isa.machine,
    cells: guest.cells,
    pools: guest.pools,
    sections: sections.map(([name, code]) => ({ name, code: encode(guest.isa, code) })),
    schedule,
    symbols: {},
  };
}

/** Two sections, run again and again with the memories carried over. */
export function schedule(from: string, to: string): readonly Action[] {
  return [
    { kind: 'run', section: 'first' },
    { kind: 'observe' },
    {
      kind: 'repeat',
      times: 3,
      body: [
        { kind: 'run', section: 'second' },
        { kind: 'copy', from, to, start: 1, length: 3 },
        { kind: 'observe' },
        { kind: 'leave', memory: from, cell: 0, atLeast: 1 },
      ],
    },
  ];
}

function programWithLoops(guest: Guest): fc.Arbitrary<Program> {
  const statements = statementsOf(guest);
  return fc.tuple(statements, statements).map((sections) => {
    const code = sections.map((list) => {
      const writer = new Writer(guest);
      writer.statements(list);
      writer.add('halt');
      return writer.code;
    });
    return programOf(
      guest,
      [
        ['first', code[0]],
        ['second', code[1]],
      ],
      schedule('cells', 'saved'),
    );
  });
}

export const counterProgram = programWithLoops(counter);
/** Programs that leave their sections in the middle of instructions, or trap. */
export const guardsProgram = programWithLoops(guards);
/** Programs whose functions see and change memories. */
export const seersProgram = programWithLoops(seers);
/** Programs that use scratch memories. */
export const draftsProgram = programWithLoops(drafts);

export const modelsProgram: fc.Arbitrary<Program> = fc
  .tuple(straightLine(models, { maxLength: 40 }), straightLine(models, { maxLength: 40 }))
  .map((sections) => {
    const code = sections.map((list) => {
      const writer = new Writer(models);
      writer.straight(list);
      writer.add('ret');
      return writer.code;
    });
    return programOf(
      models,
      [
        ['first', code[0]],
        ['second', code[1]],
      ],
      schedule('next', 'curr'),
    );
  });

/** Programs whose sections are many short statements that leave the stack as it was. */
export function manyStatements(guest: Guest, [from, to]: readonly [string, string]): fc.Arbitrary<Program> {
  const ending = guest.isa.instructions.find(({ flow }) => flow.kind === 'return')!.name;
  const section = fc
    .array(straightLine(guest, { minLength: 1, maxLength: 3 }), { maxLength: 14 })
    .map((list) => {
      const writer = new Writer(guest);
      for (const code of list) writer.straight(code);
      writer.add(ending);
      return writer.code;
    });
  return fc.tuple(section, section).map(([first, second]) =>
    programOf(
      guest,
      [
        ['first', first],
        ['second', second],
      ],
      schedule(from, to),
    ),
  );
}
