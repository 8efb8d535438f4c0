import { compilePass } from '../../../passes/compile.js';
import { disassemble } from '../../bytecode/disassemble.js';
import { extendIsa } from '../../isa/fuse.js';
import { tileProgram } from '../../mining/tile.js';
import { openDecisions } from '../decisions.js';
import { printable, say } from '../describe/print.js';
import { sourceOptions, sourcePositional, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import { compileOptions, findSource, type SourceOptions, tellNotes } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & { readonly source: string; readonly superinstructions?: string };

export const disassembleCommand: Command<Arguments> = (setup) => ({
  command: 'disassemble <source>',
  describe: 'Print the bytecode of a program, baseline or fused',
  builder: (yargs) =>
    yargs
      .positional('source', sourcePositional(setup))
      .options(
        setup.options({
          superinstructions: { ...textOption, describe: 'A superinstructions.json to rewrite the code with' },
          ...sourceOptions,
        }),
      )
      .example('$0 disassemble model.mdl', 'each line: index, instruction, operands by name')
      .example('$0 disassemble model.mdl --superinstructions reports/model/superinstructions.json', ''),
  handler: async (args) => {
    const { superinstructions } = args;
    const patterns =
      superinstructions === undefined ? null : openDecisions(superinstructions, setup, args.machine).patterns;
    const { machine, sources } = findSource(args.source, setup, args.machine);
    const { artifacts } = await run([compilePass(compileOptions(args))], setup, {
      given: { machine, sources },
      wanted: ['compiled', 'programs'],
    });
    tellNotes(artifacts.compiled, args);
    const { isa } = machine;
    const [program] = artifacts.programs;
    const fused = patterns && extendIsa(isa, patterns);
    const text = fused
      ? disassemble(fused, tileProgram(isa, fused, program).program)
      : disassemble(isa, program);
    say(text.split('\n').map(printable).join('\n'));
  },
});
