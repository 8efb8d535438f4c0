import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disassembleSection } from '../../../src/bytecode/disassemble.js';
import { execute, instantiate } from '../../../src/execution/typescript/vm.js';
import { analyse } from '../../../src/machines/models/analysis/analyse.js';
import { compileModel } from '../../../src/machines/models/compile.js';
import { isa } from '../../../src/machines/models/isa.js';
import type { Model } from '../../../src/machines/models/model.js';
import { runtime } from '../../../src/machines/models/runtime.js';
import { parseVensim } from '../../../src/machines/models/vensim/parser.js';
import { InputError } from '../../../src/util/input-error.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { sharedCorpora } from '../../corpora.js';
import { simulate } from './reference-simulator.js';
import { analyseModel, modelFiles } from './shared-models.js';

const options = { name: 'test', family: 'test' };

/** The first saved value that the machine and the oracle disagree on, by bits. */
function firstDifference(model: Model): string | null {
  const { program, slots } = compileModel(model, options);
  const { times, values } = simulate(model);
  const vm = instantiate(isa, program, runtime);
  let observation = 0;
  let saved = 0;
  const run = execute(vm);
  for (let step = run.next(); !step.done; step = run.next()) {
    if (observation++ % model.time.stepsPerSave !== 0) continue;
    for (const [index, { name, role }] of model.variables.entries()) {
      const actual = vm.memories.curr[slots[index]];
      const expected = values[index][saved];
      if (!Object.is(actual, expected))
        return `${name} (${role.kind}) at ${times[saved]}: ${actual}, not ${expected}`;
    }
    saved++;
  }
  return saved === times.length ? null : `${saved} states saved, not ${times.length}`;
}

describe('compiled models run bit for bit like the reference simulator', () => {
  it.each(modelFiles(join(packageRoot, 'corpora')).map((file) => [relative(packageRoot, file), file]))(
    '%s',
    (_, file) => {
      expect(firstDifference(analyseModel(file))).toBeNull();
    },
  );

  it.skipIf(!sharedCorpora)('all shared models that can be analysed (beside the clone)', () => {
    let compared = 0;
    for (const file of modelFiles(sharedCorpora ?? '')) {
      let model: Model;
      try {
        model = analyseModel(file);
      } catch (error) {
        if (error instanceof InputError) continue;
        throw error;
      }
      expect(firstDifference(model), basename(file)).toBeNull();
      compared++;
    }
    expect(compared).toBeGreaterThan(140);
  });
});

describe('the compiler', () => {
  const compile = (equations: string) => {
    const settings = 'INITIAL TIME = 0 ~~| FINAL TIME = 2 ~~| TIME STEP = 1 ~~| SAVEPER = TIME STEP ~~|';
    const text = `${equations} ${settings}`;
    return compileModel(analyse(parseVensim(text, 'test.mdl')), options).program;
  };
  const lines = (equations: string, name: string) => {
    const program = compile(equations);
    const section = program.sections.find((one) => one.name === name)!;
    return disassembleSection(isa, program, section).map((line) => [line.name, ...line.operands].join(' '));
  };
  /** Without the six instructions that compute Time and the return. */
  const flows = (equations: string) => lines(equations, 'flows').slice(6, -1);

  it('prints a difference times a constant as the engine it follows does', () => {
    expect(flows('a = Time ~~| x = (1 - a) * 3 ~~|')).toEqual([
      'load_global_var Time',
      'assign_curr a',
      'load_constant 1',
      'load_var a',
      'sub',
      'load_constant 3',
      'mul',
      'assign_curr x',
    ]);
  });

  it('folds what only literals decide, and keeps -0', () => {
    expect(flows('x = Time * (2 + 3 * 4) ~~|').slice(1, 3)).toEqual(['load_constant 14', 'mul']);
    expect(flows('x = Time * MAX(-0, -0) ~~|')[1]).toBe('load_constant -0');
  });

  it('evaluates both branches of a condition and then selects', () => {
    expect(flows('x = IF THEN ELSE(Time > 1, 2, 3) ~~|').slice(0, 7)).toEqual([
      'load_constant 2',
      'load_constant 3',
      'load_global_var Time',
      'load_constant 1',
      'gt',
      'set_cond',
      'if',
    ]);
  });

  it('updates a stock by its flow times the time step', () => {
    expect(lines('s = INTEG(s * 2, 1) ~~|', 'stocks')).toEqual([
      'load_var steps done',
      'load_constant 1',
      'add',
      'assign_next steps done',
      'load_var s',
      'load_var s',
      'load_constant 2',
      'mul',
      'load_global_var TIME STEP',
      'mul',
      'add',
      'assign_next s',
      'ret',
    ]);
  });

  it('stores constants once, before the first step', () => {
    expect(flows('c = 5 ~~|')).toEqual([]);
    expect(lines('c = 5 ~~|', 'initials')).toContain('assign_curr c');
  });

  it('refuses more variables than operands can address', () => {
    const many = Array.from({ length: 66_000 }, (_, i) => `v${i} = ${i} ~~|`).join('\n');
    expect(() => compile(many)).toThrow(/66,?\d+ variables; the machine can address 65,?536/);
  });
});
