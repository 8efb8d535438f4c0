/**
 * `tiling.ts`, the peephole pass, which stands alone beside its patterns; or the same without types for
 * `tiling.mjs`.
 */
export function tilingText({ types }: { readonly types: boolean }): string {
  const type = (annotation: string) => (types ? annotation : '');
  return `/** Rewrites code of the base machine with superinstructions, by their patterns. Stands alone. */
${type(TYPES)}
/** The words of a superinstruction, if it fits the instructions that start at starts. */
function fitPattern(
  { opcode, parts }${type(': Pattern')},
  code${type(': ArrayLike<number>')},
  starts${type(': readonly number[]')},
  constant${type(': Constant')},
)${type(': readonly number[] | null')} {
  const seen${type(': number[]')} = [];
  const fused = [opcode];
  for (const [p, part] of parts.entries()) {
    if (code[starts[p]] !== part.opcode) return null;
    for (const [k, binding] of part.bindings.entries()) {
      const word = code[starts[p] + 1 + k];
      const pool = part.pools[k];
      seen.push(word);
      if (binding === 'free') fused.push(word);
      else if ('same' in binding) {
        if (word !== seen[binding.same] + binding.offset) return null;
      } else if (!Object.is(pool === null ? word : constant(pool, word), binding.constant)) return null;
    }
  }
  return fused;
}

/**
 * Rewrites one basic block with the fewest instructions; among equal ways the one whose last instruction
 * replaces the most. A block starts at a jump target or after a jump; to move the targets of jumps is up to
 * the caller.
 */
export function tileBlock(
  { patterns, widths }${type(': Patterns')},
  code${type(': ArrayLike<number>')},
  constant${type(': Constant')},
)${type(': number[]')} {
  const starts${type(': number[]')} = [];
  for (let at = 0; at < code.length; at += widths[code[at]]) starts.push(at);

  const best${type(': Step[]')} = [{ dispatches: 0, length: 0, fused: null }];
  for (const [at, start] of starts.entries()) {
    const dispatches = best[at].dispatches + 1;
    const following = best[at + 1];
    if (!following || dispatches < following.dispatches)
      best[at + 1] = { dispatches, length: 1, fused: null };
    for (const pattern of patterns.get(code[start]) ?? []) {
      const { length } = pattern.parts;
      if (at + length > starts.length) continue;
      const end = best[at + length];
      if (end && (dispatches > end.dispatches || (dispatches === end.dispatches && length <= end.length)))
        continue;
      const fused = fitPattern(pattern, code, starts.slice(at, at + length), constant);
      if (fused) best[at + length] = { dispatches, length, fused };
    }
  }

  const path${type(': (readonly number[])[]')} = [];
  for (let at = starts.length; at > 0; at -= best[at].length) {
    const start = starts[at - 1];
    path.push(best[at].fused ?? Array.from({ length: widths[code[start]] }, (_, k) => code[start + k]));
  }
  return path.reverse().flat();
}
`;
}

const TYPES = `
/** What a superinstruction does with an operand of a part. */
export type Binding =
  | 'free'
  /** It is an earlier one, counted over all parts, plus an offset. */
  | { readonly same: number; readonly offset: number }
  /** It is this constant: the value of the pool where the operand indexes one. */
  | { readonly constant: number };

export interface Part {
  readonly opcode: number;
  readonly bindings: readonly Binding[];
  /** By operand: the pool it indexes. */
  readonly pools: readonly (string | null)[];
}

export interface Pattern {
  readonly opcode: number;
  readonly parts: readonly Part[];
}

export interface Patterns {
  /** By the opcode of their first part. */
  readonly patterns: ReadonlyMap<number, readonly Pattern[]>;
  /** Words of each instruction, its opcode among them. */
  readonly widths: readonly number[];
}

/** The value of a pool at an index. */
export type Constant = (pool: string, index: number) => number;

/** The best way to reach a boundary between instructions, by its last instruction. */
interface Step {
  readonly dispatches: number;
  readonly length: number;
  /** The words to write; null: the instruction stays as it is. */
  readonly fused: readonly number[] | null;
}
`;
