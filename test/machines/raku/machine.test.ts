import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isaText } from '../../../src/machines/raku/isa.js';
import * as layout from '../../../src/machines/raku/layout.js';
import { InputError } from '../../../src/util/input-error.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { runRaku } from './run.js';

const folder = join(packageRoot, 'corpora/raku');
const names = readdirSync(folder).flatMap((file) => /^(.*)\.raku$/.exec(file)?.[1] ?? []);
const read = (name: string, ending: string) => readFileSync(join(folder, `${name}.${ending}`), 'utf8');

describe('programs print what raku prints', () => {
  it.each(names)('%s', (name) => {
    const { printed, error } = runRaku(read(name, 'raku'));
    if (existsSync(join(folder, `${name}.out`))) expect(printed).toBe(read(name, 'out'));
    expect(error).toBe(existsSync(join(folder, `${name}.err`)) ? read(name, 'err').trimEnd() : null);
  });
});

const LOOP = 'my $i = 0; for ^50 { $i = $i + $_ }; say $i;';

describe('call sites', () => {
  it('record once and run what they recorded from then on', () => {
    const { sites, printed } = runRaku(LOOP);
    expect(printed).toBe('1225\n');
    expect(sites).toMatchObject({ rejected: 0 });
    expect(sites!.recorded).toBe(sites!.installed);
    expect(sites!.accepted).toBeGreaterThan(10 * sites!.recorded);
  });

  it('record every call where they keep no program, and print the same', () => {
    const { sites, printed, programOps } = runRaku(LOOP, 'none');
    expect(printed).toBe('1225\n');
    expect(sites).toMatchObject({ installed: 0, accepted: 0, rejected: 0 });
    expect(programOps.size).toBe(0);
  });

  it('keep a program for each type that they meet, and try the newest first', () => {
    const source = `class A { method m() { 1 } }
class B { method m() { 2 } }
my $t = 0;
for ^20 { my $x = $_ % 2 ?? A.new !! B.new; $t = $t + $x.m }
say $t;`;
    expect(runRaku(source, 'many')).toMatchObject({ printed: '30\n' });
    const { printed, sites } = runRaku(source, 'one');
    expect(printed).toBe('30\n');
    expect(sites!.rejected).toBeGreaterThan(0);
  });
});

describe('the heap', () => {
  it('is collected, and programs print the same', () => {
    const source = `my $n = 0;
for ^6000 { my %h; for 'a'..'z' { %h{$_} = 1e0 }; $n = $n + %h.elems }
say $n;`;
    expect(runRaku(source).printed).toBe('156000\n');
  });

  it('says when it is full', () => {
    const source = 'my @a; for ^400000 { @a.push($_) }; say @a.elems;';
    expect(() => runRaku(source)).toThrow(InputError);
  });
});

describe('what host and handlers agree on', () => {
  const stated = (name: string) => Number(new RegExp(`^let ${name} = (\\d+)$`, 'm').exec(isaText)?.[1]);

  it.each([
    ['INT', layout.INT_TYPE],
    ['SIZE', layout.OBJECT.size],
    ['FIRST', layout.OBJECT.first],
    ['TYPE_HOW', layout.TYPE.how],
    ['TYPE_OBJECT', layout.TYPE.typeObject],
    ['TYPE_LANGUAGE', layout.TYPE.language],
    ['FRAME_OUTER', layout.FRAME.outer],
    ['FRAME_BIND_FAILURE', layout.FRAME.bindFailure],
    ['FRAME_REFUSAL', layout.FRAME.refusal],
    ['REGISTERS', layout.FRAME.registers],
    ['RECORD_DISPATCHER', layout.RECORD.dispatcher],
    ['RECORD_CALLSITE', layout.RECORD.callsite],
    ['RECORD_STATE', layout.RECORD.state],
    ['RECORD_ARGUMENTS', layout.RECORD.arguments],
    ['FRAME', layout.STATE.frame],
    ['OUTCOME', layout.STATE.outcome],
    ['RESULT', layout.STATE.result],
    ['FIRST_PASSED', layout.STATE.first],
    ['COUNT', layout.STATE.count],
    ['RESUMING', layout.STATE.resuming],
    ['PENDING', layout.STATE.pending],
    ['PENDING_STATE', layout.STATE.pendingState],
    ['OUTER_PENDING', layout.STATE.outerPending],
    ['OUTER_PENDING_STATE', layout.STATE.outerPendingState],
    ['BIND_FAILURE', layout.STATE.bindFailure],
    ['RETURNED', layout.STATE.returned],
    ['DEPTH', layout.STATE.depth],
    ['ARGUMENTS', layout.FIRST_ARGUMENT],
    ['VALUE', layout.OUTCOME.value],
    ['ROUTINE', layout.OUTCOME.routine],
    ['HOST', layout.OUTCOME.host],
  ])('%s', (name, value) => {
    expect(stated(name)).toBe(value);
  });
});
