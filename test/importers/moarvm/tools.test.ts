import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importedFile } from '../../../src/artifacts/imported-file.js';
import { recordMoarVm } from '../../../src/importers/moarvm/record.js';
import type { Recording } from '../../../src/importers/recording.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { sharedCorpora } from '../../corpora.js';
import { textFile } from '../text-file.js';

const here = join(packageRoot, 'test/importers/moarvm');
const hasRaku =
  spawnSync('raku', ['--version']).status === 0 && spawnSync('moar', ['--version']).status === 0;
const tracer = join(sharedCorpora ?? '', 'moarvm/dp-trace.c');
const canTrace = hasRaku && existsSync(tracer) && existsSync('/usr/include/moar/moar.h');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moarvm-'));
  copyFileSync(join(here, 'shapes.raku'), join(folder, 'shapes.raku'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const options = {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  expect([command, status, stderr]).toEqual([command, 0, '']);
  return stdout;
}

/** How often the ops of dispatch programs ran that one of these frames of ours has. */
function countsIn({ programs }: Recording): string[] {
  return programs[0].functions
    .filter(({ name }) => / at (?:describe|label|area) /.test(name))
    .map(({ name, instructions }) =>
      [name.replace(/^\d+ /, ''), ...instructions.map(({ op, n }) => `${op} ${n}`)].join('; '),
    )
    .filter((text) => / [1-9]\d*(?:;|$)/.test(text))
    .sort();
}

describe.skipIf(!hasRaku)('moar --dump (skipped without MoarVM and Rakudo)', () => {
  it('prints what is stored, where it is the same version', async () => {
    run('raku', ['--target=mbc', '--output=shapes.moarvm', 'shapes.raku']);
    const printed = run('moar', ['--dump', 'shapes.moarvm']);
    const { programs } = await recordMoarVm([textFile(printed, 'shapes.dump')]);
    expect(programs[0].functions.map(({ name }) => name)).toContain('Frame_1 <unit>');
    if (run('moar', ['--version']).includes('2022.12'))
      expect(printed).toBe(readFileSync(join(here, 'shapes.dump'), 'utf8'));
  });
});

describe.skipIf(!canTrace)(
  'dispatch programs (skipped without Rakudo, moarvm-dev and ../shared/corpora)',
  () => {
    it('are traced with the counts that are stored', async () => {
      // The build line of its first comment.
      const flags = ['-O2', '-shared', '-fPIC', '-DHAVE_LIBFFI', '-I/usr/include/moar'];
      run('gcc', [...flags, '-w', '-o', 'dp-trace.so', tracer, '-ldl']);
      run('raku', ['shapes.raku'], {
        DP_TRACE: 'shapes.jsonl',
        MVM_SPESH_DISABLE: '1',
        LD_PRELOAD: './dp-trace.so',
      });
      const anew = await recordMoarVm([importedFile(join(folder, 'shapes.jsonl'))]);
      const stored = await recordMoarVm([importedFile(join(here, 'shapes.jsonl'))]);
      expect(anew.problems).toEqual([]);
      expect(anew.eventsExplained).toBe(anew.eventsRead);
      expect(anew.eventsRead).toBeGreaterThan(100_000);
      expect(countsIn(anew)).toEqual(countsIn(stored));
      expect(countsIn(stored).length).toBeGreaterThan(10);
    });
  },
);
