const EQUAL_SIDES = 'where the sides are equal, both arms are the same number';

/** A mutant that does what it should, for a reason that no normal form here sees. */
export function whyEquivalent(what: string): string | undefined {
  return KNOWN_EQUIVALENTS.get(what) ?? RULES.find(({ mutant }) => mutant.test(what))?.why;
}

/** Of meaning: by what they are called. */
const KNOWN_EQUIVALENTS: ReadonlyMap<string, string> = new Map([
  ...of('the cell read has just been given the value of the other one', [
    'models: load_var a; assign_curr b; load_var b; load_var b-1; load_global_var #0; load_var c: output 0: operand 0 for 1',
    'corners: count a; get a; put_n b: effect 3: n for m',
  ]),
  ...of('a divisor of either zero is below 1e-6, and replaced', [
    'models: zidz; xidz; abs; sqrt: output 0: the other zero',
  ]),
  ...of(EQUAL_SIDES, [
    'models: step; ramp; pow: output 0: <= for <',
    'models: pulse; assign_next a: effect 1: >= for > (2)',
  ]),
]);

function of(why: string, mutants: readonly string[]): (readonly [string, string])[] {
  return mutants.map((what) => [what, why]);
}

/** Of printed code, in any language: by what is changed in which line. */
const RULES: readonly { readonly why: string; readonly mutant: RegExp }[] = [
  {
    why: 'an array is followed by a gap that nobody reads',
    mutant: /^wasm\/.*: (?:read|write)\.\w+, line 0: i32\.const 7 for i32\.const 6$/,
  },
  // Of integers: they have one zero.
  {
    why: EQUAL_SIDES,
    mutant:
      /, corners: line \d+: `>` for `>=` in `[^`]*?([^=`]+) >= ([^`]+?)(?: \?|,| \{) \1(?: :|,| \} else \{) \2/,
  },
  // Either zero is the same in the sum and in the product that it goes into: of `pulse` and `ramp`.
  { why: EQUAL_SIDES, mutant: /, models: line \d+: `>=` for `>` in `[^`]* && [^`]*` \(2\)$/ },
  { why: EQUAL_SIDES, mutant: /, models: line \d+: `<=` for `<` in `[^`]* < [^`]* \* \(\*?curr[^`]*`$/ },
  {
    why: 'the cell holds the value that it was read from already',
    mutant:
      /, corners: line \d+: `(?:stack\[sp - 1\]|sp\[-1\]|\*sp\.sub\(1\)) = \*?m\b[^`]*\b1[^`]*` left out$/,
  },
  {
    why: 'the cell holds the value that it was read from already, and nobody reads above the stack',
    mutant: /, corners: line \d+: `\+` for `-` in `stack\[sp - 1\] = m\b[^`]*\b1[^`]*`$/,
  },
];
