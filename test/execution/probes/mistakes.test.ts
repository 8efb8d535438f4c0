import { describe, expect, it } from 'vitest';
import { PROBE_OPTIONS } from '../../../passes/probe.js';
import type { WasmModule } from '../../../src/backends/wasm/module.js';
import { planProbes } from '../../../src/execution/probes/plan.js';
import { probeTechnique } from '../../../src/execution/probes/probe.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { parsePattern } from '../../../src/isa/pattern.js';

/** An instruction a mistake that printers might make. */
const base = parseIsa(
  `machine mistakes
word f64
payload 8
operand s : u8
operand t : u8 label
memory a, b : f64[s]
memory n : i32[s]
register flag : bool
extern note(f64) -> f64
compare  ( x y -- r ) r = x >= y ? 1 : 0
negate   ( x -- r )   r = -x
swapped  p:s q:s ( x y -- ) a[p] = x; a[q] = y
ahead    p:s ( -- r ) r = a[p + 1]
put      p:s ( x -- ) b[p] = x
wraps    p:s q:s ( -- r ) r = f64(n[q] + n[p])
shifts   p:s q:s ( -- r ) r = f64(n[p] >> n[q])
leaves   p:s ( x y -- ) a[p] = x; leave if x < y; b[p] = y
traps    p:s ( x y -- ) trap if x == y; b[p] = y
jumps    t:t ( x -- )  jump t if x != 0
keeps    ( x y -- y2 x2 ) y2 = y; x2 = x
sets     ( x -- )      flag = x < 0
calls    ( x y -- )    note(x); note(y)
rounds   ( x y z -- r ) r = x * y + z
end      ( -- )        return
`,
  'mistakes.isa',
);
const isa = extendIsa(base, [parsePattern('ahead c; put c+1', base, 'test')]);
const functions = { note: () => 0 };
const texts = {
  c: 'static double extern_note(double x) { return x; }\n',
  rust: 'pub fn extern_note(x: f64) -> f64 { x }\n',
  go: 'func extern_note(x float64) float64 { return x }\n',
};
const host = { functions, texts };
const plans = planProbes(isa, functions, {
  seed: 5,
  states: 300,
  choices: 6,
  tries: 500,
  largest: false,
  impure: 'noted',
});

type Mistake = readonly [instruction: string, right: string | RegExp, wrong: string];

/** Puts each mistake into the text of its instruction. */
function editing(mistakes: readonly Mistake[]) {
  return (text: string): string => {
    let edited = text;
    for (const [instruction, right, wrong] of mistakes) {
      const comment = edited.search(new RegExp(`(//|/\\*)[^\\n]*\\b${instruction}\\b[^\\n]*--`));
      const [handler] = edited.slice(comment).match(/^[^\n]*\n(?:(?!\n[^\n]*(?:\/\/|\/\*).*--)[\s\S])*/)!;
      const changed = handler.replace(right, wrong);
      expect(changed, `${instruction}: ${handler}`).not.toBe(handler);
      edited = edited.slice(0, comment) + changed + edited.slice(comment + handler.length);
    }
    return edited;
  };
}

