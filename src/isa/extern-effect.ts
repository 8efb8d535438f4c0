/**
 * What a call of an extern has to do with anything but its arguments and its result.
 *
 * - `pure`: nothing. The result depends on the arguments alone.
 * - `reads`: the result also depends on what is in these memories now, as that of a load of
 *   cells that nobody knows is.
 * - `outside`: it has effects outside the machine: it is called as often and in the same order, but never
 *   sees memories or registers.
 * - `any`: it may read and write every memory, run sections of the program, and trap. Registers and stack of
 *   the section that calls it stay as they are.
 */
export type ExternEffect = 'pure' | 'outside' | 'any' | { readonly reads: readonly string[] };

/** What has an effect: an extern, or a call of one. */
interface HasEffect {
  readonly effect: ExternEffect;
}

/**
 * Whether the result is a value like that of a load: it may stand in an expression, be asked for twice, or
 * not at all. Others are called exactly as the code says.
 */
export function isValue({ effect }: HasEffect): boolean {
  return effect === 'pure' || typeof effect === 'object';
}

/** Whether it may change every memory: nothing that reads or writes one, calls or exits moves across it. */
export function changesAll({ effect }: HasEffect): boolean {
  return effect === 'any';
}

/** Memories that the result is known to depend on; `changesAll` depends on all. */
export function memoriesRead({ effect }: HasEffect): readonly string[] {
  return typeof effect === 'object' ? effect.reads : [];
}

/** Whether it sees memories, so that it belongs to one run of one program. */
export function seesMemories({ effect }: HasEffect): boolean {
  return effect === 'any' || typeof effect === 'object';
}
