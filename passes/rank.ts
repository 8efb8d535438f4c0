import type { MiningOptions } from '../src/artifacts/options.js';
import { formatPattern, type Pattern } from '../src/isa/pattern.js';
import { type ChoiceSpace, isWithin } from '../src/mining/choices.js';
import type { Corpus } from '../src/mining/corpus.js';
import { rankSet } from '../src/mining/ranking.js';
import { InputError } from '../src/util/input-error.js';
import { definePass } from './pass.js';

/** Judges the set that was chosen, drops what is not worth an opcode, and orders the rest by use. */
export function rankPass(options: Pick<MiningOptions, 'minGain'>) {
  return definePass({
    name: 'rank',
    reads: ['mergedCorpus', 'choices', 'chosen', 'named'],
    writes: ['selection'],
    options,
    run({ mergedCorpus, choices, chosen: { patterns, search }, named }, { writersOf }) {
      const always = new Set(named.always.map(formatPattern));
      const isFixed = (text: string) => always.has(text);
      requireLimits(mergedCorpus, choices, patterns, isFixed, writersOf('chosen').at(-1) ?? 'the set given');
      return { selection: { ...rankSet(mergedCorpus, patterns, { ...options, isFixed }), search } };
    },
  });
}

/** The bound is of sets within the limits, so whoever chose has to keep them. */
function requireLimits(
  corpus: Corpus,
  { size, limits }: ChoiceSpace,
  patterns: readonly Pattern[],
  isFixed: (text: string) => boolean,
  who: string,
): void {
  const texts = patterns.map(formatPattern);
  const wrong = (what: string) => new InputError(`${who}: ${what}`);
  if (texts.length > size)
    throw wrong(`${texts.length} superinstructions were chosen, and ${size} are the most`);
  if (new Set(texts).size < texts.length) throw wrong('a superinstruction was chosen twice');
  for (const [i, text] of texts.entries())
    if (!isFixed(text) && !isWithin(corpus, patterns[i], limits))
      throw wrong(`${JSON.stringify(text)} was chosen and is not within the limits`);
}
