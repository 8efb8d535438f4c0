import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, tryLock, waitForWriter } from '../../src/artifacts/folder-lock.js';
import { fileDigest } from '../../src/artifacts/manifest.js';
import { startOf } from '../../src/artifacts/processes.js';
import { replaceRun } from '../../src/artifacts/replace-run.js';
import { writeRunFolder } from '../../src/artifacts/run-folder.js';
import { requireWholeRun } from '../../src/artifacts/run-state.js';
import { StagedFiles } from '../../src/artifacts/staged-files.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { runMainJob } from '../pipelines.js';
import { mining } from './mining.js';

const work = mkdtempSync(join(tmpdir(), 'run-folder-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const small = await runMainJob(counter, programs, { ...mining, budget: 2 }, {}, ['ts']);
const large = await runMainJob(counter, programs, { ...mining, budget: 6 }, {}, ['ts', 'vmgen']);
/** Of a process that has ended. */
const gone = spawnSync(process.execPath, ['--version']).pid;

let count = 0;
let folder = '';
beforeEach(() => {
  folder = join(work, String(count++));
});

function write(run: typeof small): string[] {
  const notes: string[] = [];
  writeRunFolder(folder, counter.isaText, run, {}, (note) => notes.push(note));
  return notes;
}

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Writes two other files, and does something when they are beside their places. */
function writeWith(action: () => void): void {
  const files = new Map([
    ['evidence.json', '{}'],
    ['report.html', 'other'],
  ]);
  const entries = [...files];
  files[Symbol.iterator] = function* () {
    yield* entries;
    action();
    return undefined;
  };
  const digests = Object.fromEntries(entries.map(([name, text]) => [name, fileDigest(name, text)]));
  const { instructionSet } = small.summary;
  const complete = { schema: 1, instructionSet, complete: true, before: {}, wasWhole: true } as const;
  replaceRun(folder, { files, manifest: { ...complete, files: digests } }, () => {});
}

const contents = (at = folder) => readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();
const manifest = () => JSON.parse(readFileSync(join(folder, 'run-manifest.json'), 'utf8'));

describe('a run folder', () => {
  it('lists what is in it, the same for the same run whatever the time it took', () => {
    write(small);
    const listed = Object.keys(manifest().files);
    expect(contents()).toEqual([...listed, 'run-manifest.json', 'handlers', 'handlers/ts'].sort());
    const text = readFileSync(join(folder, 'run-manifest.json'), 'utf8');
    writeRunFolder(folder, counter.isaText, small, { select: 7 });
    expect(readFileSync(join(folder, 'run-manifest.json'), 'utf8')).toBe(text);
  });

  it('loses the handlers of the run before, and nothing that no run wrote', () => {
    write(large);
    put('handlers/vmgen/own.c', 'mine');
    put('handlers/notes.txt', 'mine');
    put('plan.txt', 'mine');
    expect(existsSync(join(folder, 'handlers/vmgen/superinstructions.vmg'))).toBe(true);
    expect(write(small)).toEqual([]);
    expect(contents().filter((name) => name.startsWith('handlers/vmgen'))).toEqual([
      'handlers/vmgen',
      'handlers/vmgen/own.c',
    ]);
    expect(contents()).toEqual(expect.arrayContaining(['handlers/notes.txt', 'plan.txt']));
    rmSync(join(folder, 'handlers/vmgen'), { recursive: true });
    write(large);
    write(small);
    expect(existsSync(join(folder, 'handlers/vmgen'))).toBe(false);
  });

  it('keeps a handler that was changed, and says so', () => {
    write(large);
    put('handlers/vmgen/superinstructions.vmg', 'changed');
    const [note, ...others] = write(small);
    expect(note).toContain('handlers/vmgen/superinstructions.vmg is not of this run: it was changed');
    expect(others).toEqual([]);
    expect(contents().filter((name) => name.startsWith('handlers/vmgen/'))).toEqual([
      'handlers/vmgen/superinstructions.vmg',
    ]);
  });

  it('says which changes of the user the next run replaces', () => {
    write(small);
    put('handlers/ts/run-loop.ts', 'changed');
    const path = join(folder, 'superinstructions.json');
    const set = JSON.parse(readFileSync(path, 'utf8'));
    put('superinstructions.json', JSON.stringify({ ...set, never: ['push a; add\u001b'] }));
    expect(write(small)).toEqual([
      `${join(folder, 'handlers/ts/run-loop.ts')} was changed since its run: replaced`,
      expect.stringMatching(
        /had "push a; add\\u001b" in `never`: replaced; .*--decisions .*superinstructions/,
      ),
    ]);
    expect(write(small)).toEqual([]);
  });

  it('is cleaned of what a run left that was killed', () => {
    write(small);
    const left = { ...manifest(), complete: false, files: { 'handlers/vmgen/superinstructions.vmg': '0' } };
    put(`run-manifest.json.${gone}-3.tmp`, JSON.stringify(left));
    put(`handlers/vmgen/superinstructions.vmg.${gone}-4.tmp`, '');
    put(`summary.json.${gone}-5.tmp`, '');
    put(`summary.json.${process.pid}-6.tmp`, 'of somebody who still runs');
    put(`letter.txt.${gone}-7.tmp`, 'of somebody else');
    write(small);
    expect(contents().filter((name) => /tmp$|^handlers\/vmgen/.test(name))).toEqual([
      `letter.txt.${gone}-7.tmp`,
      `summary.json.${process.pid}-6.tmp`,
    ]);
  });

  it('never removes files elsewhere, whatever its manifest names', () => {
    write(small);
    mkdirSync(join(work, 'elsewhere'), { recursive: true });
    writeFileSync(join(work, 'elsewhere/kept.c'), 'kept');
    symlinkSync(join(work, 'elsewhere'), join(folder, 'handlers/link'));
    const { files } = manifest();
    const digest = files['machine.isa'];
    writeFileSync(join(work, 'elsewhere/isa.c'), counter.isaText);
    put(
      'run-manifest.json',
      JSON.stringify({ ...manifest(), files: { ...files, 'handlers/link/isa.c': digest } }),
    );
    write(small);
    put(
      'run-manifest.json',
      JSON.stringify({ ...manifest(), files: { ...files, '../elsewhere/isa.c': digest } }),
    );
    expect(() => requireWholeRun(folder)).toThrow(/not a manifest: .*below the folder/);
    write(small);
    expect(contents(join(work, 'elsewhere'))).toEqual(['isa.c', 'kept.c']);
  });

  it('is never written through a link in it', () => {
    write(small);
    const before = readFileSync(join(folder, 'run-manifest.json'), 'utf8');
    const elsewhere = join(work, 'led-to');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'page'), 'kept');
    rmSync(join(folder, 'handlers'), { recursive: true });
    symlinkSync(elsewhere, join(folder, 'handlers'));
    expect(() => write(large)).toThrow(`${join(folder, 'handlers')}: a link in place of a folder: remove it`);
    expect(readFileSync(join(folder, 'run-manifest.json'), 'utf8')).toBe(before);
    rmSync(join(folder, 'handlers'));
    rmSync(join(folder, 'report.html'));
    symlinkSync(join(elsewhere, 'page'), join(folder, 'report.html'));
    write(large);
    expect(lstatSync(join(folder, 'report.html')).isFile()).toBe(true);
    expect(contents(elsewhere)).toEqual(['page']);
    expect(readFileSync(join(elsewhere, 'page'), 'utf8')).toBe('kept');
  });

  it('says which file is of which run where one was killed midway', () => {
    write(small);
    const { files: before } = manifest();
    write(large);
    const complete = manifest();
    put('run-manifest.json', JSON.stringify({ ...complete, complete: false, before }));
    expect(requireWholeRun(folder)?.files).toEqual(complete.files);
    const elsewhere = join(work, 'small');
    writeRunFolder(elsewhere, counter.isaText, small, {});
    put('superinstructions.json', readFileSync(join(elsewhere, 'superinstructions.json'), 'utf8'));
    put('report.html', 'neither');
    expect(() => requireWholeRun(folder)).toThrow(
      /run-manifest\.json:1:1: .*evidence\.json.* are of that run, superinstructions\.json is of the run before, report\.html is of neither/,
    );
    write(small);
    expect(requireWholeRun(folder)?.complete).toBe(true);
  });

  it('is told to be of neither run where a file could not be put in its place', () => {
    write(small);
    const blocking = () =>
      writeWith(() => {
        rmSync(join(folder, 'report.html'));
        mkdirSync(join(folder, 'report.html'));
      });
    expect(blocking).toThrow(/report\.html: cannot be written: .*; only some files of this run are in place/);
    expect(() => requireWholeRun(folder)).toThrow(/evidence\.json is of that run, .* of the run before/);
    expect(contents().filter((name) => /tmp|lock/.test(name))).toEqual([]);
    rmSync(join(folder, 'report.html'), { recursive: true });
    write(small);
    expect(requireWholeRun(folder)?.complete).toBe(true);
  });

  it('is not taken for whole where two runs in a row were killed', () => {
    write(small);
    const before = manifest().files;
    write(large);
    const after = manifest();
    const mixed = { ...after.files, 'evidence.json': 'of the run before' };
    put('run-manifest.json', JSON.stringify({ ...after, complete: false, files: before, before: mixed }));
    expect(() => requireWholeRun(folder)).toThrow(/Run it again/);
    // The next is killed when it has only announced itself, and takes what is there for the run before it.
    const there = Object.fromEntries(Object.entries(mixed).filter(([name]) => name !== 'evidence.json'));
    const announced = { ...after, complete: false, files: before, before: there };
    put('run-manifest.json', JSON.stringify({ ...announced, wasWhole: false }));
    expect(() => requireWholeRun(folder)).toThrow(/Run it again/);
    put('run-manifest.json', JSON.stringify({ ...announced, wasWhole: true }));
    expect(requireWholeRun(folder)?.files).toEqual(there);
  });

  it('refuses a machine that is not the one it was made with', () => {
    write(small);
    put('machine.isa', `${counter.isaText}# changed\n`);
    expect(() => requireWholeRun(folder)).toThrow(/machine\.isa:1:1: it was changed since/);
    write(small);
    expect(requireWholeRun(folder)?.complete).toBe(true);
  });

  it('may be read while superinstructions.json has other lists, in another format', () => {
    write(large);
    const complete = manifest();
    const set = JSON.parse(readFileSync(join(folder, 'superinstructions.json'), 'utf8'));
    put('superinstructions.json', JSON.stringify({ ...set, always: ['push a; add'] }, null, 7));
    put('run-manifest.json', JSON.stringify({ ...complete, complete: false }));
    expect(() => requireWholeRun(folder)).not.toThrow();
  });
});

