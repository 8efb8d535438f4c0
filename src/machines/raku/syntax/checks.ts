import type { SourcePosition } from '../../../util/input-error.js';
import { suggestion } from '../../../util/nearest.js';
import { arityOf } from './parameters.js';
import type { Parsing, RoutineUse } from './parsing.js';
import { RAKU_METHODS } from './raku-names.js';
import type { Call, ClassDeclaration, Expression, Parameter, Sub, TypeName } from './tree.js';
import { BUILT_IN_METHODS, RESERVED_METHODS, UNSUPPORTED_WORDS } from './words.js';

/** What can be said only when all is read: routines by name, calls that can never work, names of methods. */
export function checkUnit(parsing: Parsing): void {
  for (const use of parsing.routineUses) resolveRoutine(parsing, use);
  for (const [proto, candidates] of parsing.candidates)
    if (candidates.length === 0)
      parsing.note(`the proto ${proto.name} has no candidates: write a multi`, proto.at);
  // What is wrong above would be told again as calls that cannot work.
  parsing.throwProblems();
  for (const { node } of parsing.routineUses) if (node.kind === 'call') checkCall(parsing, node);
  checkMethods(parsing);
  parsing.throwProblems();
}

function resolveRoutine(parsing: Parsing, { node, name, scope }: RoutineUse): void {
  const routine = parsing.scopes.routine(scope, name);
  if (routine) {
    node.routine = routine;
    return;
  }
  const unsupported = UNSUPPORTED_WORDS.get(name);
  if (unsupported !== undefined) parsing.note(`${name}: ${unsupported}`, node.at);
  else if (BUILT_IN_METHODS.has(name))
    parsing.note(`${name} as a routine: call it as a method, .${name}`, node.at);
  else {
    const near = suggestion(name, parsing.scopes.routineNames(scope));
    parsing.note(`${name} is no routine or type that is declared${near}`, node.at);
  }
}

/** Refuses what Raku's compiler refuses: no candidate takes so many arguments, or arguments so typed. */
function checkCall(parsing: Parsing, { at, routine, arguments: given }: Call): void {
  // What a proto with a body of its own does with its arguments, Raku sees only when it runs.
  if (routine.kind === 'proto' && !routine.isOnlyRedispatch) return;
  const candidates: readonly Sub[] = routine.kind === 'proto' ? routine.candidates : [routine];
  if (candidates.some(({ parameters }) => mayTake(parameters, given))) return;
  const types = given.map((argument) => typeName(staticType(argument)));
  const signatures = candidates.map(({ parameters }) => `(${parameters.map(describe).join(', ')})`);
  parsing.note(
    `the call ${routine.name}(${types.join(', ')}) cannot work: ${routine.name} takes ${signatures.join(' or ')}`,
    at,
  );
}

function mayTake(parameters: readonly Parameter[], given: readonly Expression[]): boolean {
  const { least, most } = arityOf(parameters);
  if (given.length < least || given.length > most) return false;
  return parameters.every(({ type }, i) => !type || !given[i] || mayBe(staticType(given[i]), type));
}

function describe({ form, type, variable, where }: Parameter): string {
  if (form === 'capture') return '|';
  const name = variable?.name ?? '$';
  return `${type ? `${typeName(type)} ` : ''}${name}${where ? ' where …' : ''}`;
}

/** What is known of a value before anything runs. No parameter may be typed as an array or a hash. */
type StaticType = TypeName | 'Positional' | 'Associative' | null;

function typeName(type: StaticType): string {
  return typeof type === 'string' ? type : (type?.name ?? 'any');
}

function staticType(expression: Expression): StaticType {
  switch (expression.kind) {
    case 'int':
      return 'Int';
    case 'num':
      return 'Num';
    case 'complex':
      return 'Complex';
    case 'str':
      return 'Str';
    case 'bool':
    case 'not':
      return 'Bool';
    case 'type object':
      return expression.type;
    case 'variable': {
      const { sigil, type } = expression.declaration;
      return sigil === '@' ? 'Positional' : sigil === '%' ? 'Associative' : type;
    }
    case 'operation':
      return resultType(expression.name, expression.operands.map(staticType));
    default:
      return null;
  }
}

const TEXT_OPERATORS: readonly string[] = ['infix:<~>', 'infix:<x>'];
const COMPARISONS = /^infix:<(?:[=!<>]=|<|>|eq|ne|lt|le|gt|ge)>$/;
/** The wider of two numbers is what arithmetic on them gives. */
const NUMBERS: readonly StaticType[] = ['Int', 'Num', 'Complex'];

function resultType(name: string, operands: readonly StaticType[]): StaticType {
  if (TEXT_OPERATORS.includes(name)) return 'Str';
  if (COMPARISONS.test(name)) return 'Bool';
  const widths = operands.map((type) => NUMBERS.indexOf(type));
  // An Int to the power of a negative one is a Rat.
  if (widths.includes(-1) || name === 'infix:<**>') return null;
  return NUMBERS[Math.max(...widths)];
}

/** Whether a value of one type may be of another: one of the types has to be the other's parent. */
function mayBe(known: StaticType, wanted: TypeName): boolean {
  return known === null || isOf(known, wanted) || isOf(wanted, known);
}

function isOf(type: StaticType, parent: StaticType): boolean {
  if (type === parent || (type === 'Bool' && parent === 'Int')) return true;
  for (let up = classOf(type)?.parent ?? null; up; up = up.parent) if (up === parent) return true;
  return false;
}

function classOf(type: StaticType): ClassDeclaration | null {
  return typeof type === 'string' ? null : type;
}

/** Refuses methods of Raku's own types that are not in the subset. Other names may fail while running. */
function checkMethods(parsing: Parsing): void {
  const declared = new Set(
    parsing.classes.flatMap(({ attributes, methods }) => [
      ...attributes.filter(({ isPublic }) => isPublic).map(({ name }) => name),
      ...methods.map(({ name }) => name),
    ]),
  );
  for (const { at, name, count } of parsing.methodCalls)
    if (!declared.has(name)) checkMethod(parsing, at, name, count);
}

function checkMethod(parsing: Parsing, at: SourcePosition, name: string, count: number): void {
  const arity = BUILT_IN_METHODS.get(name);
  if (arity && (count < arity[0] || count > arity[1]))
    parsing.note(`.${name} with ${count} arguments: it takes ${describeCount(arity)}`, at);
  else if (!arity && (RAKU_METHODS.has(name) || RESERVED_METHODS.has(name)))
    parsing.note(
      `the method .${name}: those of Raku itself are ${[...BUILT_IN_METHODS.keys()].join(' ')}`,
      at,
    );
}

function describeCount([least, most]: readonly [number, number]): string {
  if (most === 0) return 'none';
  if (least === most) return `${least}`;
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `at most ${most}`;
}
