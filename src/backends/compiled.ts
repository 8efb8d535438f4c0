import type { Program } from '../bytecode/program.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type { ValueType } from '../isa/semantics.js';
import { InputError } from '../util/input-error.js';
import type { BackEnd, GeneratedFiles } from './back-end.js';
import type { HostSources } from './host.js';
import type { Language } from './language.js';
import { MACHINE_RECORDS, machineTables, TYPE } from './machine-tables.js';
import { generatedFrom, instructionSetDigest, opcodeTable } from './opcodes.js';
import { BINDING_KIND, PATTERN_RECORDS, patternTables } from './pattern-tables.js';
import { mostOperands, tilingTable } from './peephole-table.js';
import type { DeclaredArray, Variable } from './scope.js';
import {
  type DataSyntax,
  type Enumeration,
  printRecordType,
  printTable,
  type RecordType,
  type Table,
} from './tables.js';
import { COMMANDS } from './template-text.js';
import type { CompiledProgramSyntax } from './whole-program-text.js';

/**
 * A language whose programs a compiler makes of text: how it writes handlers, data, declarations and the
 * functions around them. Every shared printer takes one; a new language is one such object, and templates for
 * what is the same for all machines.
 */
export interface CompiledLanguage extends Language, DataSyntax {
  /** At the top of a file: what it is, and how it is compiled. */
  fileComment(lines: readonly string[]): readonly string[];
  /** Types of variables. */
  type(type: ValueType): string;
  /** The type and the value of a variable for an array. */
  array(place: DeclaredArray): { readonly type: string; readonly value: string };
  declare(variable: Variable): readonly string[];
  /** One case of the switch, its body in a scope of its own where it has temporaries. */
  case(opcode: string, comment: string, body: readonly string[], hasTemporaries: boolean): readonly string[];
  /** A whole-program compiler's functions and variables. */
  readonly program: CompiledProgramSyntax;
}

