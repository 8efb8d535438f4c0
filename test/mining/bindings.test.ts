import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress } from '../../src/isa/isa.js';
import {
  bind,
  type Facts,
  factsAt,
  freeByPart,
  freeBytes,
  furtherFacts,
  includes,
  intersect,
  noFacts,
  type OperandSignature,
  release,
  signatureOf,
} from '../../src/mining/bindings.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { corpusOf } from '../passes/support.js';

/** Instructions of few opcodes and operands, so that sequences come again with some operands alike. */
const instruction = fc
  .tuple(fc.constantFrom('push', 'push_wide', 'load', 'store', 'move'), fc.nat(3), fc.nat(3))
  .map(([name, a, b]) => `${name} ${a}${name === 'move' ? ` ${b}` : ''}`);

/** Places of one sequence of instructions: it is repeated with other operands. */
const problem = fc
  .tuple(
    fc.array(instruction, { minLength: 2, maxLength: 4 }),
    fc.array(fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
  )
  .map(([sequence, operands]) => {
    const lines = operands.flatMap((numbers) => {
      let next = 0;
      return sequence.map((line) => line.replace(/\d+/g, () => String(numbers[next++])));
    });
    const corpus = corpusOf(lines);
    const signature = signatureOf(corpus, 0, sequence.length);
    const firsts = operands.map((_, i) => corpus.operandStart[i * sequence.length]);
    return { corpus, signature, firsts };
  });

/**
 * What is known of a place, by what it is about: `2` the constant that operand 2 is, `0 2` how far 2 is from
 * 0.
 */
type Model = ReadonlyMap<string, number>;

function modelAt({ isa, operands, numbers }: Corpus, { kinds }: OperandSignature, first: number): Model {
  const model = new Map<string, number>();
  for (const [j, kind] of kinds.entries()) {
    if (kind.bindable) model.set(`${j}`, operands[first + j]);
    for (let i = 0; i < j; i++) {
      if (kinds[i] !== kind) continue;
      const distance = numbers[first + j] - numbers[first + i];
      const isNear = distance === 0 || (Math.abs(distance) === 1 && isAddress(isa, kind));
      if (isNear) model.set(`${i} ${j}`, distance);
    }
  }
  return model;
}

/** Facts in the order that they are documented to have. */
function modelOf(facts: Facts, { kinds }: OperandSignature): Model {
  const [absent] = noFacts({ kinds: [kinds[0]] });
  const names = [...kinds.keys()].map(String);
  for (let j = 0; j < kinds.length; j++) for (let i = 0; i < j; i++) names.push(`${i} ${j}`);
  expect(facts).toHaveLength(names.length);
  return new Map(names.map((name, i) => [name, facts[i]] as const).filter(([, fact]) => fact !== absent));
}

const common = (models: readonly Model[]): Model =>
  new Map([...models[0]].filter(([name, fact]) => models.every((model) => model.get(name) === fact)));

function intersectionOf(all: readonly Facts[]): Facts {
  const facts = all[0].slice();
  for (const others of all) intersect(facts, others);
  return facts;
}

describe('facts', () => {
  it('of a place are its constants, and which operands are equal or next to each other', () => {
    fc.assert(
      fc.property(problem, ({ corpus, signature, firsts }) => {
        for (const first of firsts)
          expect(modelOf(factsAt(corpus, first, signature), signature)).toEqual(
            modelAt(corpus, signature, first),
          );
        expect(modelOf(noFacts(signature), signature).size).toBe(0);
      }),
    );
  });

  it('of several places are what they have in common', () => {
    fc.assert(
      fc.property(problem, ({ corpus, signature, firsts }) => {
        const all = firsts.map((first) => factsAt(corpus, first, signature));
        const models = firsts.map((first) => modelAt(corpus, signature, first));
        const facts = intersectionOf(all);
        expect(modelOf(facts, signature)).toEqual(common(models));
        for (const [i, one] of all.entries()) {
          expect(includes(one, facts)).toBe(true);
          expect(includes(facts, one)).toBe(models[i].size === common(models).size);
          expect([...furtherFacts(facts, one)]).toHaveLength(models[i].size - common(models).size);
        }
      }),
    );
  });
});

/** Which operands belong together, by following facts: the first of each group that is no constant. */
function groupsOf(model: Model, { kinds }: OperandSignature): number[] {
  const group = [...kinds.keys()];
  for (let changed = true; changed; ) {
    changed = false;
    for (const name of model.keys()) {
      const [i, j] = name.split(' ').map(Number);
      if (j === undefined || model.has(`${i}`) || model.has(`${j}`) || group[i] === group[j]) continue;
      group[i] = group[j] = Math.min(group[i], group[j]);
      changed = true;
    }
  }
  return group;
}

describe('binding', () => {
  it('all that facts allow leaves the first of each group of related operands free', () => {
    fc.assert(
      fc.property(problem, ({ corpus, signature, firsts }) => {
        const facts = intersectionOf(firsts.map((first) => factsAt(corpus, first, signature)));
        const model = common(firsts.map((first) => modelAt(corpus, signature, first)));
        const bindings = bind(facts, signature);
        const groups = groupsOf(model, signature);
        for (const [index, root] of bindings.roots.entries())
          expect(root < 0 ? 'constant' : root).toBe(model.has(`${index}`) ? 'constant' : groups[index]);
        expectTrue(corpus, bindings, firsts);
        const free = groups.filter((group, i) => group === i && !model.has(`${i}`));
        const whole = freeByPart(bindings, [
          { operands: signature.kinds.map((kind) => ({ name: '', kind })) },
        ]);
        expect(whole(0)).toBe(free.length);
        expect(freeBytes(bindings, signature.kinds)).toBe(
          free.reduce((sum, index) => sum + signature.kinds[index].bytes, 0),
        );
      }),
    );
  });

  it('is undone as far as the payload goes, and what is left still holds wherever it did', () => {
    fc.assert(
      fc.property(problem, fc.nat(10), ({ corpus, signature, firsts }, payload) => {
        const { kinds } = signature;
        const facts = intersectionOf(firsts.map((first) => factsAt(corpus, first, signature)));
        const closed = bind(facts, signature);
        const bindings = release(closed, signature, payload);
        const bytes = freeBytes(bindings, kinds);
        expect(bytes).toBeLessThanOrEqual(Math.max(payload, freeBytes(closed, kinds)));
        expectTrue(corpus, bindings, firsts);
        const bound = [...kinds.keys()].filter((i) => closed.roots[i] !== i);
        const isFreed = (i: number) => bindings.roots[i] === i;
        const isConstant = (i: number) => closed.roots[i] < 0;
        for (const [i, root] of closed.roots.entries()) if (root === i) expect(isFreed(i)).toBe(true);
        const remaining = bound.filter((i) => bindings.roots[i] === closed.roots[i]);
        for (const i of remaining) expect(bytes + kinds[i].bytes).toBeGreaterThan(payload);
        // Constants go first, then those far from their first operand: here operands of a kind are of one
        // size.
        for (const i of remaining)
          for (const other of bound.filter((j) => kinds[j] === kinds[i] && isFreed(j))) {
            if (isConstant(i)) expect(isConstant(other)).toBe(true);
            else if (!isConstant(other))
              expect(Math.abs(closed.offsets[other])).toBeGreaterThanOrEqual(Math.abs(closed.offsets[i]));
          }
      }),
    );
  });

  it('is undone whole where the payload has room for every operand, constants that are equal aside', () => {
    fc.assert(
      fc.property(problem, ({ corpus, signature, firsts }) => {
        const closed = bind(factsAt(corpus, firsts[0], signature), signature);
        const { roots } = release(closed, signature, Number.POSITIVE_INFINITY);
        const first = (i: number) => (closed.roots[i] < 0 ? closed.roots.indexOf(closed.roots[i]) : i);
        expect([...roots]).toEqual([...roots.keys()].map(first));
      }),
    );
  });
});

/** What is bound holds at all these places. */
function expectTrue(
  { operands, numbers }: Corpus,
  { roots, offsets }: ReturnType<typeof bind>,
  firsts: number[],
) {
  const constants = new Map<number, number>();
  for (const first of firsts)
    for (const [index, root] of roots.entries()) {
      if (root >= 0) expect(numbers[first + index]).toBe(numbers[first + root] + offsets[index]);
      else {
        const known = constants.get(root) ?? operands[first + index];
        constants.set(root, known);
        expect(operands[first + index]).toBe(known);
      }
    }
}
