/** Where superinstructions and what was recorded contradict each other, or the recording itself. */
export interface Violation {
  /** The function. */
  readonly section: string;
  /** In the numbering of the VM. */
  readonly pc: number;
  readonly operation: string;
  /** The pattern of the superinstruction that covers it; null where none does, or none matters. */
  readonly superinstruction: string | null;
  /** In words, to follow all of the above: `control enters it midway from pc 40, 3 times`. */
  readonly what: string;
}

/** More of one program tell nothing new. */
const MAX_VIOLATIONS = 20;

/** Collects the violations of one program: the first of them, and how many there are. */
export class Violations {
  readonly first: Violation[] = [];
  total = 0;

  add(violation: Violation): void {
    if (this.total++ < MAX_VIOLATIONS) this.first.push(violation);
  }
}

/** One sentence. */
export function describeViolation({ section, pc, operation, superinstruction, what }: Violation): string {
  const within = superinstruction === null ? '' : `, in \`${superinstruction}\``;
  return `${section}, pc ${pc}, ${operation}${within}: ${what}`;
}
