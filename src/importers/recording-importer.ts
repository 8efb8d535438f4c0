import { type Machine, machineOf } from '../machines/machine.js';
import { formatCount } from '../util/format.js';
import { InputError } from '../util/input-error.js';
import { draftMachine } from './draft.js';
import type { ImportedFile, ImportedProfile, Importer } from './importer.js';
import { layOut } from './layout.js';
import type { Recording } from './recording.js';

/** A reader of one format of foreign VMs. */
export interface RecordingReader extends Pick<Importer, 'name' | 'recognises'> {
  /** Reads all files of the format together. Throws an `InputError` that says where one is wrong. */
  record(files: readonly ImportedFile[]): Recording | Promise<Recording>;
}

/** Makes an importer of a reader: the machine is the user's, or drafted from what was recorded. */
export function recordingImporter({ name, recognises, record }: RecordingReader): Importer {
  return {
    name,
    recognises,
    async import(files, { machine }) {
      return profileOfRecording(await record(files), machine, files[0].path);
    },
  };
}

/** What was recorded as a profile. `given` is the user's machine; null: one is drafted. */
export function profileOfRecording(
  recording: Recording,
  given: Machine | null,
  path: string,
): ImportedProfile {
  const { eventsRead, eventsExplained } = recording;
  requirePrograms(recording, path);
  const draft = given ? null : draftMachine(recording);
  const machine = given ?? machineOf(draft!.isaText, `the machine drafted from ${path}`);
  const inferred = draft?.inferred ?? [];
  return {
    machine,
    profile: layOut(recording, machine.isa, path),
    notes: [
      // A listing tells of no run.
      ...(eventsRead > 0
        ? [`${formatCount(eventsRead)} executions read, ${formatCount(eventsExplained)} explained`]
        : []),
      ...(recording.notes ?? []),
      ...(inferred.length > 0
        ? [
            `no --machine: drafted one, in which ${inferred.length} of ${machine.isa.instructions.length} instructions are marked \`# inferred\`. Check them before you trust what follows`,
          ]
        : []),
    ],
    problems: [
      ...(recording.problems ?? []),
      ...(eventsRead === eventsExplained
        ? []
        : [`${formatCount(eventsRead - eventsExplained)} of ${formatCount(eventsRead)} executions`]),
    ],
  };
}

/** Throws an `InputError` where two programs could not be told apart, or none ran. */
function requirePrograms({ programs }: Recording, path: string): void {
  const at = { file: path, line: 1, column: 1 };
  const seen = new Set<string>();
  for (const { name, family } of programs) {
    const key = JSON.stringify([family, name]);
    if (seen.has(key))
      throw new InputError(
        `two files are both called ${JSON.stringify(name)}: give each once; \`merge\` adds up profiles of several runs`,
        at,
      );
    seen.add(key);
  }
  const ran = programs.some(({ functions }) =>
    functions.some(({ instructions }) => instructions.some(({ n }) => n > 0)),
  );
  if (!ran) throw new InputError('nothing ran: all counts are 0', at);
}
