import { InputError, type SourcePosition } from '../../util/input-error.js';
import {
  type CodeLine,
  end,
  IMMEDIATES,
  type Immediate,
  type Node,
  node,
  OPCODES,
  type Opcode,
  open as openBlock,
  run,
  TYPE_BYTES,
  type WasmType,
} from './instructions.js';
import type { Global, Local, WasmFunction } from './module.js';
import { type Form, type List, readForms, type Word } from './text-forms.js';

/**
 * What a text defines. `$extern_f` and `$runtime_g` of the text are `extern.f` and `runtime.g` in modules.
 */
export interface TextDefinitions {
  readonly functions: readonly PlacedFunction[];
  readonly globals: readonly Global[];
  /** The numbers of its data, from address 0 on. */
  readonly data: readonly number[];
}

export interface PlacedFunction extends WasmFunction {
  readonly at: SourcePosition;
}

/** What stands in parentheses but is no instruction with operands of its own. */
const STRUCTURE: ReadonlySet<string> = new Set(['block', 'loop', 'else', 'end', 'return_call_indirect']);

/**
 * Reads functions and globals in the WebAssembly text format, of which it takes folded instructions on i32,
 * i64 and f64 with named locals; blocks and loops without results, as statements; `if` as a statement or,
 * with one expression in each arm, as a value; mutable globals of i32 or f64 that are 0 at first; and
 * comments `;; …`, which the function behind them keeps. Not of the format itself is `(data $runtime_d (f64 1
 * 2 …))`: `(f64.load offset=$runtime_d (local.get $i))` reads from its byte i on.
 *
 * `imported` says which functions there are besides the text's own. Operands are not counted and have no
 * types here. Throws an `InputError`.
 */
export function readDefinitions(
  text: string,
  file: string,
  imported: (name: string) => boolean,
): TextDefinitions {
  const forms = readForms(text, file);
  const names = { func: new Set<string>(), global: new Set<string>(), data: new Set<string>() };
  for (const form of forms) {
    const head = headOf(form);
    if (head !== 'func' && head !== 'global' && head !== 'data')
      fail(form, 'a text consists of (func …), (global …) and (data …)');
    const name = definedName(form.items[1], form);
    if (names[head].has(name)) fail(form.items[1], `this ${head} is there twice`);
    names[head].add(name);
  }
  const addresses = new Map<string, number>();
  const data: number[] = [];
  for (const form of forms.filter((one) => headOf(one) === 'data')) {
    addresses.set(definedName(form.items[1], form), data.length * Float64Array.BYTES_PER_ELEMENT);
    for (const value of readData(form)) data.push(value);
  }
  const known: Known = {
    addresses,
    isFunction: (name) => names.func.has(name) || imported(name),
    isGlobal: (name) => names.global.has(name),
  };
  return {
    data,
    globals: forms.filter((form) => headOf(form) === 'global').map(readGlobal),
    functions: forms
      .filter((form) => headOf(form) === 'func')
      .map((form) => new FunctionReader(form, known).read()),
  };
}

interface Known {
  isFunction(name: string): boolean;
  isGlobal(name: string): boolean;
  /** Of data. */
  readonly addresses: ReadonlyMap<string, number>;
}

/** (global $name (mut i32) (i32.const 0)) */
function readGlobal(form: List): Global {
  const [, name, type, value, ...others] = form.items;
  if (!isList(type, 'mut') || type.items.length !== 2 || others.length > 0)
    fail(form, 'a global is (global $name (mut <type>) (<type>.const 0))');
  const of = readType(type.items[1], type);
  if (of !== 'i32' && of !== 'f64') fail(type, 'globals are i32 or f64');
  if (
    !isList(value, `${of}.const`) ||
    value.items.length !== 2 ||
    Number(wordOf(value.items[1], value)) !== 0
  )
    fail(value ?? form, `a global is 0 at first: (${of}.const 0)`);
  return { name: definedName(name, form), type: of, exported: false };
}

/** (data $name (f64 1 2 …)) */
function readData(form: List): number[] {
  const [, , values, ...others] = form.items;
  if (!isList(values, 'f64') || others.length > 0) fail(form, 'data is (data $name (f64 <number> …))');
  return values.items.slice(1).map((value) => readDouble(value, values));
}

