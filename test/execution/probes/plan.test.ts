import { describe, expect, it } from 'vitest';
import { isCompiled, isForOneProgram } from '../../../src/backends/compiled.js';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import { printClosures } from '../../../src/backends/typescript/closures.js';
import { printRunLoop } from '../../../src/backends/typescript/run-loop.js';
import { readExternText } from '../../../src/backends/wasm/extern-text.js';
import { branchTableModule, tailCallModule } from '../../../src/backends/wasm/interpreters.js';
import { programLayout } from '../../../src/backends/wasm/layout.js';
import { validate } from '../../../src/bytecode/validate.js';
import { digestMemories } from '../../../src/execution/digest.js';
import { planProbes } from '../../../src/execution/probes/plan.js';
import type { Isa } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { interpretProgram } from '../../reference-machine.js';
import {
  awkwardSubject,
  expressionsSubject,
  guardsSubject,
  modelsSubject,
  type Subject,
} from './subjects.js';

const subjects = [modelsSubject(), guardsSubject(), awkwardSubject(), expressionsSubject(20)];

const plansOf = ({ isa, host: { functions } }: Subject, states = 40) =>
  planProbes(isa, functions, {
    seed: 3,
    states,
    choices: 3,
    tries: 40,
    largest: false,
    impure: 'as the host says',
  });

/** Lines of handlers: from the comment of the first one to that of the first that a machine does not have. */
function handlersOf(lines: readonly string[], { instructions }: Isa, end: string | null): readonly string[] {
  const first = lines.findIndex((line) => line.includes(`${instructions[0].name} `));
  const last = end === null ? lines.length : lines.findIndex((line, i) => i > first && line.includes(end));
  // Rust says with every handler what all are passed.
  const own = lines.slice(first, last).map((line) => line.replace(/, probe_\w+(: [^,)]+)?/g, ''));
  return own.slice(0, own.findLastIndex((line) => line !== '') + 1);
}

describe.each(subjects)('probes of $name', (subject) => {
  const { isa, host } = subject;

  it('print every handler as it is printed without them', () => {
    const { machine } = plansOf(subject, 1)[0];
    const printers: ((isa: Isa) => readonly string[])[] = [
      (of) => printRunLoop(of, { types: false, form: 'return', counting: false }).split('\n'),
      (of) => printClosures(of, false).split('\n'),
      ...BACK_ENDS.filter(isCompiled).flatMap(({ dispatchers }) =>
        dispatchers.flatMap((dispatcher) => (isForOneProgram(dispatcher) ? [] : [dispatcher.print])),
      ),
    ];
    for (const print of printers) {
      const withProbes = handlersOf(print(machine.isa), isa, 'probe_start');
      const without = handlersOf(print(isa), isa, null).slice(0, withProbes.length);
      expect(withProbes.length).toBeGreaterThan(isa.instructions.length);
      expect(withProbes).toEqual(without);
    }
  });

  it('emit every handler as it is emitted without them', () => {
    const [{ machine, program }] = plansOf(subject, 1);
    const text = readExternText(isa, host.texts?.wasm);
    const layout = programLayout(machine.isa, program, 64, text);
    const options = { layout, text, codeWords: 1, maxDispatches: null };
    const [withProbes, without] = [machine.isa, isa].map((of) => tailCallModule(of, options).functions);
    for (const { name, body } of without)
      if (name !== 'machine.run') expect(withProbes.find((one) => one.name === name)?.body).toEqual(body);
    expect(branchTableModule(machine.isa, options).functions.length).toBeGreaterThan(0);
  });

  it('come to what the interpreter makes of every one of their instructions', () => {
    for (const { machine, program, blocks } of plansOf(subject))
      for (const block of blocks) {
        const { states, trapped } = interpretProgram(
          machine.isa,
          { ...program, schedule: block.schedule },
          host.functions,
        );
        const digests = states.map((state) => {
          let next = 0;
          const memories = machine.isa.memories.map(({ name, type, index }) => {
            const cells = state.slice(next, next + program.cells[index]);
            next += program.cells[index];
            return [name, type === 'f64' ? Float64Array.from(cells) : Int32Array.from(cells)] as const;
          });
          return digestMemories(machine.isa, Object.fromEntries(memories));
        });
        expect(trapped).toBe(block.traps);
        expect(trapped ? digests : digests.slice(0, -1)).toEqual(block.digests);
      }
  });

  it('are valid programs, and have as many states as asked for where none traps', () => {
    for (const { machine, program, blocks } of plansOf(subject)) {
      validate(machine.isa, program);
      for (const { opcode, digests, traps } of blocks) {
        const { mayExit } = isa.instructions[opcode].flow;
        const least = traps ? 1 : mayExit ? 0 : 40;
        expect(digests.length, isa.instructions[opcode].name).toBeGreaterThanOrEqual(least);
      }
    }
  });
});

describe('handlers that name cells far from the first', () => {
  const isa = parseIsa(
    `machine far
word f64
operand s : u16
memory a : f64[s]
near ( -- r ) r = a[1]
far  ( -- r ) r = a[200]
last ( -- r ) r = a[65535]
end  ( -- )   return
`,
    'far.isa',
  );
  const subject = { name: 'far', isa, host: { functions: {} } };
  const statesOf = (states: number) => {
    const plans = plansOf(subject, states);
    const uncovered = plans.flatMap((plan) => plan.uncovered);
    const blocks = plans.flatMap((plan) => plan.blocks);
    return {
      uncovered,
      states: blocks.map(({ opcode, digests }) => [isa.instructions[opcode].name, digests.length]),
    };
  };

  it('have as many states as asked for, as long as comparing all cells takes a moment', () => {
    expect(statesOf(16)).toEqual({
      uncovered: [],
      states: [
        ['near', 16],
        ['end', 16],
        ['far', 16],
        ['last', 16],
      ],
    });
  });

  it('are named where they have fewer', () => {
    expect(statesOf(64)).toEqual({
      uncovered: ['last: only 16 states of 64, because it names a cell that is far from the first'],
      states: [
        ['near', 64],
        ['end', 64],
        ['far', 64],
        ['last', 16],
      ],
    });
  });
});

describe('what probes do not cover', () => {
  it('is named: conditions that no state can meet', () => {
    const isa = parseIsa(
      `machine odd
word f64
never ( x -- r ) r = x < x ? 1 : 2
rare  ( x -- r ) r = x == 123456.5 ? 1 : 2; trap if x == -0.25
end   ( -- ) return
`,
      'odd.isa',
    );
    const [{ uncovered }] = plansOf({ name: 'odd', isa, host: { functions: {} } }, 400);
    expect(uncovered).toEqual(['never: never stack[sp - 1] < stack[sp - 1]']);
  });
});
