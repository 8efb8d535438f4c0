import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Environment, interpret } from '../../../src/isa/interpret.js';
import { semanticsOf } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { BUILTINS } from '../../../src/machines/models/analysis/functions/registry.js';
import { OPERATIONS as KNOWN_BEFORE_THE_RUN } from '../../../src/machines/models/analysis/model/evaluate.js';
import { visit } from '../../../src/machines/models/analysis/model/visit.js';
import type { Expression, Model } from '../../../src/machines/models/model.js';
import { runtime } from '../../../src/machines/models/runtime.js';
import { InputError } from '../../../src/util/input-error.js';
import { analyseVensim, analyseXmile, vensim, xmile } from './analysis/run.js';
import { OPERATIONS } from './reference-simulator.js';

const path = new URL('../../../src/machines/models/models.isa', import.meta.url);
const isa = parseIsa(readFileSync(path, 'utf8'), 'models.isa');
const instructions = new Map(isa.instructions.map((instruction) => [instruction.name, instruction]));

const TIME = 3;
const TIME_STEP = 0.25;

/** What an instruction of the machine makes of its arguments. */
function execute(opcode: string, operands: readonly number[]): number {
  const instruction = instructions.get(opcode);
  if (!instruction) throw new Error(`models.isa has no instruction ${opcode}`);
  const environment: Environment = {
    memories: { curr: [TIME, TIME_STEP, 0, 10] },
    pools: {},
    registers: new Map(),
    externs: runtime as unknown as Environment['externs'],
  };
  return interpret(semanticsOf(instruction), operands, [], environment).outputs[0];
}

const numbers = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }));

describe('models.isa', () => {
  it.each([...OPERATIONS.keys()])('%s does what the reference simulator does', (opcode) => {
    const operate = OPERATIONS.get(opcode);
    const count = instructions.get(opcode)?.pops.length ?? 0;
    fc.assert(
      fc.property(fc.array(numbers, { minLength: count, maxLength: count }), (operands) => {
        expect(execute(opcode, operands)).toBe(operate?.(TIME, TIME_STEP, ...operands));
      }),
    );
  });

  it.each([...KNOWN_BEFORE_THE_RUN.keys()])('%s does what is computed before the run', (opcode) => {
    const operate = KNOWN_BEFORE_THE_RUN.get(opcode);
    const count = instructions.get(opcode)?.pops.length ?? 0;
    fc.assert(
      fc.property(fc.array(numbers, { minLength: count, maxLength: count }), (operands) => {
        expect(execute(opcode, operands)).toBe(operate?.(...operands));
      }),
    );
  });

  it('declares the functions that the runtime has', () => {
    expect(isa.externs.map(({ name }) => name).sort()).toEqual(Object.keys(runtime).sort());
  });

  it.each([
    ['vensim', (call: string) => analyseVensim(vensim(`x = ${call}\nt( (0,0), (1,1) )`))],
    ['xmile', (call: string) => analyseXmile(xmile(`<aux name="x"><eqn>${call}</eqn></aux>`))],
  ] as const)('has the instructions that functions of %s are written out as', (format, analyseCall) => {
    let written = 0;
    for (const [name, builtin] of BUILTINS[format]) {
      const operands = Array.from({ length: builtin.arguments[0] }, () => '2');
      if (name.startsWith('lookup ')) operands[0] = 't';
      const model = acceptable(() =>
        analyseCall(`${name.replace(/ /g, '_').toUpperCase()}(${operands.join(',')})`),
      );
      if (!model) continue;
      written++;
      for (const { opcode, count } of operationsOf(model)) {
        expect(`${opcode} of ${instructions.get(opcode)?.pops.length}`).toBe(`${opcode} of ${count}`);
      }
    }
    expect(written).toBeGreaterThan(40);
  });
});

/** The model, unless a function refuses plain numbers. */
function acceptable(analyseCall: () => Model): Model | null {
  try {
    return analyseCall();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function operationsOf(model: Model): readonly { readonly opcode: string; readonly count: number }[] {
  const found: { opcode: string; count: number }[] = [];
  for (const { role } of model.variables) {
    for (const value of Object.values(role)) {
      if (typeof value !== 'object' || value === null) continue;
      visit(value as Expression, (part) => {
        if (part.kind === 'operation') found.push({ opcode: part.opcode, count: part.arguments.length });
        if (part.kind === 'lookup') found.push({ opcode: part.opcode, count: 1 });
      });
    }
  }
  return found;
}
