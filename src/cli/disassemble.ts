import type { CommandModule } from 'yargs';
import { readDecisions, requireMachine } from '../../passes/artifacts.js';
import { chosenPatterns } from '../../passes/decisions.js';
import { tile } from '../../passes/tile.js';
import { disassemble } from '../bytecode/disassemble.js';
import { extendIsa } from '../isa/fuse.js';
import { dataOptions } from './options.js';
import { say } from './print.js';
import { compileSources, type DataOptions } from './sources.js';

type Arguments = DataOptions & { readonly model: string; readonly superinstructions?: string };

export const disassembleCommand: CommandModule<object, Arguments> = {
  command: 'disassemble <model>',
  describe: 'Print the bytecode of a model, baseline or fused',
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: 'A .mdl, .xmile or .stmx file' })
      .options({
        superinstructions: { type: 'string', describe: 'A superinstructions.json to rewrite the code with' },
        ...dataOptions,
      })
      .example('$0 disassemble model.mdl', 'each line: index, instruction, operands by name')
      .example('$0 disassemble model.mdl --superinstructions reports/model/superinstructions.json', ''),
  handler: ({ model, superinstructions, data, allow }) => {
    const { machine, compiled } = compileSources([model], { data, allow });
    const { isa } = machine;
    if (superinstructions === undefined) {
      for (const { program } of compiled) say(disassemble(isa, program));
      return;
    }
    const decisions = readDecisions(superinstructions);
    requireMachine(decisions, isa, superinstructions);
    const fused = extendIsa(isa, chosenPatterns(isa, decisions, superinstructions));
    for (const { program } of compiled) say(disassemble(fused, tile(isa, fused, program).program));
  },
};