/** Reads (func $name (param $x f64) … (result f64) (local $y f64) … statements). */
class FunctionReader {
  readonly #parameters: Local[] = [];
  readonly #locals: Local[] = [];
  /** Blocks around the statement that is being read. */
  readonly #labels: string[] = [];
  readonly #allLabels = new Set<string>();
  #result: WasmType | null = null;

  constructor(
    private readonly form: List,
    private readonly known: Known,
  ) {}

  read(): PlacedFunction {
    const { form } = this;
    const [, name, ...rest] = form.items;
    const start = rest.findIndex((item) => !['param', 'result', 'local'].includes(headOf(item) ?? ''));
    const statements = start < 0 ? [] : rest.slice(start);
    for (const declaration of rest.slice(0, rest.length - statements.length) as List[])
      this.#declare(declaration);
    return {
      name: definedName(name, form),
      exportedAs: null,
      about: form.comments,
      parameters: this.#parameters,
      result: this.#result,
      locals: this.#locals,
      body: this.#lines(statements),
      at: form.at,
    };
  }

  #declare(declaration: List): void {
    const [, ...words] = declaration.items;
    if (headOf(declaration) === 'result') {
      if (words.length !== 1 || this.#result) fail(declaration, 'a function has one result: (result <type>)');
      this.#result = readType(words[0], declaration);
      return;
    }
    const head = headOf(declaration)!;
    if (words.length !== 2) fail(declaration, `one name and one type: (${head} $name <type>)`);
    const name = nameOf(words[0], declaration);
    if (this.#hasLocal(name)) fail(words[0], `$${name} is there twice`);
    (head === 'param' ? this.#parameters : this.#locals).push({
      name,
      type: readType(words[1], declaration),
    });
  }

  #hasLocal(name: string): boolean {
    return [...this.#parameters, ...this.#locals].some((local) => local.name === name);
  }

  #lines(forms: readonly Form[]): CodeLine[] {
    return forms.flatMap((form) => this.#statement(form));
  }

