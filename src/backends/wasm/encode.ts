import { type CodeLine, IMMEDIATES, type Node, OPCODES, TYPE_BYTES, type WasmType } from './instructions.js';
import { type FunctionSignature, signatureOf, type WasmFunction, type WasmModule } from './module.js';

const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
};
const KIND = { function: 0, memory: 2, global: 3 };
const FUNCTION_TYPE = 0x60;
const FUNCTION_REFERENCE = 0x70;
const NO_RESULT = 0x40;
const MUTABLE = 1;

/** A buffer that grows. */
class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  readonly #number = new DataView(new ArrayBuffer(8));

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** LEB128. */
  unsigned(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  signed(value: number): void {
    let rest = value;
    for (; rest < -0x40 || rest > 0x3f; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest & 0x7f);
  }

  /** The same for integers of 64 bits. */
  signedLong(value: bigint): void {
    let rest = value;
    for (; rest < -0x40n || rest > 0x3fn; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  f64(value: number): void {
    this.#number.setFloat64(0, value, true);
    this.bytes(new Uint8Array(this.#number.buffer));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.bytes(bytes);
  }

  vector<T>(items: readonly T[], write: (item: T) => void): void {
    this.unsigned(items.length);
    for (const item of items) write(item);
  }

  /** What `write` writes, after its length. */
  sized(write: (writer: ByteWriter) => void): void {
    const inner = new ByteWriter();
    write(inner);
    const bytes = inner.finish();
    this.unsigned(bytes.length);
    this.bytes(bytes);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Indices of everything that has a name. */
interface Names {
  readonly functions: ReadonlyMap<string, number>;
  readonly globals: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, number>;
}

/** The binary form of a module. */
export function encodeModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const types = new SignatureTable();
  const imported = module.imports.map((signature) => types.indexOf(signature));
  const defined = module.functions.map((definition) => types.indexOf(signatureOf(definition)));
  const names: Names = {
    functions: indicesOf([...module.imports, ...module.functions]),
    globals: indicesOf(module.globals),
    types: new Map(module.types.map((type) => [type.name, types.indexOf(type)])),
  };
  const writer = new ByteWriter();
  writer.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const section = (id: number, write: (section: ByteWriter) => void): void => {
    writer.byte(id);
    writer.sized(write);
  };
  section(SECTION.type, (out) => out.vector(types.signatures, (signature) => writeSignature(out, signature)));
  section(SECTION.import, (out) => {
    let next = 0;
    out.vector(module.imports, ({ module: from, field }) => {
      out.text(from);
      out.text(field);
      out.byte(KIND.function);
      out.unsigned(imported[next++]);
    });
  });
  section(SECTION.function, (out) => out.vector(defined, (type) => out.unsigned(type)));
  if (module.table.length > 0)
    section(SECTION.table, (out) => {
      out.bytes([1, FUNCTION_REFERENCE, 1]);
      out.unsigned(module.table.length);
      out.unsigned(module.table.length);
    });
  section(SECTION.memory, (out) => {
    out.bytes([1, 0]);
    out.unsigned(module.pages);
  });
  section(SECTION.global, (out) =>
    out.vector(module.globals, ({ type }) => {
      out.bytes([TYPE_BYTES[type], MUTABLE]);
      if (type === 'i32') out.bytes([...OPCODES['i32.const'], 0]);
      else {
        out.bytes(OPCODES['f64.const']);
        out.f64(0);
      }
      out.bytes(OPCODES.end);
    }),
  );
  section(SECTION.export, (out) => writeExports(out, module, names));
  if (module.table.length > 0)
    section(SECTION.element, (out) => {
      out.bytes([1, 0, ...OPCODES['i32.const'], 0, ...OPCODES.end]);
      out.vector(module.table, (name) => out.unsigned(names.functions.get(name)!));
    });
  section(SECTION.code, (out) =>
    out.vector(module.functions, (definition) =>
      out.sized((body) => new BodyWriter(body, definition, names).write()),
    ),
  );
  if (module.data.length > 0)
    section(SECTION.data, (out) => {
      out.bytes([1, 0, ...OPCODES['i32.const'], 0, ...OPCODES.end]);
      out.sized((bytes) => {
        for (const value of module.data) bytes.f64(value);
      });
    });
  return writer.finish();
}

class SignatureTable {
  readonly signatures: FunctionSignature[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(signature: FunctionSignature): number {
    const key = `${signature.parameters.join(' ')}: ${signature.result}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.signatures.length);
    return this.signatures.push(signature) - 1;
  }
}

function indicesOf(items: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  return new Map(items.map(({ name }, index) => [name, index]));
}

function writeSignature(out: ByteWriter, { parameters, result }: FunctionSignature): void {
  out.byte(FUNCTION_TYPE);
  out.vector(parameters, (type) => out.byte(TYPE_BYTES[type]));
  out.vector(result ? [result] : [], (type) => out.byte(TYPE_BYTES[type]));
}

function writeExports(out: ByteWriter, module: WasmModule, names: Names): void {
  const exported = [
    { name: 'memory', kind: KIND.memory, index: 0 },
    ...module.functions
      .filter(({ exportedAs }) => exportedAs !== null)
      .map(({ name, exportedAs }) => ({
        name: exportedAs!,
        kind: KIND.function,
        index: names.functions.get(name)!,
      })),
    ...module.globals
      .filter((global) => global.exported)
      .map(({ name }) => ({ name, kind: KIND.global, index: names.globals.get(name)! })),
  ];
  out.vector(exported, ({ name, kind, index }) => {
    out.text(name);
    out.byte(kind);
    out.unsigned(index);
  });
}

/** Writes one function. Labels become how many blocks they are out from where they are named. */
class BodyWriter {
  readonly #locals: ReadonlyMap<string, number>;
  /** How deep in blocks each label is; its own block counts. */
  readonly #labels = new Map<string, number>();
  #depth = 0;

  constructor(
    private readonly out: ByteWriter,
    private readonly definition: WasmFunction,
    private readonly names: Names,
  ) {
    this.#locals = indicesOf([...definition.parameters, ...definition.locals]);
  }

  write(): void {
    const groups: { count: number; readonly type: WasmType }[] = [];
    for (const { type } of this.definition.locals) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ count: 1, type });
    }
    this.out.vector(groups, ({ count, type }) => {
      this.out.unsigned(count);
      this.out.byte(TYPE_BYTES[type]);
    });
    for (const line of this.definition.body) this.#line(line);
    this.out.bytes(OPCODES.end);
  }

  #line(line: CodeLine): void {
    switch (line.kind) {
      case 'open':
        this.out.bytes(OPCODES[line.op]);
        this.out.byte(NO_RESULT);
        this.#labels.set(line.label, ++this.#depth);
        break;
      case 'if':
        this.#node(line.condition);
        this.out.bytes(OPCODES.if);
        this.out.byte(NO_RESULT);
        this.#depth++;
        break;
      case 'else':
        this.out.bytes(OPCODES.else);
        break;
      case 'end':
        this.out.bytes(OPCODES.end);
        this.#depth--;
        break;
      case 'do':
        this.#node(line.node);
    }
  }

  #node({ op, at, operands }: Node): void {
    if (op === 'if') {
      this.#node(operands[0]);
      this.out.bytes(OPCODES.if);
      this.out.byte(TYPE_BYTES[at as WasmType]);
      this.#depth++;
      this.#node(operands[1]);
      this.out.bytes(OPCODES.else);
      this.#node(operands[2]);
      this.out.bytes(OPCODES.end);
      this.#depth--;
      return;
    }
    for (const operand of operands) this.#node(operand);
    this.out.bytes(OPCODES[op]);
    this.#immediate(op, at);
  }

  #immediate(op: Node['op'], at: Node['at']): void {
    const { out, names } = this;
    switch (IMMEDIATES[op]) {
      case 'local':
        out.unsigned(this.#locals.get(at as string)!);
        break;
      case 'global':
        out.unsigned(names.globals.get(at as string)!);
        break;
      case 'function':
        out.unsigned(names.functions.get(at as string)!);
        break;
      case 'type':
        out.unsigned(names.types.get(at as string)!);
        out.byte(0);
        break;
      case 'label':
        out.unsigned(this.#depth - this.#labels.get(at as string)!);
        break;
      case 'labels': {
        const depths = (at as readonly string[]).map((label) => this.#depth - this.#labels.get(label)!);
        out.vector(depths.slice(0, -1), (depth) => out.unsigned(depth));
        out.unsigned(depths.at(-1)!);
        break;
      }
      case 'constant':
        if (typeof at === 'bigint') out.signedLong(at);
        else if (op === 'i32.const') out.signed(at as number);
        else out.f64(at as number);
        break;
      case 'offset':
        out.byte(op.startsWith('i32') ? 2 : 3);
        out.unsigned((at as number | undefined) ?? 0);
    }
  }
}
