import { describe, expect, it } from 'vitest';
import { meaning } from '../../scripts/mutants/meaning.js';
import { type Mutant, uniquelyNamed } from '../../scripts/mutants/mutant.js';
import { withSameMistake } from '../../scripts/mutants/same-mistake.js';
import { textMutants } from '../../scripts/mutants/text-mutants.js';
import { printRunLoop } from '../../src/backends/typescript/run-loop.js';
import { isa as models } from '../../src/machines/models/isa.js';

async function fates(mutants: AsyncIterable<Mutant> | Iterable<Mutant>) {
  const found = { killed: 0, equivalent: 0, survived: [] as string[] };
  for await (const { what, fate } of mutants)
    if (fate.kind === 'survived') found.survived.push(what);
    else found[fate.kind]++;
  return found;
}

describe('mutants', () => {
  it('of what superinstructions do and state are killed by the proof, or known to be none', async () => {
    const { killed, survived } = await fates(meaning.mutants(8));
    expect(survived).toEqual([]);
    expect(killed).toBeGreaterThan(100);
  });

  it('have a name each, so that what excuses one excuses no other', () => {
    const same = { group: 'operator', what: '+ for -', fate: { kind: 'survived' } } as const;
    const other = { ...same, what: '* for -' };
    const names = [...uniquelyNamed([same, other, same, same])].map(({ what }) => what);
    expect(names).toEqual(['+ for -', '* for -', '+ for - (2)', '+ for - (3)']);
  });

  it('of a text keep the order of statements that write neither what the other uses nor call both', () => {
    const orders = (...lines: readonly string[]) =>
      [...textMutants(lines.map((line) => `  ${line}\n`).join(''), [])].filter(
        ({ group }) => group === 'order',
      );
    expect(orders('n[code[pc + 1]] = i0;', 'kept = i0;')).toEqual([]);
    expect(orders('*sp.sub(1) = f64::floor(*sp.sub(1));', 'pc = pc.add(1);')).toEqual([]);
    expect(orders('*sp = *m.add(2);', '*sp.add(1) = *m.add(1);')).toEqual([]);
    expect(orders('*sp.sub(1) = a;', 'sp = sp.sub(1);')).toHaveLength(1);
    expect(orders('stack[sp] = stack[sp - 1];', 'stack[sp - 1] = a;')).toHaveLength(1);
    expect(orders('a = m[0];', 'm[0] = b;')).toHaveLength(1);
    expect(orders('a = ask(b);', 'c = ask(d);')).toHaveLength(1);
    expect(orders('a = b;', 'continue;')).toHaveLength(1);
  });

  it('of a text differ in one place each', () => {
    const text = '  a[i + 1] = b[i] < 2 ? -x : y; // not + here\n  i--;\n';
    const mutants = [...textMutants(text, ['a', 'b'])];
    expect(new Set(mutants.map((mutant) => mutant.text)).size).toBe(mutants.length);
    expect(mutants.map(({ what }) => what)).toContain(
      'line 1: `<=` for `<` in `a[i + 1] = b[i] < 2 ? -x : y; // not + here`',
    );
    expect(mutants.every((mutant) => mutant.text !== text && mutant.text.includes('not + here'))).toBe(true);
  });

  it('of a run loop are in the one that counts at the same place', () => {
    const [plain, counting] = [false, true].map((counts) =>
      printRunLoop(models, { types: false, form: 'return', counting: counts }),
    );
    const withoutCounting = (text: string) =>
      text
        .replace(', counts, budget, exceed', '')
        .split('\n')
        .filter((line) => !/^ *(if \(--budget|counts\[pc\])/.test(line))
        .join('\n');
    expect(withoutCounting(counting)).toBe(plain);
    const handlers = [...textMutants(plain, ['curr', 'next'])].filter(
      ({ index }) => index > plain.indexOf('switch'),
    );
    expect(handlers.length).toBeGreaterThan(300);
    for (const { text, what } of handlers)
      expect(withoutCounting(withSameMistake(counting, plain, text)) === text, what).toBe(true);
  });

  it('of a text are left out of another that has no such lines', () => {
    expect(withSameMistake('a\nb\nb\n', 'b\nb\n', 'b\nc\n')).toBe('a\nb\nc\n');
    expect(withSameMistake('a\nb\n', 'b\nb\n', 'b\nc\n')).toBe('a\nb\n');
    expect(withSameMistake('a\nb\na\n', 'a\na\nb\n', 'b\na\na\n')).toBe('a\nb\na\n');
  });
});
