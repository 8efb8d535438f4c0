import fc from 'fast-check';
import type { Isa } from '../src/isa/isa.js';
import { parseIsa } from '../src/isa/parse.js';

/**
 * Random machines, as the text of their `.isa` files: what a counterexample shows is what one would write.
 * They share their declarations; instructions have random operands, stack pictures and bodies.
 */

type Type = 'f64' | 'i32' | 'bool';
type Word = 'f64' | 'i32';

/** An expression before it is known what there is to name; numbers choose among that. */
type Tree =
  | { readonly kind: 'number'; readonly pick: number }
  | { readonly kind: 'named'; readonly pick: number }
  | { readonly kind: 'read'; readonly pick: number; readonly place: Place }
  | { readonly kind: 'apply'; readonly pick: number; readonly of: readonly Tree[] };

/** Which cell: what an operand names, one beside it, a fixed one, or one that is computed. */
type Place =
  | { readonly kind: 'beside'; readonly operand: number; readonly distance: number }
  | { readonly kind: 'fixed'; readonly cell: number }
  | { readonly kind: 'computed'; readonly tree: Tree };

type Statement =
  | { readonly kind: 'local'; readonly type: Word; readonly value: Tree }
  | { readonly kind: 'store'; readonly memory: number; readonly place: Place; readonly value: Tree }
  | { readonly kind: 'set'; readonly register: number; readonly value: Tree }
  | { readonly kind: 'call'; readonly extern: number; readonly value: Tree; readonly isUsed: boolean }
  | { readonly kind: 'exit'; readonly how: 'leave' | 'trap'; readonly condition: Tree };

interface Shape {
  readonly operands: readonly number[];
  readonly pops: number;
  readonly statements: readonly Statement[];
  readonly outputs: readonly Tree[];
  /** Where control goes; null: on. */
  readonly jump: { readonly condition: Tree | null } | null;
}

/** Cells of memories and values of pools: few, so that addresses are often the same or outside. */
export const CELLS = 4;
const FIXED_CELLS = CELLS;

export const OPERAND_KINDS = ['cell', 'near', 'other', 'number', 'literal', 'whole', 'row'] as const;
const MEMORIES = [
  { name: 'm', type: 'word', index: 'cell' },
  { name: 'm2', type: 'word', index: 'cell' },
  { name: 'reals', type: 'f64', index: 'cell' },
  { name: 'integers', type: 'i32', index: 'other' },
] as const;
const REGISTERS = [
  { name: 'real', type: 'f64' },
  { name: 'integer', type: 'i32' },
  { name: 'flag', type: 'bool' },
] as const;
/** Externs that are no values; all give what they take. */
const DEEDS = [
  { name: 'note', type: 'f64' },
  { name: 'count', type: 'i32' },
  { name: 'disturb', type: 'i32' },
] as const;
const INTEGERS = ['ZERO', 'ONE', 'MINUS_ONE', 'TWO', 'LOWEST', 'HIGHEST', 'SHIFT'];
const DOUBLES = ['0.0', '-0.0', '1.0', '0.5', '-1.5', '1e300', '(0.0 / 0.0)', '(1.0 / 0.0)'];

const declarations = (word: Word) => `machine random
word ${word}
payload none
operand cell : u8
operand near : u8 within cell bindable
operand other : u8
operand number : i8 bindable
operand literal : u8 bindable
operand whole : u8 bindable
operand row : u8
operand target : u16 label
memory m, m2 : ${word}[cell]
memory reals : f64[cell]
memory integers : i32[other]
pool literals : f64[literal]
pool wholes : i32[whole]
pool rows : f64[row][]
register real : f64
register integer, fuel : i32
register flag : bool
let ZERO = 0
let ONE = 1
let MINUS_ONE = -1
let TWO = 2
let LOWEST = -2147483648
let HIGHEST = 2147483647
let SHIFT = 33
extern note(f64) -> f64
extern count(i32) -> i32
extern mix(f64, i32) -> f64 pure
extern first(rows, i32) -> f64 pure
extern peek(f64, i32) -> f64 reads m, integers
extern sum(i32) -> i32 reads m2
extern disturb(i32) -> i32 any
push_literal k:literal ( -- v ) v = ${word === 'f64' ? 'literals[k]' : 'i32(literals[k])'}
push_number n:number ( -- v ) v = ${word === 'f64' ? 'f64(n)' : 'n'}
drop ( v -- )
dup ( v -- a b ) a = v; b = v
test ( v -- w ) w = v ${word === 'f64' ? '!= 0.0' : '!= ZERO'} ? ${word === 'f64' ? '1.0 : 0.0' : 'ONE : ZERO'}
move to:cell ( v -- ) m[to] = v
branch t:target ( v -- ) jump t if v ${word === 'f64' ? '!= 0.0' : '!= ZERO'}
skip t:target ( -- ) jump t
tick ( -- ) fuel = fuel + ONE; leave if fuel > TWO * TWO * TWO
halt ( -- ) return
`;

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; place: Place }>((tie) => {
  const depth = { depthIdentifier: 'tree', maxDepth: 3, depthSize: 'small' } as const;
  const pick = fc.nat(99);
  return {
    tree: fc.oneof(
      depth,
      fc.record({ kind: fc.constant('named' as const), pick }),
      fc.record({ kind: fc.constant('number' as const), pick }),
      fc.record({ kind: fc.constant('read' as const), pick, place: tie('place') }),
      fc.record({
        kind: fc.constant('apply' as const),
        pick,
        of: fc.tuple(tie('tree'), tie('tree'), tie('tree')),
      }),
    ),
    place: placeOver(tie('tree')),
  };
}).tree;

