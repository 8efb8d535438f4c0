import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from './subject.js';

/** Of one reason, so many are kept: the smallest of a few is easier to understand. */
const MAX_KEPT_OF_ONE_TITLE = 3;

/** Writes findings, a folder each, and counts them by title. */
export class Findings {
  /** How often each was found. */
  readonly counts = new Map<string, number>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add({ title, details, repeat, files }: Finding): void {
    const count = (this.counts.get(title) ?? 0) + 1;
    this.counts.set(title, count);
    if (count > MAX_KEPT_OF_ONE_TITLE) return;
    const number = [...this.counts.keys()].indexOf(title) + 1;
    const folder = join(this.#folder, `${number}-${count}`);
    const report = `${title}\n\nTo see it again, in this folder:\n\n    ${repeat}\n\n${details}\n`;
    for (const [name, content] of [...files, ['finding.txt', report] as const]) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    if (count === 1) process.stdout.write(`found: ${JSON.stringify(title)}: ${folder}\n`);
  }
}
