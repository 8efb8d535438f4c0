import type { FusedIsa } from '../../isa/fuse.js';
import { type Instruction, type Isa, instructionNamed, type Operand } from '../../isa/isa.js';
import { type Binding, formatPattern, type Pattern } from '../../isa/pattern.js';
import { commentText } from '../comment-text.js';
import { indent } from '../opcodes.js';
import { type HostBody, hostBody } from './body.js';
import { checkPatterns, namesIn, templateNames } from './check.js';
import { type HostOpcode, hostOpcodes } from './host-opcodes.js';
import { fill, fillLine, type HostTemplate, templateText } from './host-template.js';
import {
  type HostStack,
  hostStacks,
  pictureOf,
  StackInVariables,
  type StackShape,
  signed,
} from './stacks.js';

/**
 * The handlers of all superinstructions in the host's own shape, one text each. Cells that one part pushes
 * and a later one pops are variables; memory sees only what is left in the end, and the stack pointer moves
 * once. Where a part leaves in the middle, memory is first brought to what it would be without fusing. Throws
 * an `InputError` where a body cannot be part of a superinstruction.
 */
export function printFused(fused: FusedIsa, template: HostTemplate): readonly string[] {
  checkPatterns(fused, template, fused.patterns);
  const opcodes = hostOpcodes(fused, template);
  return fused.patterns.map((pattern, i) => printPattern(fused, template, pattern, opcodes[fused.base + i]));
}

/** The handler of an instruction by itself, as its body and its picture have it. */
export function printBase(isa: Isa, template: HostTemplate, instruction: Instruction): string {
  const opcode = hostOpcodes(isa, template)[isa.opcodeOf.get(instruction.name)!];
  const bindings = instruction.operands.map((): Binding => ({ kind: 'free' }));
  return printPattern(isa, template, { parts: [{ opcode: instruction.name, bindings }] }, opcode);
}

/** A part of a handler, with everything of it that is known before stacks are. */
interface Part {
  readonly instruction: Instruction;
  readonly body: HostBody;
  /** For people. */
  readonly text: string;
  /** Its operands as expressions of the handler. */
  readonly operands: readonly { readonly operand: Operand; readonly value: string }[];
  /** Of the code without superinstructions: what stands before it. */
  readonly before: { readonly part: number; readonly words: number; readonly bytes: number };
}

function printPattern(isa: Isa, template: HostTemplate, pattern: Pattern, opcode: HostOpcode): string {
  const isFused = pattern.parts.length > 1;
  const newName = uniqueNames(isa, template);
  const { fetches, parts, payload } = readOperands(isa, template, pattern, isFused ? newName : null);
  const printer = new HandlerPrinter(isa, template, newName);
  const lines = parts.flatMap((part, i) => printer.part(part, i === parts.length - 1));
  return fill(templateText(template, 'handler'), {
    name: opcode.identifier,
    NAME: opcode.identifier.toUpperCase(),
    number: opcode.number,
    opcode: opcode.constant,
    description: commentText(isFused ? formatPattern(pattern) : opcode.name),
    words: fetches.length,
    bytes: payload,
    operands: fetches,
    body: [...printer.declarations, ...lines],
  }).join('\n');
}

/**
 * How operands are fetched, and what each part has of them. `newName` is null where they keep their own
 * names.
 */
function readOperands(
  isa: Isa,
  template: HostTemplate,
  { parts }: Pattern,
  newName: ((what: string) => string) | null,
) {
  const pointers = hostStacks(isa, template).map(({ pointer }) => pointer);
  const fetches: string[] = [];
  const values: string[] = [];
  const texts = formatPattern({ parts }).split('; ');
  let payload = 0;
  let before = { part: 0, words: 0, bytes: 0 };
  const read = parts.map(({ opcode, bindings }, p): Part => {
    const instruction = instructionNamed(isa, opcode)!;
    const operands = instruction.operands.map((operand, i) => {
      const { name, kind } = operand;
      const type = templateText(template, 'type', kind.name);
      const binding = bindings[i];
      if (binding.kind === 'free') {
        const holes = { ...signed('index', fetches.length), name, type, byte: payload, bit: payload * 8 };
        const value = fillLine(templateText(template, 'operand', kind.name), holes);
        const variable = newName?.('operand') ?? name;
        fetches.push(define(template, type, variable, value));
        values.push(variable);
        payload += newName ? kind.fusedBytes : kind.bytes;
      } else if (binding.kind === 'same')
        values.push(values[binding.as] + signed('by', binding.offset)['+by']);
      else {
        const holes = { value: String(binding.value), type };
        values.push(fillLine(templateText(template, 'constant', kind.name), holes));
      }
      return { operand, value: values.at(-1)! };
    });
    const part = {
      instruction,
      body: hostBody(template, pointers, instruction)!,
      text: texts[p],
      operands: newName ? operands : [],
      before,
    };
    const bytes = instruction.operands.reduce((sum, { kind }) => sum + kind.bytes, 1);
    before = {
      part: before.part + 1,
      words: before.words + 1 + operands.length,
      bytes: before.bytes + bytes,
    };
    return part;
  });
  return { fetches, payload, parts: read };
}

