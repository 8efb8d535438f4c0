import { basename, dirname } from 'node:path';
import { compilePass } from '../../../passes/compile.js';
import { writeFiles } from '../../artifacts/files.js';
import { execute, instantiate } from '../../execution/typescript/vm.js';
import { formatNumber } from '../../util/format.js';
import { InputError } from '../../util/input-error.js';
import { say, tell } from '../describe/print.js';
import { isCounted } from '../inputs.js';
import { runningOptions, sourcePositional, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import { compileOptions, findSource, type SourceOptions, tellNotes } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & { readonly source: string; readonly out?: string };

export const runCommand: Command<Arguments> = (setup) => ({
  command: 'run <source>',
  describe: 'Run a program and print its outputs as CSV',
  builder: (yargs) =>
    yargs
      .positional('source', sourcePositional(setup))
      .options(
        setup.options({
          out: { ...textOption, describe: 'File to write instead of standard output' },
          ...runningOptions,
        }),
      )
      .example('$0 run model.mdl --out model.csv', 'time first, then the model’s own names'),
  handler: async (args) => {
    if (isCounted(args.source, setup, args))
      throw new InputError(
        'this tells what ran elsewhere, and recordings cannot be run here: `disassemble` prints their code',
        { file: args.source, line: 1, column: 1 },
      );
    const { machine, sources } = findSource(args.source, setup, args.machine);
    const { artifacts } = await run([compilePass(compileOptions(args))], setup, {
      given: { machine, sources },
      wanted: ['compiled'],
    });
    tellNotes(artifacts.compiled, args);
    const [source] = artifacts.compiled.sources;
    const { columns, every } = source.outputs;
    const { out } = args;
    const vm = instantiate(machine.isa, source.program, machine.runtime);
    const lines = [columns.map(({ name }) => csvField(name)).join(',')];
    let observation = 0;
    const steps = execute(vm);
    let step = steps.next();
    for (; !step.done; step = steps.next())
      if (observation++ % every === 0)
        lines.push(columns.map(({ memory, cell }) => formatNumber(vm.memories[memory][cell])).join(','));
    const text = `${lines.join('\n')}\n`;
    if (out === undefined) say(text);
    else writeFiles(dirname(out), new Map([[basename(out), text]]));
    if (step.value === 'trap') tell('note: the program trapped, and nothing of it ran after that');
  },
});

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
