import type { FusedIsa } from '../../../isa/fuse.js';
import { type Instruction, instructionNamed, type OperandKind } from '../../../isa/isa.js';
import { InputError } from '../../../util/input-error.js';
import { hostBody } from '../body.js';
import { printBase, printFused } from '../handler.js';
import { hostOpcodes } from '../host-opcodes.js';
import { fillLine, type HostTemplate, templateList, templateText } from '../host-template.js';
import { type HostStack, hostStacks, pictureOf } from '../stacks.js';
import { HOST_SYNTAX } from '../syntax.js';

/** Numbers, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the test of a set of handlers randomises and compares, in expressions of the host. */
export interface TestPlan {
  readonly stacks: readonly TestStack[];
  /** The rest of the state: arrays, or single variables where `length` is null. */
  readonly areas: readonly TestArea[];
  /** What operands of a kind are. */
  readonly operands: readonly (Range & { readonly kind: string })[];
  /** By instruction, the superinstructions too: it may leave, and no label says where to. */
  readonly leaves: readonly boolean[];
  /** Cells that a stack needs room for. */
  readonly room: number;
  /** An expression: how many words of the parts were over where an exit left; empty where nothing tells. */
  readonly place: string;
  /** Lines of the handlers of all parts, and of those of the superinstructions. */
  readonly base: readonly string[];
  readonly fused: readonly string[];
}

export interface TestStack {
  readonly stack: HostStack;
  readonly cells: string;
  readonly depth: string;
  /** Its last cells are those in use, not its first. */
  readonly growsDown: boolean;
  /** Sets it, to a random number. */
  readonly setDepth: string;
  setDepthTo(depth: string): string;
  /** What a random cell is. */
  readonly value: string;
}

export interface TestArea {
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
  /** What a random element is. */
  readonly value: string;
}

/** How a language writes random numbers: of a range, and any. */
export interface RandomNumbers {
  between(low: number, high: number): string;
  readonly any: string;
  /** Around a random number that becomes the depth of a stack. */
  depth(number: string): string;
}

export function testPlan(fused: FusedIsa, template: HostTemplate, random: RandomNumbers): TestPlan {
  const parts = new Set(fused.patterns.flatMap((pattern) => pattern.parts.map(({ opcode }) => opcode)));
  const base = fused.instructions.slice(0, fused.base).filter(({ name }) => parts.has(name));
  const stacks = hostStacks(fused, template);
  const most = Math.max(0, ...fused.patterns.map((pattern) => cellsOf(fused, stacks, pattern.parts)));
  const room = 2 * most + 16;
  return {
    stacks: stacks.map((stack) => testStack(template, stack, { least: Math.min(most, 32), room }, random)),
    areas: testAreas(template, random),
    operands: fused.operandKinds.map((kind) => ({ kind: kind.name, ...operandRange(template, kind) })),
    leaves: fused.instructions.map((instruction) => mayLeave(template, instruction)),
    room,
    place: templateText(template, 'test place'),
    base: base.flatMap((instruction) => printBase(fused, template, instruction).split('\n')),
    fused: printFused(fused, template).flatMap((text) => text.split('\n')),
  };
}

/** Cells that the parts of a pattern pop and push, which is more than any stack grows or shrinks by. */
function cellsOf(
  fused: FusedIsa,
  stacks: readonly HostStack[],
  parts: readonly { readonly opcode: string }[],
): number {
  return parts.reduce((sum, { opcode }) => {
    const pictures = stacks.map((stack) => pictureOf(instructionNamed(fused, opcode)!, stack));
    return sum + Math.max(...pictures.map(({ pops, pushes }) => pops.length + pushes.length));
  }, 0);
}

function testStack(
  template: HostTemplate,
  stack: HostStack,
  { least, room }: { readonly least: number; readonly room: number },
  random: RandomNumbers,
): TestStack {
  const name = stack.name ?? undefined;
  const text = (key: Parameters<typeof templateText>[1], holes: Readonly<Record<string, string>>) =>
    fillLine(templateText(template, key, name), {
      stack: stack.label,
      pointer: stack.pointer,
      room: String(room),
      ...holes,
    });
  const range = readRange(template, 'test cells', name);
  const number = range ? random.between(range.low, range.high) : random.any;
  return {
    stack,
    cells: text('test stack', {}),
    depth: text('test depth', {}),
    growsDown: templateText(template, 'test grows', name) === 'down',
    setDepth: text('test set depth', { depth: random.depth(random.between(least, least + 3)) }),
    setDepthTo: (depth) => text('test set depth', { depth }),
    value: text('test cell', { random: number, type: stack.type }),
  };
}

/** `locals: int64_t[16]`, one a line. */
function testAreas(template: HostTemplate, { any }: RandomNumbers): TestArea[] {
  const lines = templateText(template, 'test state').split('\n');
  return lines.flatMap((line) => {
    if (line.trim() === '') return [];
    const [, name, type, length] = /^\s*([^\s:]+)\s*:\s*([^[\]]+?)\s*(?:\[(\d{1,6})\])?\s*$/.exec(line) ?? [];
    if (name === undefined)
      return fail(template, 'test state', 'a line is `name: type` or `name: type[length]`');
    const value = fillLine(templateText(template, 'test cell'), { random: any, type });
    return [{ name, type, length: length === undefined ? null : Number(length), value }];
  });
}

function operandRange(template: HostTemplate, kind: OperandKind): Range {
  const most = kind.interned
    ? 15
    : Math.min(2 ** Math.min(8 * kind.bytes - (kind.signed ? 1 : 0), 30) - 1, 15);
  return readRange(template, 'test operand', kind.name) ?? { low: kind.signed ? -most - 1 : 0, high: most };
}

function readRange(
  template: HostTemplate,
  key: 'test cells' | 'test operand',
  qualifier?: string,
): Range | null {
  const text = templateText(template, key, qualifier);
  if (text === '') return null;
  const [, low, high] = /^(-?\d{1,15})\s+to\s+(-?\d{1,15})$/.exec(text) ?? [];
  if (low === undefined || Number(low) > Number(high)) return fail(template, key, 'expected `low to high`');
  return { low: Number(low), high: Number(high) };
}

function fail(template: HostTemplate, key: string, message: string): never {
  throw new InputError(`\`${key}\`: ${message}`, template.entries.find((entry) => entry.key === key)?.at);
}

function mayLeave(template: HostTemplate, instruction: Instruction): boolean {
  const leavings = hostBody(template, [], instruction)?.leavings ?? [];
  const { kind, mayExit } = instruction.flow;
  const isEnd = kind === 'return' || kind === 'ends';
  return isEnd || mayExit || leavings.some((leaving) => leaving.kind === 'exit');
}

/** Constants of the base machine, where they are plain names that a test can declare. */
export function baseConstants(
  fused: FusedIsa,
  template: HostTemplate,
): readonly (readonly [string, string])[] {
  return hostOpcodes(fused, template)
    .slice(0, fused.base)
    .filter(({ constant }) => /^[A-Za-z_]\w*$/.test(constant))
    .map(({ constant, number }) => [constant, number] as const);
}

/** Exits or jumps that a test can define as macros: plain names that are no words of the language. */
export function macroNames(template: HostTemplate, key: 'exits' | 'jumps'): readonly string[] {
  const words = [...HOST_SYNTAX[template.language].leaving, 'break', 'continue'];
  return templateList(template, key).filter((name) => /^[A-Za-z_]\w*$/.test(name) && !words.includes(name));
}