function define(template: HostTemplate, type: string, name: string, value: string): string {
  return fillLine(templateText(template, 'define'), { type, name, value });
}

/** Names for the variables of a handler: none that a body or the template has. */
function uniqueNames(isa: Isa, template: HostTemplate): (what: string) => string {
  const taken = new Set([
    ...templateNames(template),
    ...isa.instructions.flatMap(({ operands, pops, pushes, others, body }) => [
      ...operands.map(({ name }) => name),
      ...[{ pops, pushes }, ...others].flatMap((picture) => [...picture.pops, ...picture.pushes]),
      ...(body.kind === 'host' ? namesIn(body.text, template.language) : []),
    ]),
  ]);
  return (what) => {
    let number = 1;
    while (taken.has(`${what}${number}`)) number++;
    taken.add(`${what}${number}`);
    return `${what}${number}`;
  };
}

/** Prints the parts of one handler, in order. */
class HandlerPrinter {
  /** Of the cells that go from part to part. */
  readonly declarations: string[] = [];
  readonly #stacks: readonly StackInVariables[];

  constructor(
    isa: Isa,
    private readonly template: HostTemplate,
    private readonly newName: (what: string) => string,
  ) {
    this.#stacks = hostStacks(isa, template).map((stack) => new StackInVariables(template, stack));
  }

  /** Its body in a scope of its own, with the names that it knows. */
  part(part: Part, isLast: boolean): string[] {
    const { instruction, operands, text, before } = part;
    const { template } = this;
    const entered = this.#shapes();
    const lines = operands.map(({ operand: { name, kind }, value }) =>
      define(template, templateText(template, 'type', kind.name), name, value),
    );
    for (const stack of this.#stacks)
      for (const name of [...pictureOf(instruction, stack.stack).pops].reverse())
        lines.push(define(template, stack.stack.type, name, stack.pop()));
    const popped = this.#shapes();
    const during = templateText(template, 'pops') === 'after the body' ? entered : popped;
    const pushed = this.#stacks.map(({ stack }, i): StackShape => {
      // What a call pushes is pushed by whoever it calls.
      const pushes = instruction.flow.kind === 'call' ? [] : pictureOf(instruction, stack).pushes;
      lines.push(...pushes.map((name) => this.#declare(stack, name)));
      return { ...popped[i], values: [...popped[i].values, ...pushes] };
    });
    if (this.#materialisesBefore(part, isLast)) lines.push(...this.#materialise(during, true));
    lines.push(...this.#bodyLines(part, during, pushed));
    const isAlone = isLast && before.part === 0;
    if (isLast) return this.#inScope([...lines, ...this.#materialise(pushed, true)], text, isAlone);
    for (const stack of this.#stacks)
      for (const name of pictureOf(instruction, stack.stack).pushes) {
        const variable = this.newName('cell');
        this.declarations.push(this.#declare(stack.stack, variable));
        lines.push(`${variable} = ${name};`);
        stack.push(variable);
      }
    return this.#inScope(lines, text, false);
  }

  #shapes(): readonly StackShape[] {
    return this.#stacks.map(({ shape }) => shape);
  }

  #declare({ type }: HostStack, name: string): string {
    return fillLine(templateText(this.template, 'declare'), { type, name });
  }

  #materialise(shapes: readonly StackShape[], isForGood: boolean): string[] {
    return this.#stacks.flatMap((stack, i) => stack.materialise(shapes[i], isForGood));
  }

  /**
   * Whether memory has to be right before the body: it leaves for good, leaves by ways that are not named, or
   * sees the stack.
   */
  #materialisesBefore({ instruction: { flow }, body }: Part, isLast: boolean): boolean {
    const hasExit = body.leavings.some(({ kind }) => kind === 'exit');
    const leavesForGood = isLast && flow.kind !== 'next' && flow.kind !== 'branch';
    return leavesForGood || body.usesStack || (flow.mayExit && !hasExit);
  }

  /** The body, with memory brought into shape before everything that leaves. */
  #bodyLines({ body, before }: Part, during: readonly StackShape[], pushed: readonly StackShape[]): string[] {
    let { text } = body;
    for (const { kind, start, end } of [...body.leavings].reverse()) {
      const flush = this.#materialise(kind === 'exit' ? during : pushed, false);
      const exit = text.slice(start, end).trim();
      const own = templateText(this.template, kind);
      const needed = flush.length === 0 ? own.replace(/\{\{flush\}\}\s*/g, '') : own;
      const isFollowed = /\{\{exit\}\}\s*\w/.test(needed);
      const holes = { ...before, flush: flush.map(statement), exit: isFollowed ? statement(exit) : exit };
      const wrapped = needed === '{ {{exit}} }' ? exit : fillLine(needed, holes);
      text = text.slice(0, start) + wrapped + text.slice(end);
    }
    return text === '' ? [] : text.split('\n');
  }

  #inScope(lines: readonly string[], text: string, isAlone: boolean): string[] {
    if (isAlone) return [...lines];
    return [`{ // ${commentText(text)}`, ...indent(lines, 2), '}'];
  }
}

/** A statement that others can follow in the same line. */
function statement(text: string): string {
  return /[;}]$/.test(text) ? text : `${text};`;
}
