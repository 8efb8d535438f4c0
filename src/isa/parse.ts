import { Cursor, type Line, type Token } from '../util/cursor.js';
import { digestText } from '../util/digest-text.js';
import { InputError } from '../util/input-error.js';
import type { ExternEffect } from './extern-effect.js';
import { parseInstruction } from './instruction.js';
import {
  type BodyLanguage,
  type Extern,
  findByName,
  HOST_LANGUAGES,
  type Instruction,
  type Isa,
  instructionSet,
  type Memory,
  type OperandKind,
  type Pool,
  type Register,
} from './isa.js';
import { splitLines } from './lexer.js';
import { BUILT_INS } from './operators.js';
import type { CellType } from './semantics.js';

/**
 * Parses and checks the text of an `.isa` file.
 *
 * Declarations come first (`machine`, `word`, `payload`, `operand`, `memory`, `scratch memory`, `pool`,
 * `register`, `let`, `extern`), then one line per instruction: `name operand:kind ... ( pops -- pushes )
 * body`. Throws an `InputError` that lists every line that is wrong.
 */
export function parseIsa(text: string, file: string): Isa {
  const parser = new IsaParser(file);
  const problems: InputError[] = [];
  for (const line of splitLines(text, file)) {
    try {
      parser.line(line);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new InputError(problems.flatMap((problem) => problem.problems));
  return parser.finish(digestText(text));
}

/** Bodies are walked recursively, and a chain of operators nests as deep as it is long. */
const MAX_TOKENS = 2000;

interface Width {
  readonly bytes: number;
  readonly signed: boolean;
  readonly interned: OperandKind['interned'];
}

/** A text is as wide as an index of it. */
const TEXT: Width = { bytes: 4, signed: false, interned: 'text' };

class IsaParser {
  #machine: Token | null = null;
  #word: CellType = 'f64';
  #bodies: BodyLanguage = 'expressions';
  #payload: number | null = null;
  readonly #stacks: string[] = [];
  readonly #kinds: OperandKind[] = [];
  readonly #memories: Memory[] = [];
  readonly #pools: Pool[] = [];
  readonly #registers: Register[] = [];
  readonly #externs: Extern[] = [];
  readonly #constants = new Map<string, number>();
  readonly #instructions = new Map<string, Instruction>();
  readonly #declared = new Set<string>();
  readonly #settings = new Set<string>();

  constructor(private readonly file: string) {}

  line(line: Line): void {
    const cursor = new Cursor(line);
    const first = cursor.nameOrString('a declaration or an instruction');
    // An instruction may be called like a declaration keyword; only it has a stack picture after its
    // operands.
    const declare = first.kind === 'name' ? this.#declarations.get(first.text) : undefined;
    if (declare && !line.some((token) => token.text === '--' || token.text === '?')) {
      if (this.#instructions.size > 0) cursor.fail('declarations come before the instructions', first.at);
      declare(cursor, first);
      if (!cursor.atEnd) cursor.fail(`\`${cursor.token.text}\` does not belong here`);
    } else this.#instruction(cursor, first);
  }

  finish(digest: string): Isa {
    const start = { file: this.file, line: 1, column: 1 };
    if (!this.#machine) throw new InputError('no `machine NAME` line', start);
    if (this.#instructions.size === 0) throw new InputError('the machine has no instructions', start);
    return {
      machine: this.#machine.text,
      word: this.#word,
      bodies: this.#bodies,
      stacks: this.#stacks,
      payload: this.#payload,
      operandKinds: this.#kinds,
      memories: this.#memories,
      pools: this.#pools,
      registers: this.#registers,
      externs: this.#externs,
      ...instructionSet([...this.#instructions.values()]),
      digest,
    };
  }

  readonly #declarations: ReadonlyMap<string, (cursor: Cursor, keyword: Token) => void> = new Map([
    ['machine', (cursor, keyword) => this.#setMachine(cursor, keyword)],
    ['word', (cursor, keyword) => this.#setWord(cursor, keyword)],
    ['bodies', (cursor, keyword) => this.#setBodies(cursor, keyword)],
    ['payload', (cursor, keyword) => this.#setPayload(cursor, keyword)],
    ['stack', (cursor) => this.#declareStacks(cursor)],
    ['operand', (cursor) => this.#declareKinds(cursor)],
    ['memory', (cursor) => this.#declareMemories(cursor, false)],
    ['scratch', (cursor) => this.#declareScratch(cursor)],
    ['pool', (cursor) => this.#declarePool(cursor)],
    ['register', (cursor) => this.#declareRegisters(cursor)],
    ['let', (cursor) => this.#declareConstant(cursor)],
    ['extern', (cursor, keyword) => this.#declareExtern(cursor, keyword)],
  ]);

  #setMachine(cursor: Cursor, keyword: Token): void {
    this.#once(keyword);
    this.#machine = cursor.name('the name of the machine');
  }

  #setWord(cursor: Cursor, keyword: Token): void {
    this.#once(keyword);
    this.#word = cellType(cursor);
  }

  #setBodies(cursor: Cursor, keyword: Token): void {
    this.#once(keyword);
    if (this.#kinds.length > 0) cursor.fail('`bodies` comes before the operands', keyword.at);
    const { at } = cursor.token;
    const language = cursor.advance().text + (cursor.accept('++') ? '++' : '');
    const all: readonly BodyLanguage[] = ['expressions', 'none', ...HOST_LANGUAGES];
    const found = all.find((one) => one === language);
    if (!found) cursor.fail(`expected what bodies are: ${all.join(', ')}`, at);
    this.#bodies = found;
  }

  #setPayload(cursor: Cursor, keyword: Token): void {
    this.#once(keyword);
    const { at } = cursor.token;
    const size = cursor.accept('none') ? null : integer(cursor);
    if (size !== null && size < 0) cursor.fail('a payload has at least 0 bytes', at);
    this.#payload = cursor.accept('bits') && size !== null ? size / 8 : size;
  }

  #declareStacks(cursor: Cursor): void {
    if (this.#bodies === 'expressions')
      cursor.fail('a second stack needs bodies in the language of the VM, or none: say so by `bodies`');
    do this.#stacks.push(this.#declare(cursor.name('the name of a stack')));
    while (cursor.accept(','));
  }

  #declareKinds(cursor: Cursor): void {
    const names = this.#names(cursor);
    const { at } = cursor.token;
    const shape = cursor.accept('text') ? TEXT : width(cursor);
    let { interned } = shape;
    let fused = shape;
    let within: string | null = null;
    const flags = { bindable: false, label: false };
    while (!cursor.atEnd) {
      if (cursor.accept('within')) within = this.#addressing(cursor).name;
      else if (cursor.accept('bindable')) flags.bindable = true;
      else if (cursor.accept('label')) flags.label = true;
      else if (cursor.accept('list')) interned = 'list';
      else if (cursor.accept('as')) fused = width(cursor);
      else cursor.fail('expected `within KIND`, `bindable`, `label`, `list` or `as WIDTH`');
    }
    if (flags.label && flags.bindable) cursor.fail('a label cannot be bindable');
    if (interned && this.#bodies === 'expressions')
      cursor.fail(
        `operands of expressions have at most 32 bits: say by \`bodies\` what bodies are instead`,
        at,
      );
    if (interned && (flags.label || within)) cursor.fail('labels and addresses have at most 32 bits', at);
    const isNarrower = fused.bytes <= shape.bytes && fused.signed === shape.signed;
    if (fused !== shape && (interned || flags.label || !isNarrower))
      cursor.fail('`as` gives a number, and no label, a smaller width of the same sign');
    const { signed } = shape;
    const bytes = interned === 'list' ? Number.POSITIVE_INFINITY : shape.bytes;
    const fusedBytes = fused === shape ? bytes : fused.bytes;
    for (const name of names)
      this.#kinds.push({ name, bytes, fusedBytes, signed, interned, within, pool: null, ...flags });
  }

  #declareScratch(cursor: Cursor): void {
    cursor.expect('memory');
    this.#declareMemories(cursor, true);
  }

  #declareMemories(cursor: Cursor, scratch: boolean): void {
    const names = this.#names(cursor);
    const type = cellType(cursor);
    const index = this.#indexKind(cursor);
    if (index.pool) cursor.fail(`${index.name} already indexes ${index.pool}`);
    for (const name of names) this.#memories.push({ name, type, index: index.name, scratch });
  }

  #declarePool(cursor: Cursor): void {
    const names = this.#names(cursor);
    if (names.length !== 1) cursor.fail('declare one pool a line');
    const type = cellType(cursor);
    const kind = this.#indexKind(cursor);
    const rows = cursor.accept('[');
    if (rows) cursor.expect(']');
    const other = kind.pool ?? this.#memories.find(({ index }) => index === kind.name)?.name;
    if (other) cursor.fail(`${kind.name} already indexes ${other}`);
    const inner = this.#kinds.find(({ within }) => within === kind.name);
    if (inner) cursor.fail(`${inner.name} is within ${kind.name}, which cannot index a pool`);
    if (rows && kind.bindable) cursor.fail(`${kind.name} is bindable, but a row cannot be a constant`);
    this.#pools.push({ name: names[0], type, index: kind.name, rows });
    this.#kinds[this.#kinds.indexOf(kind)] = { ...kind, pool: names[0] };
  }

  #declareRegisters(cursor: Cursor): void {
    const names = this.#names(cursor);
    const type = cursor.accept('bool') ? ('bool' as const) : cellType(cursor);
    for (const name of names) this.#registers.push({ name, type });
  }

  #declareConstant(cursor: Cursor): void {
    const name = this.#declare(cursor.name('a name'));
    cursor.expect('=');
    this.#constants.set(name, integer(cursor));
  }

  #declareExtern(cursor: Cursor, keyword: Token): void {
    const name = this.#declare(cursor.name('the name of a function'));
    if (BUILT_INS.has(name)) cursor.fail(`\`${name}\` is a built-in function`, keyword.at);
    const parameters: Extern['parameters'][number][] = [];
    cursor.expect('(');
    while (!cursor.accept(')')) {
      if (parameters.length > 0) cursor.expect(',');
      const pool = findByName(this.#pools, cursor.token.text);
      if (pool) {
        if (!pool.rows) cursor.fail(`${pool.name} has no rows: take its values as ${pool.type}`);
        cursor.advance();
        parameters.push({ pool: pool.name });
      } else parameters.push(cellType(cursor));
    }
    cursor.expect('->');
    const result = cellType(cursor);
    this.#externs.push({ name, parameters, result, effect: this.#externEffect(cursor) });
  }

  /** `pure`, `any`, `reads M, N`, or nothing. */
  #externEffect(cursor: Cursor): ExternEffect {
    if (cursor.accept('pure')) return 'pure';
    if (cursor.accept('any')) return 'any';
    if (!cursor.accept('reads')) return 'outside';
    const reads: string[] = [];
    do {
      const { text, at } = cursor.name('the name of a memory');
      const memory = findByName(this.#memories, text);
      if (!memory) cursor.fail(`the memory \`${text}\` is not declared`, at);
      if (memory.scratch) cursor.fail(`\`${text}\` is scratch: no function sees it`, at);
      if (reads.includes(text)) cursor.fail(`\`${text}\` is named twice`, at);
      reads.push(text);
    } while (cursor.accept(','));
    return { reads };
  }

  #instruction(cursor: Cursor, name: Token): void {
    if (cursor.length > MAX_TOKENS)
      cursor.fail(`\`${name.text}\` is too long: at most ${MAX_TOKENS} tokens`, name.at);
    if (this.#instructions.has(name.text))
      cursor.fail(`the instruction \`${name.text}\` is defined twice`, name.at);
    // Handlers of expressions are called by the names of their instructions.
    if (this.#bodies === 'expressions' && !/^[A-Za-z_]\w*$/.test(name.text))
      cursor.fail('names in quotes are for machines whose bodies are not expressions', name.at);
    this.#instructions.set(
      name.text,
      parseInstruction(cursor, name, {
        word: this.#word,
        bodies: this.#bodies,
        stacks: this.#stacks,
        operandKinds: this.#kinds,
        memories: this.#memories,
        pools: this.#pools,
        registers: this.#registers,
        externs: this.#externs,
        constants: this.#constants,
        declared: this.#declared,
      }),
    );
  }

  /** `a, b, c :` — names newly declared. */
  #names(cursor: Cursor): string[] {
    const names = [this.#declare(cursor.name('a name'))];
    while (cursor.accept(',')) names.push(this.#declare(cursor.name('a name')));
    cursor.expect(':');
    return names;
  }

  #declare(token: Token): string {
    // Programs keep cells, pools and names in records by these names: what every object has would be found
    // there.
    if (token.text in {}) throw new InputError(`\`${token.text}\` cannot be a name`, token.at);
    if (this.#declared.has(token.text)) throw new InputError(`\`${token.text}\` is declared twice`, token.at);
    this.#declared.add(token.text);
    return token.text;
  }

  #once(keyword: Token): void {
    if (this.#settings.has(keyword.text))
      throw new InputError(`\`${keyword.text}\` is given twice`, keyword.at);
    this.#settings.add(keyword.text);
  }

  #kind(cursor: Cursor): OperandKind {
    const token = cursor.name('an operand kind');
    const kind = findByName(this.#kinds, token.text);
    if (!kind) cursor.fail(`the operand kind \`${token.text}\` is not declared`, token.at);
    return kind;
  }

  /** A kind that others may be `within`. */
  #addressing(cursor: Cursor): OperandKind {
    const { at } = cursor.token;
    const kind = this.#kind(cursor);
    if (kind.pool) cursor.fail(`${kind.name} indexes the pool ${kind.pool}`, at);
    if (kind.within) cursor.fail(`${kind.name} is itself within ${kind.within}`, at);
    return kind;
  }

  #indexKind(cursor: Cursor): OperandKind {
    cursor.expect('[');
    const { at } = cursor.token;
    const kind = this.#kind(cursor);
    if (kind.interned || kind.label) cursor.fail(`${kind.name} is no address: it cannot index anything`, at);
    cursor.expect(']');
    return kind;
  }
}

function cellType(cursor: Cursor): CellType {
  if (cursor.accept('f64')) return 'f64';
  if (cursor.accept('i32')) return 'i32';
  cursor.fail('expected f64 or i32');
}

/** `u1` to `u64`, `i1` to `i64`. */
function width(cursor: Cursor): Width {
  const [, sign, digits] = /^([ui])([1-9]\d?)$/.exec(cursor.token.text) ?? [];
  const bits = Number(digits);
  if (!(bits <= 64)) cursor.fail('expected a width: u1 to u64, i1 to i64, or text');
  cursor.advance();
  return { bytes: bits / 8, signed: sign === 'i', interned: bits > 32 ? 'integer' : null };
}

function integer(cursor: Cursor): number {
  const token = cursor.token;
  const negative = cursor.accept('-');
  const digits = cursor.token;
  if (digits.kind !== 'number' || !/^\d+$/.test(digits.text))
    cursor.fail('expected a whole number', token.at);
  cursor.advance();
  const value = negative ? 0 - Number(digits.text) : Number(digits.text);
  if (value !== (value | 0)) cursor.fail('the number does not fit into 32 bits', token.at);
  return value;
}
