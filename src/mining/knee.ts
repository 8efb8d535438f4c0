/**
 * Where a falling curve bends: the index farthest below the straight line from its first value to its last
 * (Satopää et al., "Finding a Kneedle in a Haystack", 2011, without smoothing). After it, each further step
 * brings less than the average one.
 */
export function kneeOf(curve: readonly number[]): number {
  const last = curve.length - 1;
  const [start, end] = [curve[0], curve[last]];
  let knee = 0;
  let farthest = 0;
  for (const [index, value] of curve.entries()) {
    const below = start + ((end - start) * index) / Math.max(1, last) - value;
    if (below > farthest) {
      farthest = below;
      knee = index;
    }
  }
  return knee;
}
