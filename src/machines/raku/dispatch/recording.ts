import { TYPE } from '../layout.js';
import type { Type } from '../types.js';
import type { Argument, SiteArgument } from './argument.js';
import { Capture } from './capture.js';
import { noDispatcherError } from './errors.js';
import type { ArgumentKind } from './program.js';
import { type RecordedValue, RecordedValues } from './recorded-value.js';
import type { DispatchWorld, HostFunction } from './world.js';

/** A resumable dispatch that is under way. */
export interface ActiveResumption {
  readonly dispatcher: string;
  /** What it began with. */
  readonly arguments: readonly Argument[];
  /** 0 where it was never resumed. */
  readonly state: number;
  /** Names it in `Recorded.states`. */
  readonly record: number;
}

/** Whose dispatch is resumed: that of the frame that runs, or that of its caller. */
export type ResumeKind = 'topmost' | 'caller';

/** What a call site wants. */
export interface DispatchRequest {
  readonly dispatcher: string;
  readonly arguments: readonly SiteArgument[];
  /** How many programs the site has. */
  readonly cacheSize: number;
  /** The resumption at a depth, the innermost at 0; null where there are not so many. */
  resumption(kind: ResumeKind, depth: number): ActiveResumption | null;
}

/** What a dispatch comes to. */
export type RecordedOutcome =
  | { readonly kind: 'value'; readonly value: RecordedValue }
  | { readonly kind: 'routine' | 'host'; readonly callee: RecordedValue; readonly capture: Capture };

/** What has to be done next in a recording. */
export type Step =
  | { readonly kind: 'delegate'; readonly dispatcher: string; readonly capture: Capture }
  | { readonly kind: 'resume'; readonly capture: Capture }
  | { readonly kind: 'done'; readonly outcome: RecordedOutcome };

/** A resumption that the recording is in, or was in before it moved on to the next. */
export interface RecordedResumption {
  readonly active: ActiveResumption;
  readonly initial: Capture;
  state: number;
  newState: RecordedValue | null;
  /** How many values and initial arguments there were when the recording moved on. */
  values: number;
  inits: number;
  /** It has relied on there being no other. */
  isLast: boolean;
}

/** Resumptions by kind of a dispatch that fails or succeeds to bind. */
export interface BindControl {
  readonly failure: number;
  /** Null: only a failure resumes. */
  readonly success: number | null;
}

/**
 * What dispatchers do, by the names of MoarVM's system calls: they look at arguments, say what they rely on,
 * rearrange arguments and delegate. All of that is recorded, and nothing of the machine is changed.
 */
export class Recording {
  readonly values = new RecordedValues();
  readonly resumptions: RecordedResumption[] = [];
  readonly inits: { readonly dispatcher: string; readonly capture: Capture }[] = [];
  readonly initial: Capture;
  resumeKind: ResumeKind | null = null;
  bindControl: BindControl | null = null;
  install = true;
  /** The dispatcher whose turn it is. */
  current: string;
  #next: Step | null = null;

  constructor(
    readonly world: DispatchWorld,
    readonly request: DispatchRequest,
  ) {
    this.initial = new Capture(request.arguments, { from: 'site' });
    this.current = request.dispatcher;
  }

  // Looking at values

  trackArg(capture: Capture, index: number): RecordedValue {
    const source = this.#known(capture).source(index);
    if (source.from === 'value') return source.value;
    const place =
      source.from === 'site'
        ? ({ from: 'argument', index: source.index } as const)
        : ({ from: 'initial argument', index: source.index, level: source.level } as const);
    return this.values.of(place, capture.args[index]);
  }

  /** Guards type and concreteness of the object, because what is in its cells depends on them. */
  trackAttr(object: RecordedValue, type: Type, name: string): RecordedValue {
    const { types, cells } = this.world;
    if (!types.isConcrete(object.value)) throw new Error(`${name} of something that has no attributes`);
    object.guardsType = object.guardsConcreteness = true;
    const offset = types.offsetOf(type, name);
    const source = { from: 'attribute', of: object, offset } as const;
    return this.values.of(source, { value: cells[object.value + offset], kind: 'object' });
  }

  trackHow(object: RecordedValue): RecordedValue {
    const { types, cells } = this.world;
    const value = cells[types.addressOf(object.value) + TYPE.how];
    return this.values.of({ from: 'how', of: object }, { value, kind: 'object' });
  }

  indexTrackedLookupTable(table: RecordedValue, key: RecordedValue): RecordedValue {
    table.guardsType = table.guardsConcreteness = true;
    const value = this.world.lookup(table.value, key.value);
    return this.values.of({ from: 'lookup', table, key }, { value, kind: 'object' });
  }

  guardType(value: RecordedValue): void {
    value.guardsType = true;
  }

  guardConcreteness(value: RecordedValue): void {
    value.guardsConcreteness = true;
  }

  guardLiteral(value: RecordedValue): void {
    value.guardsLiteral = true;
  }

  guardHll(value: RecordedValue): void {
    value.guardsLanguage = true;
  }

  guardNotLiteralObj(value: RecordedValue, object: number): void {
    value.notLiterals.push(object);
  }

  // Rearranging arguments

  dropArg(capture: Capture, index: number): Capture {
    return this.dropArgs(capture, index, 1);
  }

  /** Not the same as dropping one at a time: see `Capture.untouchedTail`. */
  dropArgs(capture: Capture, index: number, count: number): Capture {
    return this.#known(capture).drop(index, count);
  }

  insertArg(capture: Capture, index: number, value: RecordedValue): Capture {
    return this.#known(capture).insert(index, value);
  }

