import type { Equation, Expression, ModelFile, Subscript } from '../../../../src/machines/models/syntax.js';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { InputError, type SourcePosition } from '../../../../src/util/input-error.js';

const SPECS = '<sim_specs><start>0</start><stop>10</stop><dt>0.5</dt></sim_specs>';

/** Dimensions of a file, and which of them a variable has. */
export const DIMENSIONS = `<dimensions>
  <dim name="Place"><elem name="North"/><elem name="South East"/></dim>
  <dim name="N" size="3"/>
</dimensions>`;
export const PLACE = '<dimensions><dim name="Place"/></dimensions>';
export const BOTH = '<dimensions><dim name="Place"/><dim name="N"/></dimensions>';

/** A file with these variables in its root model, on line 1, and what else stands in `<xmile>`. */
export function xmile(variables: string, beside = '', specs = SPECS): string {
  return `<xmile>${specs}${beside}<model><variables>${variables}</variables></model></xmile>`;
}

export function parse(variables: string, beside = '', specs = SPECS): ModelFile {
  return parseXmile(xmile(variables, beside, specs), 'test.xmile');
}

/** The equations of the root model but for the settings of the simulation. */
export function equations(variables: string, beside = ''): Equation[] {
  return parse(variables, beside).equations.slice(4);
}

/** The equations that these variables make, printed. */
export function lines(variables: string, beside = DIMENSIONS): string[] {
  return equations(variables, beside).map(printEquation);
}

/** What is wrong with these variables: the messages without their positions. */
export function problems(variables: string, beside = DIMENSIONS): string[] {
  return problemsOf(() => parse(variables, beside)).map((problem) => problem.replace(/^\d+:\d+: /, ''));
}

/** The expression of an auxiliary with that equation, printed. */
export function printed(equation: string, beside = ''): string {
  const [found] = equations(`<aux name="x"><eqn><![CDATA[${equation}]]></eqn></aux>`, beside);
  return printDefinition(found!);
}

/** The messages of the InputError that `action` throws, each as `line:column: message`. */
export function problemsOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ message, at }) => `${at?.line}:${at?.column}: ${message}`);
  }
  throw new Error('nothing was wrong');
}

/** As a prefix expression: `(+ a (f b))`. */
export function print(expression: Expression): string {
  const list = (...parts: readonly string[]) => `(${parts.join(' ')})`;
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'missing':
      return ':NA:';
    case 'reference':
      return expression.name + printSubscripts(expression.subscripts);
    case 'call':
      return list(
        expression.name + printSubscripts(expression.subscripts),
        ...expression.arguments.map(print),
        ...(expression.outputs.length > 0 ? [':', ...expression.outputs.map(print)] : []),
      );
    case 'withLookup':
      return list('lookup', print(expression.input), `${expression.table.xs}:${expression.table.ys}`);
    case 'unary':
      return list(expression.operator, print(expression.operand));
    case 'binary':
      return list(expression.operator, print(expression.left), print(expression.right));
    case 'conditional':
      return list(
        'if',
        print(expression.condition),
        print(expression.consequent),
        print(expression.alternate),
      );
  }
}

export function printDefinition({ definition }: Equation): string {
  switch (definition.kind) {
    case 'expression':
      return print(definition.expression);
    case 'nonNegativeFlow':
      return `nonNegativeFlow ${print(definition.expression)}`;
    case 'stock': {
      const { initial, inflows, outflows, nonNegative } = definition;
      const flows = [
        ...inflows.map((flow) => `+ ${print(flow)}`),
        ...outflows.map((flow) => `- ${print(flow)}`),
      ];
      return [nonNegative ? 'nonNegativeStock' : 'stock', print(initial), ...flows].join(' ');
    }
    case 'lookup':
      return `lookup ${definition.table.mode} ${definition.table.xs}:${definition.table.ys}`;
    case 'constants':
      return `constants ${definition.values}`;
    case 'data':
      return 'data';
  }
}

/** `name[subscripts] = definition`. */
export function printEquation(equation: Equation): string {
  const { name, subscripts, except } = equation;
  const left = name + (subscripts.length > 0 ? `[${subscripts}]` : '');
  const exceptions = except.map((list) => ` except [${list}]`).join('');
  return `${left}${exceptions} = ${printDefinition(equation)}`;
}

/** All references and calls in an equation. */
export function referencesIn({ definition }: Equation): { name: string; at: SourcePosition }[] {
  if (definition.kind === 'stock') {
    return [definition.initial, ...definition.inflows, ...definition.outflows].flatMap(namesIn);
  }
  if (definition.kind === 'expression' || definition.kind === 'nonNegativeFlow')
    return namesIn(definition.expression);
  return [];
}

function namesIn(expression: Expression): { name: string; at: SourcePosition }[] {
  switch (expression.kind) {
    case 'reference':
      return [expression];
    case 'call':
      return [expression, ...expression.arguments.flatMap(namesIn)];
    case 'withLookup':
      return namesIn(expression.input);
    case 'unary':
      return namesIn(expression.operand);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'conditional':
      return [expression.condition, expression.consequent, expression.alternate].flatMap(namesIn);
    default:
      return [];
  }
}

function printSubscripts(subscripts: readonly Subscript[]): string {
  const one = (subscript: Subscript): string => {
    if (subscript.kind === 'name') return subscript.name;
    if (subscript.kind === 'wildcard') return subscript.dimension === null ? '*' : `*:${subscript.dimension}`;
    return print(subscript.expression) + (subscript.end ? `:${print(subscript.end)}` : '');
  };
  return subscripts.length === 0 ? '' : `[${subscripts.map(one)}]`;
}
