import { codeOnly, hasLongLiteral } from '../../isa/host-text.js';
import type { Instruction } from '../../isa/isa.js';
import type { Problem, SourcePosition } from '../../util/input-error.js';
import { endOfNesting, findLeavings, type Leaving, nameAnywhere } from './exits.js';
import { dedent, type HostTemplate, templateList, templateText } from './host-template.js';
import { HOST_SYNTAX } from './syntax.js';

/**
 * The body of an instruction in the host's language, and what of it matters where it is one part of several.
 */
export interface HostBody {
  /** Lines without their common indentation. */
  readonly text: string;
  readonly leavings: readonly Leaving[];
  /** It names a stack pointer, or what the template says uses one. */
  readonly usesStack: boolean;
}

/** The body, or null where the instruction has none. */
export function hostBody(
  template: HostTemplate,
  pointers: readonly string[],
  { body }: Pick<Instruction, 'body'>,
) {
  if (body.kind !== 'host') return null;
  // The line of the brace says nothing of how the others are indented.
  const [first, ...rest] = body.text.split('\n');
  const text = [first.trim(), dedent(rest)].filter((lines) => lines !== '').join('\n');
  return {
    text,
    leavings: findLeavings(template, text).leavings,
    usesStack: stackUse(template, pointers, text) !== null,
  } satisfies HostBody;
}

/** Where a body uses a stack behind our back; null: nowhere. */
export function stackUse(
  template: HostTemplate,
  pointers: readonly string[],
  text: string,
): { readonly name: string; readonly offset: number } | null {
  const code = codeOnly(text, template.language);
  // `vm->sp` may be reached another way: what counts is its last name.
  const names = [
    ...pointers.map((pointer) => /[A-Za-z_$][\w$]*(?=\W*$)/.exec(pointer)?.[0] ?? pointer),
    ...templateList(template, 'stack users'),
  ];
  for (const name of names) {
    const found = nameAnywhere(name).exec(code);
    if (found) return { name, offset: found.index };
  }
  return null;
}

/** All that makes a body unfit to be printed as a part of something. */
export function bodyProblems(
  template: HostTemplate,
  pointers: readonly string[],
  instruction: Instruction,
): Problem[] {
  const { name, body, flow } = instruction;
  if (body.kind !== 'host') return [];
  const problems: Problem[] = [];
  const report = (message: string, offset?: number) =>
    problems.push({
      message: `${name}: ${message}`,
      at: offset === undefined ? body.at : positionIn(body, offset),
    });
  if (hasLongLiteral(body.text, template.language))
    report('a literal goes over several lines, and indenting would change it');
  const unbalanced = endOfNesting(`{${codeOnly(body.text, template.language)}}`, 0) !== body.text.length + 2;
  if (unbalanced) report('brackets do not match');
  if (flow.isAlone || unbalanced) return problems;
  const use = stackUse(template, pointers, body.text);
  if (use)
    report(
      `the body uses \`${use.name}\`, so it cannot be part of a superinstruction: flag it \`alone\``,
      use.offset,
    );
  const { leavings, problems: misplaced } = findLeavings(template, body.text);
  for (const { message, offset } of misplaced) report(message, offset);
  if (misplaced.length > 0) return problems;
  for (const { message, offset } of [
    ...controlProblems(template, instruction, leavings),
    ...pushProblems(template, instruction, leavings),
    ...unnamedLeavings(template, instruction, leavings),
  ])
    report(message, offset);
  return problems;
}

type Found = { readonly message: string; readonly offset?: number };

/** Where the flags of an instruction say something else than its body. */
function controlProblems(
  template: HostTemplate,
  { flow }: Instruction,
  leavings: readonly Leaving[],
): Found[] {
  const jump = leavings.find(({ kind }) => kind === 'jump');
  const exit = leavings.find(({ kind }) => kind === 'exit');
  const found: Found[] = [];
  if (jump && flow.kind === 'next')
    found.push({
      message: `the body jumps by \`${jump.name}\`: flag it \`branch\`, \`jump\`, \`switch\` or \`call\``,
      offset: jump.start,
    });
  if (exit && !flow.mayExit && (flow.kind === 'next' || flow.kind === 'branch'))
    found.push({
      message: `the body exits by \`${exit.name}\`: flag it \`may-exit\``,
      offset: exit.start,
    });
  if (flow.mayExit && flow.kind === 'next' && !exit && !isFlushedBefore(template, leavings))
    found.push({
      message:
        'it is flagged `may-exit`, but its body has no exit of the template: name it there after `exits:`, or say `unnamed exits: flush`',
    });
  return found;
}

