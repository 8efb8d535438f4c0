import type { FusedIsa } from '../../../isa/fuse.js';
import { fill, type HostTemplate, templateText } from '../host-template.js';
import { baseConstants, macroNames, type RandomNumbers, type TestPlan, testPlan } from './plan.js';

/** How a language writes the test of handlers. */
export interface TestLanguage {
  readonly random: RandomNumbers;
  /** Above what the template says. */
  readonly head: readonly string[];
  /** Between that and the run loop. */
  readonly tables?: readonly string[];
  constants(constants: readonly (readonly [name: string, number: string])[], word: string): readonly string[];
  /** Declarations of the state, and what it is at first where that is said apart. */
  state(plan: TestPlan): readonly string[];
  initial?(plan: TestPlan): readonly string[];
  /** The exits and jumps of the template as macros. */
  macros?(jumps: readonly string[], exits: readonly string[]): readonly string[];
  handlers(plan: TestPlan): readonly string[];
  /** Filling, saving and comparing the state. */
  functions(plan: TestPlan): readonly string[];
  /** What is the same for all machines. */
  readonly harness: string;
}

/** A program that runs every handler against the instructions it stands for. */
export function printTest(language: TestLanguage, fused: FusedIsa, template: HostTemplate): string[] {
  const plan = testPlan(fused, template, language.random);
  const word = templateText(template, 'word');
  const holes = {
    word,
    type: templateText(template, 'type'),
    opcodes: language.constants(baseConstants(fused, template), word),
    state: language.state(plan),
    new: language.initial?.(plan) ?? [],
    macros: language.macros?.(macroNames(template, 'jumps'), macroNames(template, 'exits')) ?? [],
    handlers: language.handlers(plan),
    room: plan.room,
  };
  return [
    ...language.head,
    ...fill(templateText(template, 'test head'), holes),
    '',
    ...(language.tables ?? []),
    ...fill(templateText(template, 'test run'), holes),
    '',
    ...fill(templateText(template, 'test emit'), holes),
    '',
    ...language.functions(plan),
    '',
    ...language.harness.split('\n'),
  ];
}

/** Handlers of the parts and of the superinstructions, all in one place. */
export function allHandlers({ base, fused }: TestPlan): readonly string[] {
  return [...base, ...fused];
}

/** What a variable is called in the object that it is in. */
export function fieldOf(expression: string): string {
  return expression.replace(/^vm\./, '');
}

/** Everything of the state where stacks and their pointers begin as zeros: `name: value,`. */
export function fields(
  { stacks, areas, room }: TestPlan,
  zeros: (length: number) => string,
  zero: string,
): string[] {
  return [
    ...stacks.map(({ stack, cells }) => `${fieldOf(cells)}: ${zeros(room)}, ${fieldOf(stack.pointer)}: 0,`),
    ...areas.map(({ name, length }) => `${name}: ${length === null ? zero : zeros(length)},`),
  ];
}
