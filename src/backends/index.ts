/**
 * Printers: handlers, run loops and peephole passes as text, for any machine, in every language. Nothing here
 * is run.
 */
export {
  type BackEnd,
  type FileOptions,
  type GeneratedFiles,
  type MeasureRunLoop,
  NOTE,
  NOTE_AFTER_BACKSLASH,
  type Printed,
} from './back-end.js';
export { checkHostBodies } from './host/check.js';
export { printBase, printFused } from './host/handler.js';
export { printHostFiles } from './host/host-files.js';
export { type HostTemplate, parseTemplate, type TemplateEntry } from './host/host-template.js';
export type { HostFunctions, HostSources } from './host.js';
export { writeImage } from './image.js';
export { readImage } from './read-image.js';
export { BACK_ENDS, backEndOf, TARGETS, type Target } from './registry.js';
export { type PrintOptions, printHandler, printRunLoop } from './typescript/run-loop.js';
