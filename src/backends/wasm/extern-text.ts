import type { Extern, Isa } from '../../isa/isa.js';
import { InputError, type SourcePosition } from '../../util/input-error.js';
import { encodeModule } from './encode.js';
import type { WasmType } from './instructions.js';
import type { FunctionImport, Global, WasmFunction, WasmModule } from './module.js';
import { readDefinitions, type TextDefinitions } from './read-text.js';
import { Module } from './web-assembly.js';

/** Functions of a machine that are in its modules: what `HostFunctions.wasm` defines. */
export interface ExternText {
  /** Names of the externs it defines. All others are imported. */
  readonly externs: ReadonlySet<string>;
  readonly functions: readonly WasmFunction[];
  readonly globals: readonly Global[];
  /** What is in memory from address 0 on. */
  readonly data: readonly number[];
}

const FILE = 'HostFunctions.wasm';

/** Functions of the host are told apart from handlers by name. */
export function externName(name: string): string {
  return `extern.${name}`;
}

/**
 * What has been read, by the externs that a machine shares with those that have superinstructions besides.
 */
const known = new WeakMap<Isa['externs'], Map<string, ExternText>>();

/**
 * Reads a machine's text, which `HostFunctions` describes. Throws an `InputError` that says where it is
 * wrong.
 */
export function readExternText(isa: Isa, text = ''): ExternText {
  const texts = known.get(isa.externs) ?? new Map<string, ExternText>();
  known.set(isa.externs, texts);
  const read = texts.get(text) ?? readText(isa, text);
  texts.set(text, read);
  return read;
}

function readText(isa: Isa, text: string): ExternText {
  const withoutRows = new Set(
    isa.externs.filter((extern) => !extern.parameters.some(isRow)).map(({ name }) => externName(name)),
  );
  const definitions = readDefinitions(text, FILE, (name) => withoutRows.has(name));
  const { functions, globals, data } = definitions;
  const names = new Set(functions.map(({ name }) => name));
  const externs = isa.externs.filter(({ name }) => names.has(externName(name)));
  for (const extern of externs) checkSignature(extern, definitions);
  for (const { name, at } of functions)
    if (name.startsWith(externName('')) && !externs.some((extern) => externName(extern.name) === name))
      throw new InputError(
        `the machine ${isa.machine} has no extern ${name.slice(externName('').length)}`,
        at,
      );
  const read = { functions, globals, data, externs: new Set(externs.map(({ name }) => name)) };
  checkTypes(
    isa,
    read,
    functions.map(({ at }) => at),
  );
  return read;
}

/** The functions of the host that a module imports; a row of a pool arrives there as its index. */
export function externImports({ externs }: Isa, text: ExternText): FunctionImport[] {
  return externs
    .filter(({ name }) => !text.externs.has(name))
    .map(({ name, parameters, result }) => ({
      module: 'externs',
      field: name,
      name: externName(name),
      parameters: parameters.map((parameter) => (isRow(parameter) ? 'i32' : parameter)),
      result,
    }));
}

export function isRow(parameter: Extern['parameters'][number]): parameter is { readonly pool: string } {
  return typeof parameter !== 'string';
}

/** A text as a module of its own, which exports all its functions by name. */
export function textModule(isa: Isa, text: ExternText): WasmModule {
  return {
    about: [],
    imports: externImports(isa, text),
    pages: 1,
    globals: text.globals,
    data: text.data,
    functions: text.functions.map((definition) => ({ ...definition, exportedAs: definition.name })),
    table: [],
    types: [],
  };
}

/** Rows arrive as address and length. */
function checkSignature({ name, parameters, result }: Extern, { functions }: TextDefinitions): void {
  const defined = functions.find((definition) => definition.name === externName(name))!;
  const expected = parameters.flatMap((parameter): WasmType[] =>
    isRow(parameter) ? ['i32', 'i32'] : [parameter],
  );
  const actual = defined.parameters.map(({ type }) => type);
  if (actual.join() !== expected.join() || defined.result !== result)
    throw new InputError(
      `$extern_${name} takes ${expected.join(', ') || 'nothing'} and gives ${result}: a row is its address and its length`,
      defined.at,
    );
}

/** Lets the engine check operands, whose message counts functions and bytes. */
function checkTypes(isa: Isa, text: ExternText, places: readonly SourcePosition[]): void {
  const module = textModule(isa, text);
  try {
    new Module(encodeModule(module));
  } catch (error) {
    const { message } = error as Error;
    const [, index, what] = /function #(\d+)\S* failed: (.*?)(?: @\+\d+)?$/.exec(message) ?? [];
    if (index === undefined) throw new InputError(`the functions in WebAssembly are not valid: ${message}`);
    const place = Number(index) - module.imports.length;
    const name = text.functions[place].name.replace('.', '_');
    throw new InputError(`$${name} is not valid: ${what}`, places[place]);
  }
}
