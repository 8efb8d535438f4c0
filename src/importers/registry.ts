import { looksLikeCpython, recordCpython } from './cpython/record.js';
import { looksLikeEvm, recordEvm } from './events/evm/record-evm.js';
import { isForEvents, recordEvents } from './events/record-events.js';
import type { Importer } from './importer.js';
import { looksLikeLuac, recordLua } from './lua/record.js';
import { looksLikeMoarVm, recordMoarVm } from './moarvm/record.js';
import { recordingImporter } from './recording-importer.js';
import { looksLikeRubyInsns, recordRuby } from './ruby/record.js';
import { looksLikeWabtTrace, looksLikeWasmObjdump, recordWabt } from './wabt/record.js';

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
  recordingImporter({
    name: 'wabt',
    recognises: ({ head }) => looksLikeWabtTrace(head) || looksLikeWasmObjdump(head),
    record: recordWabt,
  }),
  recordingImporter({
    name: 'Lua',
    recognises: ({ head }) => looksLikeLuac(head),
    record: recordLua,
  }),
  recordingImporter({
    name: 'Ruby',
    recognises: ({ head }) => looksLikeRubyInsns(head),
    record: recordRuby,
  }),
  recordingImporter({ name: 'EVM', recognises: ({ head }) => looksLikeEvm(head), record: recordEvm }),
  recordingImporter({
    name: 'JSON lines',
    recognises: isForEvents,
    record: recordEvents,
  }),
];
