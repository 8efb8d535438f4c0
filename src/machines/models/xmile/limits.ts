/** Limits of the XMILE parser, against files made to take all memory or stack; real models stay far below. */

/** XML elements inside one another; a model needs about ten. */
export const MAX_ELEMENT_DEPTH = 200;
/** Levels of an expression: each takes several frames of the JavaScript stack. */
export const MAX_EXPRESSION_DEPTH = 500;
/** Dimensions of one variable. */
export const MAX_DIMENSIONS = 16;
/** Elements of a dimension that is given by its size, and so written out. */
export const MAX_DIMENSION_SIZE = 100_000;
/** Each parameter with a default makes one more macro. */
export const MAX_MACRO_PARAMETERS = 100;
/** Problems reported at once; more would help nobody. */
export const MAX_PROBLEMS = 50;
/** Characters of a message; a longer one is cut in the middle. */
export const MAX_MESSAGE_CHARACTERS = 400;
/** Characters of a token that a message quotes. */
export const MAX_SHOWN_CHARACTERS = 40;