function placeOver(computed: fc.Arbitrary<Tree>): fc.Arbitrary<Place> {
  return fc.oneof(
    { depthIdentifier: 'tree', maxDepth: 3 },
    fc.record({
      kind: fc.constant('beside' as const),
      operand: fc.nat(2),
      distance: fc.constantFrom(0, 0, 0, 1, -1, 2),
    }),
    fc.record({ kind: fc.constant('fixed' as const), cell: fc.nat(FIXED_CELLS - 1) }),
    fc.record({ kind: fc.constant('computed' as const), tree: computed }),
  );
}

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ kind: fc.constant('local' as const), type: fc.constantFrom<Word>('f64', 'i32'), value: tree }),
  fc.record({
    kind: fc.constant('store' as const),
    memory: fc.nat(MEMORIES.length - 1),
    place: placeOver(tree),
    value: tree,
  }),
  fc.record({ kind: fc.constant('set' as const), register: fc.nat(REGISTERS.length - 1), value: tree }),
  fc.record({
    kind: fc.constant('call' as const),
    extern: fc.nat(DEEDS.length - 1),
    value: tree,
    isUsed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('exit' as const),
    how: fc.constantFrom('leave' as const, 'trap' as const),
    condition: tree,
  }),
);

const shape: fc.Arbitrary<Shape> = fc.record({
  operands: fc.array(fc.nat(OPERAND_KINDS.length - 1), { maxLength: 3 }),
  pops: fc.nat(2),
  statements: fc.array(statement, { maxLength: 3 }),
  outputs: fc.array(tree, { maxLength: 2 }),
  jump: fc.option(fc.record({ condition: fc.option(tree, { freq: 4 }) }), { freq: 3 }),
});

/** What a body may name, and writes it. */
class Printer {
  readonly #names: { readonly text: string; readonly type: Type }[];
  #locals = 0;