  #statement(form: Form): CodeLine[] {
    const head = headOf(form);
    const { items } = form as List;
    if (head === 'block' || head === 'loop') {
      const label = nameOf(items[1], form);
      if (this.#allLabels.has(label)) fail(items[1], `$${label} is there twice`);
      this.#allLabels.add(label);
      this.#labels.push(label);
      const lines = this.#lines(items.slice(2));
      this.#labels.pop();
      return [openBlock(head, label), ...lines, end(label)];
    }
    if (head !== 'if' || isList(items[1], 'result')) return [run(this.#expression(form))];
    const { condition, yes, no } = readIf(form as List, items.slice(1));
    return [
      { kind: 'if', condition: this.#expression(condition) },
      ...this.#lines(yes.items.slice(1)),
      ...(no ? [{ kind: 'else' } as const, ...this.#lines(no.items.slice(1))] : []),
      end(),
    ];
  }

  #expression(form: Form): Node {
    const op = headOf(form);
    if (form.kind === 'word' || op === null) fail(form, 'here stands an instruction: (<instruction> …)');
    if (op === 'if') return this.#choice(form);
    if (!Object.hasOwn(OPCODES, op)) fail(form, `there is no instruction ${op} here`);
    if (STRUCTURE.has(op)) fail(form, `${op} cannot stand here`);
    const rest = form.items.slice(1);
    const words = rest.filter((item) => item.kind === 'word');
    const at = this.#immediate(op as Opcode, words, form);
    const operands = rest.filter((item) => item.kind === 'list');
    if (words.some((word, i) => rest[i] !== word)) fail(form, `${op} has its operands last`);
    return node(
      op as Opcode,
      operands.map((operand) => this.#expression(operand)),
      at,
    );
  }

  /** (if (result f64) condition (then value) (else value)) */
  #choice(form: List): Node {
    const result = form.items[1];
    if (!isList(result, 'result') || result.items.length !== 2)
      fail(form, 'here is a value wanted: (if (result <type>) …)');
    const { condition, yes, no } = readIf(form, form.items.slice(2));
    if (yes.items.length !== 2 || no?.items.length !== 2)
      fail(form, 'an if that is a value has one expression in (then …) and one in (else …)');
    const operands = [condition, yes.items[1], no.items[1]].map((operand) => this.#expression(operand));
    return node('if', operands, readType(result.items[1], result));
  }

  #immediate(op: Opcode, words: readonly Word[], form: List): Node['at'] {
    const kind = IMMEDIATES[op];
    const most = kind === undefined ? 0 : kind === 'labels' ? words.length : 1;
    if (words.length > most) fail(words[most], `${words[most].text} is too much for ${op}`);
    if (kind === undefined) return undefined;
    if (kind === 'offset') return words.length === 0 ? 0 : this.#offset(words[0]);
    if (kind === 'constant') return readConstant(op, words[0], form);
    if (kind === 'labels' && words.length > 0) return words.map((word) => this.#known('label', word, form));
    return this.#known(kind, words[0], form);
  }

  #offset(word: Word): number {
    const [, digits, data] =
      /^offset=(?:(\d+)|\$runtime_(.+))$/.exec(word.text) ??
      fail(word, `${word.text} is not offset=<number>`);
    const offset = digits ? Number(digits) : this.known.addresses.get(`runtime.${data}`);
    if (offset === undefined) fail(word, `there is no data $runtime_${data}`);
    return offset < 2 ** 32 ? offset : fail(word, `${word.text} is too large`);
  }

  #known(kind: Immediate, word: Word | undefined, form: List): string {
    const isOfModule = kind === 'function' || kind === 'global';
    const name = isOfModule ? definedName(word, form) : nameOf(word, form);
    const isKnown =
      kind === 'function'
        ? this.known.isFunction(name)
        : kind === 'global'
          ? this.known.isGlobal(name)
          : kind === 'local'
            ? this.#hasLocal(name)
            : this.#labels.includes(name);
    if (!isKnown) fail(word!, `there is no ${kind} ${word!.text}`);
    return name;
  }
}

function readIf(form: List, [condition, yes, no, ...others]: readonly Form[]) {
  if (!isList(yes, 'then') || (no && !isList(no, 'else')) || others.length > 0)
    fail(form, 'an if is (if condition (then …) (else …))');
  return { condition, yes, no: no as List | undefined };
}

function readConstant(op: Opcode, word: Word | undefined, form: List): number | bigint {
  if (op === 'f64.const') return readDouble(word, form);
  const text = wordOf(word, form);
  const [, sign, digits] =
    /^([+-]?)(\d+|0x[\da-f]+)$/i.exec(text) ?? fail(word!, `${text} is not an integer`);
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  const bits = op === 'i32.const' ? 32 : 64;
  if (value !== BigInt.asIntN(bits, value) && value !== BigInt.asUintN(bits, value))
    fail(word!, `${text} has more than ${bits} bits`);
  const signed = BigInt.asIntN(bits, value);
  return bits === 32 ? Number(signed) : signed;
}

function readDouble(form: Form | undefined, around: Form): number {
  const text = wordOf(form, around);
  if (!/^[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|inf|nan)$/.test(text))
    fail(form!, `${text} is not a decimal number`);
  return Number(text.replace('inf', 'Infinity'));
}

function readType(form: Form | undefined, around: Form): WasmType {
  const text = wordOf(form, around);
  return Object.hasOwn(TYPE_BYTES, text) ? (text as WasmType) : fail(form!, `${text} is not a type`);
}

function nameOf(form: Form | undefined, around: Form): string {
  const text = wordOf(form, around);
  return /^\$./.test(text) ? text.slice(1) : fail(form!, `${text} is not a name: names begin with $`);
}

/** The name in modules of a function or global of the text. */
function definedName(form: Form | undefined, around: Form): string {
  const [, kind, name] =
    /^(extern|runtime)_(.+)$/.exec(nameOf(form, around)) ??
    fail(form!, 'functions and globals are named $extern_… and $runtime_…');
  return `${kind}.${name}`;
}

function wordOf(form: Form | undefined, around: Form): string {
  if (form?.kind !== 'word') fail(form ?? around, `here is a word missing`);
  return form.text;
}

function headOf(form: Form): string | null {
  return form.kind === 'list' && form.items[0]?.kind === 'word' ? form.items[0].text : null;
}

function isList(form: Form | undefined, head: string): form is List {
  return form !== undefined && headOf(form) === head;
}

function fail({ at }: Form, message: string): never {
  throw new InputError(message, at);
}
