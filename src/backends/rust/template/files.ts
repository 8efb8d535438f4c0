import { ARITHMETIC } from './arithmetic.js';
import { CHECKS } from './checks.js';
import { COMPUTED_ADDRESSES } from './computed-addresses.js';
import { DECLARATIONS } from './declarations.js';
import { IMAGE } from './image.js';
import { LOADING } from './loading.js';
import { MAIN } from './main.js';
import { OBSERVING } from './observing.js';
import { SCHEDULE } from './schedule.js';
import { SELF_TEST } from './self-test.js';
import { TIMING } from './timing.js';

/** `harness.rs`. */
export const HARNESS = [
  DECLARATIONS,
  ARITHMETIC,
  COMPUTED_ADDRESSES,
  IMAGE,
  SELF_TEST,
  LOADING,
  CHECKS,
  SCHEDULE,
  OBSERVING,
  TIMING,
  MAIN,
].join('\n');
