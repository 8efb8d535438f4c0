import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { sharedCorpora } from '../../../corpora.js';
import { printEquation, problemsOf, referencesIn } from './support.js';

const folder = join(sharedCorpora ?? '.', 'test-models');
const files = sharedCorpora === null ? [] : xmileFiles(folder);

const NEVER_FINISHED = 'left question marks for the equation';
const NO_VALUE = 'write it in <eqn>';
const NOT_CLOSED = 'which closes the <flow> of line';

/** Files that are broken themselves: the program that wrote them lost equations, or they are no XML. */
const BROKEN: ReadonlyMap<string, string> = new Map([
  ['1style.stmx', NO_VALUE],
  ['multipoint-connection.stmx', NO_VALUE],
  ['test_logicals.stmx', 'found NOT where THEN is needed'],
  ['test_non_negative_flows.xmile', NOT_CLOSED],
  ['test_non_negative_flows_behavior.xmile', NOT_CLOSED],
  ...['stmx', 'xmile'].flatMap((extension) => [
    [`test_subscript_1d_arrays.${extension}`, NEVER_FINISHED] as const,
    [`test_subscript_constant_call.${extension}`, NEVER_FINISHED] as const,
    [`test_subscript_mixed_assembly.${extension}`, 'A is not an element of the dimension Dim2'] as const,
    [`test_subscript_subrange.${extension}`, NEVER_FINISHED] as const,
    [`test_subscript_subrange_equal.${extension}`, NEVER_FINISHED] as const,
    [`test_subscript_updimensioning.${extension}`, NEVER_FINISHED] as const,
    [`test_subscripted_flows.${extension}`, NEVER_FINISHED] as const,
  ]),
]);

function xmileFiles(root: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(xmile|stmx|itmx)$/.test(name)).sort();
}

function parse(name: string) {
  const file = join(folder, name);
  return parseXmile(readFileSync(file, 'utf8'), file);
}

/** The equation of one variable of a file, printed. */
function equation(name: string, variable: string): string[] {
  return parse(name)
    .equations.filter((candidate) => candidate.name === variable)
    .map(printEquation);
}

describe.skipIf(sharedCorpora === null)(
  'the SDXorg test models (skipped where they are not beside the clone)',
  () => {
    it('are there', () => expect(files.length).toBeGreaterThan(70));

    it.each(files.filter((name) => !BROKEN.has(basename(name))))('%s parses', (name) => {
      const { equations } = parse(name);
      expect(equations.length).toBeGreaterThan(4);
      expect(equations.slice(0, 3).map((setting) => setting.name)).toEqual([
        'INITIAL TIME',
        'FINAL TIME',
        'TIME STEP',
      ]);
    });

    it.each(files.filter((name) => !BROKEN.has(basename(name))))('%s has its names where it says', (name) => {
      const lines = readFileSync(join(folder, name), 'utf8').split(/\r\n|\r|\n/);
      for (const { name: found, at } of parse(name).equations.flatMap(referencesIn)) {
        if (found === 'TIME STEP' || found.endsWith('<gf>')) continue;
        const rest = lines[at.line - 1]!.slice(at.column - 1).replace(/^"|^&quot;/, '');
        expect(rest.slice(0, found.length)).toBe(found);
      }
    });

    it.each(files.filter((name) => BROKEN.has(basename(name))))(
      '%s is broken itself, which is said',
      (name) => {
        const problems = problemsOf(() => parse(name));
        expect(problems[0]).toContain(BROKEN.get(basename(name)));
        expect(problems[0]).toMatch(/^\d+:\d+: /);
      },
    );

    it('have the equations that one reads in them', () => {
      expect(equation('tests/comparisons/comparisons.xmile', 'neq')).toEqual(['neq = (<> time 5)']);
      expect(equation('tests/non_negative_all/test_non_negative_all2.xmile', 'TestStock3')).toEqual([
        'TestStock3 = stock 10 - if_else',
      ]);
      expect(equation('tests/min_max_1arg/test_min_max_1arg.xmile', 'var1')).toEqual([
        'var1[dim1] = constants 1,2,3',
      ]);
      expect(equation('tests/arithmetics_exp/test_arithmetics_exp.xmile', 'combined').slice(0, 2)).toEqual([
        'combined[sub1] = (+ (/ 0.01 time2) (/ time3 cons))',
        'combined[sub2] = (- (+ (/ cons time2) (/ time3 cons)))',
      ]);
      expect(
        equation('tests/macro_multi_macros/test_macro_multi_macros.xmile', 'second macro output'),
      ).toEqual(['second macro output = (SECOND MACRO macro_input macro_parameter)']);
      expect(
        equation('tests/special_characters_xmile/test_special_variable_names.xmile', 'Hyphenated-Stockname'),
      ).toEqual(['Hyphenated-Stockname = stock 0 + normal_flow - Flow*with_a_few^arithmetic_+_characters']);
    });
  },
);
