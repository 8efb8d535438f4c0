import { ARITHMETIC } from './arithmetic.js';
import { CHECKS } from './checks.js';
import { COMPUTED_ADDRESSES } from './computed-addresses.js';
import { DECLARATIONS } from './declarations.js';
import { FLOATING_POINT } from './floating-point.js';
import { IMAGE } from './image.js';
import { LOADING } from './loading.js';
import { MAIN } from './main.js';
import { OBSERVING } from './observing.js';
import { SCHEDULE } from './schedule.js';
import { SELF_TEST } from './self-test.js';
import { TIMING } from './timing.js';

/** `harness.h`, which stands before the run loop. */
export const HARNESS = [FLOATING_POINT, DECLARATIONS, ARITHMETIC, COMPUTED_ADDRESSES].join('\n');
/** `main.h`, which stands behind it. */
export const PROGRAM = [IMAGE, SELF_TEST, CHECKS, LOADING, SCHEDULE, OBSERVING, TIMING, MAIN].join('\n');
