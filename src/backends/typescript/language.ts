import type { CellType } from '../../isa/semantics.js';
import { formatNumber } from '../../util/format.js';
import {
  ATOM,
  assignments,
  C_PRECEDENCE,
  infix,
  type Language,
  type Printed,
  safeName,
  UNARY,
} from '../language.js';
import { indent, initialValue } from '../opcodes.js';
import type { Temporary } from '../whole-program-text.js';

const SELECT = 2;
/** What stands before a `?`: a choice there would take what is behind it. */
export const TEST = SELECT + 1;
const COALESCE = 1;
const OR = C_PRECEDENCE['|'];
const ASSIGNMENTS = assignments(';');

/** JavaScript with the arrays of the machine, `stack` and `code` in scope. */
export const typescript: Language = {
  reserved: new Set(
    `code stack pc sp counts host run Math arguments await break case catch class const continue debugger default delete
    do else enum eval export extends false finally for function if implements import in instanceof interface let new null
    package private protected public return static super switch this throw true try typeof var void while with yield
    undefined NaN Infinity Error Float64Array Int32Array Host createInterpreter budget exceed left rank ${Array.from({ length: 30 }, (_, i) => `runRest${i + 1}`).join(' ')}`.split(
      /\s+/,
    ),
  ),
  number: (value) => [formatNumber(value), value < 0 || Object.is(value, -0) ? UNARY : ATOM],
  cell: (offset) =>
    offset === 0 ? 'stack[sp]' : offset < 0 ? `stack[sp - ${-offset}]` : `stack[sp + ${offset}]`,
  operand: (index) => `code[pc + ${index + 1}]`,
  element({ array, type, index, computed }): Printed {
    const text = `${safeName(typescript, array)}[${index}]`;
    if (!computed || type === null) return [text, ATOM];
    return [`${text} ?? ${type === 'f64' ? 'NaN' : type === 'i32' ? '0' : '[]'}`, COALESCE];
  },
  unary(operator, type, operand): Printed {
    switch (operator) {
      case '-':
        return type === 'i32' ? [`-${operand(ATOM)} | 0`, OR] : [`-${operand(ATOM)}`, UNARY];
      case '!':
        return [`!${operand(UNARY)}`, UNARY];
      case 'f64':
        return [operand(ATOM), ATOM];
      case 'i32':
        return [`${operand(OR + 1)} | 0`, OR];
      default:
        return [`Math.${operator}(${operand(0)})`, ATOM];
    }
  },
  binary(operator, of, left, right): Printed {
    if (of === 'i32' && operator === '*') return [`Math.imul(${left(0)}, ${right(0)})`, ATOM];
    const symbol = operator === '==' || operator === '!=' ? `${operator}=` : operator;
    const [text, strength] = infix(C_PRECEDENCE[operator], left, symbol, right);
    return of === 'i32' && '+-/%'.includes(operator) ? [`${text} | 0`, OR] : [text, strength];
  },
  select: (condition, consequent, alternate) => [
    `${condition(TEST)} ? ${consequent(SELECT)} : ${alternate(SELECT)}`,
    SELECT,
  ],
  call({ function: extern, type }, values, isStatement): Printed {
    const text = `${safeName(typescript, extern)}(${values.join(', ')})`;
    return type === 'i32' && !isStatement ? [`${text} | 0`, OR] : [text, ATOM];
  },
  register: (name) => safeName(typescript, name),
  ...ASSIGNMENTS,
  indentation: 2,
  comment: (text) => `// ${text}`,
  define: (name, _, value) => `${name} = ${value};`,
  advance(pointer, by) {
    if (pointer === 'sp' && Math.abs(by) === 1) return by > 0 ? 'sp++;' : 'sp--;';
    return ASSIGNMENTS.advance(pointer, by);
  },
  target: (operand) => typescript.operand(operand, 'value'),
  branch: (condition, target, words) => [`pc = ${condition(TEST)} ? ${target} : pc + ${words};`],
  if: (condition, then) => [`if (${condition}) {`, ...indent(then, 2), '}'],
};

/** Whoever made `host` finds there that a section trapped. */
export const NOTE_TRAP = 'host.trapped = true;';

/** The constructor of arrays of such cells. */
export function arrayType(type: CellType): string {
  return type === 'f64' ? 'Float64Array' : 'Int32Array';
}

/** Takes arrays or functions out of an object, under names that are free. */
export function destructure(list: readonly { readonly name: string }[], source: string): readonly string[] {
  const bindings = list.map(({ name }) => {
    const safe = safeName(typescript, name);
    return safe === name ? name : `${name}: ${safe}`;
  });
  return bindings.length === 0 ? [] : [`const { ${bindings.join(', ')} } = ${source};`];
}

/** Declares temporaries, whose values V8 is to keep of one type. */
export function declareTemporaries(types: boolean) {
  return (list: readonly Temporary[]): readonly string[] =>
    list.map(({ name, type }) => {
      if (type === 'row') return `let ${name}${types ? ': Float64Array' : ''} = new Float64Array(0);`;
      return `let ${name} = ${initialValue(type)};`;
    });
}
