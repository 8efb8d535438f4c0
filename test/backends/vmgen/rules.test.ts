import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../passes/generate.js';
import { readPatterns } from '../../../src/artifacts/superinstructions.js';
import { printVmgenRules, vmgenBackEnd } from '../../../src/backends/vmgen/back-end.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { readIsaFile } from '../../../src/machines/isa-file.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { fusedWith, isa, rulesWithName, UNSAFE_IN_COMMENTS } from '../rules-machine.js';

const hasM4 = spawnSync('m4', ['--version']).status === 0;

/** Rules and comments, without what says where they come from. */
const printed = (patterns: readonly string[]) => printVmgenRules(fusedWith(patterns)).split('\n').slice(1);
const notes = (patterns: readonly string[]) =>
  notesOf(vmgenBackEnd.files(fusedWith(patterns), {}, { heat: [], measure: null }));

describe('rules for vmgen', () => {
  it('are the names of instructions', () => {
    expect(printed(['LOAD_FAST a; LOAD_FAST b', 'UNARY_NOT; IF_TRUE a'])).toEqual([
      '',
      'LOAD_FAST__LOAD_FAST = LOAD_FAST LOAD_FAST',
      'UNARY_NOT__IF_TRUE = UNARY_NOT IF_TRUE',
      '',
    ]);
  });

  it('come with the prefixes that vmgen needs, each once, and marked', () => {
    const patterns = [
      'LOAD_FAST a; LOAD_CONST b; UNARY_NOT; STORE_FAST c',
      'LOAD_FAST a; LOAD_CONST b; STORE_FAST c',
      'LOAD_FAST a; LOAD_CONST b; UNARY_NOT',
    ];
    expect(printed(patterns).slice(1)).toEqual([
      '',
      '\\ # Only as a prefix of LOAD_FAST__LOAD_CONST__UNARY_NOT__STORE_FAST:',
      'LOAD_FAST__LOAD_CONST = LOAD_FAST LOAD_CONST',
      'LOAD_FAST__LOAD_CONST__UNARY_NOT = LOAD_FAST LOAD_CONST UNARY_NOT',
      'LOAD_FAST__LOAD_CONST__UNARY_NOT__STORE_FAST = LOAD_FAST LOAD_CONST UNARY_NOT STORE_FAST',
      'LOAD_FAST__LOAD_CONST__STORE_FAST = LOAD_FAST LOAD_CONST STORE_FAST',
      '',
    ]);
    expect(notes(patterns)).toEqual([
      'superinstructions.vmg: not chosen, but prefixes that vmgen needs: 1 of 4 rules.',
    ]);
  });

  it('leave out what binds operands, with the reason', () => {
    const patterns = ['LOAD_FAST a; LOAD_FAST a', 'LOAD_CONST #1; UNARY_NOT', 'LOAD_FAST a; UNARY_NOT'];
    const reason = 'it binds operands, and a rule names instructions alone: mine with --payload none';
    expect(printed(patterns).slice(1)).toEqual([
      '\\ # Missing here:',
      `\\ # LOAD_FAST a; LOAD_FAST a: ${reason}`,
      `\\ # LOAD_CONST #1; UNARY_NOT: ${reason}`,
      '',
      'LOAD_FAST__UNARY_NOT = LOAD_FAST UNARY_NOT',
      '',
    ]);
    expect(notes(patterns)).toEqual([
      'superinstructions.vmg: 2 of 3 superinstructions cannot be rules of vmgen: the file says which, and why.',
    ]);
  });

  it('leave out branches before the last part, and names that are no identifiers', () => {
    const text = printVmgenRules(
      fusedWith(['UNARY_NOT; IF_FALSE a; LOAD_FAST b', '"i32.add"; UNARY_NOT', 'UNARY_NOT; IF_FALSE a']),
    );
    expect(text).toContain('IF_FALSE may jump, so only the last part can be one');
    expect(text).toContain('"i32.add" is not an identifier');
    // m4 would take it for the beginning of a quotation.
    expect(text).not.toContain('`');
    expect(text).toContain('\nUNARY_NOT__IF_FALSE = UNARY_NOT IF_FALSE\n');
  });

  it('have comments that m4 copies as they are, on one line, whatever instructions are called', () => {
    const text = rulesWithName((isa) => printVmgenRules(isa));
    expect(text).not.toMatch(UNSAFE_IN_COMMENTS);
    for (const line of text.split('\n')) if (line.includes('syscmd(')) expect(line).toMatch(/^\\ # /);
    expect(text).toContain('syscmd(');
    if (hasM4) expect(execFileSync('m4', { input: text, encoding: 'utf8' })).toBe(text);
  });

  it('say at their head which instructions may leave in their middle', () => {
    expect(printed(['LOAD_FAST a; BINARY_OP b', 'LOAD_CONST a; BINARY_OP b; CALL c']).slice(1, 3)).toEqual([
      '\\ # When one of these leaves in its middle, sp and IP are not what they are between instructions: BINARY_OP, CALL',
      '',
    ]);
  });

  it('have every prefix before what begins with it, no parts twice, and no name twice, whatever is chosen', () => {
    const opcode = fc.constantFrom('UNARY_NOT', 'LOAD_FAST', 'STORE_FAST');
    const sequences = fc.uniqueArray(fc.array(opcode, { minLength: 2, maxLength: 6 }), {
      minLength: 1,
      maxLength: 12,
      selector: (parts) => parts.join(),
    });
    const withOperands = (parts: readonly string[]) =>
      parts.map((part, i) => (part === 'UNARY_NOT' ? part : `${part} x${i}`)).join('; ');
    fc.assert(
      fc.property(sequences, (chosen) => {
        const text = printVmgenRules(fusedWith(chosen.map(withOperands)));
        const rules = [...text.matchAll(/^(\w+) = (.*)$/gm)].map(([, name, parts]) => ({ name, parts }));
        const names = [...rules.map(({ name }) => name), ...isa.instructions.map(({ name }) => name)];
        expect(new Set(names).size).toBe(names.length);
        expect(new Set(rules.map(({ parts }) => parts)).size).toBe(rules.length);
        for (const [i, { parts }] of rules.entries()) {
          const prefix = parts.split(' ').slice(0, -1);
          if (prefix.length > 1)
            expect(rules.slice(0, i).map((rule) => rule.parts)).toContain(prefix.join(' '));
        }
        const marked = text.split('\n').filter((line) => line.startsWith('\\ # Only as a prefix'));
        expect(rules.length - marked.length).toBe(chosen.length);
        for (const parts of chosen) expect(rules.map((rule) => rule.parts)).toContain(parts.join(' '));
      }),
    );
  });
});

describe('the machine file of vmgen’s example', () => {
  const mini = readIsaFile(join(packageRoot, 'examples', 'vmgen', 'mini.isa')).isa;
  const rulesFor = (...patterns: readonly string[]) =>
    printVmgenRules(extendIsa(mini, readPatterns(mini, patterns, 'test')));

  it('lets branches end superinstructions', () => {
    expect(rulesFor('lessthan; zbranch t')).toContain('\nlessthan__zbranch = lessthan zbranch\n');
    expect(() => rulesFor('zbranch t; loadlocal a')).toThrow(
      /only the last part may jump or return, not zbranch/,
    );
  });

  it('keeps what moves the stack pointer out of them', () => {
    expect(() => rulesFor('sub; call f a')).toThrow(/call is never part of a superinstruction/);
    expect(() => rulesFor('loadlocal a; return b')).toThrow(/return is never part of a superinstruction/);
  });
});