  constructor(
    readonly word: Word,
    readonly operands: readonly { readonly name: string; readonly kind: string }[],
    pops: readonly string[],
  ) {
    this.#names = [
      ...pops.map((text) => ({ text, type: word })),
      ...operands
        .filter(({ kind }) => kind === 'number')
        .map(({ name: text }) => ({ text, type: 'i32' as const })),
      ...REGISTERS.map(({ name, type }) => ({ text: name, type })),
    ];
  }

  statement(one: Statement): string {
    switch (one.kind) {
      case 'local':
        return this.#define(one.type, this.tree(one.value, one.type));
      case 'store': {
        const { name, index } = MEMORIES[one.memory];
        return `${name}[${this.#place(one.place, index)}] = ${this.tree(one.value, this.#typeOf(one.memory))}`;
      }
      case 'set': {
        const { name, type } = REGISTERS[one.register];
        return `${name} = ${this.tree(one.value, type)}`;
      }
      case 'call': {
        const { name, type } = DEEDS[one.extern];
        const call = `${name}(${this.tree(one.value, type)})`;
        return one.isUsed ? this.#define(type, call) : call;
      }
      case 'exit':
        return `${one.how} if ${this.tree(one.condition, 'bool')}`;
    }
  }

  tree(one: Tree, type: Type): string {
    switch (one.kind) {
      case 'number':
        return this.#number(one.pick, type);
      case 'named': {
        const fitting = this.#names.filter((name) => name.type === type);
        return fitting.length > 0 ? fitting[one.pick % fitting.length].text : this.#number(one.pick, type);
      }
      case 'read':
        return type === 'bool' ? this.#number(one.pick, type) : this.#read(one, type);
      case 'apply':
        return this.#apply(one, type);
    }
  }

  #define(type: Word, value: string): string {
    const text = `x${this.#locals++}`;
    this.#names.push({ text, type });
    return `${text} = ${value}`;
  }

  #typeOf(memory: number): Word {
    const { type } = MEMORIES[memory];
    return type === 'word' ? this.word : type;
  }

  #number(pick: number, type: Type): string {
    if (type === 'bool') return 'flag';
    const list = type === 'f64' ? DOUBLES : INTEGERS;
    return list[pick % list.length];
  }

  #read({ pick, place }: Tree & { kind: 'read' }, type: Word): string {
    const pool = type === 'f64' ? 'literal' : 'whole';
    const index = this.operands.find(({ kind }) => kind === pool);
    if (index && pick % 4 === 0) return `${pool}s[${index.name}]`;
    const row = this.operands.find(({ kind }) => kind === 'row');
    if (row && type === 'f64' && pick % 4 === 1)
      return `first(rows[${row.name}], ${this.#place(place, 'other')})`;
    const memories = MEMORIES.filter((_, memory) => this.#typeOf(memory) === type);
    const { name, index: kind } = memories[pick % memories.length];
    return `${name}[${this.#place(place, kind)}]`;
  }

  #place(place: Place, indexKind: string): string {
    if (place.kind === 'computed') {
      const text = this.tree(place.tree, 'i32');
      // An operand alone has to be of the kind that addresses the array, and a number alone has to be a cell.
      return /^(?:[px]\d|integer|m)/.test(text) ? text : `${text} + ZERO`;
    }
    if (place.kind === 'fixed') return String(INTEGERS_BY_VALUE[place.cell]);
    // Operands that address pools are no numbers, and targets are none either.
    const usable = this.operands.filter(({ kind }) => !['literal', 'whole', 'target'].includes(kind));
    if (usable.length === 0) return 'ONE';
    const { name, kind } = usable[place.operand % usable.length];
    const isOwn = kind === indexKind || (kind === 'near' && indexKind === 'cell');
    if (place.distance === 0) return isOwn ? name : `${name} + ZERO`;
    return place.distance > 0 ? `${name} + ${place.distance === 1 ? 'ONE' : 'TWO'}` : `${name} - ONE`;
  }

  #apply({ pick, of }: Tree & { kind: 'apply' }, type: Type): string {
    const [a, b, c] = of;
    const binary = (operator: string, side: Type) =>
      `(${this.tree(a, side)} ${operator} ${this.tree(b, side)})`;
    const choose = () => `(${this.tree(a, 'bool')} ? ${this.tree(b, type)} : ${this.tree(c, type)})`;
    if (type === 'bool') {
      const side = pick % 2 === 0 ? 'f64' : 'i32';
      const operator = ['==', '!=', '<', '<=', '>', '>=', '&&', '||', '!', '?'][Math.floor(pick / 2) % 10];
      if (operator === '?') return choose();
      if (operator === '!') return `!${this.tree(a, 'bool')}`;
      return binary(operator, operator === '&&' || operator === '||' ? 'bool' : side);
    }
    if (type === 'f64') {
      const operator = ['+', '-', '*', '/', 'abs', 'floor', 'mix', 'peek', 'f64', '-x', '?', '?'][pick % 12];
      if (operator === '?') return choose();
      if (operator === '-x') return `(-(${this.tree(a, 'f64')}))`;
      if (operator === 'f64') return `f64(${this.tree(a, 'i32')})`;
      if (operator === 'mix' || operator === 'peek')
        return `${operator}(${this.tree(a, 'f64')}, ${this.tree(b, 'i32')})`;
      return operator.length > 1 ? `${operator}(${this.tree(a, 'f64')})` : binary(operator, 'f64');
    }
    const operator = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', 'i32', 'sum', '-x', '?', '?'][
      pick % 15
    ];
    if (operator === '?') return choose();
    if (operator === 'sum') return `sum(${this.tree(a, 'i32')})`;
    if (operator === 'i32') return `i32(${this.tree(a, 'f64')})`;
    return operator === '-x' ? `(-(${this.tree(a, 'i32')}))` : binary(operator, 'i32');
  }
}

const INTEGERS_BY_VALUE = ['ZERO', 'ONE', 'TWO', '3'];

function printInstruction(
  word: Word,
  { operands, pops, statements, outputs, jump }: Shape,
  index: number,
): string {
  const named = operands.map((kind, i) => ({ name: `o${i}`, kind: OPERAND_KINDS[kind] as string }));
  const popped = Array.from({ length: pops }, (_, i) => `p${i}`);
  const pushed = outputs.map((_, i) => `r${i}`);
  const printer = new Printer(word, named, popped);
  const lines = statements.map((one) => printer.statement(one));
  lines.push(...outputs.map((output, i) => `r${i} = ${printer.tree(output, word)}`));
  if (jump) {
    named.push({ name: 't', kind: 'target' });
    lines.push(`jump t${jump.condition ? ` if ${printer.tree(jump.condition, 'bool')}` : ''}`);
  }
  const head = [`i${index}`, ...named.map(({ name, kind }) => `${name}:${kind}`)].join(' ');
  return `${head} ( ${popped.join(' ')} -- ${pushed.join(' ')} ) ${lines.join('; ')}`;
}

/** A random machine; its text is what a counterexample shows. */
export interface RandomMachine {
  readonly text: string;
  readonly isa: Isa;
  toString(): string;
}

export const randomMachine: fc.Arbitrary<RandomMachine> = fc
  .tuple(fc.constantFrom<Word>('f64', 'i32'), fc.array(shape, { minLength: 1, maxLength: 5 }))
  .map(([word, shapes]) => {
    const instructions = shapes.map((one, index) => printInstruction(word, one, index));
    const text = `${declarations(word)}${instructions.join('\n')}\n`;
    return { text, isa: parseIsa(text, 'random.isa'), toString: () => instructions.join('\n') };
  });
