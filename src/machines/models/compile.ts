import { type Action, encode, type Program, type Section } from '../../bytecode/program.js';
import { InputError } from '../../util/input-error.js';
import type { CompileOptions } from '../machine.js';
import { CodeWriter } from './code-writer.js';
import { isa } from './isa.js';
import { type Expression, GLOBALS, initialExpression, type Model, type Role } from './model.js';

export interface CompiledModel {
  readonly program: Program;
  /** The address of each variable of the model. */
  readonly slots: readonly number[];
}

/**
 * Prints a model as bytecode: `initials` once; then every step `flows`, and `stocks` (Euler) or `stage1` to `stage4`
 * (RK4), which write the next values. Time is start + count * step, from a counted state, so that it does not drift.
 */
export function compileModel(model: Model, options: CompileOptions): CompiledModel {
  const layout = new Layout(model);
  const writer = new CodeWriter(model, layout.slots);
  const roles = model.variables.map(({ role }) => role);

  writer.section('initials');
  const startTime = () => {
    writer.emit('load_global_var', TIME.start);
    writer.emit('assign_curr', TIME.now);
  };
  const initials = model.initialOrder;
  const settled = initials.findIndex((index) => roles[index].kind !== 'constant');
  const constants = settled < 0 ? initials.length : settled;
  const assignInitial = (index: number): void => {
    const expression = initialExpression(roles[index]);
    if (expression) assign(index, expression);
  };
  initials.slice(0, constants).forEach(assignInitial);
  startTime();
  initials.slice(constants).forEach(assignInitial);
  writer.emit('ret');

  writer.section('flows');
  for (const [opcode, operand] of [
    ['load_global_var', TIME.start],
    ['load_var', layout.count],
    ['load_global_var', TIME.step],
    ['mul'],
    ['add'],
    ['assign_curr', TIME.now],
  ] as const)
    writer.emit(opcode, operand);
  for (const index of model.flowOrder) {
    const role = roles[index];
    if (role.kind === 'auxiliary') assign(index, role.expression);
  }
  writer.emit('ret');

  for (const [stage, { name, counts }] of layout.stages.entries()) {
    writer.section(name);
    writer.emit('load_var', layout.count);
    if (counts > 0) {
      writer.number(counts);
      writer.emit('add');
    }
    writer.emit('assign_next', layout.count);
    for (const index of layout.stocks) layout.stages.length === 1 ? euler(index) : rungeKutta(index, stage);
    if (stage === 0)
      for (const index of layout.states) {
        const role = roles[index] as Role & { kind: 'state' };
        writer.expression(role.next);
        writer.emit('assign_next', layout.slots[index]);
      }
    writer.emit('ret');
  }

  function assign(index: number, expression: Expression): void {
    writer.expression(expression);
    writer.emit('assign_curr', layout.slots[index]);
  }

  /** next = s + flow * dt */
  function euler(index: number): void {
    const slot = layout.slots[index];
    writer.emit('load_var', slot);
    writer.expression((roles[index] as Role & { kind: 'stock' }).flow);
    writer.emit('load_global_var', TIME.step);
    writer.emit('mul');
    writer.emit('add');
    writer.emit('assign_next', slot);
  }

  /**
   * The classical method: sum = k1 + 2 k2 + 2 k3 + k4, and next = base + dt/2 k1, base + dt/2 k2, base + dt k3,
   * base + dt sum / 6, where base is the value at the start of the step.
   */
  function rungeKutta(index: number, stage: number): void {
    const slot = layout.slots[index];
    const [base, sum, slope] = layout.scratch(index);
    writer.expression((roles[index] as Role & { kind: 'stock' }).flow);
    writer.emit('assign_curr', slope);
    if (stage === 0) {
      writer.emit('load_var', slot);
      writer.emit('assign_curr', base);
      writer.emit('load_var', slope);
    } else {
      writer.emit('load_var', sum);
      if (stage < 3) writer.number(2);
      writer.emit('load_var', slope);
      if (stage < 3) writer.emit('mul');
      writer.emit('add');
    }
    writer.emit('assign_curr', sum);
    writer.emit('load_var', base);
    if (stage < 2) writer.number(0.5);
    writer.emit('load_global_var', TIME.step);
    if (stage < 2) writer.emit('mul');
    writer.emit('load_var', stage === 3 ? sum : slope);
    if (stage === 3) {
      writer.number(6);
      writer.emit('div');
    }
    writer.emit('mul');
    writer.emit('add');
    writer.emit('assign_next', slot);
  }

  const { sections, constants: literals, usesInitialValues, usesPreviousValues } = writer.finish();
  for (const [what, size] of [
    ['variables', layout.cells],
    ['different numbers', literals.length],
    ['lookup tables', model.tables.length],
  ] as const)
    if (size > MAX_ADDRESSES)
      throw new InputError(
        `${options.name}: the model has ${size} ${what}; the machine can address ${MAX_ADDRESSES}`,
      );

  const copy = (from: string, to: string, start: number, end: number): Action[] =>
    end > start ? [{ kind: 'copy', from, to, start, length: end - start }] : [];
  const lastStage = layout.stages.length - 1;
  const advance = layout.stages.flatMap(({ name }, stage): Action[] => [
    ...(stage > 0 ? [{ kind: 'run', section: 'flows' } as const] : []),
    { kind: 'run', section: name },
    ...(stage === lastStage && usesPreviousValues ? copy('curr', 'prev', 0, layout.cells) : []),
    ...copy('next', 'curr', layout.count, stage === lastStage ? layout.statesEnd : layout.stocksEnd),
  ]);
  const show: Action[] = [{ kind: 'run', section: 'flows' }, { kind: 'observe' }];
  const finalTimeMoves = roles[GLOBALS.indexOf('FINAL TIME')].kind !== 'constant';
  const schedule: Action[] = [
    { kind: 'run', section: 'initials' },
    ...(usesInitialValues ? copy('curr', 'initial', 0, layout.cells) : []),
    ...(finalTimeMoves
      ? [
          {
            kind: 'repeat',
            times: MAX_STEPS,
            body: [
              ...show,
              { kind: 'leave', memory: 'curr', cell: TIME.now, atLeast: TIME.stop },
              ...advance,
            ],
          } as const,
        ]
      : [{ kind: 'repeat', times: model.time.steps, body: [...show, ...advance] } as const, ...show]),
  ];
  const program: Program = {
    name: options.name,
    family: options.family,
    machine: isa.machine,
    cells: { slot: layout.cells },
    pools: {
      constant: literals,
      points: model.tables.map(({ xs, ys }) => xs.flatMap((x, i) => [x, ys[i]])),
    },
    sections: sections.map(({ name, code }): Section => ({ name, code: encode(isa, code) })),
    schedule,
    symbols: { slot: layout.names, table: model.tables.map(({ name }) => name) },
  };
  return { program, slots: layout.slots };
}

