import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { failures } from '../../src/artifacts/evidence.js';
import { assemble } from '../../src/bytecode/assemble.js';
import { disassemble } from '../../src/bytecode/disassemble.js';
import { dispatches } from '../../src/bytecode/profile.js';
import { instantiate, runToEnd } from '../../src/execution/typescript/vm.js';
import { readIsaFile } from '../../src/machines/isa-file.js';
import { options as defaults } from '../passes/support.js';
import { runMainJob } from '../pipelines.js';

const folder = new URL('../../examples/forth/', import.meta.url);
const machine = readIsaFile(fileURLToPath(new URL('forth.isa', folder)));
const { isa } = machine;
const files = readdirSync(new URL('programs/', folder)).sort();
const texts = new Map(
  files.map((file) => [basename(file, '.asm'), readFileSync(new URL(`programs/${file}`, folder), 'utf8')]),
);
const programs = [...texts].map(([name, text]) => assemble(isa, text, name, { name, family: 'forth' }));

/** What a program leaves: its output, and cells by the name of the first. */
function run(name: string, program = programs.find((one) => one.name === name)!) {
  const vm = instantiate(isa, program, {});
  runToEnd(vm);
  const [count, ...numbers] = vm.memories.output;
  const cells = (first: string, length: number) => {
    const start = program.symbols.cell.indexOf(first);
    return [...vm.memories.data.subarray(start, start + length)];
  };
  return { output: numbers.slice(0, count), cells };
}

function primesBelow(limit: number): number[] {
  return Array.from({ length: limit }, (_, n) => n).filter((n) => {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
    return n > 1;
  });
}

function pseudoRandomNumbers(count: number): number[] {
  let seed = 1;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) | 0;
    return (seed >> 16) & 0x7fff;
  });
}

function stepsToOne(start: number): number {
  let steps = 0;
  for (let n = start; n !== 1; steps++) n = n % 2 === 0 ? n / 2 : 3 * n + 1;
  return steps;
}

function escapeSteps(real: number, imaginary: number): number {
  let [x, y, steps] = [0, 0, 0];
  for (; steps < 60; steps++) {
    const [xx, yy] = [(x * x) >> 12, (y * y) >> 12];
    if (xx + yy > 16384) break;
    [x, y] = [xx - yy + real, ((x * y) >> 11) + imaginary];
  }
  return steps;
}

describe('the Forth machine computes', () => {
  it('the primes', () => {
    const primes = primesBelow(40_000);
    const twins = primes.filter((prime) => primes.includes(prime - 2));
    const { output, cells } = run('sieve');
    expect(output).toEqual([primes.length, primes.at(-1), twins.length]);
    const marks = cells('composite', 40_000);
    expect(primes.every((prime) => marks[prime] === 0)).toBe(true);
    expect(marks.filter((mark, n) => n > 1 && mark === 0)).toHaveLength(primes.length);
  });

  it('a sorted list', () => {
    const sorted = pseudoRandomNumbers(4000).sort((a, b) => a - b);
    const checksum = sorted.reduce((sum, number) => (Math.imul(sum, 31) + number) | 0, 0);
    const { output, cells } = run('sort');
    expect(cells('list', 4000)).toEqual(sorted);
    expect(output).toEqual([sorted[0], sorted[1999], sorted[3999], checksum]);
  });

  it('the Mandelbrot set', () => {
    const image = Array.from({ length: 48 }, (_, row) =>
      Array.from({ length: 72 }, (_, column) => escapeSteps(column * 142 - 8192, row * 170 - 4096)),
    ).flat();
    const { output, cells } = run('mandelbrot');
    expect(cells('image', 72 * 48)).toEqual(image);
    expect(output).toEqual([
      image.reduce((sum, steps) => sum + steps),
      image.filter((steps) => steps === 60).length,
    ]);
  });

  it('the number whose way to 1 is longest', () => {
    const steps = Array.from({ length: 2999 }, (_, i) => stepsToOne(i + 1));
    const longest = Math.max(...steps);
    expect(run('collatz').output).toEqual([steps.indexOf(longest) + 1, longest]);
  });
});

describe('the documentation', () => {
  it('shows a program that adds up squares', () => {
    const page = readFileSync(new URL('../../docs/assembly.md', folder), 'utf8');
    const text = /```asm\n([\s\S]*?)```/.exec(page)![1];
    const { cells } = run('squares', assemble(isa, text, 'docs/assembly.md', { name: '', family: '' }));
    expect(cells('sum', 12)).toEqual([385, 0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
  });

  it('says how much the programs dispatch', () => {
    const page = readFileSync(new URL('README.md', folder), 'utf8');
    expect(page).toContain(`${isa.instructions.length} instructions`);
    for (const { program, ...entry } of tracePrograms(isa, {}, programs).programs) {
      const line = page.split('\n').find((one) => one.includes(`(programs/${program.name}.asm)`));
      expect(line).toContain(dispatches({ program, ...entry }).toLocaleString('en-US'));
    }
  });
});

describe.each(programs.map((program) => [program.name, program] as const))(
  'the program %s',
  (name, program) => {
    it('states its output in the comment at its top', () => {
      const stated = /; Output: (.*)/.exec(texts.get(name)!)![1].match(/\d+/g);
      expect(stated).toEqual(expect.arrayContaining(run(name).output.map(String)));
    });

    it('dispatches between 10^5 and 10^7 instructions', () => {
      const [entry] = tracePrograms(isa, {}, [program]).programs;
      expect(dispatches(entry)).toBeGreaterThan(1e5);
      expect(dispatches(entry)).toBeLessThan(1e7);
    });

    it('disassembles into a text of the same program', () => {
      expect(assemble(isa, disassemble(isa, program), name, { name: '', family: '' })).toEqual(program);
    });
  },
);

describe('mining the Forth programs', () => {
  const options = { ...defaults, budget: 12, payload: isa.payload, minPlaces: 1 };

  it('finds superinstructions that remove over half of the dispatches, verified by rerun', async () => {
    const { summary, evidence } = await runMainJob(machine, programs, options, {}, ['ts']);
    expect(failures(evidence)).toEqual([]);
    expect(summary.verification).toMatchObject({
      bitIdentical: true,
      predictedEqualsMeasured: true,
      neverExecuted: [],
    });
    expect(summary.total.reduction).toBeGreaterThan(1 / 2);
  });
});
