import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModelText } from '../../../../src/machines/models/encoding.js';
import {
  canonicalName,
  type Definition,
  type Expression,
  type LookupTable,
  type ModelFile,
} from '../../../../src/machines/models/syntax.js';
import { type Token, tokenReader } from '../../../../src/machines/models/vensim/lexer.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { splitSketch } from '../../../../src/machines/models/vensim/settings.js';
import { sharedCorpora } from '../../../corpora.js';
import { show } from './show.js';

const files =
  sharedCorpora === null
    ? []
    : readdirSync(sharedCorpora, { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.mdl'),
      );

const read = (file: string) => decodeModelText(readFileSync(join(sharedCorpora!, file)));
const parse = (file: string) => parseVensim(read(file), file);

function tokensOf(file: string): Token[] {
  const next = tokenReader(splitSketch(read(file)).equations);
  const tokens = [next()];
  while (tokens.at(-1)!.kind !== 'end') tokens.push(next());
  return tokens;
}

const equationsOf = (model: ModelFile) => [
  ...model.equations,
  ...model.macros.flatMap((macro) => macro.equations),
];

describe.skipIf(sharedCorpora === null)('real models (skipped without ../shared/corpora)', () => {
  it.each(files)('%s: every token stands where it says', (file) => {
    const lines = read(file).split('\n');
    const tokens = tokensOf(file);
    expect(tokens.filter(({ kind }) => kind === 'invalid')).toEqual([]);
    for (const { kind, text, line, column } of tokens) {
      const rest = lines[line - 1]!.slice(column - 1);
      if (kind === 'name') expect(rest.replace('"', '')).toMatch(text[0]!);
      if (kind === 'number' || kind === 'symbol') expect(rest.startsWith(text)).toBe(true);
      if (kind === 'keyword') expect(rest[0]).toBe(':');
      if (kind === 'text') expect(rest[0]).toBe('~');
    }
  });

  it.each(files)('%s: every name, number and operator is in the tree, in its order and place', (file) => {
    const equations = equationsOf(parse(file));
    expect(equations).not.toEqual([]);
    const tokens = tokensOf(file);
    const starts = new Map(tokens.map((token, index) => [`${token.line}:${token.column}`, index]));
    for (const equation of equations) {
      const start = starts.get(`${equation.at.line}:${equation.at.column}`)!;
      expect(leavesOfDefinition(equation.definition)).toEqual(
        leavesOfText(tokens.slice(start, start + 5000)),
      );
    }
  });

  it('C-LEARN has its 1177 equations, macros, lookups and dimensions', () => {
    const model = parse('c-learn/c-learn-77.mdl');
    const equations = equationsOf(model);
    expect(equations).toHaveLength(1177);
    expect(model.macros.map(({ name }) => name)).toEqual(['SAMPLE UNTIL', 'SSHAPE', 'RAMP FROM TO', 'INIT']);
    expect(model.dimensions).toHaveLength(18);
    expect(equations.filter(({ definition }) => definition.kind === 'lookup')).toHaveLength(157);
  });

  it('World3 has 315 equations, 55 of them lookups', () => {
    const { equations } = parse('world3/wrld3-03.mdl');
    expect(equations).toHaveLength(315);
    expect(equations.filter(({ definition }) => definition.kind === 'lookup')).toHaveLength(55);
  });

  it('the operators group as Vensim computed them', () => {
    const folder = 'test-models/tests/arithmetics';
    const columns = readTable(join(sharedCorpora!, folder, 'output.tab'));
    const values = new Map(columns.map(([name, value]) => [name!, Number(value)]));
    const arrays = parse(`${folder}/test_arithmetics.mdl`).equations.filter(
      ({ subscripts }) => subscripts.length > 0,
    );
    expect(arrays.length).toBe(36);
    for (const { name, subscripts, definition } of arrays) {
      if (definition.kind !== 'expression') throw new Error(`${name} is no expression`);
      const expected = values.get(`${name}[${subscripts}]`)!;
      expect(evaluate(definition.expression, values), show(definition.expression)).toBeCloseTo(expected, 4);
    }
  });

  it('the one with Runge-Kutta in its settings is integrated so', () => {
    const methods = files
      .filter((file) => file.startsWith('metasd'))
      .map((file) => [file, parse(file).integration]);
    expect(methods.filter(([, method]) => method === 'rk4')).toEqual([
      ['metasd/critical-slowing.mdl', 'rk4'],
    ]);
  });
});

/** Names (canonical), numbers and operators with their places; those of tables and lists without. */
type Leaves = string[];

const OPERATORS = ['+', '-', '*', '/', '^', '=', '<>', '<', '<=', '>', '>='];

/** The right-hand side of the equation that the tokens begin with. */
function leavesOfText(tokens: readonly Token[]): Leaves {
  const length = tokens.findIndex(({ kind, text }) => kind === 'text' || (kind === 'symbol' && text === '|'));
  const equation = tokens.slice(0, length);
  const isSymbol = (token: Token | undefined, symbols: readonly string[]) =>
    token?.kind === 'symbol' && symbols.includes(token.text);
  const start = equation.findIndex((token) => isSymbol(token, ['=', '==', ':=', '(']));
  const leaves: Leaves = [];
  for (let i = start < 0 ? length : start + 1; i < length; i++) {
    const { kind, text, line, column } = equation[i]!;
    if (isSymbol(equation[i], ['[']) && isSymbol(equation[i - 1], ['('])) {
      while (!isSymbol(equation[i], [']'])) i++;
    } else if (kind === 'number') leaves.push(String(Number(text)));
    else if (kind === 'keyword') leaves.push(`${line}:${column} ${text.toLowerCase()}`);
    else if (kind === 'name') leaves.push(`${line}:${column} ${canonicalName(text)}`);
    else if (kind === 'string') leaves.push(`${line}:${column} '${text}'`);
    else if (isSymbol(equation[i], ['-'])) leaves.push('-');
    else if (
      isSymbol(equation[i], ['+']) &&
      equation[i - 1]!.kind === 'symbol' &&
      !isSymbol(equation[i - 1], [')', ']'])
    ) {
      // A sign that changes nothing; tables do not keep it.
    } else if (isSymbol(equation[i], OPERATORS)) leaves.push(`${line}:${column} ${text}`);
  }
  return leaves.filter((leaf) => !leaf.endsWith(' tabbed array'));
}

function leavesOfDefinition(definition: Definition): Leaves {
  switch (definition.kind) {
    case 'expression':
    case 'data':
      return definition.expression ? leavesOf(definition.expression) : [];
    case 'lookup':
      return leavesOfTable(definition.table);
    case 'constants':
      return definition.values.flatMap(leavesOfNumber);
    default:
      throw new Error(`Vensim has no ${definition.kind}`);
  }
}

function leavesOfTable({ xs, ys }: LookupTable): Leaves {
  return xs.flatMap((x, i) => [...leavesOfNumber(x), ...leavesOfNumber(ys[i]!)]);
}

function leavesOfNumber(value: number): Leaves {
  return value < 0 || Object.is(value, -0) ? ['-', String(-value)] : [String(value)];
}

function leavesOf(expression: Expression): Leaves {
  const leaf = (text: string) => `${expression.at.line}:${expression.at.column} ${text}`;
  switch (expression.kind) {
    case 'number':
      return leavesOfNumber(expression.value);
    case 'string':
      return [leaf(`'${expression.value}'`)];
    case 'missing':
      return [leaf('na')];
    case 'unary': {
      const operator = { '-': ['-'], '+': [], not: [leaf('not')] }[expression.operator];
      return [...operator, ...leavesOf(expression.operand)];
    }
    case 'binary': {
      const operator = expression.operator === '-' ? '-' : leaf(expression.operator);
      return [...leavesOf(expression.left), operator, ...leavesOf(expression.right)];
    }
    case 'conditional': {
      const parts = [expression.condition, expression.consequent, expression.alternate];
      return [leaf('if then else'), ...parts.flatMap(leavesOf)];
    }
    case 'withLookup':
      return [leaf('with lookup'), ...leavesOf(expression.input), ...leavesOfTable(expression.table)];
    case 'reference':
    case 'call': {
      const subscripts = expression.subscripts.map((subscript) => {
        if (subscript.kind !== 'name') throw new Error(`Vensim has no ${subscript.kind}`);
        return `${subscript.at.line}:${subscript.at.column} ${canonicalName(subscript.name)}`;
      });
      const parts = expression.kind === 'call' ? [...expression.arguments, ...expression.outputs] : [];
      return [leaf(canonicalName(expression.name)), ...subscripts, ...parts.flatMap(leavesOf)];
    }
  }
}

/** The columns of a tab-separated file. */
function readTable(file: string): string[][] {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split(/\r\n?|\n/)
    .map((row) => row.split('\t'));
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

function evaluate(expression: Expression, values: ReadonlyMap<string, number>): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'reference':
      return arithmeticVariable(expression.name, values);
    case 'unary':
      return -evaluate(expression.operand, values);
    case 'binary': {
      const left = evaluate(expression.left, values);
      const right = evaluate(expression.right, values);
      switch (expression.operator) {
        case '+':
          return left + right;
        case '-':
          return left - right;
        case '*':
          return left * right;
        case '/':
          return left / right;
        case '^':
          return left ** right;
      }
    }
  }
  throw new Error(`no arithmetic: ${show(expression)}`);
}

function arithmeticVariable(name: string, values: ReadonlyMap<string, number>): number {
  const value = values.get(name);
  if (value === undefined) throw new Error(`no column ${name}`);
  return value;
}
