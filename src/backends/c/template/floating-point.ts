/** Conditions of the preprocessor under which doubles mean something else than in handlers. */
export const FAST_MATH = `defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \\
    defined(__NO_SIGNED_ZEROS__) || defined(__RECIPROCAL_MATH__) || defined(__ASSOCIATIVE_MATH__)`;

/** Pragmas that keep a product and a sum from being rounded only once. */
export const NO_CONTRACTION = `#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif`;

/** Refuses compilers, at the head of a file, that would give other bits. What it cannot see \`check_arithmetic\` sees. */
export const FLOATING_POINT = `#include <float.h>

#if ${FAST_MATH}
#error "doubles are never reordered, and NaN and -0 count: compile without -Ofast and -ffast-math"
#endif
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "doubles must be rounded after every operation: compile for SSE2 (-msse2 -mfpmath=sse)"
#endif
/* A product and a sum are rounded one after the other. */
${NO_CONTRACTION}
`;
