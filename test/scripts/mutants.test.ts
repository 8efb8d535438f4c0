import { describe, expect, it } from 'vitest';
import { meaning } from '../../scripts/mutants/meaning.js';
import type { Mutant } from '../../scripts/mutants/mutant.js';
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
