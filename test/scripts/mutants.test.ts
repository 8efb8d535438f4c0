import { describe, expect, it } from 'vitest';
import { meaning } from '../../scripts/mutants/meaning.js';
import { type Mutant, uniquelyNamed } from '../../scripts/mutants/mutant.js';
import { textMutants } from '../../scripts/mutants/text-mutants.js';

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
});
