import type { CommandModule } from 'yargs';
import { disassemble } from '../bytecode/disassemble.js';
import { extendIsa } from '../isa/fuse.js';
import { tile } from '../mining/tile.js';
import { openDecisions } from './decisions.js';
import { dataOptions, textOption } from './options.js';
import { printable, say } from './print.js';
import { compileSource, type DataOptions, SOURCE_ENDINGS } from './sources.js';

type Arguments = DataOptions & { readonly model: string; readonly superinstructions?: string };

export const disassembleCommand: CommandModule<object, Arguments> = {
  command: 'disassemble <model>',
  describe: 'Print the bytecode of a model, baseline or fused',
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: `A model: ${SOURCE_ENDINGS}` })
      .options({
        superinstructions: { ...textOption, describe: 'A superinstructions.json to rewrite the code with' },
        ...dataOptions,
      })
      .example('$0 disassemble model.mdl', 'each line: index, instruction, operands by name')
      .example('$0 disassemble model.mdl --superinstructions reports/model/superinstructions.json', ''),
  handler: ({ model, superinstructions, data, allow }) => {
    const { machine, source } = compileSource(model, { data, allow });
    const { isa } = machine;
    const { program } = source;
    const fused =
      superinstructions === undefined ? undefined : extendIsa(isa, openDecisions(superinstructions).patterns);
    const text = fused ? disassemble(fused, tile(isa, fused, program).program) : disassemble(isa, program);
    say(text.split('\n').map(printable).join('\n'));
  },
};
