import { definePass, findByName, patternOf, semanticsOf } from 'mine-superinstructions';

/**
 * Leaves out candidates with an instruction that calls a function: where calls are dear, saving a dispatch
 * beside one is not worth an opcode.
 */
export function withoutCalls() {
  return definePass({
    name: 'without-calls',
    reads: ['mergedCorpus', 'candidates'],
    writes: ['candidates'],
    options: {},
    run({ mergedCorpus, candidates }) {
      const { isa } = mergedCorpus;
      const calls = (candidate) =>
        patternOf(mergedCorpus, candidate).parts.some(({ opcode }) =>
          callsFunction(findByName(isa.instructions, opcode)),
        );
      return {
        candidates: {
          ...candidates,
          candidates: candidates.candidates.filter((candidate) => !calls(candidate)),
          relaxed: candidates.relaxed.filter((candidate) => !calls(candidate)),
        },
      };
    },
  });
}

/** A call is an effect, or stands anywhere in an expression. */
function callsFunction(instruction) {
  return JSON.stringify(semanticsOf(instruction)).includes('"kind":"call"');
}