const JAVASCRIPT: readonly Mistake[] = [
  ['compare', '>=', '>'],
  ['negate', '-stack[sp - 1]', '0 - stack[sp - 1]'],
  ['swapped', /(a\[[^;]*;)\s*(a\[[^;]*;)/, '$2 $1'],
  ['put', 'sp--', 'sp -= 2'],
  ['wraps', ' | 0', ''],
  ['shifts', '>>', '>>>'],
  ['leaves', /if \(/, 'if (false && '],
  ['traps', '===', '>='],
  ['jumps', '!==', '>'],
  ['keeps', 'stack[sp - 2]', 'stack[sp - 1]'],
  ['sets', '<', '<='],
  ['calls', /note\(([^)]*)\);\s*note\(([^)]*)\);/, 'note($2); note($1);'],
  ['rounds', '*', '+'],
];

const COMPILED: readonly (readonly [target: string, mistakes: readonly Mistake[]])[] = [
  [
    'c',
    [
      ['compare', '>=', '>'],
      ['swapped', /(a\[[^;]*;)\s*(a\[[^;]*;)/, '$2 $1'],
      ['leaves', /if \(/, 'if (0 && '],
      ['shifts', 'i32_shr(', 'i32_shl('],
    ],
  ],
  [
    'rust',
    [
      ['compare', '>=', '>'],
      ['negate', '-*sp.sub(1)', '0.0 - *sp.sub(1)'],
      ['sets', '<', '<='],
    ],
  ],
  [
    'go',
    [
      ['compare', '>=', '>'],
      ['negate', '-stack[sp-1]', '0 - stack[sp-1]'],
      ['jumps', '!=', '>'],
    ],
  ],
];

describe('probes find', () => {
  it.each(
    techniquesOf('ts')
      .slice(0, 2)
      .map((technique) => [technique.name, technique] as const),
  )('every mistake of handlers in JavaScript: %s', (_, technique) => {
    const right = probeTechnique(plans, technique, host);
    expect(right).toMatchObject({ differenceCount: 0, uncovered: [] });
    for (const mistake of JAVASCRIPT) {
      const { differences } = probeTechnique(plans, technique, host, { text: editing([mistake]) });
      expect(differences.map(({ instruction }) => instruction)).toEqual([mistake[0]]);
    }
  });

  it.each([
    ['switch', 0, /pc \+= 1;/, ''],
    ['closures', 1, 'return $next;', 'return $next - 1;'],
  ] as const)('a handler that never gets on: %s', (_, index, right, wrong) => {
    const text = editing([['sets', right, wrong]]);
    const { differences } = probeTechnique(plans, techniquesOf('ts')[index], host, { text });
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ instruction: 'sets', what: 'the run' });
    expect(differences[0].found).toMatch(/^probes: stopped after [\d,]+ dispatches/);
  });

  it.each([
    ['f64.ge', 'f64.gt', 'compare'],
    ['f64.neg', 'f64.abs', 'negate'],
    ['i32.shr_s', 'i32.shr_u', 'shifts'],
    ['f64.mul', 'f64.add', 'rounds'],
  ] as const)('a wrong instruction of WebAssembly: %s', (right, wrong, instruction) => {
    const module = (of: WasmModule): WasmModule => {
      const functions = of.functions.map((one) =>
        one.name === instruction
          ? { ...one, body: JSON.parse(JSON.stringify(one.body).replace(`"${right}"`, `"${wrong}"`)) }
          : one,
      );
      expect(functions).not.toEqual(of.functions);
      return { ...of, functions };
    };
    const { differences } = probeTechnique(plans, techniquesOf('wasm')[1], host, { module });
    expect(differences.map((one) => one.instruction)).toEqual([instruction]);
  });

  it('a limit that is off by one, in as few states as the main job has', () => {
    const limited = parseIsa(
      `machine limited
word i32
traps  ( x y -- r ) r = x; trap if y > 1000
leaves ( x y -- r ) r = x; leave if y < -1000
picks  ( x -- r )   r = x >= 1000 ? 1 : 2
end    ( -- )       return
`,
      'limited.isa',
    );
    const few = planProbes(limited, {}, PROBE_OPTIONS);
    for (const instruction of ['traps', 'leaves', 'picks']) {
      const text = editing([[instruction, '1000', '1001']]);
      const { differences } = probeTechnique(few, techniquesOf('ts')[0], { functions: {} }, { text });
      expect(differences.map((one) => one.instruction)).toEqual([instruction]);
    }
  });

  it('an immediate that is taken for another cell, in as few states as the main job has', () => {
    const immediate = parseIsa(
      `machine immediate
word i32
operand cell : u8
operand number : i32
memory m, n : i32[cell]
put k:number ( v -- ) m[k * 3] = v
end          ( -- )   return
`,
      'immediate.isa',
    );
    const few = planProbes(immediate, {}, PROBE_OPTIONS);
    const text = editing([['put', 'm[', 'n[']]);
    const { differences } = probeTechnique(few, techniquesOf('ts')[0], { functions: {} }, { text });
    expect(differences.map((one) => one.instruction)).toEqual(['put']);
  });

  describe.each(COMPILED)('mistakes of several handlers at once: %s', (target, mistakes) => {
    const [technique] = techniquesOf(target);
    const missing = technique.unavailable();
    it.skipIf(missing)(`by name${missing ? ` (${missing})` : ''}`, () => {
      const { differences } = probeTechnique(plans, technique, host, { text: editing(mistakes) });
      const found = new Set(differences.map(({ instruction }) => instruction));
      expect(found).toEqual(new Set(mistakes.map(([instruction]) => instruction)));
    });
  });
});
