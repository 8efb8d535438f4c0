import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Profile, ProgramProfile } from '../../../../src/bytecode/profile.js';
import { decodeSection } from '../../../../src/bytecode/program.js';
import { findCompiler } from '../../../../src/execution/native/compiler.js';
import type { RecordedInstruction } from '../../../../src/importers/recording.js';
import { profileOfRecording } from '../../../../src/importers/recording-importer.js';
import type { Isa } from '../../../../src/isa/isa.js';
import { readIsaFile } from '../../../../src/machines/isa-file.js';
import type { TiledProgram } from '../../../../src/mining/tile.js';
import { packageRoot } from '../../../../src/util/package-root.js';

/** A machine that vmgen makes an interpreter of. */
const FOLDER = join(packageRoot, 'test', 'backends', 'vmgen', 'abacus');
export const abacus = readIsaFile(join(FOLDER, 'abacus.isa'));

const gcc = findCompiler(['gcc']);
const hasVmgen = spawnSync('vmgen', ['--version']).status === 0;
/** Why it cannot be built here; null where it can. */
export const unavailable = gcc && hasVmgen ? null : 'needs gcc, and vmgen of Gforth';

/** What running a program gives. */
interface Run {
  readonly output: string;
  readonly dispatches: number;
  /** By cell of the code. Empty where they were not asked for. */
  readonly counts: readonly number[];
}

/** Its interpreter, built with rules behind its instructions. */
export class Interpreter {
  constructor(
    private readonly folder: string,
    rules: string,
  ) {
    mkdirSync(folder);
    copyFileSync(join(FOLDER, 'abacus.c'), join(folder, 'abacus.c'));
    writeFileSync(join(folder, 'abacus.vmg'), readFileSync(join(FOLDER, 'abacus.vmg'), 'utf8') + rules);
    const options = { cwd: folder, stdio: 'pipe' } as const;
    execFileSync('vmgen', ['abacus.vmg'], options);
    execFileSync(gcc!, ['-O1', '-o', 'abacus', 'abacus.c'], options);
  }

  run(mode: 'combine' | 'plain' | 'count', program: string): Run {
    const file = join(this.folder, 'program.txt');
    writeFileSync(file, program);
    const { status, stdout, stderr } = spawnSync(join(this.folder, 'abacus'), [mode, file], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`abacus ended with ${status}: ${stderr}`);
    const [dispatches, ...counts] = stderr.trim().split('\n').map(Number);
    return { output: stdout, dispatches, counts };
  }
}

/** Its programs by name. */
export const programs: ReadonlyMap<string, string> = new Map(
  readdirSync(join(FOLDER, 'programs')).map((file) => [
    basename(file, '.txt'),
    readFileSync(join(FOLDER, 'programs', file), 'utf8'),
  ]),
);

/** One line of a program that is an instruction. */
interface ListedInstruction {
  readonly op: string;
  readonly operands: readonly string[];
  /** The places that are before it. */
  readonly places: readonly string[];
}

function listing(program: string): ListedInstruction[] {
  const list: ListedInstruction[] = [];
  let places: string[] = [];
  for (const [op, ...operands] of program.split('\n').map((line) => line.split(' ')))
    if (op.startsWith(':')) places.push(op.slice(1));
    else if (op) {
      list.push({ op, operands, places });
      places = [];
    }
  return list;
}

/** Counts what programs do without superinstructions. */
export function profileOf(base: Interpreter): Profile {
  const recorded = [...programs].map(([name, text]) => {
    const { counts } = base.run('count', text);
    let cell = 0;
    const instructions = listing(text).map(({ op, operands, places }): RecordedInstruction => {
      const pc = cell;
      cell += 1 + operands.length;
      const args = operands.map((operand) => Number(operand.replace('@', '')));
      return { pc, op, args, n: counts[pc], isEntry: places.length > 0 };
    });
    const functions = [{ name: 'all', instructions, isComplete: true, transfers: null }];
    return { name, family: name, functions };
  });
  const recording = {
    machine: 'abacus',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs: recorded,
    eventsRead: 0,
    eventsExplained: 0,
  };
  return profileOfRecording(recording, abacus, 'abacus').profile;
}

/** What ran how often, in the order of the code. */
export function countsOf({ counts }: ProgramProfile): readonly number[] {
  return counts.flatMap((section) => [...section]);
}

/** A program that superinstructions were put into. */
export function tiledText(original: string, { program, starts }: TiledProgram, fused: Isa): string {
  const list = listing(original);
  return decodeSection(fused, program, program.sections[0])
    .map(({ opcode, operands }, i) => {
      const { name, operands: declared } = fused.instructions[opcode];
      const words = operands.map((word, k) => (declared[k].kind.name === 'place' ? `@${word}` : word));
      const places = list[starts[0][i]].places.map((place) => `:${place}\n`);
      return `${places.join('')}${[name, ...words].join(' ')}\n`;
    })
    .join('');
}

/**
 * What vmgen's optimiser leaves: it appends each instruction to the one before wherever that is a rule, and
 * begins anew at a place that control may come to.
 */
export function greedyDispatches(
  program: string,
  counts: readonly number[],
  rules: ReadonlySet<string>,
): number {
  let dispatches = 0;
  let last = '';
  for (const [i, { op, places }] of listing(program).entries()) {
    const longer = `${last} ${op}`;
    if (places.length === 0 && rules.has(longer)) last = longer;
    else {
      last = op;
      dispatches += counts[i];
    }
  }
  return dispatches;
}
