import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDumpOperands } from '../../../src/importers/moarvm/dump-operands.js';
import { looksLikeMoarVm, recordMoarVm } from '../../../src/importers/moarvm/record.js';
import type { RecordedFunction } from '../../../src/importers/recording.js';
import { profileOfRecording } from '../../../src/importers/recording-importer.js';
import { flowOf } from '../../../src/isa/flow.js';
import { instructionNamed } from '../../../src/isa/isa.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { textFile } from '../text-file.js';

/** What `moar --dump` of MoarVM 2022.12 prints of `shapes.raku`. */
const stored = readFileSync(join(packageRoot, 'test/importers/moarvm/shapes.dump'), 'utf8');

const record = (text: string) => recordMoarVm([textFile(text, 'shapes.dump')]);

/** A frame of these lines. */
const dump = (...lines: readonly string[]) =>
  [
    '',
    'MoarVM dump of binary compilation unit:',
    '',
    '  Frame_0 :',
    '    name : f',
    '    Instructions :',
    ...lines,
  ].join('\n');
const parse = (text: string) => parseDumpOperands(text, { file: 'x', line: 1, column: 1 });

describe('a listing by moar --dump', () => {
  it('is recognised by its title', () => {
    expect(looksLikeMoarVm(stored.slice(0, 100))).toBe(true);
  });

  it('has every instruction that is printed, with static counts', async () => {
    const recording = await record(stored);
    const printed = stored.split('\n').filter((line) => /^\d{5} {6}/.test(line)).length;
    const all = recording.programs[0].functions.flatMap(({ instructions }) => instructions);
    expect([recording.machine, all.length]).toEqual(['moarvm', printed]);
    expect(all.every(({ n }) => n === 1)).toBe(true);
    expect(recording.notes![0]).toContain('the counts are static');
    expect([recording.eventsRead, recording.eventsExplained, recording.problems]).toEqual([0, 0, []]);
    expect(recording.programs[0].functions.map(({ name }) => name).slice(0, 3)).toEqual([
      'Frame_0 <unit-outer>',
      'Frame_1 <unit>',
      'Frame_2 BUILDALL',
    ]);
  });

  it('has operands of the kinds that ops have, and targets that are entries', async () => {
    const recording = await record(stored);
    let labels = 0;
    for (const { instructions } of recording.programs[0].functions)
      for (const { op, args } of instructions) {
        const { operands } = recording.instructions.get(op)!;
        const isList = operands.at(-1)?.kind === 'arguments';
        if (!isList) expect([op, args.length]).toEqual([op, operands.length]);
        for (const [i, { kind }] of operands.entries()) {
          if (kind !== 'label') continue;
          labels++;
          expect(instructions[Number(args[i])].isEntry).toBe(true);
        }
      }
    expect(labels).toBeGreaterThan(5);
  });

  it('knows control flow by the names of ops, and has entries behind it', async () => {
    const recording = await record(stored);
    const kindOf = (op: string) => flowOf(recording.instructions.get(op)!.flags).kind;
    expect(['goto', 'unless_i', 'dispatch_o', 'return_o', 'return', 'set'].map(kindOf)).toEqual([
      'jump',
      'branch',
      'call',
      'return',
      'return',
      'next',
    ]);
    for (const { instructions } of recording.programs[0].functions)
      for (const [i, { op }] of instructions.slice(0, -1).entries())
        if (!['next', 'branch'].includes(kindOf(op))) expect(instructions[i + 1].isEntry).toBe(true);
  });

  it('can be laid out for the machine that is drafted from it', async () => {
    const recording = await record(stored);
    const { machine, profile, problems } = profileOfRecording(recording, null, 'shapes.dump');
    const { operands } = instructionNamed(machine.isa, 'dispatch_o')!;
    expect(operands.map(({ kind }) => kind.interned)).toEqual([null, 'text', null, 'list']);
    expect(profile.programs[0].program.texts!.arguments).toContain('9,8,11');
    expect(problems).toEqual([]);
  });

  it('takes all arguments of a dispatch for one operand', async () => {
    const recording = await record(stored);
    const { operands } = recording.instructions.get('dispatch_o')!;
    expect(operands.map(({ kind }) => kind)).toEqual(['local', 'string', 'callsite', 'arguments']);
    const main = recording.programs[0].functions[1];
    // dispatch_o loc_12_obj, 'lang-find-meth', Callsite_6, loc_9_obj, loc_8_str, loc_11_int
    const { args } = main.instructions.find(({ op }) => op === 'dispatch_o')!;
    expect(args).toEqual([12, 'lang-find-meth', 6, 9, 8, 11]);
  });
});

