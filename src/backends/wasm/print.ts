import { formatNumber } from '../../util/format.js';
import { type CodeLine, IMMEDIATES, type Node } from './instructions.js';
import type { FunctionImport, FunctionSignature, Global, Local, WasmFunction, WasmModule } from './module.js';

const WIDTH = 110;

/**
 * The text form of a module (.wat), one statement a line, with the comments that the binary form leaves out.
 */
export function printModule(module: WasmModule): string {
  const lines = [
    ...module.about.map((text) => `;; ${text}`),
    '(module',
    ...indent(module.types.map((type) => `(type $${type.name} (func${printSignature(type)}))`)),
    ...indent(module.imports.map(printImport)),
    ...indent([`(memory (export "memory") ${module.pages})`]),
    ...indent(module.globals.map(printGlobal)),
    ...indent(printTable(module.table)),
    ...indent(printData(module.data)),
    ...module.functions.flatMap((definition) => ['', ...indent(printFunction(definition))]),
    ')',
  ];
  return `${lines.join('\n')}\n`;
}

function printSignature({ parameters, result }: FunctionSignature): string {
  return [...(parameters.length > 0 ? [` (param ${parameters.join(' ')})`] : []), printResult(result)].join(
    '',
  );
}

function printResult(result: FunctionSignature['result']): string {
  return result ? ` (result ${result})` : '';
}

function printImport(item: FunctionImport): string {
  return `(import "${item.module}" "${item.field}" (func $${item.name}${printSignature(item)}))`;
}

function printGlobal({ name, type, exported }: Global): string {
  return `(global $${name}${exported ? ` (export "${name}")` : ''} (mut ${type}) (${type}.const 0))`;
}

function printTable(table: readonly string[]): string[] {
  if (table.length === 0) return [];
  return [
    `(table ${table.length} ${table.length} funcref)`,
    ...wrap(
      '(elem (i32.const 0) func',
      table.map((name) => `$${name}`),
    ),
  ];
}

/** The bytes of a number a string. */
function printData(data: readonly number[]): string[] {
  if (data.length === 0) return [];
  const strings = data.map((value) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return `"${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  });
  return wrap('(data (i32.const 0)', strings);
}

function printFunction({
  name,
  exportedAs,
  about,
  parameters,
  result,
  locals,
  body,
}: WasmFunction): string[] {
  const head = [
    `(func $${name}`,
    ...(exportedAs === null ? [] : [`(export "${exportedAs}")`]),
    ...parameters.map((parameter) => printLocal('param', parameter)),
    ...(result ? [`(result ${result})`] : []),
  ];
  let depth = 1;
  const lines = body.flatMap((line) => {
    if (line.kind === 'else' || (line.kind === 'end' && line.label === undefined)) depth--;
    const printed = indent(printLine(line), depth);
    if (line.kind === 'if' || line.kind === 'else') depth++;
    return printed;
  });
  return [
    ...about.map((text) => `;; ${text}`.trimEnd()),
    head.join(' '),
    ...wrap(
      '',
      locals.map((local) => printLocal('local', local)),
    ).map((line) => `  ${line}`),
    ...lines,
    ')',
  ];
}

function printLocal(kind: string, { name, type }: Local): string {
  return `(${kind} $${name} ${type})`;
}

/** Blocks with a label do not indent what is in them: a run loop has one within another for every opcode. */
function printLine(line: CodeLine): string[] {
  switch (line.kind) {
    case 'open':
      return [`${line.op} $${line.label}`];
    case 'if':
      return [...printNode(line.condition), 'if'];
    case 'else':
      return ['else'];
    case 'end':
      return [line.label === undefined ? 'end' : `end $${line.label}`];
    case 'comment':
      return [`;; ${line.text}`];
    case 'do':
      return printNode(line.node);
  }
}

/** Folded, on one line where it fits. */
function printNode(node: Node): string[] {
  const flat = printFlat(node);
  if (flat.length <= WIDTH || node.operands.length === 0) return [flat];
  const parts =
    node.op === 'if'
      ? [
          ...printNode(node.operands[0]),
          ...printArm('then', node.operands[1]),
          ...printArm('else', node.operands[2]),
        ]
      : node.operands.flatMap(printNode);
  return [`(${printHead(node)}`, ...indent(parts.slice(0, -1)), `  ${parts.at(-1)})`];
}

function printArm(name: string, node: Node): string[] {
  const lines = printNode(node);
  return [`(${name}`, ...indent(lines.slice(0, -1)), `  ${lines.at(-1)})`];
}

function printFlat(node: Node): string {
  const operands = node.operands.map(printFlat);
  if (node.op === 'if')
    return `(${printHead(node)} ${operands[0]} (then ${operands[1]}) (else ${operands[2]}))`;
  return `(${[printHead(node), ...operands].join(' ')})`;
}

function printHead({ op, at }: Node): string {
  if (at === undefined) return op;
  if (op === 'if') return `if (result ${at})`;
  switch (IMMEDIATES[op]) {
    case 'constant':
      return `${op} ${typeof at === 'number' ? printNumber(at) : at}`;
    case 'offset':
      return at === 0 ? op : `${op} offset=${at}`;
    case 'type':
      return `${op} (type $${at})`;
    case 'labels':
      return `${op} ${(at as readonly string[]).map((label) => `$${label}`).join(' ')}`;
    default:
      return `${op} $${at}`;
  }
}

function printNumber(value: number): string {
  return formatNumber(value).replace('Infinity', 'inf').replace('NaN', 'nan');
}

/** Words after a beginning, on as many lines as they need; a beginning is closed. */
function wrap(beginning: string, words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = beginning;
  for (const word of words) {
    if (line !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = beginning === '' ? '' : ' ';
    }
    line += line === '' ? word : ` ${word}`;
  }
  if (line !== '') lines.push(line);
  return beginning === '' ? lines : [...lines.slice(0, -1), `${lines.at(-1)})`];
}

function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => (line === '' ? line : '  '.repeat(levels) + line));
}
