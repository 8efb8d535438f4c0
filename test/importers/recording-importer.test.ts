import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../src/importers/events/record-events.js';
import type { ImportedProfile } from '../../src/importers/importer.js';
import { profileOfRecording } from '../../src/importers/recording-importer.js';
import { messageOf } from './outcome.js';
import { textFile } from './text-file.js';

const LINE = '{"pc":0,"op":"add","n":3}\n';

async function imported(text: string, ...paths: readonly string[]): Promise<ImportedProfile> {
  const recording = await recordEvents(paths.map((path) => textFile(text, path)));
  return profileOfRecording(recording, null, paths[0]);
}

describe('files that are called the same', () => {
  it.each([
    [
      ['A/sum.jsonl', 'B/sum.jsonl'],
      ['A/sum', 'B/sum'],
    ],
    [
      ['A/sum.jsonl', 'A/sum.txt', 'max.jsonl'],
      ['A/sum.jsonl', 'A/sum.txt', 'max'],
    ],
    [
      ['v1.0/sum.data', 'v1.1/sum.data'],
      ['v1.0/sum', 'v1.1/sum'],
    ],
  ])('%j are the programs %j', async (paths, names) => {
    const { profile } = await imported(LINE, ...paths);
    expect(profile.programs.map(({ program }) => program.name)).toEqual(names);
  });

  it('are refused where they are the same file', async () => {
    const message = messageOf(await imported(LINE, 'c.jsonl', 'c.jsonl').catch((error) => error));
    expect(message).toContain('two files are both called "c.jsonl": give each once');
  });
});

describe('a recording in which nothing ran', () => {
  it('is refused', async () => {
    const message = messageOf(
      await imported('{"pc":0,"op":"add","n":0}\n', 'c.jsonl').catch((error) => error),
    );
    expect(message).toContain('nothing ran: all counts are 0');
  });
});
