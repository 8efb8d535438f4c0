import type { Instruction, Isa } from '../../isa/isa.js';
import { fillLine, type HostTemplate, templateText } from './host-template.js';
import { HOST_SYNTAX } from './syntax.js';

/** A stack, as the template calls it. */
export interface HostStack {
  /** Of the `.isa`; null: the operand stack. */
  readonly name: string | null;
  /** What names it in snippets. */
  readonly label: string;
  readonly pointer: string;
  readonly type: string;
}

/** The operand stack, and the others. */
export function hostStacks(isa: Isa, template: HostTemplate): readonly HostStack[] {
  return [null, ...isa.stacks].map((name) => {
    const given = name === null ? templateText(template, 'stack pointer') : ownPointer(template, name);
    return {
      name,
      label: name ?? 'stack',
      pointer: given || HOST_SYNTAX[template.language].pointer(name),
      type: templateText(template, 'type', name ?? undefined),
    };
  });
}

/** A stack pointer without a name is that of the operand stack, not of all. */
function ownPointer({ entries }: HostTemplate, stack: string): string {
  return entries.find(({ key, qualifier }) => key === 'stack pointer' && qualifier === stack)?.text ?? '';
}

/** What an instruction pops from one stack and pushes onto it. */
export function pictureOf(
  { pops, pushes, others }: Instruction,
  { name }: HostStack,
): { readonly pops: readonly string[]; readonly pushes: readonly string[] } {
  if (name === null) return { pops, pushes };
  return others.find(({ stack }) => stack === name) ?? { pops: [], pushes: [] };
}

/** What a stack should look like to others: cells that lie above those in memory, and how many it has. */
export interface StackShape {
  /**
   * Where the first of `values` is. Positions count from where the stack pointer is at the start: -1 is on
   * top.
   */
  readonly bottom: number;
  /** Variables. */
  readonly values: readonly string[];
}

/** A stack while a handler runs: what is only in variables, and what memory has. */
export class StackInVariables {
  /** Cells popped that were in memory. */
  #taken = 0;
  #values: string[] = [];
  /** Where the stack pointer is, and what was stored since the start. */
  #pointer = 0;
  readonly #stored = new Map<number, string>();

  constructor(
    private readonly template: HostTemplate,
    readonly stack: HostStack,
  ) {}

  get shape(): StackShape {
    return { bottom: -this.#taken, values: [...this.#values] };
  }

  /** The expression of the top cell, which is gone then. */
  pop(): string {
    const value = this.#values.pop();
    if (value !== undefined) return value;
    return this.#snippet('read', --this.#bottom - this.#pointer, {});
  }

  push(variable: string): void {
    this.#values.push(variable);
  }

  get #bottom(): number {
    return -this.#taken;
  }

  set #bottom(position: number) {
    this.#taken = -position;
  }

  /**
   * Statements that bring memory into a shape. `isForGood`: they always run, not only where control leaves.
   */
  materialise({ bottom, values }: StackShape, isForGood: boolean): string[] {
    const { template, stack } = this;
    const end = bottom + values.length;
    const movesFirst = templateText(template, 'writes') === 'after the move';
    const from = movesFirst ? end : this.#pointer;
    const writes = values.flatMap((value, i) => {
      const position = bottom + i;
      if (this.#stored.get(position) === value) return [];
      if (isForGood) this.#stored.set(position, value);
      return [this.#snippet('write', position - from, { value })];
    });
    const by = end - this.#pointer;
    const change = by < 0 ? `-= ${-by}` : `+= ${by}`;
    const { label, pointer } = stack;
    const text = templateText(template, 'move', stack.name ?? undefined);
    const moves = by === 0 ? [] : [fillLine(text, { stack: label, pointer, change, by })];
    if (isForGood) this.#pointer = end;
    return movesFirst ? [...moves, ...writes] : [...writes, ...moves];
  }

  #snippet(key: 'read' | 'write', index: number, holes: Readonly<Record<string, string>>): string {
    const { template, stack } = this;
    const name = stack.name ?? undefined;
    const place = {
      stack: stack.label,
      pointer: stack.pointer,
      type: stack.type,
      ...signed('index', index),
      ...signed('depth', -1 - index),
      ...signed('height', 1 + index),
    };
    const cell = fillLine(templateText(template, 'cell', name), place);
    return fillLine(templateText(template, key, name), { ...place, cell, ...holes });
  }
}

/** A number, and the same as something that is added to what stands before it. */
export function signed(name: string, value: number): Readonly<Record<string, string>> {
  const added = value === 0 ? '' : value < 0 ? ` - ${-value}` : ` + ${value}`;
  return { [name]: String(value), [`+${name}`]: added };
}
