/**
 * Every limit of the analysis. A few lines of a model file can ask for more than any computer holds, so each
 * limit turns running out of memory, stack or patience into a message that names the equation.
 */

// How large a model may become once arrays, macros and delays are written out: memory and compile time grow
// with these. C-LEARN, a large model, has 4,262 variables.
export const MAX_VARIABLES = 200_000;
/** Reductions within reductions multiply operations without adding variables. */
export const MAX_OPERATIONS = 5_000_000;
export const MAX_DIMENSION_ELEMENTS = 100_000;
export const MAX_ARRAY_ELEMENTS = 200_000;
/** Terms of one SUM, PROD, … */
export const MAX_REDUCTION_TERMS = 100_000;
/** Elements that a subscript chooses among during the run: each reading compares with all of them. */
export const MAX_CANDIDATE_ELEMENTS = 1000;
/** One state variable per time step of a DELAY FIXED. */
export const MAX_PIPELINE_STEPS = 20_000;
export const MAX_DELAY_ORDER = 1000;
/** Inverting takes some 8 n^3 operations. */
export const MAX_MATRIX_ROWS = 20;

// How deep recursion may go. Too high and the JavaScript stack overflows, too low and sensible models are
// refused.
/** Nested expressions: the writing of one level takes several stack frames. */
export const MAX_EXPRESSION_DEPTH = 1000;
/** Operations in one chain such as a long sum; longer ones are cut, so that later passes may recurse. */
export const MAX_CHAIN_OPERATIONS = 250;
/** A rank is one sum over all other elements, and that sum is not cut. */
export const MAX_RANKED_ELEMENTS = MAX_CHAIN_OPERATIONS;
/** Dimensions defined by subranges of subranges. */
export const MAX_DIMENSION_DEPTH = 100;
/** Connections from module to module that a name is followed through; more are taken for a loop. */
export const MAX_CONNECTION_DEPTH = 100;
/** Initial values that each need the next. */
export const MAX_EVALUATION_DEPTH = 800;
/** Expressions of numbers that are computed at once; deeper ones are left to the machine. */
export const MAX_FOLDED_DEPTH = 50;
/** Data equations that each need the next. */
export const MAX_DATA_EQUATION_DEPTH = 200;

// How much external data is read, and computed from, before the run: memory, and seconds.
export const MAX_CELLS = 50_000_000;
export const MAX_DATA_POINTS = 5_000_000;
/** Points of data equations times the variables that each needs. */
export const MAX_DATA_EVALUATIONS = 50_000_000;

// How much of what is wrong is shown: enough to mend several errors at once, and still readable.
export const MAX_PROBLEMS = 25;
export const MAX_LOOPS = 10;
export const MAX_LOOP_NAMES = 20;
/** Names longer than this are not compared with others for a suggestion, which takes quadratic time. */
export const MAX_COMPARED_CHARACTERS = 80;
export const MAX_QUOTED_CHARACTERS = 80;

// The names of hidden variables quote the call that they were made for.
export const MAX_EXPRESSION_TEXT_CHARACTERS = 160;
export const MAX_EXPRESSION_TEXT_DEPTH = 40;
