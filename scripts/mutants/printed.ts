import { PROBE_OPTIONS } from '../../passes/probe.js';
import type { HostFunctions } from '../../src/backends/host.js';
import { readExternText } from '../../src/backends/wasm/extern-text.js';
import type { WasmFunction, WasmModule } from '../../src/backends/wasm/module.js';
import type { Program } from '../../src/bytecode/program.js';
import type { ProbeOptions } from '../../src/execution/probes/block.js';
import { type ProbePlan, planProbes } from '../../src/execution/probes/plan.js';
import { probeTechnique } from '../../src/execution/probes/probe.js';
import type { ProbeMachine } from '../../src/execution/probes/probe-machine.js';
import type { EditSource, Technique } from '../../src/execution/technique.js';
import { techniquesOf } from '../../src/execution/techniques.js';
import type { Isa } from '../../src/isa/isa.js';
import { moduleMutants } from './module-mutants.js';
import { type Fate, type Mutant, uniquelyNamed } from './mutant.js';
import { type MutatedSet, mutatedSets } from './sets.js';
import { textMutants } from './text-mutants.js';

/** What the main job probes with, and what the tests do. */
const PROBES: readonly (readonly [by: string, options: ProbeOptions])[] = [
  ['the main job', { ...PROBE_OPTIONS, impure: 'as the host says' }],
  [
    'the tests',
    { seed: 2, states: 1000, choices: 8, tries: 500, largest: false, impure: 'as the host says' },
  ],
];

/** Printed code with one thing wrong in it, for a set and one of the programs that probe it. */
interface PrintedMutant {
  readonly group: string;
  readonly what: string;
  readonly edit: EditSource;
}

/** A mutant that is about to be judged, and what came of it: null where it does not even compile. */
export type Judged =
  | { readonly begins: number; readonly group: string; readonly what: string }
  | { readonly index: number; readonly mutant: Mutant | null };

/** Every n-th mutant of what a technique prints, from the one with this number on. */
export function* printedMutants(
  target: string,
  name: string,
  every: number,
  first: number,
): Generator<Judged> {
  const technique = techniquesOf(target).find((one) => one.name === name)!;
  let index = -1;
  for (const set of mutatedSets()) {
    const probes = PROBES.map(([by, options]) => ({
      by,
      plans: once(() => planProbes(set.fused, set.host.functions, options)),
    }));
    for (const { group, what: where, edit } of uniquelyNamed(
      mutantsOf(set, technique, probes[0].plans()[0]),
    )) {
      if (++index % every !== 0 || index < first) continue;
      const what = `${target}/${name}, ${set.isa.machine}: ${where}`;
      yield { begins: index, group, what };
      let fate: Fate | null = { kind: 'survived' };
      for (const { by, plans } of probes)
        if (fate?.kind === 'survived') fate = fateOf(set, technique, plans(), edit, by);
      yield { index, mutant: fate && { group, what, fate } };
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Null: it does not compile. */
function fateOf(
  { host }: MutatedSet,
  technique: Technique,
  plans: readonly ProbePlan[],
  edit: EditSource,
  by: string,
): Fate | null {
  for (const plan of plans) {
    const { differences } = probeTechnique([plan], technique, host, edit);
    if (differences.some(({ instruction, what }) => instruction === 'all' && what === 'the code'))
      return null;
    if (differences.length > 0) return { kind: 'killed', by };
  }
  return { kind: 'survived' };
}

function* mutantsOf(
  { fused, host }: MutatedSet,
  technique: Technique,
  { machine, program }: ProbePlan,
): Generator<PrintedMutant> {
  const printed = capture(technique, machine.isa, program, host);
  const own = capture(technique, fused, emptyProgram(fused), host);
  if (typeof printed === 'string') {
    const isOwn = ownLines(printed, typeof own === 'string' ? own : '');
    const arrays = fused.memories.map(({ name }) => name);
    // What probes them stands behind the handlers of the machine.
    const end = printed.toLowerCase().lastIndexOf(machine.isa.instructions[machine.handlers].name);
    for (const { group, what, line, index, text } of textMutants(printed, arrays))
      if (index < end && isOwn(line))
        yield { group, what, edit: { text: (other) => (other === printed ? text : other) } };
  } else {
    const linesOf = ownCode(printed, own as WasmModule, machine, host);
    for (const { group, what, module } of moduleMutants(printed, linesOf))
      yield { group, what, edit: { module: () => module } };
  }
}

/** How many lines of a function are printed for the machine itself: none of those that the host gives. */
function ownCode(
  printed: WasmModule,
  own: WasmModule,
  { isa, handlers }: ProbeMachine,
  { texts }: HostFunctions,
): (of: WasmFunction) => number {
  const names = new Set(own.functions.map(({ name }) => name));
  const isShared = isMostly(printed.functions, ({ name }) => names.has(name));
  const ofHost = new Set(readExternText(isa, texts?.wasm).functions.map(({ name }) => name));
  return ({ name, body }) => {
    if (ofHost.has(name) || (isShared && !names.has(name))) return 0;
    // What probes the machine stands behind its own handlers.
    const end = body.findIndex(
      (line) => line.kind === 'end' && line.label === isa.instructions[handlers].name,
    );
    return end < 0 ? body.length : end;
  };
}

/** Whether a line is printed for the machine itself, and not only for what probes it. */
function ownLines(printed: string, own: string): (line: string) => boolean {
  const lines = new Set(own.split('\n').map((line) => line.trim()));
  const isShared = isMostly(printed.split('\n'), (line) => lines.has(line.trim()));
  return isShared ? (line) => lines.has(line) : () => true;
}

/** What is printed for one program has next to nothing of another. */
function isMostly<T>(all: readonly T[], isShared: (one: T) => boolean): boolean {
  return all.filter(isShared).length >= all.length / 3;
}

function capture(technique: Technique, isa: Isa, program: Program, host: HostFunctions): string | WasmModule {
  let captured: string | WasmModule | null = null;
  const keep = <T extends string | WasmModule>(printed: T): T => {
    captured = printed;
    throw new Error('that is enough');
  };
  try {
    technique
      .prepare(isa, program, host, { text: keep, module: (module) => keep(module as WasmModule) })
      .dispose();
  } catch (error) {
    if (captured === null) throw error;
  }
  if (captured === null) throw new Error(`${technique.name} shows nothing of what it prints`);
  return captured;
}

function emptyProgram({ machine }: Isa): Program {
  return {
    name: 'empty',
    family: '',
    machine,
    cells: {},
    pools: {},
    sections: [],
    schedule: [],
    symbols: {},
  };
}
