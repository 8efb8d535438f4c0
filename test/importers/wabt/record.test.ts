import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportedFile } from '../../../src/importers/importer.js';
import type { RecordedFunction, Recording } from '../../../src/importers/recording.js';
import { operationNamed } from '../../../src/importers/wabt/operations.js';
import { looksLikeWabtTrace, looksLikeWasmObjdump, recordWabt } from '../../../src/importers/wabt/record.js';
import { expectFlow } from '../flow.js';
import { hasTool, run, stored } from '../foreign-tools.js';
import { textFile } from '../text-file.js';

const PROGRAMS = ['features', 'extensions'];
const FORMS = ['trace', 'listed'];
const ALL = PROGRAMS.flatMap((program) => FORMS.map((form) => [program, form] as const));

function file(program: string, form: string, text = stored(`wabt/${program}.${form}.txt`)): ImportedFile {
  return textFile(text, `${program}.${form}.txt`);
}

function record(program: string, form: string, objdump?: string): Promise<Recording> {
  const names = objdump === '' ? [] : [file(program, 'objdump', objdump)];
  return recordWabt([file(program, form), ...names]);
}

function functionNamed({ programs }: Recording, name: string): RecordedFunction {
  return programs[0].functions.find((one) => one.name === name)!;
}

/** `pc operation operands ×n`, with a mark where control may enter. */
function linesOf({ instructions }: RecordedFunction): string[] {
  return instructions.map(
    ({ pc, op, args, n, isEntry }) => `${isEntry ? '>' : ' '}${[pc, op, ...args].join(' ')} ×${n}`,
  );
}

function transfersOf({ transfers }: RecordedFunction): string[] {
  return transfers!.map(({ from, to, n }) => `${from ?? '*'} ${to ?? '*'} ×${n}`);
}

describe('what files are', () => {
  it.each(ALL)('%s.%s.txt is a trace', (program, form) => {
    expect(looksLikeWabtTrace(stored(`wabt/${program}.${form}.txt`).slice(0, 4096))).toBe(true);
  });

  it.each(PROGRAMS)('%s.objdump.txt is names of functions, and no trace', (program) => {
    const head = stored(`wabt/${program}.objdump.txt`).slice(0, 4096);
    expect([looksLikeWasmObjdump(head), looksLikeWabtTrace(head)]).toEqual([true, false]);
  });

  it.each(['lua/features.txt', 'ruby/features.txt', 'wabt/features.wat'])('%s is neither', (name) => {
    const head = stored(name).slice(0, 4096);
    expect([looksLikeWasmObjdump(head), looksLikeWabtTrace(head)]).toEqual([false, false]);
  });
});

