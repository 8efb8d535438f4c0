import type { RunningMachine } from '../../../bytecode/running.js';
import type { Runtime } from '../../../isa/isa.js';
import { type Description, decodeDescription } from '../description.js';
import { returnError } from '../dispatch/errors.js';
import { recordDispatch } from '../dispatch/record.js';
import { isa } from '../isa.js';
import { CODE_REFERENCE, STATE } from '../layout.js';
import { type CacheLimit, Calls, type DispatchCounts, type Sections } from './calls.js';
import { assignmentFailure, failureOf } from './failures.js';
import { numericOf, PURE_FUNCTIONS, valueFunctions } from './functions.js';
import { HostFunctions } from './host-functions.js';
import { Objects } from './objects.js';
import { Printed } from './printed.js';
import { Resumptions } from './resumptions.js';
import { World } from './world.js';

/** What a run of a Raku program is told. */
export interface RakuOptions {
  /** Is given what the program prints. */
  readonly print?: (text: string) => void;
  /** How many programs a call site keeps. */
  readonly caches?: CacheLimit;
  /** Is given the counts of the run when it is over. */
  readonly counts?: (counts: DispatchCounts) => void;
}

/** The externs of the machine for one run. */
export function rakuRuntime(options: RakuOptions = {}): (run: RunningMachine & Sections) => Runtime {
  return (run) => {
    // Memories may be too small for a heap where handlers are tried without a program.
    let functions: Runtime | null = null;
    const forward =
      (name: string) =>
      (...values: never[]): number => {
        functions ??= new RakuRun(run, options).functions();
        return functions[name](...values);
      };
    const forwarded = isa.externs.map(({ name }) => [name, forward(name)] as const);
    return { ...Object.fromEntries(forwarded), ...PURE_FUNCTIONS };
  };
}

class RakuRun {
  readonly #run: RunningMachine & Sections;
  readonly #options: RakuOptions;
  readonly #memories: Readonly<Record<string, Int32Array>>;
  readonly #objects: Objects;
  readonly #printed: Printed;
  readonly #resumptions: Resumptions;
  #world: World | null = null;
  #calls: Calls | null = null;

  constructor(run: RunningMachine & Sections, options: RakuOptions) {
    this.#run = run;
    this.#options = options;
    this.#memories = run.memories as Readonly<Record<string, Int32Array>>;
    const { heap, state } = this.#memories;
    this.#objects = new Objects(heap, run.memories.numbers as Float64Array, (visit) => this.#roots(visit));
    this.#printed = new Printed(state, options.print ?? (() => {}));
    this.#resumptions = new Resumptions(this.#objects, state);
  }

  #roots(visit: (value: number) => void): void {
    for (const name of ['capture', 'temporaries', 'constants', 'state'])
      for (const value of this.#memories[name]) visit(value);
    this.#world?.roots(visit);
  }

  functions(): Runtime {
    const objects = this.#objects;
    const { cells } = objects.heap;
    const state = this.#memories.state;
    const functions: Record<string, (...values: never[]) => number> = {
      ...valueFunctions(objects),
      boot: (units: ArrayLike<number>) => this.#boot(decodeDescription(units)),
      dispatch: (site: number) => this.#calls!.dispatch(site),
      keep: () => {
        this.#calls!.keep();
        return 0;
      },
      resumption: (kind: number, depth: number) =>
        this.#resumptions.find(kind === 0 ? 'topmost' : 'caller', depth),
      allocate: (typeObject: number) => objects.make(objects.types.of(typeObject)),
      clone_object: (object: number) => this.#clone(object),
      take_closure: (code: number) => this.#clone(code),
      code_of: (routine: number) => this.#world!.routines.template(routine),
      capture_lexicals: (code: number) => {
        cells[this.#world!.routines.referenceOf(code) + CODE_REFERENCE.outer] = state[STATE.frame];
        return 0;
      },
      is_type: (value: number, typeObject: number) =>
        objects.types.accepts(objects.types.of(typeObject), value) ? 1 : 0,
      sort_list: (list: number) => {
        objects.listOf(list).sort((a, b) => this.#compare(a, b));
        return list;
      },
      print: (text: number) => {
        this.#printed.print(objects.textOf(text));
        return 0;
      },
      fail: (which: number, about: number) => {
        throw failureOf(this.#world!, which, about);
      },
      find_method: (value: number, name: number) =>
        objects.types.findMethod(objects.types.of(value), objects.textOf(name)),
      rest_of_arguments: (skipped: number) => {
        const first = state[STATE.first] + skipped;
        const last = state[STATE.first] + state[STATE.count];
        return objects.makeList([...this.#memories.capture.subarray(first, Math.max(first, last))]);
      },
      gist_of: (value: number) => objects.makeText(this.#world!.show(objects.bare(value), 'gist')),
      numeric_of: (text: number) => numericOf(objects, objects.textOf(text)),
      bad_assignment: (container: number, value: number) => {
        throw assignmentFailure(this.#world!, objects, container, value);
      },
      bad_return: (value: number, typeObject: number) => {
        throw returnError(this.#world!, objects.types.of(typeObject).name, value);
      },
      type_name: (value: number) => this.#world!.text(objects.types.of(value).name),
      wrap_routine: (code: number, wrapper: number) => {
        this.#world!.routines.wrap(code, wrapper);
        return wrapper;
      },
      unwrap_routine: (code: number, wrapper: number) =>
        this.#world!.routines.unwrap(code, wrapper) ? 1 : 0,
    };
    return functions;
  }

  #boot(description: Description): number {
    const world = new World(this.#objects, this.#memories.constants, description);
    this.#world = world;
    const host = new HostFunctions(this.#objects, world, this.#memories.state);
    const calls = new Calls(
      this.#objects,
      this.#memories,
      this.#run,
      description,
      this.#resumptions,
      {
        record: (request) => recordDispatch(world, request),
        callHost: (callee, args) => host.call(callee, args),
        refuse: (routine, refusal, args) => host.refuse(description.routines[routine], refusal, args),
      },
      this.#options.caches ?? 'many',
    );
    this.#calls = calls;
    calls.runMain(world.routines.referenceOf(world.routines.template(description.main)));
    this.#options.counts?.(calls.counts);
    return 0;
  }

  /** A copy with what it holds; a code object has a code reference of its own. */
  #clone(object: number): number {
    const objects = this.#objects;
    const copy = objects.copy(object);
    const { Code } = this.#world!.known;
    if (!objects.types.accepts(Code, object)) return copy;
    const reference = objects.copy(objects.attribute(object, Code, '$!do'));
    objects.setAttribute(copy, Code, '$!do', reference);
    return copy;
  }

  #compare(a: number, b: number): number {
    const objects = this.#objects;
    const [x, y] = [objects.bare(a), objects.bare(b)];
    const holds = (value: number) => objects.types.of(value).holds;
    if (holds(x) === 'integer' && holds(y) === 'integer') {
      const [m, n] = [objects.integerValue(x), objects.integerValue(y)];
      return m < n ? -1 : m > n ? 1 : 0;
    }
    const [s, t] = [this.#world!.show(x, 'gist'), this.#world!.show(y, 'gist')];
    return s < t ? -1 : s > t ? 1 : 0;
  }
}
