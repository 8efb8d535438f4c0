import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPatterns } from '../../src/artifacts/superinstructions.js';
import { DEFAULT_TEMPLATES } from '../../src/backends/host/default-templates.js';
import { hostOpcodes } from '../../src/backends/host/host-opcodes.js';
import { parseTemplate } from '../../src/backends/host/host-template.js';
import { opcodeTable } from '../../src/backends/opcodes.js';
import { extendIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';

const expressions = (names: readonly string[]) =>
  parseIsa(['machine m', ...names.map((name) => `${name} ( a -- a2 ) a2 = a`)].join('\n'), 'm.isa');

const inC = (names: readonly string[]) =>
  parseIsa(
    ['machine m', 'bodies c', ...names.map((name) => `${JSON.stringify(name)} ( -- )`)].join('\n'),
    'm.isa',
  );

const template = (isa: Isa) => parseTemplate(DEFAULT_TEMPLATES.c, 'c.template', isa);

/** Names that are like what identifiers are made of where two would be the same. */
const awkward = fc.uniqueArray(fc.stringMatching(/^[aA](_?_[0-4](_[2-4])?)?$/), {
  minLength: 1,
  maxLength: 12,
});

function expectDistinct(identifiers: readonly string[]) {
  for (const identifier of identifiers) expect(identifier).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
  expect(new Set(identifiers.map((one) => one.toUpperCase())).size).toBe(identifiers.length);
}

describe('identifiers of opcodes', () => {
  it('are distinct in upper case where a name is what another would be called', () => {
    const names = ['a__2', 'a', 'A'];
    expectDistinct(opcodeTable(expressions(names)).map(({ identifier }) => identifier));
    const isa = inC(names);
    expectDistinct(hostOpcodes(isa, template(isa)).map(({ identifier }) => identifier));
  });

  it('are distinct whatever the names are', () => {
    fc.assert(
      fc.property(awkward, (names) => {
        expectDistinct(opcodeTable(expressions(names)).map(({ identifier }) => identifier));
        const isa = inC(names);
        expectDistinct(hostOpcodes(isa, template(isa)).map(({ identifier }) => identifier));
      }),
    );
  });

  it('are identifiers for VMs that call instructions otherwise', () => {
    const isa = inC(['2dup', '', '>r', 'a*/b', 'x\ny', 'é']);
    expectDistinct(hostOpcodes(isa, template(isa)).map(({ identifier }) => identifier));
  });
});

it('names of superinstructions are identifiers even where names of their parts are none', () => {
  const isa = inC(['2dup', 'a*/b', '>r']);
  const fused = extendIsa(isa, readPatterns(isa, ['2dup; a*/b', '>r; >r'], 'test'));
  expect(fused.instructions.slice(fused.base).map(({ name }) => name)).toEqual(['_2dup__a__b', '_r___r']);
});
