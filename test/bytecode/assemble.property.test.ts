import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/bytecode/assemble.js';
import { disassemble } from '../../src/bytecode/disassemble.js';
import {
  type Action,
  encode,
  type PoolEntry,
  type Program,
  withoutOrigins,
} from '../../src/bytecode/program.js';
import { type Isa, type OperandKind, rangeOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { models } from '../../src/machines/models/machine.js';
import { formatNumber } from '../../src/util/format.js';
import { awkward } from '../awkward-machine.js';
import { awkwardProgram } from '../awkward-program.js';
import { isa as counterIsa, programs } from '../machines/counter/counter.js';
import { choices, chooser, counterProgram, fuseProgram, modelsProgram } from '../random-code.js';

const UNSAID = { name: 'not said', family: 'not said' };

function expectRoundTrip(isa: Isa, program: Program): void {
  const text = disassemble(isa, program);
  const again = assemble(isa, text, 'again.asm', UNSAID);
  expect(again).toStrictEqual(program);
  // Artifacts are written with their keys in this order.
  for (const part of ['cells', 'pools', 'symbols'] as const)
    expect(Object.keys(again[part])).toEqual(Object.keys(program[part]));
  expect(disassemble(isa, again)).toBe(text);
}

/** Names that may be taken for something else, and any others. */
const name = fc.oneof(
  fc.constantFrom(
    'x', 'y', '', '12', '-0', '0x10', 'NaN', 'Infinity', '-Infinity', 'L0', 'L1', 'none', 'from', 'section',
    'main:', 'slot:12', '->3', 'a b', ' ', '"', '\\', '\n', '\r\n', ';', '# no', '\u2028', '\u202e', '\u0000',
    '\ud800', 'é', '世界', '🙂', '{', '}', '__proto__', 'constructor', 'TIME STEP', '\u{e0001}',
  ),
  fc.string({ maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
); // biome-ignore format: a table

const symbolsOf = (kinds: readonly string[]) =>
  fc
    .tuple(...kinds.map(() => fc.option(fc.array(name, { maxLength: 9 }), { nil: null })))
    .map((lists) =>
      Object.fromEntries(kinds.flatMap((kind, i) => (lists[i] === null ? [] : [[kind, lists[i]] as const]))),
    );

const WIDTHS = ['u8', 'u16', 'u32', 'i8', 'i16', 'i32'] as const;
const f64 = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1e21));
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** A machine of few instructions that do nothing with operands of every sort. */
const machine = fc
  .record({
    word: fc.constantFrom('f64', 'i32'),
    widths: fc.array(fc.constantFrom(...WIDTHS), { minLength: 7, maxLength: 7 }),
    types: fc.array(fc.constantFrom('f64', 'i32'), { minLength: 4, maxLength: 4 }),
    bindable: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    operands: fc.array(
      fc.array(fc.constantFrom('cell', 'near', 'plain', 'value', 'row', 'label', 'other'), {
        maxLength: 4,
      }),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
    names: fc.uniqueArray(
      fc.constantFrom('section', 'cells', 'pool', 'L0', 'NaN', 'run', 'schedule', 'load', 'x', 'program'),
      {
        minLength: 6,
        maxLength: 6,
      },
    ),
  })
  .map(({ word, widths, types, bindable, operands, names }) => {
    const flag = (i: number) => (bindable[i] ? ' bindable' : '');
    const instructions = operands.map(
      (kinds, i) => `${names[i]} ${kinds.map((kind, k) => `o${k}:${kind}`).join(' ')} ( -- )`,
    );
    return parseIsa(
      `machine random
word ${word}
operand cell : ${widths[0]}
operand near : ${widths[1]} within cell${flag(0)}
operand plain : ${widths[2]}${flag(1)}
operand value : ${widths[3]}${flag(2)}
operand row : ${widths[4]}
operand label : ${widths[5]} label
operand other : ${widths[6]}
memory curr, next : ${types[0]}[cell]
memory third : ${types[1]}[other]
pool values : ${types[2]}[value]
pool rows : ${types[3]}[row][]
${instructions.join('\n')}
jump t:label ( -- ) jump t
stop ( -- ) return
`,
      'random.isa',
    );
  });

function sample(isa: Isa): fc.Arbitrary<Program> {
  const ofType = (type: string) => (type === 'f64' ? f64 : i32);
  const [values, rows] = isa.pools;
  const limit = 1 << 7;
  return fc
    .record({
      name,
      family: name,
      cells: fc.record(
        { cell: fc.nat(limit), other: fc.nat(9) },
        { noNullPrototype: true, requiredKeys: [] },
      ),
      values: fc.option(fc.uniqueArray(ofType(values.type), { maxLength: 9, selector: formatNumber }), {
        nil: null,
      }),
      rows: fc.option(fc.array(fc.array(ofType(rows.type), { maxLength: 4 }), { maxLength: 4 }), {
        nil: null,
      }),
      symbols: symbolsOf(['near', 'cell', 'value', 'row', 'label', 'plain', 'other']),
      code: fc.array(
        fc.array(
          fc.tuple(fc.nat(isa.instructions.length - 1), fc.array(fc.nat(), { minLength: 4, maxLength: 4 })),
          { maxLength: 12 },
        ),
        {
          maxLength: 3,
        },
      ),
      sections: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
      actions: fc.array(fc.tuple(fc.nat(4), fc.nat(), fc.nat(), fc.nat()), { maxLength: 9 }),
    })
    .map((parts) => programOf(isa, parts));
}

interface Parts {
  readonly name: string;
  readonly family: string;
  readonly cells: { readonly cell?: number; readonly other?: number };
  readonly values: readonly number[] | null;
  readonly rows: readonly (readonly number[])[] | null;
  readonly symbols: Readonly<Record<string, readonly string[]>>;
  readonly code: readonly (readonly (readonly [number, readonly number[]])[])[];
  readonly sections: readonly string[];
  readonly actions: readonly (readonly [number, number, number, number])[];
}

/**
 * Makes a valid program of random numbers: each is brought within its limits, and what has no valid operand
 * becomes `stop`.
 */
function programOf(isa: Isa, parts: Parts): Program {
  const stop = isa.opcodeOf.get('stop')!;
  const cells = Object.fromEntries(Object.entries(parts.cells).filter(([, count]) => count !== undefined));
  const pools: Record<string, readonly PoolEntry[]> = {};
  if (parts.values) pools.values = parts.values;
  if (parts.rows) pools.rows = parts.rows;
  const count = (kind: OperandKind, length: number): [number, number] => {
    const [low, high] = rangeOf(kind);
    if (kind.label) return [0, length - 1];
    if (kind.pool) return [0, Math.min(high, (pools[kind.pool]?.length ?? 0) - 1)];
    const memory = isa.memories.find(({ index }) => index === (kind.within ?? kind.name));
    return memory
      ? [0, Math.min(high, (Object.hasOwn(cells, memory.index) ? cells[memory.index] : 0) - 1)]
      : [low, high];
  };
  const sections = parts.code.map((list, s) => {
    const code = [...list, [stop, []] as const].map(([opcode, numbers]) => {
      const limits = isa.instructions[opcode].operands.map(({ kind }) => count(kind, list.length + 1));
      if (limits.some(([low, high]) => high < low)) return { opcode: stop, operands: [] };
      return { opcode, operands: limits.map(([low, high], i) => low + (numbers[i] % (high - low + 1))) };
    });
    return { name: parts.sections[s], code: encode(isa, code) };
  });
  return {
    name: parts.name,
    family: parts.family,
    machine: 'random',
    cells,
    pools,
    sections,
    schedule: scheduleOf(
      parts.actions,
      sections.map((section) => section.name),
      cells.cell ?? 0,
    ),
    symbols: parts.symbols,
  };
}

function scheduleOf(
  numbers: Parts['actions'],
  sections: readonly string[],
  cells: number,
  depth = 0,
): Action[] {
  return numbers.flatMap(([kind, a, b, c], i): Action[] => {
    if (kind === 0 && sections.length > 0) return [{ kind: 'run', section: sections[a % sections.length] }];
    if (kind === 1) {
      const start = a % (cells + 1);
      return [{ kind: 'copy', from: 'curr', to: 'next', start, length: b % (cells - start + 1) }];
    }
    if (kind === 2 && depth > 0 && cells > 0)
      return [{ kind: 'leave', memory: 'next', cell: a % cells, atLeast: c % cells }];
    if (kind === 3)
      return [
        { kind: 'repeat', times: a, body: scheduleOf(numbers.slice(i + 1), sections, cells, depth + 1) },
      ];
    return [{ kind: 'observe' }];
  });
}

describe('assembling what was disassembled gives the same program', () => {
  it('of any machine', () => {
    fc.assert(
      fc.property(
        machine.chain((isa) => fc.tuple(fc.constant(isa), sample(isa))),
        ([isa, program]) => expectRoundTrip(isa, program),
      ),
      { numRuns: 1000 },
    );
  });

  it('with names that are hard to tell from other things', () => {
    fc.assert(
      fc.property(counterProgram, symbolsOf(['cell', 'literal', 'wide', 'label']), (program, symbols) =>
        expectRoundTrip(counterIsa, { ...program, symbols }),
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(modelsProgram, symbolsOf(['global', 'slot', 'table', 'literal']), (program, symbols) =>
        expectRoundTrip(models.isa, { ...program, symbols }),
      ),
      { numRuns: 300 },
    );
  });

  it('with superinstructions', () => {
    fc.assert(
      fc.property(fc.oneof(counterProgram, modelsProgram), choices, (program, choice) => {
        const isa = program.machine === 'counter' ? counterIsa : models.isa;
        const fused = fuseProgram(isa, program, chooser(choice));
        expectRoundTrip(fused.isa, fused.program);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ...programs.map((program) => [program.name, counterIsa, program] as const),
    ['awkward', awkward, awkwardProgram] as const,
  ])('of the test program %s', (_, isa, program) => expectRoundTrip(isa, program));

  it('of every model in the corpora, as it is and with superinstructions', () => {
    const corpora = new URL('../../corpora/', import.meta.url);
    const manifest = JSON.parse(readFileSync(new URL('manifest.json', corpora), 'utf8')) as {
      families: readonly { name: string; programs: readonly { file: string }[] }[];
    };
    const files = manifest.families.flatMap(({ name: family, programs: listed }) =>
      listed.map(({ file }) => ({ family, file })),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const { family, file } of files) {
      const source = models.compile(new URL(file, corpora).pathname, { name: file, family });
      // The text shows where they come from in comments.
      const program = withoutOrigins(source.program);
      expectRoundTrip(models.isa, program);
      const fused = fuseProgram(models.isa, program, chooser([1, 3, 0, 5, 2, 4, 2]));
      expectRoundTrip(fused.isa, fused.program);
    }
  });
});
