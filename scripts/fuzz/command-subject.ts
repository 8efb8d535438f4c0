import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FolderState, misbehaviour } from './clean-exit.js';
import { CommandRunner } from './command-runner.js';
import { Random } from './random.js';
import type { FuzzOptions, FuzzOutcome, Subject } from './subject.js';

/** Files by their paths in the folder where the command runs, and the command's arguments. */
export interface CommandCase {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly args: readonly string[];
}

/** A subject whose cases are commands that read broken files. */
interface CommandSubject<Originals> extends Pick<Subject, 'name' | 'what'> {
  /** Makes what is broken afterwards, once. Gets an empty folder, and the command line to run in it. */
  prepare(folder: string, command: (...args: readonly string[]) => Promise<void>): Promise<Originals>;
  /** Breaks something. */
  makeCase(originals: Originals, random: Random): CommandCase;
}

/** Every case ends with a documented exit code and message, and leaves nothing half written. */
export function commandSubject<Originals>(subject: CommandSubject<Originals>): Subject {
  return { ...subject, run: (options) => runCases(subject, options) };
}

async function runCases<Originals>(
  { prepare, makeCase }: CommandSubject<Originals>,
  { seed, cases, seconds, found }: FuzzOptions,
): Promise<FuzzOutcome> {
  const work = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const cleanUp = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', cleanUp);
  const runner = new CommandRunner();
  const end = performance.now() + seconds * 1000;
  const endings = new Map<string, number>();
  let count = 0;
  try {
    const folder = join(work, 'originals');
    mkdirSync(folder);
    const originals = await prepare(folder, async (...args) => {
      const result = await runner.run({ folder, args });
      if ('died' in result || result.exitCode !== 0) throw new Error(`${args.join(' ')}: ${result.stderr}`);
    });
    for (; count < cases && performance.now() < end; count++) {
      const one = makeCase(originals, new Random(seed, count));
      const { ending, wrong } = await tryCase(one, runner, join(work, `case-${count}`));
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      if (wrong)
        found({ ...wrong, repeat: ['mine-superinstructions', ...one.args].join(' '), files: one.files });
    }
  } finally {
    runner.stop();
    cleanUp();
  }
  const note = [...endings].sort().map(([ending, times]) => `${ending}: ${times}`);
  return { cases: count, skipped: null, note: note.join(', ') };
}

async function tryCase({ files, args }: CommandCase, runner: CommandRunner, folder: string) {
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const before = stateOf(folder);
  const result = await runner.run({ folder, args });
  const after = stateOf(folder);
  const reports = [...after.keys()].filter(
    (name) => name.endsWith('.html') && before.get(name) !== after.get(name),
  );
  const title = misbehaviour(
    result,
    before,
    after,
    reports.map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  rmSync(folder, { recursive: true, force: true });
  const wrong = title === null ? null : { title, details: JSON.stringify(result, null, 2) };
  return { ending: 'died' in result ? result.died : `exit code ${result.exitCode}`, wrong };
}

function stateOf(folder: string): FolderState {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    names.map((name) => {
      const { size, mtimeNs, ino } = statSync(join(folder, name), { bigint: true });
      return [name, statSync(join(folder, name)).isFile() ? `${ino} ${size} ${mtimeNs}` : ''];
    }),
  );
}