/** Addresses of the globals: `GLOBALS` in order. */
const TIME = { now: 0, step: 1, start: 2, stop: 3 } as const;
/** Operands of the models machine are 16 bits wide. */
const MAX_ADDRESSES = 65_536;
/** Where only the run itself tells when it ends. */
const MAX_STEPS = 100_000_000;

/** Where variables live: globals, the step count, stocks, states, all others, and what RK4 needs besides. */
class Layout {
  readonly slots: readonly number[];
  readonly stocks: readonly number[];
  readonly states: readonly number[];
  /** The address of the count of steps done. */
  readonly count = GLOBALS.length;
  readonly stocksEnd: number;
  readonly statesEnd: number;
  readonly cells: number;
  readonly names: readonly string[];
  /** Sections that compute next values, and by how much each moves the count of steps. */
  readonly stages: readonly { readonly name: string; readonly counts: number }[];
  readonly #scratchStart: number;

  constructor({ variables, integration }: Model) {
    const ofKind = (kind: Role['kind']) =>
      [...variables.keys()].filter((index) => index >= GLOBALS.length && variables[index].role.kind === kind);
    this.stocks = ofKind('stock');
    this.states = ofKind('state');
    const moving = new Set([...this.stocks, ...this.states]);
    const others = [...variables.keys()].filter((index) => index >= GLOBALS.length && !moving.has(index));
    const order = [...this.stocks, ...this.states, ...others];
    const slots = variables.map((_, index) => index);
    for (const [place, index] of order.entries()) slots[index] = this.count + 1 + place;
    this.slots = slots;
    this.stocksEnd = this.count + 1 + this.stocks.length;
    this.statesEnd = this.stocksEnd + this.states.length;
    this.#scratchStart = variables.length + 1;
    const byRungeKutta = integration === 'rk4';
    this.cells = this.#scratchStart + (byRungeKutta ? SCRATCH.length * this.stocks.length : 0);
    this.stages = byRungeKutta
      ? [0.5, 0, 0.5, 0].map((counts, stage) => ({ name: `stage${stage + 1}`, counts }))
      : [{ name: 'stocks', counts: 1 }];

    const names: string[] = Array.from({ length: this.cells }, () => '');
    for (const [index, { name }] of variables.entries()) names[slots[index]] = name;
    names[this.count] = 'steps done';
    if (byRungeKutta)
      for (const index of this.stocks)
        for (const [i, slot] of this.scratch(index).entries())
          names[slot] = `${variables[index].name} (${SCRATCH[i]})`;
    this.names = names;
  }

  /** Addresses of a stock's value at the start of the step, sum of slopes, and slope. */
  scratch(stock: number): readonly [base: number, sum: number, slope: number] {
    const first = this.#scratchStart + SCRATCH.length * (this.slots[stock] - this.count - 1);
    return [first, first + 1, first + 2];
  }
}

const SCRATCH = ['base', 'sum of slopes', 'slope'] as const;
