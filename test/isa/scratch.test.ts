import { describe, expect, it } from 'vitest';
import { encode, type Program } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import { digestMemories } from '../../src/execution/digest.js';
import { createMemories } from '../../src/execution/load.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { semanticsOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import type { Effect, Semantics } from '../../src/isa/semantics.js';
import { proveSuperinstruction } from '../../src/proof/prove.js';
import { assemble } from '../machines/counter/counter.js';
import { isa } from '../machines/drafts/drafts.js';
import { withSemantics } from '../semantics.js';

function fuse(text: string) {
  const pattern = parsePattern(text, isa, 'test');
  const fused = extendIsa(isa, [pattern]).instructions.at(-1)!;
  return { pattern, fused };
}

/** Memories that the instruction stores into, in order. */
function storesOf(text: string): string[] {
  return semanticsOf(fuse(text).fused).effects.flatMap((effect) =>
    effect.kind === 'store' ? [effect.memory] : [],
  );
}

function loadsOf(text: string): number {
  return JSON.stringify(semanticsOf(fuse(text).fused)).split('"kind":"memory"').length - 1;
}

function proofOf(text: string, change: (semantics: Semantics) => Semantics) {
  const { pattern, fused } = fuse(text);
  return proveSuperinstruction(isa, pattern, withSemantics(fused, change)).proof.status;
}

const without = (memory: string) => (semantics: Semantics) => ({
  ...semantics,
  effects: semantics.effects.filter((effect: Effect) => effect.kind !== 'store' || effect.memory !== memory),
});

describe('inside a superinstruction, a scratch cell', () => {
  it('is not loaded where it was just stored', () => {
    expect(loadsOf('put a; get a')).toBe(0);
    expect(loadsOf('put a; get b')).toBe(1);
    expect(loadsOf('put a; put a+1; get a')).toBe(0);
    expect(loadsOf('put_first; first_draft')).toBe(0);
  });

  it('is not loaded behind a function that changes all memories: it is the section’s own', () => {
    expect(loadsOf('put a; push b; disturb; get a')).toBe(0);
  });

  it('is stored once where it is overwritten, unless something may have read it', () => {
    expect(storesOf('put a; put a')).toEqual(['drafts']);
    expect(storesOf('put a; get a; put a')).toEqual(['drafts']);
    expect(storesOf('put a; put b; put a')).toEqual(['drafts', 'drafts']);
    expect(storesOf('put a; get b; put a')).toEqual(['drafts', 'drafts']);
  });

  it('is not stored where the section ends', () => {
    expect(storesOf('put a; put_other b; halt')).toEqual([]);
    expect(storesOf('put a; get b; store c; halt')).toEqual(['drafts', 'cells']);
    expect(storesOf('put a; stop_draft b')).toEqual(['cells']);
    expect(storesOf('put a; jump_draft b c')).toEqual(['drafts', 'drafts']);
  });

  it('is stored behind a way out', () => {
    const { effects } = semanticsOf(fuse('guard_draft a; drop').fused);
    expect(effects.map(({ kind }) => kind)).toEqual(['exit', 'store']);
  });
});

describe('a proof', () => {
  it('misses a store that code behind it may read', () => {
    expect(proofOf('put a; push b', without('drafts'))).toBe('refuted');
    expect(proofOf('put a; put_other b', without('others'))).toBe('refuted');
    expect(proofOf('put a; get b; store c; halt', without('drafts'))).toBe('refuted');
  });

  it('misses none that nobody reads', () => {
    const stored = fuse('put a; push b').fused;
    const [store] = semanticsOf(stored).effects;
    expect(proofOf('put a; halt', (semantics) => ({ ...semantics, effects: [store] }))).toBe('proved');
    expect(
      proofOf('put a; put a', ({ effects, ...rest }) => ({ ...rest, effects: [...effects, ...effects] })),
    ).toBe('proved');
  });

  it('sees through a store of something else, or elsewhere', () => {
    const reversed = (semantics: Semantics) => ({ ...semantics, effects: semantics.effects.toReversed() });
    expect(proofOf('put a; put b', reversed)).toBe('refuted');
    expect(proofOf('put a; put_other b', reversed)).toBe('proved');
  });
});

