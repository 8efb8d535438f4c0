/** Longer words are not compared: nobody mistypes them by a letter, and it takes time. */
const MAX_LENGTH = 64;
/** A text full of mistakes must not take long. */
const MAX_COMPARED = 2000;

/**
 * The candidate that a word was probably meant to be: at most two letters away, and fewer than half of them.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.min(2, (word.length - 1) / 2);
  let compared = 0;
  if (word.length > MAX_LENGTH) return null;
  for (const candidate of candidates) {
    if (candidate.length > MAX_LENGTH || Math.abs(candidate.length - word.length) > least) continue;
    if (++compared > MAX_COMPARED) break;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least || (best === null && distance <= least)) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** `: did you mean x?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found === null ? '' : `: did you mean ${found}?`;
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length];
}