describe.each(ALL)('%s, %s', (program, form) => {
  it('ends up with every event as a count', async () => {
    const recording = await record(program, form);
    const events = stored(`wabt/${program}.${form}.txt`).match(/^#/gm)!.length;
    const counts = recording.programs[0].functions.flatMap((one) => one.instructions.map(({ n }) => n));
    expect(counts.reduce((sum, n) => sum + n)).toBe(events);
    expect([recording.eventsRead, recording.eventsExplained]).toEqual([events, events]);
  });

  it('loses no control on the way', async () => {
    expectFlow(await record(program, form));
  });
});

describe('the stack', () => {
  it.each(PROGRAMS)('is as high in %s as what is known of instructions says', (program) => {
    const events = stored(`wabt/${program}.trace.txt`)
      .split('\n')
      .map((line) => /^#(?<depth>\d+)\. +\d+: V:(?<height>\d+) *\| (?<op>\S+)/.exec(line)?.groups);
    let checked = 0;
    for (const [i, event] of events.entries()) {
      const next = events[i + 1];
      if (!event || next?.depth !== event.depth) continue;
      const { stack, flags } = operationNamed(event.op)!.facts;
      if (!stack || flags.includes('return')) continue;
      expect(Number(next.height) - Number(event.height), event.op).toBe(stack.pushes - stack.pops);
      checked++;
    }
    expect(checked).toBeGreaterThan(70);
  });
});

describe('a trace without a listing', () => {
  it('is of recursion: calls leave, and come back behind the call', async () => {
    const fac = functionNamed(await record('features', 'trace'), 'fac');
    expect(linesOf(fac)).toEqual([
      '>24 local.get 1 ×4',
      ' 32 i64.eqz ×4',
      ' 36 br_unless 64 ×4',
      ' 44 i64.const 1 ×1',
      ' 56 br 108 ×1',
      '>64 local.get 1 ×3',
      ' 72 local.get 2 ×3',
      ' 80 i64.const 1 ×3',
      ' 92 i64.sub ×3',
      ' 96 call 1 ×3',
      '>104 i64.mul ×3',
      '>108 drop_keep 1 1 ×4',
      ' 120 return ×4',
    ]);
    expect(transfersOf(fac)).toEqual(['* 24 ×4', '* 104 ×3', '36 64 ×3', '56 108 ×1', '96 * ×3', '120 * ×4']);
    expect(fac.isComplete).toBe(false);
  });

  it('is of a table of branches: one place for each case, and from there on', async () => {
    const pick = functionNamed(await record('features', 'trace'), 'pick');
    expect(transfersOf(pick).filter((one) => one.startsWith('260 '))).toEqual([
      '260 268 ×1',
      '260 296 ×1',
      '260 324 ×2',
    ]);
  });

  it('has operands without the values that stand around them', async () => {
    const { instructions } = functionNamed(await record('features', 'trace'), 'main');
    const argsOf = (op: string) => instructions.filter((one) => one.op === op).map(({ args }) => args);
    expect(argsOf('i32.load8_u')).toEqual([[0, 16]]);
    expect(argsOf('i32.store')).toEqual([[0, 4]]);
    expect(argsOf('local.set')).toEqual([[2]]);
    expect(argsOf('i32.add')).toEqual([[]]);
    expect(argsOf('call_indirect')).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('has integers as WebAssembly has them, big ones exactly, and floats as they are shown', async () => {
    const { instructions } = functionNamed(await record('features', 'trace'), 'main');
    const argsOf = (op: string) => instructions.filter((one) => one.op === op).map(({ args }) => args[0]);
    expect(argsOf('i64.const')).toEqual([-5, 0x7fffffffffffffffn, 3, 3]);
    expect(argsOf('i32.const')).toEqual([1, 4, -7, 1, 2, 0, 1]);
    expect(argsOf('f64.const')).toEqual(['0.333333']);
  });

  it('ends a run where it traps', async () => {
    const recording = await record('features', 'trace');
    expect(transfersOf(functionNamed(recording, 'divides'))).toEqual(['* 736 ×1', '752 * ×1']);
    expect(transfersOf(functionNamed(recording, 'stops'))).toEqual(['* 760 ×1', '760 * ×1']);
  });

  it('does not leave for what the host does', async () => {
    const prints = functionNamed(await record('features', 'trace'), 'prints');
    expect(transfersOf(prints)).toEqual(['* 768 ×1', '784 * ×1']);
  });

  it('leaves targets unresolved, since not all of them were executed', async () => {
    const { kinds } = await record('features', 'trace');
    expect(kinds.find(({ name }) => name === 'target')).toMatchObject({ bindable: false, label: false });
  });
});

describe('a trace with a listing', () => {
  it('has all code, what was not executed with a count of 0', async () => {
    const recording = await record('features', 'listed');
    expect(recording.programs[0].functions.every((one) => one.isComplete)).toBe(true);
    expect(linesOf(functionNamed(recording, 'never'))).toEqual(['>412 i32.const 5 ×0', ' 420 return ×0']);
    expect(linesOf(functionNamed(recording, 'divides')).at(-1)).toBe(' 756 return ×0');
  });

  it('resolves targets, all of which are entries of the same function', async () => {
    const { kinds, programs } = await record('features', 'listed');
    expect(kinds.find(({ name }) => name === 'target')).toMatchObject({ label: true });
    const targets = programs[0].functions.flatMap(({ instructions }) =>
      instructions
        .filter(({ op }) => op === 'br' || op === 'br_unless')
        .map(({ args }) => instructions.find(({ pc }) => pc === args[0])?.isEntry),
    );
    expect(targets).toEqual(Array(targets.length).fill(true));
    expect(targets.length).toBe(10);
  });

  it('has the counts and transfers of the trace alone', async () => {
    for (const program of PROGRAMS) {
      const [alone, listed] = await Promise.all(FORMS.map((form) => record(program, form, '')));
      const executed = (recording: Recording) =>
        recording.programs[0].functions
          .filter(({ instructions }) => instructions.some(({ n }) => n > 0))
          .map(({ name, instructions, transfers }) => ({
            name,
            transfers,
            counts: instructions.filter(({ n }) => n > 0).map(({ pc, op, args, n }) => [pc, op, args, n]),
          }));
      expect(executed(listed)).toEqual(executed(alone));
    }
  });

  it('resolves no targets where a tail call jumps to another function', async () => {
    const { kinds } = await record('extensions', 'listed');
    expect(kinds.find(({ name }) => name === 'target')).toMatchObject({ label: false });
  });
});

describe('names of functions', () => {
  const named = async (form: string, objdump: string) =>
    (await record('features', form, objdump)).programs[0].functions
      .filter(({ instructions }) => instructions.some(({ n }) => n > 0))
      .map(({ name }) => name);

  it('come from wasm-objdump, by calls, exports and order', async () => {
    for (const form of FORMS)
      expect(await named(form, stored('wabt/features.objdump.txt'))).toEqual([
        'fac',
        'sum',
        'pick',
        'main',
        'divides',
        'stops',
        'prints',
      ]);
  });

  it('are indices and exports without it', async () => {
    for (const form of FORMS)
      expect(await named(form, '')).toEqual([
        'func[1]',
        'func[2]',
        'func[3]',
        'main',
        'divides',
        'stops',
        'prints',
      ]);
  });

  it('are told apart where two are the same', async () => {
    const twice = stored('wabt/features.objdump.txt').replaceAll('<sum>', '<fac>');
    expect((await named('trace', twice)).slice(0, 2)).toEqual(['fac', 'fac (2)']);
  });
});

describe('files that are given together', () => {
  const all = PROGRAMS.flatMap((program) => [file(program, 'objdump'), file(program, 'trace')]);
  const namesIn = ({ programs }: Recording) => programs.map((one) => [one.name, one.functions[0].name]);

  it('belong together where their names begin alike', async () => {
    expect(namesIn(await recordWabt(all))).toEqual([
      ['features', 'fac'],
      ['extensions', 'vectors'],
    ]);
  });

  it('may be runs of one module, with one file of names', async () => {
    const runs = ['a', 'b'].map((name) => textFile(stored('wabt/features.trace.txt'), `${name}.txt`));
    expect(namesIn(await recordWabt([...runs, file('features', 'objdump')]))).toEqual([
      ['a', 'fac'],
      ['b', 'fac'],
    ]);
  });

  it('are programs of their own, with their folders where their names are the same', async () => {
    const runs = ['x/a.txt', 'y/a.txt'].map((path) => textFile(stored('wabt/features.trace.txt'), path));
    expect(namesIn(await recordWabt(runs)).map(([name]) => name)).toEqual(['x/a', 'y/a']);
  });

  it('are refused where one belongs to none', async () => {
    await expect(
      recordWabt([...all, file('others', 'objdump', stored('wabt/features.objdump.txt'))]),
    ).rejects.toThrow('others.objdump.txt:1:1: there is no trace whose name begins with `others`');
    await expect(recordWabt([file('features', 'objdump')])).rejects.toThrow(
      'features.objdump.txt:1:1: this has names of functions, but there is no trace',
    );
  });
});

describe('extensions', () => {
  it('have lanes and vectors as operands', async () => {
    const { instructions } = functionNamed(await record('extensions', 'trace'), 'vectors');
    const operands = Object.fromEntries(instructions.map(({ op, args }) => [op, args]));
    expect(operands).toMatchObject({
      'v128.const': ['0x00000001 0x00000002 0x00000003 0x00000004'],
      'i8x16.shuffle': ['0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c'],
      'v128.load8_lane': [0, 3, 5],
      'i32x4.replace_lane': [2],
      'i32x4.extract_lane': [2],
      'i32x4.splat': [],
      'v128.store': [0, 32],
      'memory.copy': [0, 0],
    });
  });

  it('have facts once they are seen', async () => {
    const { instructions } = await record('extensions', 'trace');
    expect(instructions.get('v128.load8_lane')).toEqual({
      operands: ['memory', 'offset', 'lane'].map((name) => ({ name, kind: name })),
      stack: null,
      flags: ['may-exit'],
    });
    expect(instructions.has('i8x16.add')).toBe(false);
  });

  it('leave by a tail call and enter another function', async () => {
    const recording = await record('extensions', 'trace');
    const [even, odd] = ['even', 'odd'].map((name) => functionNamed(recording, name));
    const left = ({ instructions }: RecordedFunction, op: string) =>
      instructions.filter((one) => one.op === op).map(({ pc }) => pc);
    const jumps = left(even, 'br').map((pc) => `${pc} * ×3`);
    expect(transfersOf(even)).toEqual(expect.arrayContaining(jumps));
    expect(transfersOf(odd)).toEqual([
      `* ${odd.instructions[0].pc} ×3`,
      `${left(odd, 'return_call_indirect')[0]} * ×3`,
    ]);
  });

  it('enter where an exception is caught, frames away or in the same one', async () => {
    const recording = await record('extensions', 'trace');
    const catches = functionNamed(recording, 'catches');
    const handler = catches.instructions.find(({ op }) => op === 'catch_drop')!;
    expect(handler.isEntry).toBe(true);
    expect(transfersOf(catches)).toContain(`* ${handler.pc} ×1`);
    const rethrows = functionNamed(recording, 'rethrows');
    const [thrown, again] = ['throw', 'rethrow'].map(
      (name) => rethrows.instructions.find(({ op }) => op === name)!.pc,
    );
    expect(transfersOf(rethrows)).toContain(`${thrown} ${again} ×1`);
  });
});

describe.skipIf(!hasTool('wasm-interp', '--version', /^1\.0\.32\b/))(
  'anew (skipped where there is no wasm-interp 1.0.32)',
  () => {
    it.each(ALL)('%s.%s.txt is what wasm-interp prints', (program, form) => {
      const folder = mkdtempSync(join(tmpdir(), 'wabt-'));
      try {
        const wasm = join(folder, `${program}.wasm`);
        run('wabt', 'wat2wasm', ['--enable-all', '--debug-names', `${program}.wat`, '-o', wasm]);
        const flags = ['--trace', '--enable-all', '--run-all-exports', '--dummy-import-func'];
        const printed = run('wabt', 'wasm-interp', [...(form === 'listed' ? ['-v'] : []), ...flags, wasm]);
        expect(printed).toBe(stored(`wabt/${program}.${form}.txt`));
        const [, names] = run('wabt', 'wasm-objdump', ['-x', '-d', wasm]).split('file format');
        expect(names).toBe(stored(`wabt/${program}.objdump.txt`).split('file format')[1]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
