import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/bytecode/program.js';
import { techniquesOf } from '../../src/execution/techniques.js';
import { switchLoop } from '../../src/execution/typescript/switch.js';
import { wholeProgramOf as inTypeScript } from '../../src/execution/typescript/whole-program.js';
import { wholeProgramOf as inWasm } from '../../src/execution/wasm/techniques.js';
import type { Isa } from '../../src/isa/isa.js';
import { models as machine } from '../../src/machines/models/machine.js';
import { InputError } from '../../src/util/input-error.js';
import { packageRoot } from '../../src/util/package-root.js';
import { awkward } from '../awkward-machine.js';
import { awkwardHost, awkwardProgram } from '../awkward-program.js';
import { programs as counterPrograms } from '../machines/counter/counter.js';
import { programs as guardPrograms } from '../machines/guards/guards.js';
import {
  choices,
  chooser,
  counter,
  counterProgram,
  fuseProgram,
  guards,
  guardsProgram,
  manyStatements,
  models,
  modelsProgram,
} from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';
import { expected, observe } from './observations.js';

/** Functions of very few nodes, so that small programs have several. */
const techniques = [
  ...['ts', 'wasm'].flatMap((target) => techniquesOf(target)).map((technique) => ({ technique, what: '' })),
  ...[inTypeScript(2), inWasm(2)].map((technique) => ({ technique, what: ', in pieces' })),
];

describe.each(
  techniques.map(
    ({ technique, what }) => [`${technique.target} ${technique.name}${what}`, technique] as const,
  ),
)('%s', (_, technique) => {
  it.each([
    ['models', models, modelsProgram],
    ['counter', counter, counterProgram],
    ['guards', guards, fc.oneof(guardsProgram, manyStatements(guards, ['cells', 'saved']))],
  ] as const)('does bit for bit what the interpreter does: %s', (_name, guest, programs) => {
    fc.assert(
      fc.property(programs, (program) => {
        expect(observe(technique, guest, guest.isa, program)).toEqual(
          expected(guest, guest.isa, program, technique),
        );
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['models', models, modelsProgram],
    ['counter', counter, counterProgram],
    ['guards', guards, fc.oneof(guardsProgram, manyStatements(guards, ['cells', 'saved']))],
  ] as const)('and with superinstructions: %s', (_name, guest, programs) => {
    fc.assert(
      fc.property(programs, choices, (program, choice) => {
        const fused = fuseProgram(guest.isa, program, chooser(choice));
        expect(observe(technique, guest, fused.isa, fused.program)).toEqual(
          expected(guest, fused.isa, fused.program, technique),
        );
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ...counterPrograms.map((program) => [program.name, counter, program] as const),
    ...Object.values(guardPrograms).map((program) => [program.name, guards, program] as const),
  ])('runs %s', (_name, guest, program) => {
    expect(observe(technique, guest, guest.isa, program)).toEqual(
      expected(guest, guest.isa, program, technique),
    );
  });

  it('takes any names, and reads nothing outside an array', () => {
    const { states } = interpretProgram(awkward, awkwardProgram, awkwardHost.functions);
    for (const host of [awkwardHost, { functions: awkwardHost.functions }]) {
      const prepared = technique.prepare(awkward, awkwardProgram, host);
      const state = prepared.stateAt(0);
      expect(awkward.memories.flatMap(({ name }) => [...state[name]])).toEqual(states[0].flat());
      expect(prepared.time(1)).toBeGreaterThan(0);
    }
  });

  it('runs again after a trap, which ends whatever `repeat` it is in', () => {
    const host = { functions: guards.createRuntime().runtime };
    const prepared = technique.prepare(guards.isa, guardPrograms.overflow, host);
    for (let time = 0; time < 2; time++) {
      const { digests, trapped } = prepared.observe();
      expect({ stops: digests.length, trapped }).toEqual({ stops: 31, trapped: true });
      expect([...prepared.stateAt(29).cells]).toEqual([1, 30, 30, 0, 0, 0, 0, 0]);
      expect([...prepared.stateAt(30).cells]).toEqual([1, 31, 30, 0, 0, 0, 0, 0]);
      expect(prepared.time(1)).toBeGreaterThan(0);
    }
  });

  it('refuses what is not valid', () => {
    const invalid = { ...counterPrograms[0], cells: { cell: 1 } };
    const host = { functions: counter.createRuntime().runtime };
    expect(() => technique.prepare(counter.isa, invalid, host)).toThrow(InputError);
  });

  it('runs every model of the corpora as the reference does', () => {
    for (const { isa, program, expected: digests } of corpora()) {
      const prepared = technique.prepare(isa, program, {
        ...machine.hostSources,
        functions: machine.runtime,
      });
      expect(prepared.observe().digests, program.name).toEqual(digests);
    }
  });
});

/**
 * Models of the corpora, each with its own superinstructions, and what the switch makes of their baseline.
 */
function corpora() {
  known ??= sources().flatMap((path) => {
    const { program } = machine.compile(path, { name: path, family: 'corpora' });
    const host = { functions: machine.runtime };
    const { digests } = switchLoop.prepare(machine.isa, program, host).observe();
    const fused = fuseProgram(machine.isa, program, chooser([3, 4, 1, 5, 2, 0]));
    return [{ isa: machine.isa, program }, fused].map((one) => ({ ...one, expected: digests }));
  });
  return known;
}

let known: { isa: Isa; program: Program; expected: readonly string[] }[] | undefined;

function sources(): string[] {
  const folder = join(packageRoot, 'corpora');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => machine.extensions.some((extension) => file.endsWith(extension)))
    .map((file) => join(folder, file));
}
