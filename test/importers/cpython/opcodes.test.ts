import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CPYTHON_OWN_PAIRS,
  CPYTHON_VERSIONS,
  cpythonInstructions,
  cpythonKinds,
} from '../../../src/importers/cpython/opcodes.js';
import { flowOf } from '../../../src/isa/flow.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { PYTHONS, runPython } from './pythons.js';

interface OwnFacts {
  readonly has_operand: boolean;
  readonly kinds: readonly string[];
  readonly effects: readonly number[];
}

/** The interpreter's own: no compiler emits them. */
const NEVER_IN_CODE = ['CACHE', 'ENTER_EXECUTOR', 'EXIT_INIT_CHECK', 'INTERPRETER_EXIT', 'RESERVED'];

describe.each(CPYTHON_VERSIONS)('the opcodes of CPython %s', (version) => {
  const instructions = cpythonInstructions(version);

  it('have kinds that are declared, and flags that agree with each other', () => {
    const kinds = new Set(cpythonKinds(instructions).map(({ name }) => name));
    for (const { operands, flags } of instructions.values()) {
      expect(operands.every(({ kind }) => kinds.has(kind))).toBe(true);
      expect(() => flowOf(flags)).not.toThrow();
    }
    expect(instructions.size).toBeGreaterThan(100);
  });

  it('include those of the pairs that CPython has itself', () => {
    const pairs = CPYTHON_OWN_PAIRS[version];
    const names = pairs.flatMap((pair) => pair.split(';').map((part) => part.trim().split(' ')[0]));
    expect(names.filter((name) => !instructions.has(name))).toEqual([]);
    expect(names).toHaveLength(2 * pairs.length);
  });

  const python = PYTHONS.find((one) => one.version === version);
  it.skipIf(!python)('are what CPython itself says of them (skipped without it)', () => {
    const script = join(packageRoot, 'test/importers/cpython/opcode_facts.py');
    const own: Record<string, OwnFacts> = JSON.parse(runPython(python!, [script]).stdout);
    for (const name of NEVER_IN_CODE) delete own[name];
    expect([...instructions.keys()].sort()).toEqual(Object.keys(own).sort());
    for (const [name, { operands, stack }] of instructions) {
      const { has_operand, kinds, effects } = own[name];
      expect([name, operands.length]).toEqual([name, has_operand ? 1 : 0]);
      // The pairs of 3.13 have two locals in a byte.
      const kind = operands[0]?.kind === 'locals' ? 'local' : operands[0]?.kind;
      const told = ['local', 'cell', 'const', 'name', 'compare_op', 'jump'].includes(kind) ? [kind] : [];
      expect([name, told]).toEqual([name, kinds]);
      // The compiler of 3.11 and 3.12 does not count what a generator finds on its stack when it is resumed.
      if (stack && !(name === 'RETURN_GENERATOR' && version !== '3.13'))
        expect([name, [stack.pushes - stack.pops]]).toEqual([name, effects]);
    }
  });
});

it('of the pairs that are superinstructions, 3.13 has them under names of their own', () => {
  const own = [...cpythonInstructions('3.13')].filter(([, { operands }]) => operands[0]?.kind === 'locals');
  expect(own.map(([name]) => name)).toEqual([
    'LOAD_FAST_LOAD_FAST',
    'STORE_FAST_LOAD_FAST',
    'STORE_FAST_STORE_FAST',
  ]);
  expect(CPYTHON_OWN_PAIRS['3.13'].map((pair) => pair.replace(/ [a-z]; | [a-z]$/g, '_'))).toEqual(
    own.map(([name]) => `${name}_`),
  );
});
