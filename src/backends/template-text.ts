/** What the templates of all languages say alike. */

/** What the printed programs do. */
export const COMMANDS = '[observe [<dispatches at most>] | time <milliseconds> | state <stop> | disassemble]';

export const ABOUT_HARNESS = [
  "Loads a program's image, runs it by its schedule, times it, prints digests of its memories. An image is",
  "little-endian and made by 'mine-superinstructions generate --images'; everything an instruction can name is checked",
  'when it is loaded.',
];

export const ABOUT_TILING = [
  'Rewrites one basic block with the fewest instructions; among equal ways the one whose last instruction replaces the',
  "most. 'constant' gives the value of a pool at an index. A block starts at a jump target or after a jump; to move the",
  'targets of jumps is up to the caller.',
];

export function lineComments(mark: string, lines: readonly string[]): string {
  return lines.map((line) => `${mark} ${line}`.trimEnd()).join('\n');
}
