import type { RoutineDescription } from '../description.js';
import { bindingError, constraintError, RakuError } from '../dispatch/errors.js';
import { decontainerised, type HostFunction } from '../dispatch/world.js';
import { CODE_REFERENCE, integerOf, STATE } from '../layout.js';
import type { Objects } from './objects.js';
import type { World } from './world.js';

/** Functions of the host that dispatches end with, and what happens where a routine refuses its arguments. */
export class HostFunctions {
  constructor(
    private readonly objects: Objects,
    private readonly world: World,
    private readonly state: Int32Array,
  ) {}

  call(callee: number, args: readonly number[]): number {
    return this.#functions[this.world.hostFunctionAt(integerOf(callee))](args[0]);
  }

  /** Truth is a native integer. */
  readonly #functions: Readonly<Record<HostFunction, (value: number) => number>> = {
    'try-capture-lex': (reference) => {
      this.objects.heap.cells[reference + CODE_REFERENCE.outer] = this.state[STATE.frame];
      return 0;
    },
    'boolify-boxed-int': (value) => truth(this.objects.integerValue(value) !== 0n),
    'boolify-bigint': (value) => truth(this.objects.integerValue(value) !== 0n),
    'boolify-boxed-num': (value) => truth(this.objects.numberValue(value) !== 0),
    'boolify-boxed-str': (value) => truth(this.objects.textOf(value) !== ''),
    'boolify-using-elems': (value) => {
      const isList = this.objects.types.of(value).holds === 'list';
      return truth((isList ? this.objects.listOf(value).length : this.objects.tableOf(value).size) > 0);
    },
    'boolify-iter': () => 0,
  };

  /** Throws the error that Raku reports. */
  refuse({ name, kind, parameters }: RoutineDescription, refusal: number, args: readonly number[]): never {
    const skipped = kind === 'Method' ? 1 : 0;
    const given = args.length - skipped;
    const positional = parameters.filter(({ isCapture }) => !isCapture);
    if (refusal === WRONG_NUMBER) {
      const expected = positional.length;
      const arguments_ = `${expected} ${expected === 1 ? 'argument' : 'arguments'}`;
      throw new RakuError(
        given > expected
          ? `Too many positionals passed; expected ${arguments_} but got ${given}`
          : `Too few positionals passed; expected ${arguments_} but got ${given}`,
      );
    }
    for (const [i, { type, name: parameter }] of positional.entries()) {
      const value = args[i + skipped];
      const wanted = type === null ? this.world.known.Any : this.objects.types.named(type);
      if (!this.objects.types.accepts(wanted, decontainerised(this.world, value)))
        throw bindingError(this.world, parameter, wanted.name, value);
    }
    const constrained = positional.findIndex(({ hasWhere }) => hasWhere);
    if (constrained >= 0)
      throw constraintError(this.world, positional[constrained].name, args[constrained + skipped]);
    throw new RakuError(`${name} refuses its arguments`);
  }
}

const WRONG_NUMBER = 1;

function truth(value: boolean): number {
  return value ? 1 : 0;
}
