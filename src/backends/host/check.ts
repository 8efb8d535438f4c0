import { codeOnly } from '../../isa/host-text.js';
import {
  type HostLanguage,
  type Instruction,
  type Isa,
  instructionNamed,
  type OperandKind,
} from '../../isa/isa.js';
import { formatPattern, type Pattern } from '../../isa/pattern.js';
import { InputError, type Problem } from '../../util/input-error.js';
import { bodyProblems, hostBody } from './body.js';
import { hostOpcodes } from './host-opcodes.js';
import type { HostTemplate } from './host-template.js';
import { hostStacks } from './stacks.js';

/**
 * What keeps bodies from being printed as parts of superinstructions: brackets that do not match, use of a
 * stack pointer without the flag `alone`, pushes that are never assigned, jumps and exits that flags or the
 * template do not tell of, names that hide what the template uses.
 */
export function checkHostBodies(isa: Isa, template: HostTemplate): readonly Problem[] {
  return isa.instructions.flatMap((instruction) => instructionProblems(isa, template, instruction));
}

function instructionProblems(isa: Isa, template: HostTemplate, instruction: Instruction): Problem[] {
  const { name, body, flow } = instruction;
  const pointers = hostStacks(isa, template).map(({ pointer }) => pointer);
  if (body.kind === 'none' && !flow.isAlone && !flow.isPrefix)
    return [{ message: `${name}: it has no body: give it one, or flag it \`alone\`` }];
  return [...hiddenNames(template, pointers, instruction), ...bodyProblems(template, pointers, instruction)];
}

/**
 * Names of cells and operands are variables of the body: the snippets that are put into it must not use them.
 */
function hiddenNames(
  template: HostTemplate,
  pointers: readonly string[],
  instruction: Instruction,
): Problem[] {
  const { body, operands, pops, pushes, others, name } = instruction;
  if (body.kind !== 'host') return [];
  const used = new Set([
    ...templateNames(template),
    ...pointers.flatMap((pointer) => namesIn(pointer, template.language)),
  ]);
  const own = [
    ...operands.map((operand) => operand.name),
    ...[{ pops, pushes }, ...others].flatMap((picture) => [...picture.pops, ...picture.pushes]),
  ];
  return own
    .filter((one) => used.has(one))
    .map((one) => ({
      message: `${name}: \`${one}\` names something of the template: call it something else`,
      at: body.at,
    }));
}

/** Names in what the template puts into handlers. */
export function templateNames({ entries, language }: HostTemplate): readonly string[] {
  return entries
    .filter(({ key }) => !key.startsWith('test ') && key !== 'head')
    .flatMap(({ text }) => namesIn(text.replace(/\{\{[^{}]*\}\}/g, ' '), language));
}

/** The names in code, but for those of members: `vm` in `vm.stack`. */
export function namesIn(text: string, language: HostLanguage): readonly string[] {
  return codeOnly(text, language).match(/(?<![\w$.]|->|::)[A-Za-z_$][\w$]*/g) ?? [];
}

/** Throws an `InputError` where a pattern cannot be printed as a handler. */
export function checkPatterns(isa: Isa, template: HostTemplate, patterns: readonly Pattern[]): void {
  const problems: Problem[] = [];
  const used = new Set(patterns.flatMap(({ parts }) => parts.map(({ opcode }) => opcode)));
  for (const name of used) problems.push(...instructionProblems(isa, template, instructionNamed(isa, name)!));
  problems.push(...sameConstants(isa, template));
  for (const pattern of patterns)
    for (const message of patternProblems(isa, template, pattern))
      problems.push({ message: `the superinstruction \`${formatPattern(pattern)}\`: ${message}` });
  if (problems.length > 0) throw new InputError(problems);
}

/** Opcodes that the template calls alike: no `switch` could tell them apart. */
function sameConstants(isa: Isa, template: HostTemplate): Problem[] {
  const known = new Map<string, string>();
  return hostOpcodes(isa, template).flatMap(({ name, constant }) => {
    const other = known.get(constant);
    known.set(constant, other ?? name);
    const at = template.entries.find(({ key, text }) => key === 'opcode' && text === constant)?.at;
    return other === undefined
      ? []
      : [{ message: `the opcodes of ${other} and ${name} are both \`${constant}\``, at }];
  });
}

function patternProblems(isa: Isa, template: HostTemplate, { parts }: Pattern): string[] {
  return parts.flatMap(({ opcode, bindings }, i) => {
    const { flow, operands, ...instruction } = instructionNamed(isa, opcode)!;
    const body = hostBody(template, [], instruction);
    const hasJump = body?.leavings.some(({ kind }) => kind === 'jump');
    const messages: string[] = [];
    if (body && flow.kind === 'branch' && i < parts.length - 1 && !hasJump)
      messages.push(
        `${opcode} branches, but its body has no jump of the template: only the last part may do so`,
      );
    for (const [k, binding] of bindings.entries()) {
      const { name, kind } = operands[k];
      if (binding.kind !== 'constant' || isLiteral(binding.value, kind)) continue;
      messages.push(
        `${name} of ${opcode} is bound to what it stands for, but its body knows it by a number: do not call ${kind.name} \`bindable\``,
      );
    }
    return messages;
  });
}

/** Whether a constant can be written into a handler: it is the operand itself, and a number. */
function isLiteral(value: number | string, { pool, interned }: OperandKind): boolean {
  if (pool || interned === 'text' || interned === 'list') return false;
  return /^-?\d{1,20}$/.test(String(value));
}
