import { parseRaku } from '../../../../src/machines/raku/syntax/parser.js';
import type { Block, Expression, Statement, Unit } from '../../../../src/machines/raku/syntax/tree.js';
import { InputError } from '../../../../src/util/input-error.js';

export function parse(text: string): Unit {
  return parseRaku(text, 'x.raku');
}

/** `line:column: message` for each problem, or what it would be if there were none: an empty list. */
export function problemsOf(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ at, message }) => `${at!.line}:${at!.column}: ${message}`);
  }
}

/** The last statement of a program. */
export function lastOf(text: string): Statement {
  return parse(text).body.statements.at(-1)!;
}

/** The last statement of a program, which is an expression, in parentheses that say what belongs together. */
export function shape(text: string): string {
  return showStatement(lastOf(text));
}

export function showBlock({ statements }: Block): string {
  return `{${statements.map(showStatement).join('; ')}}`;
}

export function showStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'expression':
      return show(statement.expression);
    case 'my':
      return `my ${statement.variable.name}${statement.value ? ` = ${show(statement.value)}` : ''}`;
    case 'if': {
      const branches = statement.branches.map(
        ({ condition, body }) => `${show(condition)} ${showBlock(body)}`,
      );
      return `if ${branches.join(' elsif ')}${statement.else ? ` else ${showBlock(statement.else)}` : ''}`;
    }
    case 'while':
      return `while ${show(statement.condition)} ${showBlock(statement.body)}`;
    case 'for':
      return `for ${show(statement.items)} ${statement.parameter.variable!.name} ${showBlock(statement.body)}`;
    case 'return':
      return `return${statement.value ? ` ${show(statement.value)}` : ''}`;
    case 'block statement':
      return showBlock(statement.body);
  }
}

function showAll(expressions: readonly Expression[]): string {
  return expressions.map(show).join(', ');
}

export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'int':
    case 'num':
    case 'bool':
      return String(expression.value);
    case 'complex':
      return `${expression.imaginary}i`;
    case 'str':
      return JSON.stringify(expression.value);
    case 'interpolation':
      return `join(${showAll(expression.parts)})`;
    case 'variable':
      return expression.declaration.name;
    case 'attribute variable':
      return `$!${expression.attribute.name}`;
    case 'type object':
      return typeof expression.type === 'string' ? expression.type : expression.type.name;
    case 'routine value':
      return `&${expression.routine.name}`;
    case 'closure':
      return `-> ${expression.parameters.map(({ variable }) => variable?.name ?? '_').join(', ')} ${showBlock(expression.body)}`;
    case 'anonymous method':
      return `method ${showBlock(expression.method.body)}`;
    case 'list':
      return `[${showAll(expression.items)}]`;
    case 'pair':
      return `${show(expression.key)} => ${show(expression.value)}`;
    case 'range':
      return expression.from
        ? `(${show(expression.from)} .. ${show(expression.to)})`
        : `(^${show(expression.to)})`;
    case 'subscript':
      return `${show(expression.object)}${expression.by === 'key' ? '{' : '['}${show(expression.index)}${expression.by === 'key' ? '}' : ']'}`;
    case 'operation': {
      const name = expression.name.slice(expression.name.indexOf('<') + 1, -1);
      return expression.operands.length === 1
        ? `(${name}${show(expression.operands[0])})`
        : `(${expression.operands.map(show).join(` ${name} `)})`;
    }
    case 'logical':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'not':
      return `(!${show(expression.operand)})`;
    case 'conditional':
      return `(${show(expression.condition)} ?? ${show(expression.whenTrue)} !! ${show(expression.whenFalse)})`;
    case 'assign':
      return `(${expression.container} ${show(expression.target)} = ${show(expression.value)})`;
    case 'call':
      return `${expression.routine.name}(${showAll(expression.arguments)})`;
    case 'invocation':
      return `call ${show(expression.code)}(${showAll(expression.arguments)})`;
    case 'method call': {
      const named = expression.named.map(({ name, value }) => `${name}: ${show(value)}`);
      return `${show(expression.object)}.${expression.name}(${[...expression.arguments.map(show), ...named].join(', ')})`;
    }
    case 'lookup':
      return `${show(expression.object)}.^lookup(${show(expression.name)})`;
    case 'say':
      return `say(${showAll(expression.arguments)})`;
    case 'self':
    case 'callsame':
    case 'redispatch':
      return expression.kind;
  }
}