/** A compiler, by what to look for, so that whoever runs it can. */
export interface Compiler {
  /** Names of programs, the best first. */
  readonly names: readonly string[];
  /**
   * A source that it must take from its standard input, and how it is told to check it. `{output}`: a file it
   * may write.
   */
  readonly probe?: { readonly source: string; readonly arguments: readonly string[] };
  /** What to say where there is none: what is needed, and what to install. */
  readonly missing: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * How a compiler of the language is called: with the flags, those of the technique, `-o` and the program, the
 * file and the rest.
 */
export interface Toolchain {
  readonly flags: readonly string[];
  /** For a program that counts dispatches. */
  readonly counting?: readonly string[];
  rest(counting: boolean): readonly string[];
  /** Names that the compiled program has for the run loop, its handlers, and sections. */
  readonly symbols: RegExp;
  /** What only runs of ours add: code that nobody wrote may hold what compilers refuse in code of people. */
  readonly lenient?: readonly string[];
}

export interface DispatcherFile {
  readonly file: string;
  readonly about: string;
  readonly compiler: Compiler;
  /** Techniques by name: the same text compiled with such flags. */
  readonly techniques: Readonly<Record<string, readonly string[]>>;
  /** Lines of the head of the file. */
  readonly notes?: readonly string[];
}

/** A way to get from one handler to the next. */
export interface RunLoopFile extends DispatcherFile {
  print(isa: Isa | FusedIsa): readonly string[];
}

/** One program, compiled: it runs no other, has no dispatches, and `generate` does not write it. */
export interface WholeProgramFile extends DispatcherFile {
  printProgram(isa: Isa | FusedIsa, program: Program): readonly string[];
}

/** A file that compiles to a program. */
export type Dispatcher = RunLoopFile | WholeProgramFile;

export function isForOneProgram(dispatcher: Dispatcher): dispatcher is WholeProgramFile {
  return 'printProgram' in dispatcher;
}

/** A back end whose programs are compiled by themselves and load images. */
export interface CompiledBackEnd extends BackEnd {
  readonly dispatchers: readonly Dispatcher[];
  readonly toolchain: Toolchain;
  /** All files that the compiler reads for a dispatcher. Throws an `InputError` as `files` does. */
  sources(
    isa: Isa | FusedIsa,
    host: HostSources,
    dispatcher: Dispatcher,
    program: Program,
  ): Map<string, string>;
}

/** What a compiled back end is made of. */
export interface CompiledDefinition
  extends Pick<CompiledBackEnd, 'target' | 'language' | 'dispatchers' | 'toolchain'> {
  syntax(isa: Isa | FusedIsa): CompiledLanguage;
  /** How names of files end that other files include. */
  readonly extension: string;
  /** How generated tables and what stands above them are written. */
  readonly machine: {
    readonly head: readonly string[];
    /** The machine's name, in quotes. */
    name(text: string): string;
    /** The digest of its instructions: a hexadecimal number of 64 bits. */
    instructionSet(digest: string): string;
    cell(type: string): string;
    /** What is around the constants of the opcodes. */
    opcodes?(lines: readonly string[]): readonly string[];
    opcode(name: string, opcode: number): string;
    /** What else it declares. */
    records?(isa: Isa | FusedIsa): readonly RecordType[];
    /** Behind the tables. */
    readonly rest?: readonly string[];
  };
  /** Above the patterns of superinstructions. */
  patterns(mostOperands: number): readonly string[];
  /** The file of the machine's functions, of their text. */
  externs?(text: string): string;
  /** The templates: files for machines, and what stands beside their patterns. */
  readonly harness: Readonly<Record<string, string>>;
  readonly tiling: string;
  /** How to count, in the head of a file. */
  readonly countingNote: string;
  /** Before and after the lines of a run loop. */
  frame(dispatcher: Dispatcher): { readonly before: readonly string[]; readonly after?: readonly string[] };
}

/** Whether programs of a back end are compiled by themselves; others run in this process, or nowhere. */
export function isCompiled(backEnd: BackEnd): backEnd is CompiledBackEnd {
  return 'toolchain' in backEnd;
}

export function compiledBackEnd(definition: CompiledDefinition): CompiledBackEnd {
  const { target, language, dispatchers, toolchain } = definition;
  const sources: CompiledBackEnd['sources'] = (isa, host, dispatcher, program) =>
    commonFiles(definition, isa, host).set(
      dispatcher.file,
      printDispatcher(
        definition,
        isa,
        dispatcher,
        isForOneProgram(dispatcher) ? dispatcher.printProgram(isa, program) : dispatcher.print(isa),
      ),
    );
  return {
    target,
    language,
    dispatchers,
    toolchain,
    sources,
    files: (isa, host) => generatedFiles(definition, isa, host),
  };
}

/** Also what is not generated for a program: the harness, and the functions of the machine. */
function commonFiles(
  definition: CompiledDefinition,
  isa: Isa | FusedIsa,
  host: HostSources,
): Map<string, string> {
  const { target, language, extension, externs = String, harness } = definition;
  const text = host.texts?.[target];
  if (text === undefined && isa.externs.length > 0)
    throw new InputError(`the machine ${isa.machine} has no functions in ${language}`);
  return new Map([
    [`machine.${extension}`, printMachine(definition, isa)],
    ...Object.entries(harness),
    [`externs.${extension}`, externs(text ?? '')],
  ]);
}

function printMachine({ syntax, machine }: CompiledDefinition, isa: Isa | FusedIsa): string {
  const language = syntax(isa);
  const opcodes = opcodeTable(isa).map(({ identifier, opcode }) =>
    machine.opcode(identifier.toUpperCase(), opcode),
  );
  const head = [
    ...machine.head,
    machine.name(language.text(isa.machine)),
    language.documentation('An image made for another set of instructions is refused.'),
    machine.instructionSet(`0x${instructionSetDigest(isa)}`),
    '',
    language.documentation('What a cell of the operand stack holds.'),
    machine.cell(language.type(isa.word)),
  ];
  const records = [...MACHINE_RECORDS, ...(machine.records?.(isa) ?? [])];
  const content = { enumerations: [TYPE], records, tables: machineTables(isa) };
  const behind = ['', ...(machine.opcodes?.(opcodes) ?? opcodes), ...(machine.rest ?? [])];
  return printData(language, isa, { head, ...content }, behind);
}

function generatedFiles(definition: CompiledDefinition, isa: FusedIsa, host: HostSources): GeneratedFiles {
  const files = commonFiles(definition, isa, host);
  for (const dispatcher of definition.dispatchers)
    if (!isForOneProgram(dispatcher))
      files.set(dispatcher.file, printDispatcher(definition, isa, dispatcher, dispatcher.print(isa)));
  const content = {
    head: definition.patterns(mostOperands(tilingTable(isa))),
    enumerations: [BINDING_KIND],
    records: PATTERN_RECORDS,
    tables: patternTables(isa),
  };
  files.set(`patterns.${definition.extension}`, printData(definition.syntax(isa), isa, content));
  return files.set(`tiling.${definition.extension}`, definition.tiling);
}

interface Data {
  readonly head: readonly string[];
  readonly enumerations: readonly Enumeration[];
  readonly records: readonly RecordType[];
  readonly tables: readonly Table[];
}

function printData(
  syntax: CompiledLanguage,
  isa: Isa | FusedIsa,
  { head, enumerations, records, tables }: Data,
  behind: readonly string[] = [],
): string {
  return textOf([
    ...syntax.fileComment([generatedFrom(isa)]),
    ...head,
    ...enumerations.flatMap((one) => ['', ...syntax.enumeration(one)]),
    ...records.flatMap((one) => ['', ...printRecordType(syntax, one)]),
    ...tables.flatMap((one) => ['', ...printTable(syntax, one)]),
    ...behind,
  ]);
}

function printDispatcher(
  { syntax, toolchain, countingNote, frame }: CompiledDefinition,
  isa: Isa | FusedIsa,
  dispatcher: Dispatcher,
  lines: readonly string[],
): string {
  const { file, about, compiler, notes = [] } = dispatcher;
  const program = file.replace(/\.\w+$/, '');
  const environment = Object.entries(compiler.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  const command = compileArguments(toolchain, dispatcher, [], false, program);
  const { before, after = [] } = frame(dispatcher);
  return textOf([
    ...syntax(isa).fileComment([
      `The machine ${isa.machine}: ${about}.`,
      generatedFrom(isa),
      '',
      `    ${[...environment, compiler.names[0], ...command].join(' ')}`,
      '',
      ...notes,
      `./${program} <image> ${COMMANDS}; ${countingNote}.`,
    ]),
    ...before,
    ...lines,
    ...after,
  ]);
}

/** What a compiler is given to make `program` of a dispatcher's file. */
export function compileArguments(
  { flags, counting = [], rest }: Toolchain,
  { file }: Pick<Dispatcher, 'file'>,
  variant: readonly string[],
  counts: boolean,
  program: string,
): readonly string[] {
  return [...flags, ...variant, ...(counts ? counting : []), '-o', program, file, ...rest(counts)];
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