describe('a lock', () => {
  const holder = {
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    since: '2020-01-01T00:00:00Z',
  };
  const wait = (lock: object) => {
    put(LOCK_FILE, JSON.stringify(lock));
    const notes: string[] = [];
    waitForWriter(folder, (note) => notes.push(note), 30);
    return notes;
  };

  it('names its holder, and is free afterwards', () => {
    mkdirSync(folder, { recursive: true });
    const lock = tryLock(folder);
    expect(tryLock(folder)).toBeNull();
    expect(() => waitForWriter(folder, () => {}, 30)).toThrow(
      `process ${process.pid} on ${hostname()} (since `,
    );
    lock?.release();
    expect(contents()).toEqual([]);
  });

  it('of a live process, or of another computer, is respected', () => {
    expect(() => wait(holder)).toThrow(/process \d+ on .* \(since 2020-01-01T00:00:00Z\) is writing here/);
    expect(() => wait({ ...holder, host: 'elsewhere', pid: gone })).toThrow(/on elsewhere/);
  });

  it('of a process that is gone is removed, with a note', () => {
    expect(wait({ ...holder, pid: gone })).toEqual([
      expect.stringMatching(/^.*: process \d+ on .* left its lock/),
    ]);
    expect(wait({})).toHaveLength(1);
    put(LOCK_FILE, JSON.stringify({ ...holder, pid: gone }));
    expect(write(small)).toHaveLength(1);
    expect(existsSync(join(folder, LOCK_FILE))).toBe(false);
  });

  it('of a process that is gone is removed by one at a time', () => {
    put(`${LOCK_FILE}.breaking`, JSON.stringify(holder));
    expect(() => wait({ ...holder, pid: gone })).toThrow('is writing here');
    expect(contents()).toEqual([LOCK_FILE, `${LOCK_FILE}.breaking`]);
    put(`${LOCK_FILE}.breaking`, JSON.stringify({ ...holder, pid: gone }));
    expect(wait({ ...holder, pid: gone })).toHaveLength(1);
    expect(contents()).toEqual([]);
  });

  it('goes with what was left by who was killed while removing one', () => {
    put(`${LOCK_FILE}.breaking`, JSON.stringify({ ...holder, pid: gone }));
    put(`${LOCK_FILE}.breaking.${gone}-0.tmp`, '');
    write(small);
    expect(contents().filter((name) => name.startsWith(LOCK_FILE))).toEqual([]);
  });

  it('that somebody took away meanwhile is noticed before any file is put in place', () => {
    write(small);
    const before = readFileSync(join(folder, 'run-manifest.json'), 'utf8');
    const taking = () => writeWith(() => rmSync(join(folder, LOCK_FILE)));
    expect(taking).toThrow(/removed it while we wrote/);
    expect(readFileSync(join(folder, 'run-manifest.json'), 'utf8')).toBe(before);
    expect(contents().filter((name) => /tmp|lock/.test(name))).toEqual([]);
  });

  it.skipIf(holder.started === null)(
    'of an earlier process of the same number is removed (where /proc tells when one started)',
    () => {
      expect(wait({ ...holder, started: '1' })).toHaveLength(1);
    },
  );
});

describe('staged files that are discarded', () => {
  it('take their folders along, but not one that holds a file of somebody else', () => {
    const staged = new StagedFiles();
    staged.stage(join(folder, 'shared/ours'), 'ours');
    staged.stage(join(folder, 'own/deep/ours'), 'ours');
    put('shared/theirs', 'theirs');
    staged.discard();
    expect(contents()).toEqual(['shared', 'shared/theirs']);
  });
});
