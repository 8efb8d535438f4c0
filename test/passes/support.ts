import type { MiningOptions } from '../../src/artifacts/options.js';
import type { Profile } from '../../src/bytecode/profile.js';
import { decodeSection, type Program } from '../../src/bytecode/program.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { buildCorpus, type Corpus } from '../../src/mining/corpus.js';
import { isa, program } from '../machines/counter/counter.js';

export const options: MiningOptions = {
  budget: 8,
  maxLength: 6,
  payload: 4,
  objective: 'dispatches',
  costs: null,
  minPlaces: 2,
  minShare: 0,
  minGain: 0,
  seconds: null,
  schedule: 'none',
  weighting: 'executions',
  holdOut: null,
};

/** A straight run of instructions of the counter machine, as a profile in which it ran once. */
export function profileOf(lines: readonly string[]): Profile {
  return profileOfPrograms([program('lines', 'test', { main: [...lines, 'halt'].join('\n') })]);
}

export function profileOfPrograms(programs: readonly Program[]): Profile {
  return {
    schema: 2,
    machine: isa.machine,
    isaDigest: isa.digest,
    programs: programs.map((one) => ({
      program: one,
      counts: one.sections.map((section) =>
        new Float64Array(decodeSection(isa, one, section).length).fill(1),
      ),
    })),
  };
}

export function corpusOf(lines: readonly string[]): Corpus {
  return buildCorpus(isa, profileOf(lines), [1]);
}

export function pattern(text: string) {
  return parsePattern(text, isa, 'test');
}
