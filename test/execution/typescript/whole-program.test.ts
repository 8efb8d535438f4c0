import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generateModel } from '../../../bench/generated-model.js';
import { MAX_OPTIMISED_BYTECODE } from '../../../src/backends/typescript/split.js';
import { printWholeProgram } from '../../../src/backends/typescript/whole-program.js';
import { MAX_NODES } from '../../../src/backends/whole-program.js';
import type { Program } from '../../../src/bytecode/program.js';
import { measureBytecode } from '../../../src/execution/typescript/bytecode-size.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import type { Isa } from '../../../src/isa/isa.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { models } from '../../../src/machines/models/machine.js';
import { tileProgram } from '../../../src/mining/tile.js';

const folder = mkdtempSync(join(tmpdir(), 'whole-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes of bytecode of the functions of a program that is compiled as a whole. */
function sizes(isa: Isa, program: Program): number[] {
  const text = printWholeProgram(isa, program, MAX_NODES);
  const object = (list: readonly { readonly name: string }[], value: string) =>
    `{ ${list.map(({ name }) => `${name}: ${value}`).join(', ')} }`;
  const host = `{ stackCells: 1, memories: ${object(isa.memories, '[]')}, pools: ${object(isa.pools, '[]')}, externs: ${object(isa.externs, 'Math.abs')} }`;
  const script = `const { sections } = (function (host) {\n${text}})(${host});\nfor (const section of sections) section();\n`;
  return Object.values(measureBytecode(script, '$section*'));
}

describe('a large program compiled as a whole', () => {
  const path = join(folder, 'large.mdl');
  writeFileSync(path, generateModel(6, 'mdl'));
  const { program } = models.compile(path, { name: 'large', family: 'generated' });
  const fused = extendIsa(
    models.isa,
    // Superinstructions of several statements: what counts is not how many there are.
    [
      'load_var a; load_var b; mul; assign_curr c; load_var d; load_var e; mul; assign_curr f',
      'load_var a; lookup b; assign_curr c; load_var d; lookup e; assign_curr f',
      'load_var a; load_constant b; mul; assign_curr c; load_var d; load_constant e; mul; assign_curr f',
    ].map((text) => parsePattern(text, models.isa, 'test')),
  );

  it.each([
    ['baseline', models.isa, program],
    ['fused', fused, tileProgram(models.isa, fused, program).program],
  ] as const)('has functions that V8 optimises: %s', (_, isa, one) => {
    const bytes = sizes(isa, one);
    expect(bytes.length).toBeGreaterThan(10);
    expect(Math.max(...bytes)).toBeLessThan(MAX_OPTIMISED_BYTECODE);
    expect(Math.max(...bytes)).toBeGreaterThan(MAX_OPTIMISED_BYTECODE / 10);
  });
});