describe('operands in a listing', () => {
  it.each([
    ['', []],
    [
      'loc_4_obj, Frame_14',
      [
        ['local', 4],
        ['frame', 14],
      ],
    ],
    [
      "loc_2_obj, 'lang-call', Callsite_2, loc_2_obj",
      [
        ['local', 2],
        ['string', 'lang-call'],
        ['callsite', 2],
        ['local', 2],
      ],
    ],
    [
      'loc_14_int, label_1(00055)',
      [
        ['local', 14],
        ['label', 55],
      ],
    ],
    [
      'loc_14_int, ',
      [
        ['local', 14],
        ['label', 0],
      ],
    ],
    [
      'lex_Frame_12_$__obj, loc_1_obj',
      [
        ['lexical', 'lex_Frame_12_$__obj'],
        ['local', 1],
      ],
    ],
    [
      'loc_1_int, -1',
      [
        ['local', 1],
        ['integer', -1],
      ],
    ],
    [
      'loc_1_num, 0.500000',
      [
        ['local', 1],
        ['number', '0.500000'],
      ],
    ],
    [
      'loc_1_num, -nan',
      [
        ['local', 1],
        ['number', '-nan'],
      ],
    ],
    [
      'loc_1_int, 18446744073709551615',
      [
        ['local', 1],
        ['integer', -1n],
      ],
    ],
    [
      "loc_1_str, ''",
      [
        ['local', 1],
        ['string', ''],
      ],
    ],
    [
      "loc_1_str, '', '",
      [
        ['local', 1],
        ['string', "', "],
      ],
    ],
    [
      "loc_1_str, 'cut off, loc_2_obj, label_3(00004)",
      [
        ['local', 1],
        ['string', 'cut off'],
        ['local', 2],
        ['label', 4],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(parse(text).map(({ kind, value }) => [kind, value])).toEqual(expected);
  });

  it('have strings as they are, whatever is in them', () => {
    const strings = fc.string({ unit: fc.constantFrom("'", ',', ' ', '\n', '\r', 'a', '5', ', ', "', '") });
    fc.assert(
      fc.property(strings, fc.constantFrom('', ', loc_2_obj', ', Callsite_1, loc_2_obj'), (string, rest) => {
        expect(parse(`loc_1_str, '${string}'${rest}`)[1]).toEqual({ kind: 'string', value: string });
      }),
    );
  });

  it('are refused where they are something else', () => {
    expect(() => parse('loc_1_str, sslot(3)')).toThrow(
      'x:1:1: "sslot(3)" is no operand that this version knows',
    );
  });
});

describe('lines of a listing', () => {
  const instructionsOf = async (text: string): Promise<RecordedFunction['instructions']> =>
    (await record(text)).programs[0].functions[0].instructions;

  it('may be parts of a string', async () => {
    const lines = [
      "00000      const_s            loc_0_str, 'a",
      '',
      '00007      b',
      "'",
      '00001      return             ',
    ];
    const [constant, end] = await instructionsOf(dump(...lines));
    expect([constant.args, end.op]).toEqual([[0, 'a\n\n00007      b\n'], 'return']);
  });

  it('may jump to the first instruction, which is not printed', async () => {
    const lines = ['     label_1:', '00000      osrpoint           ', '00001      goto               '];
    expect((await instructionsOf(dump(...lines)))[1].args).toEqual([0]);
  });

  it.each([
    [
      ['00000      null               loc_0_obj', '00002      return             '],
      'shapes.dump:8:1: expected instruction 1',
    ],
    [
      ['00000      goto               label_1(00004)'],
      'shapes.dump:7:1: goto jumps to instruction 4, which has no label',
    ],
    [
      ['00000      set                loc_0_obj, loc_1_obj', '00001      set                loc_0_obj'],
      'shapes.dump:8:1: set has other operands here (local) than before (local, local)',
    ],
  ])('are refused where they do not follow each other: %#', async (lines, message) => {
    await expect(record(dump(...lines))).rejects.toThrow(message);
  });

  it('are refused where there are none', async () => {
    await expect(record('\nMoarVM dump of binary compilation unit:\n')).rejects.toThrow(
      'shapes.dump:1:1: there are no frames',
    );
  });
});
