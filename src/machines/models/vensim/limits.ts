/**
 * Limits of the Vensim parser. Files can be made to take all memory or stack; models that people write stay
 * far below.
 */

/** Parentheses and arguments inside one another: each takes several frames of the JavaScript stack. */
export const MAX_EXPRESSION_DEPTH = 500;
/** The height of a tree, without first operands: later passes walk it recursively. */
export const MAX_TREE_HEIGHT = 2000;
/** Characters of element names that the numeric ranges of one file make: `(a1-a999999)` is short to write. */
export const MAX_RANGE_CHARACTERS = 10_000_000;
/** Numbers with more digits are not exact. */
export const MAX_RANGE_DIGITS = 15;
/** Texts behind an equation: units, documentation and flags like `:SUPPLEMENTARY`. */
export const MAX_TEXTS = 3;
/** Problems reported at once; after these the rest would hardly help. */
export const MAX_PROBLEMS = 20;
/** Characters of a name that a message quotes. */
export const MAX_SHOWN_CHARACTERS = 60;
