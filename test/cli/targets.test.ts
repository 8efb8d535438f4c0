import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { techniquesOf } from '../../src/execution/techniques.js';
import { packageRoot } from '../../src/util/package-root.js';

const MODEL = join(packageRoot, 'corpora', 'epidemics', 'sir.mdl');
const MAIN = join(packageRoot, 'dist', 'src', 'cli', 'main.js');
const COMPILING = 300_000;
const without = (missing: string | null) => (missing ? ` (${missing})` : '');
const noC = techniquesOf('c')[0].unavailable();
const noRust = techniquesOf('rust')[0].unavailable();

let folder = '';
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execFileSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'targets-'));
  run(['mine', MODEL, '--budget', '6', '--out', 'set.json']);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('generate --targets', () => {
  it('needs no compiler', () => {
    run(['generate', 'set.json', '--targets', 'ts,c,rust', '--images', MODEL, '--out', 'handlers'], {
      PATH: '',
    });
    for (const file of [
      'ts/run-loop.ts',
      'c/machine.h',
      'c/switch.c',
      'c/tiling.h',
      'rust/match.rs',
      'rust/patterns.rs',
    ])
      expect(existsSync(join(folder, 'handlers', file)), file).toBe(true);
  });

  it.skipIf(noC)(
    `gives C that compiles as its header says, without warnings${without(noC)}`,
    () => {
      run(['generate', 'set.json', '--targets', 'c', '--images', MODEL, '--out', 'c-handlers']);
      const cwd = join(folder, 'c-handlers', 'c');
      const command = /^ \* {5}gcc (.*)$/m.exec(readFileSync(join(cwd, 'switch.c'), 'utf8'))![1].split(' ');
      const warnings = ['-Wall', '-Wextra', '-Wno-unused-function', '-Wno-unused-const-variable', '-Werror'];
      execFileSync('gcc', [...warnings, ...command], { cwd, stdio: 'pipe' });
      const image = join(folder, 'c-handlers', 'images', 'sir.image');
      const program = join(cwd, 'switch');
      const digests = execFileSync(program, [image], { encoding: 'utf8' }).trim().split('\n');
      expect(digests.length).toBeGreaterThan(100);
      expect(execFileSync(program, [image, 'disassemble'], { encoding: 'utf8' })).toContain('load_');

      const bytes = readFileSync(image);
      const refusal = (damaged: Buffer): string => {
        writeFileSync(join(folder, 'damaged.image'), damaged);
        try {
          return execFileSync(program, [join(folder, 'damaged.image')], { encoding: 'utf8', stdio: 'pipe' });
        } catch (error) {
          return (error as { readonly stderr: string }).stderr;
        }
      };
      expect(refusal(bytes.subarray(0, 100))).toContain('cut short');
      expect(refusal(Buffer.from('nothing'))).toContain('not an image');
      const other = Buffer.from(bytes);
      other[4] ^= 1;
      expect(refusal(other)).toContain('another set of superinstructions');
      // Behind the magic, the digest, and the sections with their lengths.
      const code = 16 + 4 * bytes.readUInt32LE(12);
      const opcode = Buffer.from(bytes);
      opcode.writeInt32LE(30_000, code);
      expect(refusal(opcode)).toContain('30000 is not an opcode');
      const operand = Buffer.from(bytes);
      operand.writeInt32LE(30_000, code + 4);
      expect(refusal(operand)).toContain('the literal 30000 is not in 0 to 8');
    },
    COMPILING,
  );

  it.skipIf(noRust)(
    `gives Rust that compiles as its header says${without(noRust)}`,
    () => {
      run(['generate', 'set.json', '--targets', 'rust', '--images', MODEL, '--out', 'rust-handlers']);
      const cwd = join(folder, 'rust-handlers', 'rust');
      const command = /^\/\/! {5}rustc (.*)$/m
        .exec(readFileSync(join(cwd, 'match.rs'), 'utf8'))![1]
        .split(' ');
      execFileSync('rustc', ['-D', 'warnings', ...command], { cwd, stdio: 'pipe' });
      const image = join(folder, 'rust-handlers', 'images', 'sir.image');
      expect(
        execFileSync(join(cwd, 'match'), [image], { encoding: 'utf8' }).split('\n').length,
      ).toBeGreaterThan(100);
    },
    COMPILING,
  );
});

describe('bench and verify --targets', () => {
  it('say what is left out, and why', () => {
    const text = run(
      ['bench', MODEL, '--superinstructions', 'set.json', '--targets', 'ts,c,rust', '--rounds', '1'],
      { PATH: '' },
    );
    expect(text).toContain('skipped: c switch: needs a C compiler: install gcc');
    expect(text).toContain('skipped: rust become, tokens: needs a rustc');
    expect(text).toMatch(/^ts switch +fused /m);
  });

  it.skipIf(noC)(
    `compare C with its switch, and measure the predictor${without(noC)}`,
    () => {
      const { programs, reach } = JSON.parse(
        run(['bench', MODEL, '--superinstructions', 'set.json', '--targets', 'c', '--rounds', '1', '--json']),
      );
      const { timings, nullRatio } = programs[0].targets[0];
      expect(nullRatio).toBeGreaterThan(0);
      expect(timings[0]).toMatchObject({
        target: 'c',
        technique: 'switch',
        code: 'baseline',
        codeUnit: 'machine code',
      });
      expect(timings[1].dispatches).toBeLessThan(timings[0].dispatches);
      expect(reach.points.length).toBeGreaterThan(5);
    },
    COMPILING,
  );

  it.skipIf(noC)(
    `rerun programs in C and compare them with TypeScript${without(noC)}`,
    () => {
      const { targets } = JSON.parse(run(['verify', 'set.json', MODEL, '--targets', 'ts,c', '--json']));
      expect(targets.length).toBeGreaterThan(1);
      for (const entry of targets)
        expect(entry).toMatchObject({
          difference: null,
          fromTypeScript: null,
          failures: [],
          // A program compiled as a whole has no dispatches to count.
          fusedMeasured: entry.technique === 'whole program' ? null : entry.predicted,
        });
    },
    COMPILING,
  );
});
