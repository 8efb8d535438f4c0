import * as v from 'valibot';
import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { checkLine, type JsonLine, jsonLines } from '../json-lines.js';

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const NAME = v.pipe(v.string(), v.nonEmpty());

const HEADER = v.object({
  format: v.literal('cpython'),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
  program: NAME,
});
const FUNCTION = v.object({ function: NAME });
const INSTRUCTION = v.object({
  pc: COUNT,
  op: NAME,
  /** Absent where the instruction has no operand. */
  arg: v.optional(v.pipe(COUNT, v.maxValue(255))),
  n: COUNT,
  /** How control can come here other than from the instruction before. */
  entry: v.optional(v.picklist(['start', 'jump', 'handler', 'return'])),
  /** Where a jump goes. */
  to: v.optional(COUNT),
});
const END = v.object({ end: v.literal(true), executions: COUNT });

/** An instruction as `tools/trace-cpython.py` writes it. */
export type CpythonInstruction = v.InferOutput<typeof INSTRUCTION>;

/** A code object. */
export interface CpythonFunction {
  readonly name: string;
  /** By ascending pc. */
  readonly instructions: readonly CpythonInstruction[];
}

/** What a file holds. */
export interface CpythonTrace {
  readonly path: string;
  /** Such as 3.11, without the third number: bytecode stays the same within a version. */
  readonly version: string;
  readonly program: string;
  readonly functions: readonly CpythonFunction[];
  /** What the instructions' counts should add up to. */
  readonly executions: number;
}

/** Reads what `tools/trace-cpython.py` wrote. Throws an `InputError` where a file is damaged. */
export async function readCpythonTrace(file: ImportedFile): Promise<CpythonTrace> {
  const start = { file: file.path, line: 1, column: 1 };
  const functions: { name: string; instructions: CpythonInstruction[] }[] = [];
  const names = new Set<string>();
  let header: v.InferOutput<typeof HEADER> | null = null;
  let executions: number | null = null;
  for await (const line of jsonLines(file)) {
    if (header === null) header = checkLine(HEADER, line);
    else if (executions !== null) throw new InputError('nothing may follow the line {"end": true}', line.at);
    else if ('end' in line.value) executions = checkLine(END, line).executions;
    else if ('function' in line.value) {
      const name = checkLine(FUNCTION, line).function;
      if (names.has(name))
        throw new InputError(`the function ${JSON.stringify(name)} is there twice`, line.at);
      names.add(name);
      functions.push({ name, instructions: [] });
    } else addInstruction(functions.at(-1)?.instructions, line);
  }
  if (header === null) throw new InputError('the file is empty', start);
  if (executions === null) throw new InputError('the file was cut off: trace the program again', start);
  const version = header.version.replace(/\.\d+$/, '');
  return { path: file.path, version, program: header.program, functions, executions };
}

function addInstruction(instructions: CpythonInstruction[] | undefined, line: JsonLine): void {
  const instruction = checkLine(INSTRUCTION, line);
  if (!instructions) throw new InputError('expected the name of a function before its instructions', line.at);
  const before = instructions.at(-1);
  if (before && before.pc >= instruction.pc)
    throw new InputError(
      `the pc ${instruction.pc} comes after ${before.pc}: expected ascending ones`,
      line.at,
    );
  instructions.push(instruction);
}
