import type { Capture } from './capture.js';
import {
  type ArgumentKind,
  type DispatchProgram,
  dispatcherNumber,
  type InitValue,
  type ProgramOp,
  type ProgramOpName,
  type ResumptionInit,
  shapeNumber,
} from './program.js';
import type { RecordedValue } from './recorded-value.js';
import type { RecordedOutcome, RecordedResumption, Recording } from './recording.js';
import type { DispatchWorld } from './world.js';

/**
 * The program that does again what a recording did, or rejects. Ops and temporaries come in the order in
 * which MoarVM's `process_recording` makes them: guards by value in the order of their discovery, resumptions
 * from the innermost outwards, then the outcome.
 */
export function emitProgram(recording: Recording, outcome: RecordedOutcome): DispatchProgram {
  const emitter = new Emitter(recording);
  if (recording.resumptions.length > 0) emitter.emitResumptions();
  else {
    emitter.emitGuards(0, recording.values.all.length);
    emitter.emitInits(0, recording.inits.length);
  }
  emitter.emitOutcome(outcome);
  return emitter.finish();
}

const KIND_SUFFIX = { object: 'Obj', integer: 'Int', text: 'Str' } as const satisfies Record<
  ArgumentKind,
  string
>;

class Emitter {
  readonly #recording: Recording;
  readonly #world: DispatchWorld;
  readonly #ops: ProgramOp[] = [];
  readonly #resumptions: ResumptionInit[] = [];
  /** What temporaries hold; null where that is no value of the recording. */
  readonly #temporaries: (RecordedValue | null)[] = [];
  #passed = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#world = recording.world;
  }

  finish(): DispatchProgram {
    return {
      dispatcher: this.#recording.request.dispatcher,
      ops: this.#ops,
      resumptions: this.#resumptions,
      temporaries: this.#temporaries.length + this.#passed,
    };
  }

  #emit(op: ProgramOpName, ...operands: number[]): void {
    this.#ops.push({ op, operands });
  }

  // Resumptions

  emitResumptions(): void {
    let [values, inits] = [0, 0];
    for (const [i, resumption] of this.#recording.resumptions.entries()) {
      this.#startResumption(i, resumption);
      this.emitGuards(values, resumption.values);
      this.emitInits(inits, resumption.inits);
      [values, inits] = [resumption.values, resumption.inits];
      if (resumption.newState) this.#emit('UpdateResumeState', this.#load(resumption.newState));
      if (resumption.isLast)
        this.#emit(this.#isTopmost ? 'GuardNoResumptionTopmost' : 'GuardNoResumptionCaller');
    }
  }

  get #isTopmost(): boolean {
    return this.#recording.resumeKind === 'topmost';
  }

  #startResumption(level: number, { active, initial }: RecordedResumption): void {
    this.#emit(level === 0 ? 'StartResumption' : 'NextResumption');
    const dispatcher = this.#world.constant(dispatcherNumber(active.dispatcher));
    this.#emit(this.#isTopmost ? 'ResumeTopmost' : 'ResumeCaller', dispatcher);
    this.#emit('GuardResumeInitCallsite', shapeNumber(initial.args.map(({ kind }) => kind)));
  }

  /** The dispatcher entered last is resumed first. */
  emitInits(from: number, to: number): void {
    for (const { dispatcher, capture } of this.#recording.inits.slice(from, to).reverse()) {
      const values =
        capture === this.#recording.initial ? null : capture.args.map((_, i) => this.#initValue(capture, i));
      const shape = shapeNumber(capture.args.map(({ kind }) => kind));
      this.#resumptions.push({ dispatcher, shape, values });
    }
  }

  #initValue(capture: Capture, index: number): InitValue {
    const source = capture.source(index);
    if (source.from === 'site') return { source: 'argument', index: source.index };
    if (source.from === 'resumption') {
      const temporary = this.#temporaries.push(null) - 1;
      this.#emit('LoadResumeInitValue', temporary, source.index);
      return { source: 'temporary', index: temporary };
    }
    const { value } = source;
    if (value.source.from === 'argument') return { source: 'argument', index: value.source.index };
    if (value.source.from !== 'literal') return { source: 'temporary', index: this.#load(value) };
    if (value.kind === 'integer') return { source: 'integer', index: value.value };
    return { source: 'constant', index: this.#world.constant(value.value) };
  }

  // Guards

  emitGuards(from: number, to: number): void {
    for (const value of this.#recording.values.all.slice(from, to)) {
      const { source, kind } = value;
      if (source.from === 'literal') continue;
      if (source.from === 'argument') {
        // What a site has as a native literal cannot change; objects might be others in another program.
        if (kind === 'object' || !this.#recording.request.arguments[source.index].isLiteral)
          this.#emitGuardsOf(value, 'GuardArg', source.index);
      } else this.#emitGuardsOf(value, 'GuardTemp', this.#load(value));
    }
  }

  #emitGuardsOf(value: RecordedValue, guard: 'GuardArg' | 'GuardTemp', place: number): void {
    const world = this.#world;
    const { types } = world;
    if (value.kind !== 'object') {
      if (value.guardsLiteral) this.#emitLiteralGuard(value, guard, place);
      return;
    }
    if (value.guardsLiteral) {
      // Implies all the others.
      this.#emit(`${guard}LiteralObj`, place, world.constant(value.value));
      return;
    }
    const concreteness = types.isConcrete(value.value) ? 'Conc' : 'TypeObject';
    const type = types.addressOf(value.value);
    if (value.guardsType) {
      const op = value.guardsConcreteness
        ? (`${guard}Type${concreteness}` as const)
        : (`${guard}Type` as const);
      this.#emit(op, place, world.constant(type));
    } else {
      if (value.guardsConcreteness) this.#emit(`${guard}${concreteness}`, place);
      if (value.guardsLanguage)
        this.#emit(`${guard}HLL`, place, world.constant(types.languages[types.at(type).language]));
    }
    for (const object of value.notLiterals)
      this.#emit(`${guard}NotLiteralObj`, place, world.constant(object));
  }

  #emitLiteralGuard(value: RecordedValue, guard: 'GuardArg' | 'GuardTemp', place: number): void {
    if (value.kind === 'integer') this.#emit(`${guard}LiteralInt`, place, value.value);
    else this.#emit(`${guard}LiteralStr`, place, this.#world.constant(value.value));
  }

  // Values

  /** The temporary that holds a value, loaded on first use. */
  #load(value: RecordedValue): number {
    const found = this.#temporaries.indexOf(value);
    if (found >= 0) return found;
    const temporary = this.#temporaries.push(value) - 1;
    const { source } = value;
    switch (source.from) {
      case 'argument':
        this.#emit('LoadCaptureValue', temporary, source.index);
        break;
      case 'initial argument':
        this.#emit('LoadResumeInitValue', temporary, source.index);
        break;
      case 'state':
        this.#emit('LoadResumeState', temporary);
        break;
      case 'literal':
        if (value.kind === 'integer') this.#emit('LoadConstantInt', temporary, value.value);
        else this.#emit('LoadConstantObjOrStr', temporary, this.#world.constant(value.value));
        break;
      case 'attribute':
        this.#emit('Set', temporary, this.#load(source.of));
        this.#emit('LoadAttributeObj', temporary, source.offset);
        break;
      case 'how':
        this.#emit('LoadHOW', temporary, this.#load(source.of));
        break;
      case 'lookup': {
        const [table, key] = [this.#load(source.table), this.#load(source.key)];
        this.#emit('Set', temporary, table);
        this.#emit('Lookup', temporary, key);
      }
    }
    return temporary;
  }

  // The outcome

  emitOutcome(outcome: RecordedOutcome): void {
    const control = this.#recording.bindControl;
    if (control && outcome.kind !== 'routine') throw new Error('only the call of a routine can fail to bind');
    if (control?.success != null) this.#emit('BindCompletionToResumption', control.failure, control.success);
    else if (control) this.#emit('BindFailureToResumption', control.failure);
    if (outcome.kind === 'value') {
      const temporary = this.#load(outcome.value);
      this.#emit(`ResultValue${KIND_SUFFIX[outcome.value.kind]}`, temporary);
      return;
    }
    const callee = this.#load(outcome.callee);
    this.#emitArguments(outcome.capture);
    this.#emit(outcome.kind === 'routine' ? 'ResultBytecode' : 'ResultCFunction', callee);
  }

  #emitArguments(capture: Capture): void {
    const site = this.#recording.initial.args.length;
    const tail = capture.untouchedTail();
    const made = capture.args.length - tail;
    if (made === 0) {
      this.#emit('UseArgsTail', site - tail);
      return;
    }
    // All other temporaries come before those that are passed on.
    const sources = Array.from({ length: made }, (_, i) => {
      const source = capture.source(i);
      return source.from === 'value' ? { from: 'value' as const, index: this.#load(source.value) } : source;
    });
    const first = this.#temporaries.length;
    const ops = { value: 'Set', site: 'LoadCaptureValue', resumption: 'LoadResumeInitValue' } as const;
    for (const [i, { from, index }] of sources.entries()) this.#emit(ops[from], first + i, index);
    this.#emit('CopyArgsTail', first, made, tail);
    this.#passed = capture.args.length;
  }
}
