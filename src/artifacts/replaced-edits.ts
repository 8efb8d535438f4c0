import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoteText } from '../util/quote-text.js';
import { readText } from './files.js';
import type { NewRun } from './manifest.js';
import { parseArtifact } from './parse.js';
import { isFile } from './run-state.js';
import { decisionsArtifact } from './superinstructions.js';

/**
 * What users changed in a folder since a run wrote it, and another run is about to replace: a note for each.
 * `changed` are files of that run that are not as it wrote them.
 */
export function replacedEdits(
  folder: string,
  changed: readonly string[],
  { files, manifest }: NewRun,
): string[] {
  const edited = changed.filter(
    (name) =>
      files.has(name) && existsSync(join(folder, name)) && !isFile(folder, name, manifest.files[name]),
  );
  return [
    ...edited.map((name) => `${join(folder, name)} was changed since its run: replaced`),
    ...replacedLists(join(folder, decisionsArtifact.file), files.get(decisionsArtifact.file)),
  ];
}

/** The lists are the user's: digests do not tell when they change. */
function replacedLists(path: string, content: string | Uint8Array | undefined): string[] {
  if (typeof content !== 'string' || !existsSync(path)) return [];
  try {
    const [before, now] = [readText(path), content].map((text) =>
      parseArtifact(decisionsArtifact, text, path),
    );
    return (['always', 'never'] as const).flatMap((list) => {
      const lost = before[list].filter((pattern) => !now[list].includes(pattern));
      const names = lost.slice(0, MAX_NAMED).map(quoteText);
      if (lost.length > MAX_NAMED) names.push(`${lost.length - MAX_NAMED} more`);
      return lost.length > 0
        ? [
            `${path} had ${names.join(', ')} in \`${list}\`: replaced; put that back and run with --decisions ${path} to keep it`,
          ]
        : [];
    });
  } catch {
    // What cannot be read says nothing.
    return [];
  }
}

const MAX_NAMED = 6;
