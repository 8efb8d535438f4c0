import { ASSIGN_DISPATCHERS } from './assign.js';
import { BOOT_DISPATCHERS } from './boot.js';
import { CALL_DISPATCHERS } from './call.js';
import type { Dispatcher } from './dispatcher.js';
import { INVOKE_DISPATCHERS } from './invoke.js';
import { LANGUAGE_DISPATCHERS } from './language.js';
import { METHOD_DISPATCHERS } from './method.js';
import { MULTI_DISPATCHERS } from './multi.js';
import { VALUE_DISPATCHERS } from './value.js';
import { WRAPPER_DISPATCHERS } from './wrapper.js';

export type { Dispatcher } from './dispatcher.js';

/** By name. Those that start with `raku-` do what Rakudo 2022.12's of the same name do, within the subset. */
export const DISPATCHERS: ReadonlyMap<string, Dispatcher> = new Map(
  Object.entries({
    ...BOOT_DISPATCHERS,
    ...LANGUAGE_DISPATCHERS,
    ...CALL_DISPATCHERS,
    ...METHOD_DISPATCHERS,
    ...MULTI_DISPATCHERS,
    ...INVOKE_DISPATCHERS,
    ...WRAPPER_DISPATCHERS,
    ...ASSIGN_DISPATCHERS,
    ...VALUE_DISPATCHERS,
  }),
);
