/** Mutants that do what they should, for reasons that no normal form here sees: by what they are called. */
export const KNOWN_EQUIVALENTS: ReadonlyMap<string, string> = new Map([
  ...of('the cell read has just been given the value of the other one', [
    'models: load_var a; assign_curr b; load_var b; load_var b-1; load_global_var #0; load_var c: output 0: operand 0 for 1',
    'corners: count a; get a; put_n b: effect 3: n for m',
  ]),
  ...of('a divisor of either zero is below 1e-6, and replaced', [
    'models: zidz; xidz; abs; sqrt: output 0: the other zero',
  ]),
  ...of('where the sides are equal, both arms are the same number', [
    'models: step; ramp; pow: output 0: <= for <',
    'models: pulse; assign_next a: effect 1: >= for > (2)',
  ]),
]);

function of(why: string, mutants: readonly string[]): (readonly [string, string])[] {
  return mutants.map((what) => [what, why]);
}
