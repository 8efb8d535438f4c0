import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsBlock } from '../../../../src/isa/pattern.js';
import { compilerOf, filesOf, GUESTS, type Guest, readGuest, runFile } from './guests.js';

const javascript = GUESTS.find(({ language }) => language === 'javascript')!;
const c = GUESTS.find(({ language }) => language === 'c')!;

/** What templates may say otherwise than the defaults do. */
const VARIANTS: readonly (readonly [string, Guest])[] = [
  ['in JavaScript', javascript],
  ['in C', c],
  ['of a VM that pops after the body', { ...c, template: `${c.template}pops: after the body\n` }],
  [
    'of a VM whose stacks are arrays that grow and shrink',
    {
      ...javascript,
      template: `${javascript.template}stack pointer: vm.stack.length
stack pointer rs: vm.rs.length
cell: vm.{{stack}}[{{pointer}}{{+index}}]
move: {{pointer}} += {{by}};
writes: after the move
test head:
  const newVm = () => ({ code: [], ip: 0, stack: new Array(64).fill(0), rs: new Array(64).fill(0), locals: new Array(16).fill(0) });
`,
    },
  ],
  [
    'of a VM whose bodies leave by ways without a name',
    {
      ...javascript,
      template: `${javascript.template.replace('exits: throw\n', '')}unnamed exits: flush\n`,
    },
  ],
  [
    'of a VM whose bodies leave by ways without a name, and that pops after them',
    {
      ...javascript,
      template: `${javascript.template.replace('exits: throw\n', '')}unnamed exits: flush\npops: after the body\n`,
    },
  ],
  [
    'of a VM that tells which part left, and whose stack grows downwards',
    {
      ...c,
      template: `${c.template}exit: { {{flush}} skipped = {{words}}; {{exit}} }
cell: {{pointer}}[{{depth}}]
move: {{pointer}} -= {{by}};
test place: skipped
test grows: down
test depth: ({{stack}} + {{room}} - {{pointer}})
test set depth: {{pointer}} = {{stack}} + {{room}} - ({{depth}});
test head:
  {{opcodes}}
  static int skipped;
  static {{word}} code[1024], *ip;
  static int64_t stack[{{room}}], *sp, rs[{{room}}], *rs_sp, locals[16];
  {{macros}}
`,
    },
  ],
];

/** Patterns of a guest with random parts and bindings, as texts. */
function patternsOf(guest: Guest): fc.Arbitrary<string> {
  const { isa } = readGuest(guest);
  const inner = isa.instructions.filter((one) => !one.flow.isAlone && !endsBlock(one));
  const last = isa.instructions.filter((one) => !one.flow.isAlone);
  const part = (among: readonly (typeof inner)[number][]) =>
    fc.tuple(fc.constantFrom(...among), fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 2 }));
  return fc
    .tuple(fc.array(part(inner), { minLength: 1, maxLength: 7, size: 'max' }), part(last))
    .map(([first, end]) => {
      let letters = 0;
      const earlier = new Map<string, string>();
      return [...first, end]
        .map(([{ name, operands }, choices]) => {
          const words = operands.map(({ kind }, i) => {
            const known = earlier.get(kind.name);
            if (known && choices[i] < 2 && !kind.label) return known;
            if (known && choices[i] === 2 && kind.name === 'local') return `${known}+1`;
            if (kind.bindable && choices[i] === 3) return `#${choices[i + 1] - 2}`;
            const letter = `x${letters++}`;
            earlier.set(kind.name, letter);
            return letter;
          });
          return [name, ...words].join(' ');
        })
        .join('; ');
    });
}

describe.for(VARIANTS)('handlers of random patterns %s', ([, guest]) => {
  it('do what their parts do', ({ skip }) => {
    skip(compilerOf(guest) === null, `needs ${guest.compilers.join(' or ')}`);
    // C runs them a hundred times as fast.
    const count = guest.language === 'c' ? 150 : 25;
    const patterns = [...new Set(fc.sample(patternsOf(guest), count))];
    expect(patterns.length).toBeGreaterThan(count / 2);
    const { output, status } = runFile(guest, guest.test, filesOf(guest, patterns));
    expect(status, output).toBe(0);
    expect(output.trim().split('\n')).toHaveLength(patterns.length);
    // Most of what may leave does.
    const taken = [...output.matchAll(/(\d+) of (\d+) ways out taken/g)];
    const sum = (group: number) => taken.reduce((total, match) => total + Number(match[group]), 0);
    expect(sum(1)).toBeGreaterThan(sum(2) / 3);
  });
});