  insertLiteral(capture: Capture, index: number, value: number, kind: ArgumentKind = 'object'): Capture {
    return this.insertArg(capture, index, this.values.of({ from: 'literal' }, { value, kind }));
  }

  insertText(capture: Capture, index: number, text: string): Capture {
    return this.insertLiteral(capture, index, this.world.text(text), 'text');
  }

  /** Whether an argument is the same in every call of this site that the program is for. */
  isArgLiteral(capture: Capture, index: number): boolean {
    const source = this.#known(capture).source(index);
    if (source.from === 'value') return source.value.source.from === 'literal';
    return source.from === 'site' && this.request.arguments[source.index].isLiteral;
  }

  // Resumption

  get #resumption(): RecordedResumption {
    const last = this.resumptions.at(-1);
    if (!last) throw new Error(`${this.current} is not being resumed`);
    return last;
  }

  setResumeInitArgs(capture: Capture): void {
    if (this.inits.some(({ dispatcher }) => dispatcher === this.current))
      throw new Error(`${this.current} has set its initial arguments already`);
    this.inits.push({ dispatcher: this.current, capture: this.#known(capture) });
  }

  getResumeInitArgs(): Capture {
    return this.#resumption.initial;
  }

  /** 0 where the dispatch is resumed for the first time. */
  getResumeState(): number {
    return this.#resumption.state;
  }

  trackResumeState(): RecordedValue {
    const level = this.resumptions.length - 1;
    return this.values.of({ from: 'state', level }, { value: this.#resumption.state, kind: 'object' });
  }

  /** Takes effect in the machine when the dispatch is performed. */
  setResumeState(value: RecordedValue): void {
    const resumption = this.#resumption;
    resumption.newState = value;
    resumption.state = value.value;
  }

  setResumeStateLiteral(value: number): void {
    this.setResumeState(this.values.of({ from: 'literal' }, { value, kind: 'object' }));
  }

  /** Moves on to the dispatch around the one that is resumed; false where there is none. */
  nextResumption(capture: Capture = this.initial): boolean {
    const last = this.#resumption;
    const next = this.request.resumption(this.resumeKind!, this.resumptions.length);
    if (next) {
      this.#resumeWith(next, capture);
      return true;
    }
    last.isLast = true;
    return false;
  }

  resumeOnBindFailure(failure: number): void {
    this.#controlBinding({ failure, success: null });
  }

  resumeAfterBind(failure: number, success: number): void {
    this.#controlBinding({ failure, success });
  }

  #controlBinding(control: BindControl): void {
    if (this.bindControl) throw new Error('a dispatch says once what a failure to bind resumes');
    this.bindControl = control;
  }

  // The site

  inlineCacheSize(): number {
    return this.request.cacheSize;
  }

  doNotInstall(): void {
    this.install = false;
  }

  // What comes next

  delegate(dispatcher: string, capture: Capture): void {
    this.#proceed({ kind: 'delegate', dispatcher, capture: this.#known(capture) });
  }

  resume(kind: ResumeKind, capture: Capture): void {
    if (this.resumeKind) throw new Error('a dispatch is resumed once');
    const active = this.request.resumption(kind, 0);
    if (!active) throw noDispatcherError('callsame');
    this.resumeKind = kind;
    this.#resumeWith(active, capture);
  }

  #resumeWith(active: ActiveResumption, capture: Capture): void {
    const previous = this.resumptions.at(-1);
    if (previous) this.#closeResumption(previous);
    const initial = new Capture(active.arguments, { from: 'resumption', level: this.resumptions.length });
    const { state } = active;
    this.resumptions.push({ active, initial, state, newState: null, values: 0, inits: 0, isLast: false });
    this.#proceed({ kind: 'resume', capture: this.#known(capture) });
  }

  #closeResumption(resumption: RecordedResumption): void {
    resumption.values = this.values.all.length;
    resumption.inits = this.inits.length;
  }

  resultConstant({ value, kind }: Argument): void {
    this.resultValue(this.values.of({ from: 'literal' }, { value, kind }));
  }

  resultValue(value: RecordedValue): void {
    this.#finish({ kind: 'value', value });
  }

  codeConstant(code: number, capture: Capture): void {
    const callee = this.values.of({ from: 'literal' }, { value: code, kind: 'object' });
    this.#finish({ kind: 'routine', callee, capture: this.#known(capture) });
  }

  trackedCode(callee: RecordedValue, capture: Capture): void {
    callee.guardsType = callee.guardsConcreteness = true;
    this.#finish({ kind: 'routine', callee, capture: this.#known(capture) });
  }

  hostFunction(name: HostFunction, capture: Capture): void {
    const value = this.world.hostFunction(name);
    const callee = this.values.of({ from: 'literal' }, { value, kind: 'object' });
    this.#finish({ kind: 'host', callee, capture: this.#known(capture) });
  }

  #finish(outcome: RecordedOutcome): void {
    const last = this.resumptions.at(-1);
    if (last) this.#closeResumption(last);
    this.#proceed({ kind: 'done', outcome });
  }

  #proceed(step: Step): void {
    if (this.#next) throw new Error(`${this.current} says twice what comes next`);
    this.#next = step;
  }

  takeStep(): Step {
    const step = this.#next;
    if (!step) throw new Error(`${this.current} does not say what comes next`);
    this.#next = null;
    return step;
  }

  /** Captures that dispatches before the present one began with must not be used: their records are gone. */
  #known(capture: Capture): Capture {
    const { origin } = capture.root();
    const isOurs =
      origin.from === 'site'
        ? capture.root() === this.initial
        : capture.root() === this.resumptions.at(-1)?.initial;
    if (!isOurs) throw new Error('a dispatcher uses arguments that are not its own');
    return capture;
  }
}
