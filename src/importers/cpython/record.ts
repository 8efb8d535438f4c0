import { sum } from 'd3-array';
import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import type { InstructionFacts, RecordedProgram, Recording } from '../recording.js';
import {
  CPYTHON_OWN_PAIRS,
  CPYTHON_VERSIONS,
  type CpythonVersion,
  cpythonInstructions,
  cpythonKinds,
} from './opcodes.js';
import { type CpythonTrace, readCpythonTrace } from './trace.js';
import { contradictionIn } from './verify-counts.js';

/** Whether a file that begins like this is what `tools/trace-cpython.py` writes. */
export function looksLikeCpython(head: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"cpython"/.test(head);
}

/**
 * Reads what `tools/trace-cpython.py` wrote, a program per file. Throws an `InputError` where a file is
 * damaged, or the files do not belong together.
 */
export async function recordCpython(files: readonly ImportedFile[]): Promise<Recording> {
  const traces: CpythonTrace[] = [];
  for (const file of files) traces.push(await readCpythonTrace(file));
  const version = versionOf(traces);
  refuseSameProgram(traces);
  const instructions = cpythonInstructions(version);
  const problems: string[] = [];
  const programs = traces.map((trace) => programOf(trace, instructions, problems));
  return {
    machine: `cpython${version.replace('.', '')}`,
    payload: null,
    kinds: cpythonKinds(instructions),
    instructions,
    programs,
    eventsRead: sum(traces, ({ executions }) => executions),
    eventsExplained: sum(programs, ({ functions }) => sum(functions, executionsOf)),
    handMade: [{ name: `CPython ${version}'s own pairs`, patterns: CPYTHON_OWN_PAIRS[version] }],
    problems,
  };
}

function programOf(
  { path, program, functions, executions }: CpythonTrace,
  instructions: ReadonlyMap<string, InstructionFacts>,
  problems: string[],
): RecordedProgram {
  const counted = sum(functions, executionsOf);
  if (counted !== executions)
    problems.push(`${path}: it tells of ${executions} executions, but its counts add up to ${counted}`);
  const sound = functions.filter((one) => {
    const contradiction = contradictionIn(one, instructions);
    if (contradiction) problems.push(`${path}: ${one.name}: ${contradiction}`);
    return contradiction === null;
  });
  return {
    name: program,
    family: program,
    functions: sound.map(({ name, instructions: listed }) => ({
      name,
      instructions: listed.map(({ pc, op, arg, n, entry }) => ({
        pc,
        op,
        args: arg === undefined ? [] : [arg],
        n,
        isEntry: entry !== undefined,
      })),
      isComplete: true,
      transfers: null,
    })),
  };
}

function versionOf(traces: readonly CpythonTrace[]): CpythonVersion {
  const [first, ...others] = traces;
  if (!first) throw new InputError('expected a file that tools/trace-cpython.py wrote');
  const other = others.find(({ version }) => version !== first.version);
  if (other)
    throw new InputError(
      `this is of CPython ${other.version}, but ${first.path} of ${first.version}: import one version at a time`,
      { file: other.path, line: 1, column: 1 },
    );
  const known = CPYTHON_VERSIONS.find((version) => version === first.version);
  if (!known)
    throw new InputError(
      `this is of CPython ${first.version}: the versions that can be imported are ${CPYTHON_VERSIONS.join(', ')}`,
      { file: first.path, line: 1, column: 1 },
    );
  return known;
}

function refuseSameProgram(traces: readonly CpythonTrace[]): void {
  const paths = new Map<string, string>();
  for (const { program, path } of traces) {
    const other = paths.get(program);
    if (other !== undefined)
      throw new InputError(
        `the program ${JSON.stringify(program)} is also in ${other}: trace one of them with another --program`,
        { file: path, line: 1, column: 1 },
      );
    paths.set(program, path);
  }
}

function executionsOf({
  instructions,
}: {
  readonly instructions: readonly { readonly n: number }[];
}): number {
  return sum(instructions, ({ n }) => n);
}
