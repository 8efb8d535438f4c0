import { compilePass } from '../../../passes/compile.js';
import { StreamedFile } from '../../artifacts/streamed-file.js';
import { describePlace } from '../../bytecode/place.js';
import { findNonFinite } from '../../execution/find-non-finite.js';
import { type Ending, execute, instantiate, type Vm } from '../../execution/typescript/vm.js';
import type { Isa } from '../../isa/isa.js';
import type { Outputs } from '../../machines/machine.js';
import { InputError } from '../../util/input-error.js';
import { csvHeader, csvRow } from '../csv.js';
import { describeNonFinite } from '../describe/non-finite.js';
import { say, sayPiece, tell } from '../describe/print.js';
import { openTiler, superinstructionsOption } from '../fused-program.js';
import { isCounted } from '../inputs.js';
import { readMaxDispatches, runningOptions, sourcePositional, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import { compileOptions, findSource, type SourceOptions, tellNotes } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & {
  readonly source: string;
  readonly out?: string;
  readonly superinstructions?: string;
  readonly 'find-nan': boolean;
};

export const runCommand: Command<Arguments> = (setup) => ({
  command: 'run <source>',
  describe: 'Run a program and print its outputs as CSV, or what it prints itself',
  builder: (yargs) =>
    yargs
      .positional('source', sourcePositional(setup))
      .options(
        setup.options({
          out: { ...textOption, describe: 'File to write instead of standard output' },
          ...superinstructionsOption('run the code with'),
          'find-nan': {
            type: 'boolean',
            default: false,
            describe:
              'Instead of outputs, tell where the first infinity and the first NaN come from; exit code 1 when there is one',
          },
          ...runningOptions,
        }),
      )
      .example('$0 run model.mdl --out model.csv', 'time first, then the model’s own names')
      .example('$0 run model.mdl --find-nan', 'the time, the equation and the operation'),
  handler: async (args) => {
    if (isCounted(args.source, setup, args))
      throw new InputError(
        'this tells what ran elsewhere, and recordings cannot be run here: `disassemble` prints their code',
        { file: args.source, line: 1, column: 1 },
      );
    if (args['find-nan'] && args.out !== undefined)
      throw new InputError('--find-nan writes no outputs: leave out --out');
    const maxDispatches = readMaxDispatches(args['max-dispatches']);
    const tiler = openTiler(args, setup);
    const { machine, sources } = findSource(args.source, setup, args.machine);
    const { artifacts } = await run([compilePass(compileOptions(args))], setup, {
      given: { machine, sources },
      wanted: ['compiled'],
    });
    tellNotes(artifacts.compiled, args);
    const [{ program: baseline, outputs }] = artifacts.compiled.sources;
    const { isa, program } = tiler.rewrite(machine.isa, baseline);
    if (args['find-nan']) {
      const { clock } = outputs;
      const { found, ending, vm } = findNonFinite(isa, program, machine.runtime, { maxDispatches, clock });
      say(describeNonFinite(isa, program, found, clock?.name));
      tellTrap(isa, vm, ending);
      if (found.length > 0) process.exitCode = 1;
      return;
    }
    const printed: string[] = [];
    const runtime = machine.printing?.((text) => printed.push(text)) ?? machine.runtime;
    const vm = instantiate(isa, program, runtime, true, maxDispatches);
    const pieces = machine.printing ? printedBy(vm, printed) : inPieces(csvOf(vm, outputs));
    const ending = await (args.out === undefined ? send(pieces, sayPiece) : writeTo(args.out, pieces));
    tellTrap(isa, vm, ending);
  },
});

function tellTrap(isa: Isa, vm: Vm, ending: Ending): void {
  const place = ending === 'trap' ? vm.trappedAt() : null;
  if (place)
    tell(
      `note: the program trapped, and nothing of it ran after that: ${describePlace(isa, vm.programNow(), place)}`,
    );
}

/** What the program prints, between one observation and the next. An error comes after what was printed. */
function* printedBy(vm: Vm, printed: string[]): Generator<string, Ending> {
  const steps = execute(vm);
  for (;;) {
    let step: IteratorResult<void, Ending> | null = null;
    let failure: unknown = null;
    try {
      step = steps.next();
    } catch (error) {
      failure = error;
    }
    yield printed.splice(0).join('');
    if (!step) throw failure;
    if (step.done) return step.value;
  }
}

/** Line by line: what there is never has to be in memory at once. */
function* csvOf(vm: Vm, { columns, every }: Outputs): Generator<string, Ending> {
  yield csvHeader(columns.map(({ name }) => name));
  const steps = execute(vm);
  let observation = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next())
    if (observation++ % every === 0)
      yield csvRow(columns.map(({ memory, cell }) => vm.memories[memory][cell]));
  return step.value;
}

/** Lines are put together up to so many characters, because every write costs a call of the system. */
const PIECE_LENGTH = 65_536;

/** Gives what the lines give at their end. */
function* inPieces<Result>(lines: Generator<string, Result>): Generator<string, Result> {
  let piece = '';
  for (let line = lines.next(); ; line = lines.next()) {
    if (!line.done) piece += line.value;
    if (piece !== '' && (line.done || piece.length >= PIECE_LENGTH)) {
      yield piece;
      piece = '';
    }
    if (line.done) return line.value;
  }
}

/** Takes a piece; false: nobody wants any more. */
type Sink = (piece: string) => boolean | Promise<boolean>;

/**
 * As fast as the sink takes it. Gives what the lines give at their end; nothing where they were not wanted.
 */
async function send<Result>(pieces: Generator<string, Result>, sink: Sink): Promise<Result | undefined> {
  for (let piece = pieces.next(); ; piece = pieces.next()) {
    if (piece.done) return piece.value;
    if (!(await sink(piece.value))) return undefined;
  }
}

async function writeTo<Result>(path: string, pieces: Generator<string, Result>): Promise<Result | undefined> {
  const file = new StreamedFile(path);
  try {
    const result = await send(pieces, (piece) => file.write(piece));
    file.finish();
    return result;
  } catch (error) {
    file.abandon();
    throw error;
  }
}
