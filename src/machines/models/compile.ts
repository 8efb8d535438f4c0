import { encode, type Program } from '../../bytecode/program.js';
import { InputError } from '../../util/input-error.js';
import type { CompileOptions } from '../machine.js';
import { CodeWriter } from './codegen/code-writer.js';
import { euler } from './codegen/euler.js';
import type { Integrator } from './codegen/integrator.js';
import { type Layout, layOut, TIME } from './codegen/layout.js';
import { rk4 } from './codegen/rk4.js';
import { scheduleOf } from './codegen/schedule.js';
import { isa } from './isa.js';
import { type Expression, initialExpression, type Model, type Role } from './model.js';

export interface CompiledModel {
  readonly program: Program;
  /** The address of each variable of the model. */
  readonly slots: readonly number[];
}

const INTEGRATORS: Readonly<Record<Model['integration'], Integrator>> = { euler, rk4 };

/** Operands of the models machine are 16 bits wide. */
const MAX_ADDRESSES = 65_536;

/**
 * Prints a model as bytecode: `initials` once; then every step `flows`, and the stages of the integrator,
 * which write the next values. Time is start + count * step, from a counted state, so that it does not drift.
 */
export function compileModel(model: Model, { name, family }: CompileOptions): CompiledModel {
  const integrator = INTEGRATORS[model.integration];
  const layout = layOut(model, integrator.scratch);
  const writer = new CodeWriter(model, layout.slots);
  writeInitials(model, layout, writer);
  writeFlows(model, layout, writer);
  writeStages(model, layout, integrator, writer);
  const { sections, constants, ...uses } = writer.finish();
  requireAddressable(name, layout.cells, 'variables');
  requireAddressable(name, constants.length, 'different numbers');
  requireAddressable(name, model.tables.length, 'lookup tables');
  const program: Program = {
    name,
    family,
    machine: isa.machine,
    cells: { slot: layout.cells },
    pools: {
      constant: constants,
      points: model.tables.map(({ xs, ys }) => xs.flatMap((x, point) => [x, ys[point]])),
    },
    sections: sections.map(({ name, code, origins }) => ({
      name,
      code: encode(isa, code),
      origins: Float64Array.from(origins),
    })),
    schedule: scheduleOf(model, layout, integrator.stages, uses),
    symbols: { slot: layout.names, table: model.tables.map(({ name }) => name) },
    origins: model.variables.map(({ name, at }) => ({ name, at })),
  };
  return { program, slots: layout.slots };
}

/** Constants come first: Time may start only when INITIAL TIME is there, and all else may read Time. */
function writeInitials({ variables, initialOrder }: Model, { slots }: Layout, writer: CodeWriter): void {
  writer.section('initials');
  const firstOther = initialOrder.findIndex((index) => variables[index].role.kind !== 'constant');
  const constantCount = firstOther < 0 ? initialOrder.length : firstOther;
  const assign = (index: number): void => {
    const expression = initialExpression(variables[index].role);
    if (expression) assignTo(index, slots, expression, writer);
  };
  initialOrder.slice(0, constantCount).forEach(assign);
  writer.equationOf(null);
  writer.emit('load_global_var', TIME.start);
  writer.emit('assign_curr', TIME.now);
  initialOrder.slice(constantCount).forEach(assign);
  writer.equationOf(null);
  writer.emit('ret');
}

function writeFlows({ variables, flowOrder }: Model, { slots, stepsDone }: Layout, writer: CodeWriter): void {
  writer.section('flows');
  writer.equationOf(null);
  writer.emit('load_global_var', TIME.start);
  writer.emit('load_var', stepsDone);
  writer.emit('load_global_var', TIME.step);
  writer.emit('mul');
  writer.emit('add');
  writer.emit('assign_curr', TIME.now);
  for (const index of flowOrder) {
    const { role } = variables[index];
    if (role.kind === 'auxiliary') assignTo(index, slots, role.expression, writer);
  }
  writer.equationOf(null);
  writer.emit('ret');
}

/** Discrete states are not integrated: the first stage alone moves them on. */
function writeStages(model: Model, layout: Layout, integrator: Integrator, writer: CodeWriter): void {
  const roleOf = <Kind extends Role['kind']>(index: number) =>
    model.variables[index].role as Extract<Role, { kind: Kind }>;
  for (const [stage, { section, stepsDone }] of integrator.stages.entries()) {
    writer.section(section);
    writer.equationOf(null);
    writer.emit('load_var', layout.stepsDone);
    if (stepsDone > 0) {
      writer.number(stepsDone);
      writer.emit('add');
    }
    writer.emit('assign_next', layout.stepsDone);
    for (const [stock, index] of layout.stocks.entries()) {
      writer.equationOf(index);
      integrator.writeStock(layout.stockCells[stock], roleOf<'stock'>(index).flow, stage, writer);
    }
    if (stage === 0)
      for (const index of layout.states) {
        writer.equationOf(index);
        writer.expression(roleOf<'state'>(index).next);
        writer.emit('assign_next', layout.slots[index]);
      }
    writer.equationOf(null);
    writer.emit('ret');
  }
}

function assignTo(
  variable: number,
  slots: readonly number[],
  expression: Expression,
  writer: CodeWriter,
): void {
  writer.equationOf(variable);
  writer.expression(expression);
  writer.emit('assign_curr', slots[variable]);
}

function requireAddressable(model: string, size: number, what: string): void {
  if (size > MAX_ADDRESSES)
    throw new InputError(`${model}: the model has ${size} ${what}; the machine can address ${MAX_ADDRESSES}`);
}
