import { describe, expect, it } from 'vitest';
import { tracedBlocks } from '../../src/bytecode/profile.js';
import { decodeSection } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import type { ImportedProfile } from '../../src/importers/importer.js';
import { LUA } from '../../src/importers/lua/instructions.js';
import { recordLua } from '../../src/importers/lua/record.js';
import type { Recording } from '../../src/importers/recording.js';
import { profileOfRecording } from '../../src/importers/recording-importer.js';
import { recordRuby } from '../../src/importers/ruby/record.js';
import { recordWabt } from '../../src/importers/wabt/record.js';
import { stored } from './foreign-tools.js';
import { textFile } from './text-file.js';

const file = (path: string) => textFile(stored(path), path);

const RECORDINGS: readonly (readonly [string, () => Recording | Promise<Recording>])[] = [
  ['Lua', () => recordLua([file('lua/features.txt')])],
  ['Ruby', () => recordRuby([file('ruby/features.txt')])],
  ['a trace of wasm-interp', () => recordWabt([file('wabt/features.trace.txt')])],
  ['a trace with a listing', () => recordWabt([file('wabt/features.listed.txt')])],
  ['a trace of extensions', () => recordWabt([file('wabt/extensions.listed.txt')])],
];

/** The operations of each block that may be fused, joined. */
function blocksOf({ machine: { isa }, profile }: ImportedProfile): string[] {
  return profile.programs.flatMap((input) => {
    const code = input.program.sections.map((section) => decodeSection(isa, input.program, section));
    return tracedBlocks(isa, input).map(({ section, start, end }) =>
      code[section]
        .slice(start, end)
        .map(({ opcode }) => isa.instructions[opcode].name)
        .join(' '),
    );
  });
}

describe.each(RECORDINGS)('%s', (_, record) => {
  it('is laid out as valid programs of a machine in which nothing is guessed', async () => {
    const recording = await record();
    const imported = profileOfRecording(recording, null, 'a.txt');
    expect(imported.problems).toEqual([]);
    expect(imported.notes!.join()).not.toContain('inferred');
    for (const { program } of imported.profile.programs) validate(imported.machine.isa, program);
    const executed = imported.profile.programs.flatMap(({ counts }) => counts.flatMap((one) => [...one]));
    expect(executed.reduce((sum, n) => sum + n)).toBe(recording.eventsRead);
  });
});

describe('blocks', () => {
  const of = async (recording: Recording | Promise<Recording>) =>
    blocksOf(profileOfRecording(await recording, null, 'a.txt'));

  it('of Lua hold nothing that Lua has fused already, nor half of it', async () => {
    const blocks = await of(recordLua([file('lua/features.txt')]));
    for (const op of ['MMBIN', 'MMBINI', 'MMBINK', 'EXTRAARG', 'NEWTABLE', 'LOADTRUE'])
      expect(blocks.filter((block) => block.split(' ').includes(op) && block !== op)).toEqual([]);
    const skips = (op: string) => LUA.instructions.get(op)!.flags.includes('skip');
    expect(blocks.filter((block) => block.split(' ').slice(0, -1).some(skips))).toEqual([]);
    expect(blocks).toContain('GETTABUP MOVE MOVE LEN UNM NOT LOADI CALL');
  });

  it('of Ruby end in calls and go on where operators may raise', async () => {
    const blocks = await of(recordRuby([file('ruby/features.txt')]));
    expect(blocks).toContain(
      'getlocal_WC_0 putobject_INT2FIX_1_ opt_plus setlocal_WC_0 getlocal_WC_0 putobject opt_eq branchunless putnil throw',
    );
    for (const block of blocks)
      expect(block).not.toMatch(/\b(send|opt_send_without_block|invokeblock|jump|leave|throw) /);
  });

  it('of wasm-interp end in calls and go on where memory may trap', async () => {
    for (const form of ['trace', 'listed']) {
      const blocks = await of(recordWabt([file(`wabt/features.${form}.txt`)]));
      expect(blocks).toContain(
        'drop local.get local.get i32.load8_u i32.store local.get i32.const i32.add local.set local.get i32.const i32.lt_s br_unless br',
      );
      for (const block of blocks) expect(block).not.toMatch(/\b(call|call_indirect|br|return|unreachable) /);
    }
  });
});
