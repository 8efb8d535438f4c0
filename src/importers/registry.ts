import { looksLikeCpython, recordCpython } from './cpython/record.js';
import type { Importer } from './importer.js';
import { looksLikeMoarVm, recordMoarVm } from './moarvm/record.js';
import { recordingImporter } from './recording-importer.js';

/** Readers of what foreign VMs did, asked in this order after those of the config file. */
export const IMPORTERS: readonly Importer[] = [
  recordingImporter({
    name: 'CPython',
    recognises: ({ head }) => looksLikeCpython(head),
    record: recordCpython,
  }),
  recordingImporter({
    name: 'MoarVM',
    recognises: ({ head }) => looksLikeMoarVm(head),
    record: recordMoarVm,
  }),
];
