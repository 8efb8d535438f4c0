import { basename, dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../../passes/artifacts.js';
import { execute, instantiate } from '../execution/typescript/vm.js';
import { formatNumber } from '../isa/pattern.js';
import { dataOptions, textOption } from './options.js';
import { say } from './print.js';
import { compileSource, type DataOptions, SOURCE_ENDINGS } from './sources.js';

type Arguments = DataOptions & { readonly model: string; readonly out?: string };

export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <model>',
  describe: 'Simulate a model and print its variables as CSV',
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: `A model: ${SOURCE_ENDINGS}` })
      .options({
        out: { ...textOption, describe: 'File to write instead of standard output' },
        ...dataOptions,
      })
      .example('$0 run model.mdl --out model.csv', 'time first, then the model’s own names'),
  handler: ({ model, out, data, allow }) => {
    const { machine, source } = compileSource(model, { data, allow });
    const { columns, every } = source.outputs;
    const vm = instantiate(machine.isa, source.program, machine.runtime);
    const lines = [columns.map(({ name }) => csvField(name)).join(',')];
    let observation = 0;
    const steps = execute(vm);
    for (let step = steps.next(); !step.done; step = steps.next())
      if (observation++ % every === 0)
        lines.push(columns.map(({ memory, cell }) => formatNumber(vm.memories[memory][cell])).join(','));
    const text = `${lines.join('\n')}\n`;
    if (out === undefined) say(text);
    else writeFiles(dirname(out), new Map([[basename(out), text]]));
  },
};

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
