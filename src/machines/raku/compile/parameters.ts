import type { Block, ClassDeclaration, Parameter, VariableDeclaration } from '../syntax/tree.js';
import type { RoutineCompiler } from './routine-compiler.js';
import type { Register, RoutineWriter } from './routine-writer.js';
import { boolify, callMethod, closureValue, hllize, nameOf, readOnlyContainer } from './values.js';

/** Checks that the argument of a parameter is of a type, and gives it without its container. */
function checkedValue(writer: RoutineWriter, argument: Register, type: string | null): Register {
  const value = writer.value('set', writer.value('decont', argument));
  // Anything is checked as well: to be no `Mu`.
  const wanted = writer.constant({ kind: 'type', name: type ?? 'Any' });
  writer.emit('assertparamcheck', writer.value('istype', value, wanted));
  return value;
}

export function bindInvocant(writer: RoutineWriter, owner: ClassDeclaration | null): Register {
  writer.emit('checkarity', 1, 1);
  return checkedInvocant(writer, owner, writer.value('param_o', 0));
}

export function checkedInvocant(
  writer: RoutineWriter,
  owner: ClassDeclaration | null,
  given: Register,
): Register {
  const self = writer.self();
  writer.emit('set', self, checkedValue(writer, hllize(writer, given), owner && nameOf(owner)));
  return self;
}

/** Takes the arguments over into variables. A method's first one is its invocant. */
export function bindParameters(
  compiler: RoutineCompiler,
  writer: RoutineWriter,
  parameters: readonly Parameter[],
  owner: ClassDeclaration | null | undefined,
): void {
  const isMethod = writer.program.routine(writer.index).kind === 'Method';
  const skipped = isMethod ? 1 : 0;
  const positional = parameters.filter(({ form }) => form === 'positional');
  const isOpen = positional.length < parameters.length;
  const optional = positional.filter(({ isImplicitTopic }) => isImplicitTopic).length;
  const most = isOpen ? 255 : positional.length + skipped;
  writer.emit('checkarity', positional.length + skipped - optional, most);
  // Anything that runs other code writes new arguments where these are.
  const invocant = isMethod ? writer.value('param_o', 0) : null;
  const given = positional.map((_, i) => writer.value('param_o', i + skipped));
  if (isMethod) checkedInvocant(writer, owner ?? null, invocant!);
  for (const [i, parameter] of positional.entries()) bindParameter(compiler, writer, parameter, given[i]);
  writer.emit('bindcomplete');
  writer.program.addRefusalSite(writer.index);
}

function topicAround(block: Block | null): VariableDeclaration | null {
  for (let around = block; around; around = around.outer) {
    const topic = around.lexicals.find(({ name }) => name === '$_');
    if (topic) return topic;
  }
  return null;
}

/** Of `failures.ts`. */
const EXPECTS_WRITABLE = 5;

function bindParameter(
  compiler: RoutineCompiler,
  writer: RoutineWriter,
  parameter: Parameter,
  given: Register,
): void {
  const { variable, type, where, isRw, isImplicitTopic } = parameter;
  if (isImplicitTopic && variable) {
    // Without an argument it is the topic around.
    const hasArgument = writer.label();
    writer.emit('if_i', writer.value('hasargument', 0), hasArgument);
    const around = topicAround(variable.block.outer);
    const value = around ? writer.lexical(around) : writer.constant({ kind: 'type', name: 'Any' });
    writer.emit('set', given, value);
    writer.place(hasArgument);
  }
  if (isRw && variable) {
    // What is no container cannot be assigned to.
    const name = writer.constant({ kind: 'text', text: variable.name });
    const isWritable = writer.label();
    writer.emit('if_i', writer.value('iscont', given), isWritable);
    writer.emit('die', EXPECTS_WRITABLE, name);
    writer.place(isWritable);
  }
  if (isImplicitTopic || isRw || (variable?.name === '$_' && !type)) {
    if (variable) writer.emit('set', writer.home(variable), given);
    return;
  }
  const argument = writer.value('set', hllize(writer, given));
  const value = checkedValue(writer, argument, type === null ? null : nameOf(type));
  if (variable)
    writer.emit('set', writer.home(variable), type === null ? readOnlyContainer(writer, value) : value);
  if (!where) return;
  const clause = closureValue(writer, compiler.where(parameter, writer));
  const accepted = callMethod(writer, clause, 'ACCEPTS', [argument]);
  writer.emit('assertparamcheck', boolify(writer, accepted));
}
