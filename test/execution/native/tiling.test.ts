import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateHandlers } from '../../../passes/generate.js';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import { basicBlocks } from '../../../src/bytecode/blocks.js';
import { decodeSection, encode } from '../../../src/bytecode/program.js';
import { findCompiler } from '../../../src/execution/native/compiler.js';
import { models as machine } from '../../../src/machines/models/machine.js';
import { modelsSuite } from './programs.js';
import { DRIVERS } from './tiling-drivers.js';

const { isa, fused, programs } = modelsSuite();

/** Basic blocks without jumps, and what the tiling of the product makes of them. */
const blocks = programs.flatMap(({ baseline, tiled }) =>
  baseline.sections.flatMap((section, s) => {
    const code = decodeSection(isa, baseline, section);
    const all = basicBlocks(isa, code);
    expect(all).toHaveLength(1);
    const constants = baseline.pools.constant as readonly number[];
    return [{ words: [...encode(isa, code)], expected: [...tiled.sections[s].code], constants }];
  }),
);
const [{ constants }] = blocks;
const words = blocks.map((block) => block.words);
const expected = blocks.map((block) => block.expected);

describe('the stand-alone tiling table', () => {
  it('has something to do', () => {
    expect(expected.flat().length).toBeLessThan(words.flat().length);
    expect(expected.flat().some((word) => word >= fused.base)).toBe(true);
  });

  it.for(DRIVERS)(
    'tiles like the product: $target (skipped without a compiler)',
    ({ target, compilers, file, print, arguments: given }, { skip }) => {
      const compiler = findCompiler(compilers);
      skip(compilers.length > 0 && !compiler, `needs ${compilers.join(' or ')}`);
      const folder = mkdtempSync(join(tmpdir(), 'tiling-'));
      const options = { cwd: folder, stdio: 'pipe', encoding: 'utf8' } as const;
      try {
        for (const [path, text] of generateHandlers(fused, machine.hostSources, {
          targets: [target],
          backEnds: BACK_ENDS,
          measure: null,
          heat: [],
        })) {
          const place = join(folder, path.slice(target.length + 1));
          mkdirSync(dirname(place), { recursive: true });
          writeFileSync(place, text);
        }
        writeFileSync(join(folder, file), print({ blocks: words, constants }));
        if (compiler) execFileSync(compiler, given, options);
        const output = compiler
          ? execFileSync(join(folder, 'test'), options)
          : execFileSync(process.execPath, [join(folder, file)], options);
        const lines = output.trim().split('\n');
        expect(lines.map((line) => line.trim().split(' ').map(Number))).toEqual(expected);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
