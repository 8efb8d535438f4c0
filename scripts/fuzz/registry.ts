import type { Subject } from './subject.js';

/** All subjects, in the order in which they run. */
export const SUBJECTS: readonly Subject[] = [];
