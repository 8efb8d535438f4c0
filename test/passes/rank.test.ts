import { describe, expect, it } from 'vitest';
import { definePass } from '../../passes/pass.js';
import { editPipeline, replace } from '../../passes/pipeline.js';
import { choosing } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import { formatPattern } from '../../src/isa/pattern.js';
import { NO_NAMED_PATTERNS } from '../../src/mining/choices.js';
import { InputError } from '../../src/util/input-error.js';
import { corpusOf, options, pattern } from './support.js';

const corpus = corpusOf([
  ...Array(4).fill('dup\nadd'),
  ...Array(4).fill('load 1\nload 2\npush 3\npush 4\nadd\nadd\nadd'),
  'dup\nmul',
]);
const limits = { ...options, budget: 2, maxLength: 3, payload: 2, minPlaces: 2 };

/** What the choosing passes make of a strategy that chooses these, whatever the limits are. */
async function rankOf(texts: readonly string[], always: readonly string[] = []) {
  const stubborn = definePass({
    name: 'stubborn',
    reads: ['choices'],
    writes: ['chosen'],
    options: {},
    run: () => ({
      chosen: {
        patterns: texts.map(pattern),
        search: { moves: 0, improvements: 0, stopped: 'nothing to try' },
      },
    }),
  });
  const { artifacts } = await runPipeline(editPipeline(choosing(limits), [replace('select', stubborn)]), {
    given: { corpus, named: { ...NO_NAMED_PATTERNS, always: always.map(pattern) } },
    wanted: ['selection'],
  });
  return artifacts.selection.superinstructions.map((one) => formatPattern(one.pattern));
}

describe('the set of a strategy', () => {
  it('is taken where it keeps the limits', async () => {
    expect(await rankOf(['load a; load b', 'dup; add'])).toEqual(['dup; add', 'load a; load b']);
  });

  it.each<[what: string, set: string[], message: RegExp]>([
    [
      'larger than the budget',
      ['dup; add', 'load a; load b', 'push a; push b'],
      /^stubborn: 3 superinst.* 2 are the most/,
    ],
    ['that has one twice', ['dup; add', 'dup; add'], /^stubborn: .*chosen twice/],
    [
      'that has one too long',
      ['add; add; add; dup'],
      /^stubborn: "add; add; add; dup" .* not within the limits/,
    ],
    ['that has one with too many operands', ['load a; load b; push c'], /^stubborn: .*not within the limits/],
    ['that has one at too few places', ['dup; mul'], /^stubborn: "dup; mul" .*not within the limits/],
    ['that has one that fits nowhere', ['swap; add'], /^stubborn: .*not within the limits/],
  ])('is refused where it is one %s, and the pass named', async (_, set, message) => {
    const refused = await rankOf(set).catch((error) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect(refused.message).toMatch(message);
  });

  it('may go beyond the limits where its users say so by always', async () => {
    expect(await rankOf(['dup; mul', 'add; add; add; dup'], ['dup; mul', 'add; add; add; dup'])).toEqual([
      'add; add; add; dup',
      'dup; mul',
    ]);
  });
});
