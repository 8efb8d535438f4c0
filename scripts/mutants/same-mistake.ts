/**
 * Another text with the mistake by which `wrong` differs from `right`: in the same lines, told from others like
 * them by how many stand before. As it is where it has no such lines. Both texts have as many lines.
 */
export function withSameMistake(other: string, right: string, wrong: string): string {
  const [rights, wrongs, others] = [right, wrong, other].map((text) => text.split('\n'));
  const differs = (line: string, i: number) => line !== wrongs[i];
  const first = rights.findIndex(differs);
  const end = rights.findLastIndex(differs) + 1;
  const places = (lines: readonly string[]) =>
    lines.flatMap((line, i) => (line === rights[first] ? [i] : []));
  const at: number | undefined = places(others)[places(rights).indexOf(first)];
  if (at === undefined) return other;
  const isThere = rights.slice(first, end).every((line, i) => others[at + i] === line);
  return isThere ? others.toSpliced(at, end - first, ...wrongs.slice(first, end)).join('\n') : other;
}