const programOf = (text: string): Program => ({
  name: 'drafts',
  family: 'test',
  machine: isa.machine,
  cells: { cell: 2, draft: 3 },
  pools: {},
  sections: [{ name: 'main', code: encode(isa, assemble(text, isa)) }],
  schedule: [{ kind: 'run', section: 'main' }, { kind: 'observe' }],
  symbols: {},
});

describe('validation', () => {
  it.each([
    ['get 0\ndrop\nhalt', 'instruction 0: get reads drafts[0], a scratch cell'],
    ['push 1\nput 0\nget 1\ndrop\nhalt', 'instruction 2: get reads drafts[1], a scratch cell'],
    ['push 1\nput 0\nget_other 0\ndrop\nhalt', 'instruction 2: get_other reads others[0], a scratch cell'],
    ['push 0\njump_if_zero on\npush 1\nput 0\non:\nget 0\ndrop\nhalt', 'instruction 4: get reads drafts[0]'],
    ['push 1\nexchange_draft 0\ndrop\nhalt', 'instruction 1: exchange_draft reads drafts[0]'],
  ])('refuses %j', (text, problem) => {
    expect(() => validate(isa, programOf(text))).toThrow(problem);
  });

  it.each([
    'push 1\nput 0\nget 0\ndrop\nhalt',
    'push 0\njump_if_zero other\npush 1\nput 0\njump on\nother:\npush 2\nput 0\non:\nget 0\ndrop\nhalt',
    'push 3\nput 0\npush 5\nagain:\nget 0\ndrop\npush 1\nput 1\ncountdown again\ndrop\nget 1\ndrop\nhalt',
    'halt\nget 0\ndrop\nhalt',
  ])('accepts %j', (text) => {
    expect(() => validate(isa, programOf(text))).not.toThrow();
  });

  it('refuses schedules that would see scratch memories', () => {
    const program = programOf('halt');
    const copy = { kind: 'copy', from: 'drafts', to: 'others', start: 0, length: 1 } as const;
    expect(() => validate(isa, { ...program, schedule: [copy] })).toThrow('drafts is scratch');
    const leave = { kind: 'leave', memory: 'others', cell: 0, atLeast: 0 } as const;
    const schedule = [{ kind: 'repeat', times: 1, body: [leave] } as const];
    expect(() => validate(isa, { ...program, schedule })).toThrow('others is scratch');
  });
});

describe('a scratch memory', () => {
  const head = 'machine m\nword i32\noperand cell : u8\nscratch memory s : i32[cell]';

  it.each([
    [
      `${head}\na c:cell ( -- v ) v = s[c + 1]`,
      '5:25: `s` is scratch: its cells are named by an operand or a number',
    ],
    [`${head}\na ( v -- ) s[v] = 1`, '5:14: `s` is scratch: its cells are named by an operand or a number'],
    [`${head}\nextern f() -> i32 reads s\na ( -- )`, '5:25: `s` is scratch: no function sees it'],
    ['machine m\nword i32\noperand cell : u8\nscratch s : i32[cell]', '4:9: expected `memory`, found `s`'],
  ])('%j is refused', (text, problem) => {
    expect(() => parseIsa(text, 'm.isa')).toThrow(`m.isa:${problem}`);
  });

  it('is part of no digest', () => {
    const memories = createMemories(isa, programOf('halt'));
    const before = digestMemories(isa, memories);
    memories.drafts.fill(7);
    expect(digestMemories(isa, memories)).toBe(before);
    memories.cells.fill(7);
    expect(digestMemories(isa, memories)).not.toBe(before);
  });
});
