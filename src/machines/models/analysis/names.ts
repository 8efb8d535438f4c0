import { canonicalName } from '../syntax.js';
import { MAX_COMPARED_CHARACTERS, MAX_QUOTED_CHARACTERS } from './limits.js';

/** `canonicalName` with a memory: names are looked up far more often than there are different ones. */
export function createCanonical(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let canonical = known.get(name);
    if (canonical === undefined) {
      canonical = canonicalName(name);
      known.set(name, canonical);
    }
    return canonical;
  };
}

/** `; did you mean "x"?` for the candidate nearest to a misspelt name, or nothing. Both sides canonical. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.floor(name.length / 3)) + 1;
  if (name.length <= MAX_COMPARED_CHARACTERS) {
    for (const candidate of candidates) {
      if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
      const distance = editDistance(name, candidate, bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
  }
  return best === null ? '' : `; did you mean "${best}"?`;
}

/** Levenshtein distance, or `limit` when it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      const distance = Math.min(replaced, previous[column] + 1, current[column - 1] + 1);
      current.push(distance);
      least = Math.min(least, distance);
    }
    if (least >= limit) return limit;
    previous = current;
  }
  return previous[b.length];
}

/** A name in a message, shortened when it is absurdly long. */
export function quoted(name: string): string {
  const shown = name.replace(/\s+/g, ' ').trim();
  const isLong = shown.length > MAX_QUOTED_CHARACTERS;
  return `"${isLong ? `${shown.slice(0, MAX_QUOTED_CHARACTERS - 3)}...` : shown}"`;
}

/** `no subscripts`, `1 subscript`, `2 subscripts`. */
export function countOf(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
