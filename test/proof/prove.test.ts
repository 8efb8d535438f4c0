import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { semanticMutants } from '../../scripts/mutants/semantic-mutants.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { type Instruction, type Isa, semanticsOf } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';
import { type Pattern, parsePattern } from '../../src/isa/pattern.js';
import { type Effect, type Expression, mapChildren, type Semantics } from '../../src/isa/semantics.js';
import { type Proof, proveInstruction, proveSuperinstruction, proveWith } from '../../src/proof/prove.js';
import { tryStates } from '../../src/proof/trial.js';
import { awkward } from '../awkward-machine.js';
import {
  choices,
  chooser,
  counter,
  drafts,
  guards,
  models,
  patternOf,
  seers,
  sequence,
} from '../random-code.js';
import { withSemantics } from '../semantics.js';

const guests = [
  ['models', models],
  ['counter', counter],
  ['guards', guards],
  ['seers', seers],
  ['drafts', drafts],
] as const;

function fuse(isa: Isa, text: string): { pattern: Pattern; fused: Instruction } {
  const pattern = parsePattern(text, isa, 'test');
  return { pattern, fused: extendIsa(isa, [pattern]).instructions.at(-1)! };
}

/** The value, or another where a flag is not set. */
function choice(value: Expression): Expression {
  return {
    kind: 'select',
    type: 'f64',
    condition: { kind: 'register', type: 'bool', register: 'flag' },
    consequent: value,
    alternate: { kind: 'number', type: 'f64', value: 1 },
  };
}

/** What is said of a superinstruction that was changed. */
function proofOf(isa: Isa, text: string, change: (fused: Instruction) => Instruction): Proof {
  const { pattern, fused } = fuse(isa, text);
  return proveSuperinstruction(isa, pattern, change(fused)).proof;
}

function meaning(change: (semantics: Semantics) => Semantics): (fused: Instruction) => Instruction {
  return (fused) => withSemantics(fused, change);
}

function mutantsOf(isa: FusedIsa, instruction: Instruction) {
  return [...semanticMutants(semanticsOf(instruction), { ...isa, operands: instruction.operands })];
}

describe.each(guests)('superinstructions of the %s machine', (_, guest) => {
  const patterns = fc
    .tuple(sequence(guest), choices)
    .map(([code, choice]) => patternOf(guest, code, chooser(choice)));

  it('are proved, whatever they are', () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const isa = extendIsa(guest.isa, [pattern]);
        const { proof } = proveSuperinstruction(guest.isa, pattern, isa.instructions[isa.base]);
        expect(proof).toEqual({ status: 'proved' });
      }),
      { numRuns: 500 },
    );
  });

  it('are never proved when they are wrong', () => {
    const parts = (pattern: Pattern) =>
      pattern.parts.map(({ opcode }) => semanticsOf(guest.isa.instructions[guest.isa.opcodeOf.get(opcode)!]));
    const seen = { proved: 0, tested: 0, refuted: 0 };
    fc.assert(
      fc.property(patterns, fc.nat(), (pattern, choice) => {
        const isa = extendIsa(guest.isa, [pattern]);
        const fused = isa.instructions[isa.base];
        const mutants = mutantsOf(isa, fused);
        const { semantics, what } = mutants[choice % mutants.length];
        const mutant = withSemantics(fused, () => semantics);
        const { status } = proveWith(guest.isa, pattern, mutant, { states: 200 }).proof;
        seen[status]++;
        if (status === 'proved')
          expect([what, tryStates(guest.isa, pattern, parts(pattern), semantics, 200)]).toEqual([what, null]);
      }),
      { numRuns: 200 },
    );
    expect(seen.refuted).toBeGreaterThan(40);
  });
});

describe('instructions of a machine', () => {
  it.each([...guests.map(([, { isa }]) => isa), awkward])('do what their text says', (isa) => {
    for (const instruction of isa.instructions)
      expect([instruction.name, proveInstruction(isa, instruction)]).toEqual([
        instruction.name,
        { status: 'proved' },
      ]);
  });

  it('are refuted where something else was made of the text', () => {
    const subtract = models.isa.instructions[models.isa.opcodeOf.get('sub')!];
    const wrong = withSemantics(subtract, (semantics) => ({
      ...semantics,
      outputs: [{ kind: 'input', type: 'f64', index: 0 }],
    }));
    expect(proveInstruction(models.isa, wrong)).toMatchObject({ status: 'refuted' });
  });
});

const small = parseIsa(
  `machine small
word f64
operand cell : u8
operand near : u8 within cell bindable
operand literal : u8 bindable
operand to : u16 label
memory m, n : f64[cell]
pool constant : f64[literal]
register flag : bool
extern ask(f64) -> f64
extern look(f64) -> f64 reads m
extern change(f64) -> f64 any
get c:cell ( -- v ) v = m[c]
near g:near ( -- v ) v = m[g]
next c:cell ( -- v ) v = m[c + 1]
at ( i -- v ) v = m[i32(i)]
put c:cell ( v -- ) m[c] = v
put_n c:cell ( v -- ) n[c] = v
put_at ( v i -- ) m[i32(i)] = v
push k:literal ( -- v ) v = constant[k]
add ( a b -- r ) r = a + b
less ( a b -- r ) r = a < b ? 1 : 0
neg ( a -- r ) r = -a
either ( c x -- r ) r = (c != 0 ? 1 : x) != 0 ? 5 : 7
test ( c -- ) flag = c != 0
ask ( v -- r ) r = ask(v)
look ( v -- r ) r = look(v)
change ( v -- ) change(v)
guard ( v -- ) leave if v == 0
go t:to ( c -- ) jump t if c != 0
`,
  'small.isa',
);

