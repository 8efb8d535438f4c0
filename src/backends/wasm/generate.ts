import { fixedAddresses } from '../../bytecode/validate.js';
import type { FusedIsa } from '../../isa/fuse.js';
import { findByName, type Isa, type Operand, rangeOf } from '../../isa/isa.js';
import type { HostSources } from '../host.js';
import { waysOut } from '../machine-tables.js';
import { generatedFrom, instructionSetDigest, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { printPatterns } from '../typescript/patterns.js';
import { tilingText } from '../typescript/tiling-text.js';
import { encodeModule } from './encode.js';
import { readExternText } from './extern-text.js';
import { branchTableModule, tailCallModule } from './interpreters.js';
import { generalLayout, type MemoryLayout } from './layout.js';
import { printModule } from './print.js';
import { CHECKS } from './template/checks.js';
import { COMMAND } from './template/command.js';
import { DIGEST } from './template/digest.js';
import { IMAGE } from './template/image.js';
import { LOADING } from './template/loading.js';
import { PAGE } from './template/page.js';
import { RUNNING } from './template/running.js';

/** `host.mjs`. */
const HOST = [IMAGE, CHECKS, LOADING, RUNNING].join('\n');

/** Room for so many words of code before the host has to grow the memory. */
const CODE_WORDS = 16_384;

/**
 * A machine's handlers in WebAssembly, as text and as modules that run any program of it, what a peephole
 * pass needs, and a host and a page that load them. Files by name. Without functions in JavaScript the user
 * has to write `externs.mjs`.
 */
export function generateWasm(
  isa: FusedIsa,
  host: HostSources = {},
): ReadonlyMap<string, string | Uint8Array> {
  const text = readExternText(isa, host.texts?.wasm);
  const layout = generalLayout(isa, text);
  const imported = isa.externs.filter(({ name }) => !text.externs.has(name));
  const options = { layout, text, codeWords: CODE_WORDS, maxDispatches: null };
  const modules = { 'run-loop': branchTableModule(isa, options), 'tail-calls': tailCallModule(isa, options) };
  const externs = host.js ?? (imported.length === 0 ? NO_EXTERNS : new Map());
  return new Map<string, string | Uint8Array>([
    ...Object.entries(modules).flatMap(([name, module]): [string, string | Uint8Array][] => [
      [`${name}.wat`, printModule(module)],
      [`${name}.wasm`, encodeModule(module)],
    ]),
    ['machine.mjs', printMachine(isa, layout, imported)],
    ['patterns.mjs', printPatterns(isa, { types: false })],
    ['tiling.mjs', tilingText({ types: false })],
    ['digest.mjs', DIGEST],
    ['host.mjs', HOST],
    ['run.mjs', COMMAND],
    ['index.html', PAGE],
    ...externs,
  ]);
}

const NO_EXTERNS: ReadonlyMap<string, string> = new Map([['externs.mjs', 'export const externs = {};\n']]);

/** `machine.mjs`: the opcode table, and where everything lies in linear memory, in bytes. */
function printMachine(isa: FusedIsa, layout: MemoryLayout, imported: Isa['externs']): string {
  const place = (name: string) => {
    const { offset, cells } = layout.arrays.get(name)!;
    return { offset, room: cells };
  };
  const machine = {
    name: isa.machine,
    digest: instructionSetDigest(isa),
    stack: layout.stack,
    stackCells: layout.stackCells,
    code: layout.code,
  };
  const memories = isa.memories.map(({ name, type, index, scratch }) => {
    const [, last] = rangeOf(findByName(isa.operandKinds, index)!);
    return { name, type, kind: index, addressable: last + 1, scratch, ...place(name) };
  });
  const placeRows = (name: string) => {
    const { table, cells } = layout.rows.get(name)!;
    return { offset: table, room: cells };
  };
  const pools = isa.pools.map(({ name, type, rows }) => ({
    ...{ name, type, rows },
    ...(rows ? placeRows(name) : place(name)),
  }));
  const externs = imported.map(({ name, parameters }) => ({
    name,
    rows: parameters.map((parameter) =>
      typeof parameter === 'string' ? null : isa.pools.findIndex((pool) => pool.name === parameter.pool),
    ),
  }));
  const arrays = [...isa.memories, ...isa.pools].map(({ name }) => name);
  const field = (name: string, rows: readonly object[]) => [
    `  ${name}: [`,
    ...rows.map((row) => `    ${JSON.stringify(row)},`),
    '  ],',
  ];
  return `${[
    `// ${generatedFrom(isa)}`,
    'export const machine = {',
    ...Object.entries(machine).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`),
    '  /** The kind of operand that addresses it and how many cells it can; `offset` in linear memory, and `room` for so many cells. */',
    ...field('memories', memories),
    '  /** Of a pool of rows the table: address and length of each. */',
    ...field('pools', pools),
    '  /** Functions in JavaScript. Per parameter the pool whose row it is, or null. */',
    ...field('externs', externs),
    '  /**',
    '   * By opcode. `parts`: what a superinstruction replaces; `pops`, `pushes`: cells of operand stack taken and given; `payload`:',
    '   * bytes of operands; `next`: whether control may go on to the next; `target`: the operand that says where it may jump, or -1;',
    '   * `fixed`: cells that there must be. Arrays are memories, then pools, by number.',
    '   * An operand lies between `low` and `high`, indexes `arrays`, and reaches as far below and above as `reach` says.',
    '   */',
    ...field(
      'opcodes',
      opcodeTable(isa).map((row) => describeOpcode(isa, row, arrays)),
    ),
    '};',
  ].join('\n')}\n`;
}

function describeOpcode(
  isa: FusedIsa,
  { instruction, parts, payload }: OpcodeRow,
  arrays: readonly string[],
) {
  const { name, pops, pushes, operands } = instruction;
  return {
    name,
    parts,
    pops: pops.length,
    pushes: pushes.length,
    payload,
    ...waysOut(instruction),
    fixed: fixedAddresses(instruction).map(([array, address]) => [arrays.indexOf(array), address]),
    operands: operands.map((operand) => describeOperand(isa, operand, arrays)),
  };
}

function describeOperand({ memories }: FusedIsa, { name, kind, reach }: Operand, arrays: readonly string[]) {
  const [low, high] = rangeOf(kind);
  const addressed = kind.within ?? kind.name;
  const indexed = kind.pool
    ? [kind.pool]
    : memories.filter(({ index }) => index === addressed).map((memory) => memory.name);
  return {
    name,
    kind: kind.name,
    low,
    high,
    arrays: indexed.map((array) => arrays.indexOf(array)),
    reach: reach ?? [0, 0],
    label: kind.label,
  };
}
