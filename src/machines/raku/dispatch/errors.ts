import { GuestError } from '../../../util/guest-error.js';
import type { Argument } from './argument.js';
import { type Constraint, type DispatchWorld, decontainerised, fits, type Routine } from './world.js';

/** An error of a Raku program that runs: the first line that Raku prints. */
export class RakuError extends GuestError {}

const MAX_SHOWN = 23;

/** How Raku shows values in messages: the first 20 characters of those of more than 23. */
function shorten(text: string): string {
  const characters = [...text];
  return characters.length > MAX_SHOWN ? `${characters.slice(0, MAX_SHOWN - 3).join('')}...` : text;
}

export function noMethodError(type: string, method: string): RakuError {
  return new RakuError(`No such method '${method}' for invocant of type '${type}'`);
}

export function noDispatcherError(redispatcher: string): RakuError {
  return new RakuError(`${redispatcher} is not in the dynamic scope of a dispatcher`);
}

export function readOnlyError(): RakuError {
  return new RakuError('Cannot assign to a readonly variable or a value');
}

/** `attribute.x = 1` where `x` can only be read. */
export function immutableError(world: DispatchWorld, value: number): RakuError {
  const { name } = world.types.of(value);
  const shown = world.types.isConcrete(value) ? `${name} (${shorten(world.show(value, 'gist'))})` : '';
  return new RakuError(`Cannot modify an immutable ${shown || `'${name}' type object`}`);
}

function expectedButGot(world: DispatchWorld, expected: string, value: number): string {
  const bare = decontainerised(world, value);
  return `expected ${expected} but got ${world.types.of(bare).name} (${shorten(world.show(bare, 'raku'))})`;
}

/** The name of the variable with its sigil. */
export function assignmentError(world: DispatchWorld, name: string, expected: string, value: number) {
  const problem = expectedButGot(world, expected, value);
  return new RakuError(`Type check failed in assignment to ${name}; ${problem}`);
}

/** The name of the parameter with its sigil. */
export function bindingError(world: DispatchWorld, name: string, expected: string, value: number) {
  const problem = expectedButGot(world, expected, value);
  return new RakuError(`Type check failed in binding to parameter '${name}'; ${problem}`);
}

/** A `where` clause refuses an argument. */
export function constraintError(world: DispatchWorld, name: string, value: number): RakuError {
  const problem = expectedButGot(world, 'anonymous constraint to be met', value);
  return new RakuError(`Constraint type check failed in binding to parameter '${name}'; ${problem}`);
}

export function returnError(world: DispatchWorld, expected: string, value: number): RakuError {
  return new RakuError(`Type check failed for return value; ${expectedButGot(world, expected, value)}`);
}

/** No candidate takes the arguments, those of a method with the invocant. */
export function noMatchError(world: DispatchWorld, proto: Routine, args: readonly Argument[]): RakuError {
  const candidates = (proto.candidates ?? []).map((code) => ({ code, ...world.routine(code) }));
  const isConstrained = candidates.some(({ signature }) => signature.parameters.some((one) => one.hasWhere));
  const shown = args.map(({ value }) => {
    const bare = decontainerised(world, value);
    if (isConstrained) return shorten(world.show(bare, 'gist'));
    return `${world.types.of(bare).name}:${world.types.isConcrete(bare) ? 'D' : 'U'}`;
  });
  const [first] = candidates;
  if (first && world.types.accepts(world.known.Method, first.code))
    shown.splice(0, 2, `${shown[0]}: ${shown[1] ?? ''}`);
  const mutable = candidates.some(
    ({ signature: { parameters } }) =>
      parameters.some(({ isRw }) => isRw) && takesApartFromContainers(world, parameters, args),
  );
  const problem = mutable ? 'the following candidates' : 'none of these signatures matches:';
  return new RakuError(`Cannot resolve caller ${proto.name}(${shown.join(', ')}); ${problem}`);
}

function takesApartFromContainers(
  world: DispatchWorld,
  parameters: readonly (Constraint & { readonly isCapture: boolean })[],
  args: readonly Argument[],
): boolean {
  const positional = parameters.filter(({ isCapture }) => !isCapture);
  const isOpen = positional.length < parameters.length;
  if (args.length < positional.length || (!isOpen && args.length > positional.length)) return false;
  return positional.every((one, i) => fits(world, args[i].value, one));
}

export function ambiguousError(world: DispatchWorld, name: string, args: readonly Argument[]): RakuError {
  const types = args.map(({ value }) => world.types.of(decontainerised(world, value)).name);
  return new RakuError(`Ambiguous call to '${name}(${types.join(', ')})'; these signatures all match:`);
}

/** Two candidates of a multi are each narrower than the other. */
export function circularityError(name: string): RakuError {
  return new RakuError(`Circularity detected in multi sub types for &${name}`);
}
