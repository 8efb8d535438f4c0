import type { Block, Return, Statement, VariableDeclaration } from '../syntax/tree.js';
import { Expressions } from './expressions.js';
import type { RoutineCompiler } from './routine-compiler.js';
import type { Register, RoutineWriter } from './routine-writer.js';
import { closureValue, returnedValue } from './values.js';

/** Above this, a loop over `^N` counts with an iterator like any other. */
const MAX_NATIVE_COUNT = 2n ** 29n;

/** Writes the statements of a block into the routine. Gives the value of its last one, where it has one. */
export function compileBlock(
  compiler: RoutineCompiler,
  writer: RoutineWriter,
  block: Block,
): Register | null {
  const expressions = new Expressions(compiler, writer);
  // Subs see variables that are declared behind them.
  for (const variable of block.lexicals) {
    const isNew = !writer.hasHome(variable);
    const home = writer.home(variable);
    if (isNew && isThereFromTheStart(variable)) writer.emit('set', home, expressions.fresh(variable));
  }
  compiler.routines(block, writer);
  // Subs of the outermost scope are there once; others are of the frame that they stand in.
  for (const routine of block.routines) {
    const index = compiler.routineOf(routine);
    if (writer.outer === null)
      writer.emit('capturelex', writer.constant({ kind: 'routine', routine: index }));
    else writer.emit('set', writer.home(routine), closureValue(writer, index));
  }
  let last: Register | null = null;
  for (const statement of block.statements) last = compileStatement(expressions, statement);
  return last;
}

function value(expressions: Expressions, { value: given }: Return): Register | null {
  return given && expressions.compile(given);
}

/** Its container is made where its block begins, not where its `my` is. */
function isThereFromTheStart({ isCaptured, parameter, name }: VariableDeclaration): boolean {
  return parameter === null && (isCaptured || name === '$_');
}

function compileStatement(expressions: Expressions, statement: Statement): Register | null {
  const { compiler, writer } = expressions;
  switch (statement.kind) {
    case 'expression':
      return expressions.compile(statement.expression);
    case 'my': {
      const { variable, value } = statement;
      const home = writer.home(variable);
      if (!isThereFromTheStart(variable)) writer.emit('set', home, expressions.fresh(variable));
      if (!value) return home;
      if (variable.sigil === '$') return expressions.assignTo(home, value);
      return expressions.store(home, value);
    }
    case 'if': {
      const result = writer.value('null');
      const end = writer.label();
      for (const { condition, body } of statement.branches) {
        const next = writer.label();
        writer.emit('unless_i', expressions.condition(condition), next);
        keep(writer, result, compileBlock(compiler, writer, body));
        writer.emit('goto', end);
        writer.place(next);
      }
      keep(writer, result, statement.else ? compileBlock(compiler, writer, statement.else) : null);
      writer.place(end);
      return result;
    }
    case 'while': {
      const [next, end] = [writer.label(), writer.label()];
      writer.place(next);
      writer.emit('unless_i', expressions.condition(statement.condition), end);
      compileBlock(compiler, writer, statement.body);
      writer.emit('goto', next);
      writer.place(end);
      return null;
    }
    case 'for': {
      const { items } = statement;
      const count = items.kind === 'range' && !items.from && items.to.kind === 'int' ? items.to.value : null;
      if (count !== null && count < MAX_NATIVE_COUNT) expressions.loopOver(Number(count), statement);
      else expressions.loop(statement);
      return null;
    }
    case 'return':
      if (writer.isLoopBody) writer.returnFromLoop(returnedValue(writer, value(expressions, statement)));
      else writer.emit('return_o', returnedValue(writer, value(expressions, statement)));
      return null;
    case 'block statement':
      return compileBlock(compiler, writer, statement.body);
  }
}

/** What an `if` gives where a branch has no value is Nil. */
function keep(writer: RoutineWriter, result: Register, value: Register | null): void {
  writer.emit('set', result, value ?? writer.constant({ kind: 'type', name: 'Nil' }));
}
