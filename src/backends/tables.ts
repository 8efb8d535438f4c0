import { indent } from './opcodes.js';

/** What a field of a generated table holds. `index` is a number or, where there is none, -1. */
export type FieldType =
  | 'text'
  | 'optional text'
  | 'count'
  | 'index'
  | 'i32'
  | 'i64'
  | 'f64'
  | 'flag'
  | 'opcode'
  | { readonly enumeration: Enumeration }
  | { readonly list: RecordType };

type FieldTypes = Readonly<Record<Exclude<FieldType, object>, string>>;

/** Types of fields where an index and a count are of one type, and texts need not be there. */
export function fieldTypes(
  types: Pick<FieldTypes, 'text' | 'count' | 'i32' | 'i64' | 'f64'> & { readonly bool: string },
): FieldTypes {
  const { text, count, i32, bool } = types;
  return { ...types, 'optional text': text, index: count, flag: bool, opcode: i32 };
}

export interface Field {
  /** In snake case. */
  readonly name: string;
  readonly type: FieldType;
  readonly about?: string;
}

export interface RecordType {
  /** In camel case, the first letter too. */
  readonly name: string;
  readonly about: string;
  readonly fields: readonly Field[];
}

export interface Enumeration {
  readonly name: string;
  /** As names of records are written. */
  readonly members: readonly string[];
}

/** One per field. An opcode is given as its identifier. */
export type Row = readonly (string | number | boolean | null | readonly Row[])[];

/** Data of a machine, printed once for all languages. */
export interface Table {
  /** In snake case. */
  readonly name: string;
  readonly about?: string;
  readonly record: RecordType;
  readonly rows: readonly Row[];
  /** Above each row. */
  readonly comments?: readonly string[];
}

/** How one language declares and writes constant data. */
export interface DataSyntax {
  readonly indentation: number;
  comment(text: string): string;
  /** Above a declaration. */
  documentation(text: string): string;
  enumeration(enumeration: Enumeration): readonly string[];
  recordType(name: string): readonly [open: string, close: string];
  member(field: Field): string;
  table(name: string, record: string, length: number): readonly [open: string, close: string];
  record(name: string): readonly [open: string, close: string];
  list(record: string, length: number): readonly [open: string, close: string];
  field(name: string, value: string): string;
  text(value: string): string;
  /** `printed` is null where there is nothing. */
  optional(printed: string | null): string;
  index(value: number): string;
  f64(value: number): string;
  opcode(identifier: string): string;
  memberOf(enumeration: Enumeration, member: string): string;
}

export function printRecordType(syntax: DataSyntax, { name, about, fields }: RecordType): string[] {
  const [open, close] = syntax.recordType(name);
  const members = fields.flatMap((field) => [
    ...(field.about ? [syntax.documentation(field.about)] : []),
    syntax.member(field),
  ]);
  return [syntax.documentation(about), open, ...indent(members, syntax.indentation), close];
}

export function printTable(syntax: DataSyntax, { name, about, record, rows, comments }: Table): string[] {
  const [open, close] = syntax.table(name, record.name, rows.length);
  const lines = rows.flatMap((row, i) => [
    ...(comments ? [syntax.comment(comments[i])] : []),
    ...withComma(printRow(syntax, record, row)),
  ]);
  return [...(about ? [syntax.documentation(about)] : []), open, ...indent(lines, syntax.indentation), close];
}

/** In one line, or where it has rows of rows a line per row of these. */
function printRow(syntax: DataSyntax, record: RecordType, row: Row): string[] {
  const [open, close] = syntax.record(record.name);
  const fields = record.fields.map(({ name, type }, i) => {
    const [first, ...rest] = printValue(syntax, type, row[i]);
    return [syntax.field(name, first), ...rest];
  });
  if (fields.every((lines) => lines.length === 1)) return [`${open}${fields.join(', ')}${close}`];
  return [open.trimEnd(), ...indent(fields.flatMap(withComma), syntax.indentation), close.trimStart()];
}

function printValue(syntax: DataSyntax, type: FieldType, value: Row[number]): string[] {
  if (typeof type === 'object') {
    if ('enumeration' in type) return [syntax.memberOf(type.enumeration, value as string)];
    return printList(syntax, type.list, value as readonly Row[]);
  }
  switch (type) {
    case 'text':
      return [syntax.text(value as string)];
    case 'optional text':
      return [syntax.optional(value === null ? null : syntax.text(value as string))];
    case 'index':
      return [syntax.index(value as number)];
    case 'opcode':
      return [syntax.opcode(value as string)];
    case 'f64':
      return [syntax.f64(value as number)];
    default:
      return [String(value)];
  }
}

function printList(syntax: DataSyntax, record: RecordType, rows: readonly Row[]): string[] {
  const [open, close] = syntax.list(record.name, rows.length);
  const lines = rows.map((row) => printRow(syntax, record, row));
  const hasLists = record.fields.some(({ type }) => typeof type === 'object' && 'list' in type);
  if (!hasLists) return [`${open}${lines.join(', ')}${close}`];
  return [open, ...indent(lines.flatMap(withComma), syntax.indentation), close];
}

function withComma(lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line},` : line));
}

/** Names and patterns have no characters that any language would need escaped but these. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** Data as C and Go write it: fields by their position, and constants in capitals. */
export const POSITIONAL: Pick<DataSyntax, 'record' | 'field' | 'text' | 'index' | 'opcode' | 'memberOf'> = {
  record: () => ['{', '}'],
  field: (_, value) => value,
  text: quoted,
  index: String,
  opcode: (identifier) => `OP_${identifier.toUpperCase()}`,
  memberOf: (_, member) => member.toUpperCase(),
};