/** Whether memory is right before a body that may exit, so that it may do so however it likes. */
function isFlushedBefore(template: HostTemplate, leavings: readonly Leaving[]): boolean {
  const hasExit = leavings.some(({ kind }) => kind === 'exit');
  return !hasExit && templateText(template, 'unnamed exits') === 'flush';
}

/** Pushes that a body never gives a value, or only after it has jumped. */
function pushProblems(
  template: HostTemplate,
  { flow, pushes, others, body }: Instruction,
  leavings: readonly Leaving[],
): Found[] {
  if (body.kind !== 'host') return [];
  const code = codeOnly(body.text, template.language);
  // What leaves for good pushes nothing itself, and what calls lets others push.
  const leavesForGood = flow.kind !== 'next' && flow.kind !== 'branch';
  if (flow.kind === 'call' || (leavesForGood && leavings.length === 0)) return [];
  const jump = leavings.find(({ kind }) => kind === 'jump');
  return [...pushes, ...others.flatMap((picture) => picture.pushes)].flatMap((push): Found[] => {
    const at = firstAssignment(code, push);
    if (at === null) return [{ message: `the body never assigns \`${push}\`, which it says it pushes` }];
    if (!jump || at < jump.start) return [];
    const message = `the body may jump before it assigns \`${push}\`: where it jumps to, the stack would lack a cell`;
    return [{ message, offset: jump.start }];
  });
}

/**
 * Where a variable first may get a value: by an assignment, also of a part of it, or because something is
 * given it or its address.
 */
function firstAssignment(code: string, name: string): number | null {
  for (const { index } of code.matchAll(nameAnywhere(name))) {
    const before = code.slice(0, index).trimEnd();
    const after = code.slice(index + name.length).trimStart();
    const isTarget = /^(=(?!=)|:=|([-+*/%&|^]|<<|>>>?)=|\+\+|--|,|\)|\]|\.|->|\[)/.test(after);
    if (isTarget || /(&|&mut|\+\+|--)$/.test(before)) return index;
  }
  return null;
}

/** Words of the language that leave a body, where the template does not name them. */
function unnamedLeavings(
  template: HostTemplate,
  { flow, body }: Instruction,
  leavings: readonly Leaving[],
): Found[] {
  if (body.kind !== 'host' || (flow.kind !== 'next' && flow.kind !== 'branch')) return [];
  if (flow.mayExit && isFlushedBefore(template, leavings)) return [];
  const code = codeOnly(body.text, template.language);
  const hasLoop = /(?<![\w$])(for|while|loop|do|switch|select)(?![\w$])/.test(code);
  const words = [...HOST_SYNTAX[template.language].leaving, ...(hasLoop ? [] : ['break', 'continue'])];
  for (const word of words)
    for (const { index } of code.matchAll(nameAnywhere(word))) {
      if (leavings.some(({ start, end }) => index >= start && index < end)) continue;
      const message = `the body leaves by \`${word}\`, which the template does not name: put it after \`exits:\` or \`jumps:\`, or flag the instruction \`alone\``;
      return [{ message, offset: index }];
    }
  return [];
}

/** Where an offset of a body is in its file; it begins behind its brace. */
function positionIn(
  body: { readonly text: string; readonly at: SourcePosition },
  offset: number,
): SourcePosition {
  const before = body.text.slice(0, offset).split('\n');
  if (before.length === 1) return { ...body.at, column: body.at.column + 1 + offset };
  return { ...body.at, line: body.at.line + before.length - 1, column: before.at(-1)!.length + 1 };
}