describe('what a proof knows', () => {
  it.each([
    'put a; get a',
    'put a; get b',
    'get a; put a; add',
    'get a; put b; add',
    'get a; put a+1; add',
    'get a; next b; put a; put b+1',
    'near #3; put a; add',
    'near a; near a+2; put b',
    'at; put a; at; add',
    'get a; put_at; add',
    'less; either',
    'less; test',
    'push #0; push #-0; add',
    'push #NaN; less; go a',
    'ask; ask; put a; guard; ask',
    'guard; put a; guard; put_n a',
    'get a; push b; change; get a; add',
    'push a; look; push b; change; push a; look; add',
    'push a; look; put b',
    'push a; look; push b; put_n c; push a; look; add',
  ])('proves %s', (text) => {
    expect(proofOf(small, text, (fused) => fused)).toEqual({ status: 'proved' });
  });

  it('tells a value kept before a write from one read behind it', () => {
    // `get a; put b` in wrong order: what is pushed is read late.
    const late = meaning((semantics) => ({
      ...semantics,
      effects: semantics.effects.filter(({ kind }) => kind !== 'define'),
      outputs: semantics.outputs.map(() => ({
        kind: 'memory',
        type: 'f64',
        memory: 'm',
        index: { kind: 'operand', type: 'i32', index: 0 },
      })),
    }));
    const { pattern, fused } = fuse(small, 'push a; get b; put c');
    expect(semanticsOf(fused).effects.length).toBeGreaterThan(0);
    expect(proveSuperinstruction(small, pattern, fused).proof.status).toBe('proved');
    expect(proofOf(small, 'get a; push b; put c', (x) => x).status).toBe('proved');
    expect(proofOf(small, 'get a; push b; put c', late)).toMatchObject({ status: 'refuted' });
    // The cell beside it is surely another.
    expect(proofOf(small, 'get a; push b; put a+1', late).status).toBe('proved');
  });

  it.each([
    ['a load kept before a function that changes all', 'get a; push b; change', null],
    ['a load behind one that is not made again', 'get a; push b; change; get a; add', 1],
    ['what a function reads, kept before a store', 'push a; look; push b; put c', null],
    ['what it reads, kept before one that changes all', 'push a; look; push b; change', null],
    ['what it reads behind a store', 'push a; look; push b; put c; push a; look; add', 1],
  ])('tells %s', (_, text, again) => {
    // Values kept in temporaries are read late, or what is read late is what was kept.
    const wrong = meaning((semantics) => {
      const kept = new Map(
        semantics.effects.flatMap((effect) =>
          effect.kind === 'define' ? [[effect.temporary, effect.value] as const] : [],
        ),
      );
      const late = (expression: Expression): Expression =>
        expression.kind === 'temporary' ? kept.get(expression.index)! : mapChildren(expression, late);
      const [first] = kept;
      const early = (expression: Expression): Expression =>
        expression.kind === 'memory' || expression.kind === 'call'
          ? { kind: 'temporary', type: expression.type, index: first[0] }
          : mapChildren(expression, early);
      return { ...semantics, outputs: semantics.outputs.map(again === null ? late : early) };
    });
    expect(proofOf(small, text, (fused) => fused).status).toBe('proved');
    expect(proofOf(small, text, wrong).status).toBe('refuted');
  });

  it('refuses a store moved over a function that sees its memory, or out of its way', () => {
    const swapped = meaning((semantics) => ({ ...semantics, effects: semantics.effects.toReversed() }));
    expect(proofOf(small, 'push a; put b; push a; change', swapped).status).toBe('refuted');
    expect(proofOf(small, 'push a; change; push a; put b', swapped).status).toBe('refuted');
    // `look` is kept before the store, and the other way round reads what was stored.
    const behind = meaning(({ effects, ...semantics }) => ({
      ...semantics,
      effects: [
        ...effects.filter(({ kind }) => kind === 'store'),
        ...effects.filter(({ kind }) => kind !== 'store'),
      ],
    }));
    expect(proofOf(small, 'push a; look; push b; put c', behind).status).toBe('refuted');
  });

  it('says what a proof would need where floating point is only written in another order', () => {
    const commuted = meaning((semantics) => ({
      ...semantics,
      outputs: semantics.outputs.map((output) =>
        output.kind === 'binary' ? { ...output, left: output.right, right: output.left } : output,
      ),
    }));
    const proof = proofOf(small, 'get a; get b; add', commuted);
    expect(proof).toEqual({
      status: 'tested',
      states: 10_000,
      why: 'cell 0 pushed is (m[operand 1] + m[operand 0]) instead of (m[operand 0] + m[operand 1])',
    });
  });

  it('tells the zeros apart, and finds the state that does', () => {
    const positive = meaning((semantics) => ({
      ...semantics,
      outputs: semantics.outputs.map((output) =>
        output.kind === 'number' ? { ...output, value: 0 } : output,
      ),
    }));
    expect(proofOf(small, 'get a; push #-0', (fused) => fused).status).toBe('proved');
    expect(proofOf(small, 'get a; push #-0', positive)).toMatchObject({
      status: 'refuted',
      what: expect.stringMatching(/is 0 instead of -0$/),
    });
  });

  it.each<[string, string, (semantics: Semantics) => Semantics]>([
    [
      'calls that a choice may leave out',
      'ask; get a; add',
      (semantics) => {
        const [define, ...effects] = semantics.effects;
        const value = define.kind === 'define' ? define.value : null;
        const late = (expression: Expression): Expression =>
          expression.kind === 'temporary' && value ? choice(value) : mapChildren(expression, late);
        return { ...semantics, effects, outputs: semantics.outputs.map(late) };
      },
    ],
    [
      'a type that does not come of the operator',
      'get a; neg',
      (semantics) => ({
        ...semantics,
        outputs: semantics.outputs.map((output) => ({ ...output, type: 'i32' }) as Expression),
      }),
    ],
    [
      'a value that was never defined',
      'get a; test',
      (semantics) => ({
        ...semantics,
        effects: semantics.effects.map(
          (effect): Effect =>
            effect.kind === 'set'
              ? { ...effect, value: { kind: 'temporary', type: 'bool', index: 7 } }
              : effect,
        ),
      }),
    ],
  ])('proves nothing of %s', (_, text, change) => {
    expect(proofOf(small, text, (fused) => fused).status).toBe('proved');
    expect(proofOf(small, text, meaning(change)).status).not.toBe('proved');
  });

  it('counts calls of impure functions', () => {
    const twice = meaning((semantics) => ({
      ...semantics,
      effects: semantics.effects.flatMap((effect): Effect[] =>
        effect.kind === 'define' ? [effect, { ...effect, temporary: 9 }] : [effect],
      ),
    }));
    expect(proofOf(small, 'get a; ask', twice)).toMatchObject({
      status: 'refuted',
      what: expect.stringContaining('the calls of externs'),
    });
  });

  it.each<[string, string, (fused: Instruction) => Partial<Instruction>, RegExp]>([
    [
      'an operand too few',
      'get a; get b; add',
      ({ operands }) => ({ operands: operands.slice(1) }),
      /^operands: 1 instead of 2$/,
    ],
    [
      'too short a reach',
      'get a; get a+2; add',
      ({ operands }) => ({ operands: operands.map((operand) => ({ ...operand, reach: [0, 1] })) }),
      /from 0 to 1, its parts reach from 0 to 2/,
    ],
    [
      'no reach at all',
      'get a; get a-2; add',
      ({ operands }) => ({ operands: operands.map(({ name, kind }) => ({ name, kind })) }),
      /from -2 to 0/,
    ],
    [
      'another kind',
      'push a; put b',
      ({ operands }) => ({ operands: operands.map((one) => ({ ...one, kind: operands[0].kind })) }),
      /operand 1 is a literal, not a cell/,
    ],
    [
      'a wrong stack picture',
      'add; add',
      () => ({ pops: ['a', 'b'] }),
      /takes 2 cells and leaves 1, its parts take 3 and leave 1/,
    ],
    ['a hidden exit', 'guard; add', ({ flow }) => ({ flow: { ...flow, mayExit: false } }), /never to leave/],
    [
      'a hidden jump',
      'less; go a',
      ({ flow }) => ({ flow: { ...flow, kind: 'next' } }),
      /its flow is next, that of its parts branch/,
    ],
  ])('refuses %s', (_, text, change, message) => {
    expect(proofOf(small, text, (fused) => ({ ...fused, ...change(fused) }))).toMatchObject({
      status: 'refuted',
      what: expect.stringMatching(message),
    });
  });

  it('does not take a computed address for one that was checked', () => {
    // `push #1; at`: the cell is the constant's, but no program is checked to have it.
    const unchecked = meaning((semantics) => ({
      ...semantics,
      outputs: [
        { kind: 'memory', type: 'f64', memory: 'm', index: { kind: 'number', type: 'i32', value: 1 } },
      ],
    }));
    expect(proofOf(small, 'push #1; at', (fused) => fused).status).toBe('proved');
    expect(proofOf(small, 'push #1; at', unchecked)).toMatchObject({
      status: 'refuted',
      what: 'it names m[1], which no part does',
    });
  });

  it('derives what parts do together', () => {
    const { pattern, fused } = fuse(small, 'get a; guard; get a+1; put_n b; ask; go c');
    expect(proveSuperinstruction(small, pattern, fused).facts).toEqual({
      pops: 1,
      pushes: 0,
      reads: ['m'],
      writes: ['n'],
      calls: 1,
      payload: 4,
      exits: ['leave'],
      control: 'branch',
    });
  });
});
