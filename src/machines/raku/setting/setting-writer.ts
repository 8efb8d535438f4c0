import type { ProgramWriter } from '../compile/program-writer.js';
import type { Register, RoutineWriter } from '../compile/routine-writer.js';
import { callMethod, hllize } from '../compile/values.js';

/** A parameter: its type, or one of these. */
export type ParameterKind =
  /** Anything, without its container. */
  | 'any'
  /** As it is given: a container stays one, and nothing is checked. */
  | 'raw'
  | (string & {});

/** What the body of a routine of the setting is written with. */
export class Body {
  constructor(
    readonly setting: SettingWriter,
    readonly writer: RoutineWriter,
    /** Parameters in order; of a method, the invocant first. */
    readonly parameters: readonly Register[],
  ) {}

  /** An instruction with a result. */
  op(name: string, ...operands: readonly number[]): Register {
    return this.writer.value(name, ...operands);
  }

  /** An instruction without one. */
  do(name: string, ...operands: readonly number[]): void {
    this.writer.emit(name, ...operands);
  }

  type(name: string): Register {
    return this.writer.constant({ kind: 'type', name });
  }

  text(text: string): Register {
    return this.writer.constant({ kind: 'text', text });
  }

  integer(integer: number): Register {
    return this.writer.constant({ kind: 'integer', digits: String(integer) });
  }

  /** A Bool of a native integer. */
  truth(integer: Register): Register {
    const { program } = this.writer;
    const [yes, no] = [true, false].map((value) => program.constant({ kind: 'truth', value }));
    return this.op('hllbool', integer, yes, no);
  }

  method(object: Register, name: string, ...args: readonly Register[]): Register {
    return callMethod(this.writer, object, name, args);
  }

  call(name: string, ...args: readonly Register[]): Register {
    this.text(`&${name}`);
    const code = this.op(
      'decont',
      this.writer.constant({ kind: 'routine', routine: this.setting.sub(name) }),
    );
    const rest = args.map((register) => ['object', register] as const);
    return this.writer.dispatch('lang-call', [['literal object', code], ...rest]);
  }

  callCode(code: Register, ...args: readonly Register[]): Register {
    return this.writer.dispatch(
      'lang-call',
      [code, ...args].map((register) => ['object', register] as const),
    );
  }

  decont(value: Register): Register {
    return this.op('decont', value);
  }

  /** Runs one of two parts, by a native integer. */
  if(condition: Register, then: () => void, otherwise: () => void = () => {}): void {
    const [not, end] = [this.writer.label(), this.writer.label()];
    this.writer.emit('unless_i', condition, not);
    then();
    this.writer.emit('goto', end);
    this.writer.place(not);
    otherwise();
    this.writer.place(end);
  }

  while(condition: () => Register, body: () => void): void {
    const [next, end] = [this.writer.label(), this.writer.label()];
    this.writer.place(next);
    this.writer.emit('unless_i', condition(), end);
    body();
    this.writer.emit('goto', next);
    this.writer.place(end);
  }

  /** Returns a value, without its container. */
  return(value: Register): void {
    this.writer.emit('return_o', this.writer.dispatch('raku-rv-decont', [['object', value]]));
  }

  /** The same of a routine that says what it returns. */
  returnTyped(value: Register, type: string): void {
    const decontainerised = this.writer.dispatch('raku-rv-typecheck', [
      ['object', value],
      ['object', this.type(`${type}:D`)],
      ['integer', this.op('const_i', 0)],
    ]);
    this.writer.emit('return_o', decontainerised);
  }

  returnRaw(value: Register): void {
    this.writer.emit('return_o', value);
  }
}

type WriteBody = (body: Body, ...parameters: Register[]) => void;

/** Writes what every program finds there: operators, containers, iterators. All of it is bytecode. */
export class SettingWriter {
  readonly #subs = new Map<string, number>();
  readonly #methods = new Map<string, { readonly name: string; readonly routine: number }[]>();

  constructor(readonly program: ProgramWriter) {}

  /** By name, for whoever compiles calls. */
  get subs(): ReadonlyMap<string, number> {
    return this.#subs;
  }

  sub(name: string): number {
    const index = this.#subs.get(name);
    if (index === undefined) throw new Error(`the setting has no ${name} yet`);
    return index;
  }

  /** A sub, known before its body is written. */
  only(name: string, parameters: readonly ParameterKind[], write: WriteBody): void {
    const index = this.#declare(name, 'Sub', parameters);
    this.#subs.set(name, index);
    this.#write(index, parameters, 0, write);
  }

  /** Candidates of one name, in the order that ties are broken. */
  multi(name: string, candidates: readonly (readonly [readonly ParameterKind[], WriteBody])[]): void {
    const proto = this.#declare(name, 'Sub', ['rest']);
    this.#subs.set(name, proto);
    const indices = candidates.map(([parameters]) => this.#declare(name, 'Sub', parameters));
    this.program.setCandidates(proto, indices, true);
    for (const [i, [parameters, write]] of candidates.entries())
      this.#write(indices[i], parameters, 0, write);
  }

  /** A method of a type that is there; the invocant is not among the parameters. */
  method(type: string, name: string, parameters: readonly ParameterKind[], write: WriteBody): void {
    const index = this.#declare(name, 'Method', parameters);
    const methods = this.#methods.get(type) ?? [];
    this.#methods.set(type, methods);
    methods.push({ name, routine: index });
    this.#write(index, [type, ...parameters], 1, write);
  }

  finish(): void {
    for (const [name, methods] of this.#methods)
      this.program.class({ name, parent: null, isRole: false, attributes: [], methods });
  }

  #declare(name: string, kind: 'Sub' | 'Method', parameters: readonly ParameterKind[]): number {
    return this.program.declare({
      name,
      kind,
      outer: null,
      parameters: parameters.map((parameter) => ({
        name: '',
        type: parameter === 'any' || parameter === 'raw' || parameter === 'rest' ? null : parameter,
        isDefined: true,
        hasWhere: false,
        isRw: false,
        isRaw: parameter === 'raw',
        isCapture: parameter === 'rest',
      })),
      returns: null,
      candidates: null,
      isOnlyRedispatch: false,
    });
  }

  /** The arguments are bound as Rakudo's code does it, in as many instructions. */
  #write(index: number, parameters: readonly ParameterKind[], invocants: number, write: WriteBody): void {
    const writer = this.program.write(index, null);
    const isOpen = parameters.at(-1) === 'rest';
    const positional = isOpen ? parameters.slice(0, -1) : parameters;
    writer.emit('checkarity', positional.length, isOpen ? 255 : positional.length);
    const given = positional.map((_, i) => writer.value('param_o', i));
    const rest = isOpen ? [writer.value('rest', positional.length)] : [];
    const values = positional.map((kind, i) => bind(writer, kind, given[i], i < invocants));
    writer.emit('bindcomplete');
    this.program.addRefusalSite(index);
    const all = [...values, ...rest];
    write(new Body(this, writer, all), ...all);
  }
}

function bind(writer: RoutineWriter, kind: ParameterKind, given: Register, isInvocant: boolean): Register {
  if (kind === 'raw') return given;
  const argument = writer.value('set', hllize(writer, given));
  const value = writer.value('set', writer.value('decont', argument));
  const type = writer.constant({ kind: 'type', name: kind === 'any' ? 'Mu' : kind });
  writer.emit('assertparamcheck', writer.value('istype', value, type));
  // Parameters of the setting say `:D`, but for `Any` and invocants that may be type objects.
  if (kind !== 'any' && !isInvocant) writer.emit('assertparamcheck', writer.value('isconcrete', value));
  return value;
}
