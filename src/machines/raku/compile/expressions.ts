import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { OBJECT, smallInteger } from '../layout.js';
import type {
  Assignment,
  Call,
  Expression,
  For,
  MethodCall,
  Operation,
  Proto,
  Sub,
  VariableDeclaration,
} from '../syntax/tree.js';
import type { RoutineCompiler } from './routine-compiler.js';
import { MAX_ARGUMENTS, type Register, type RoutineWriter } from './routine-writer.js';
import { boolify, callMethod, closureValue, hllize, nameOf, offsetOf, SCALAR } from './values.js';

/** The kind of resumption that `{*}` asks for, as Rakudo numbers them. */
const ONLY_STAR = 5;
/** Where a code object has what is run. */
export const CODE_DO = OBJECT.first;

type SimpleKind =
  | ('int' | 'num' | 'complex' | 'str' | 'bool' | 'interpolation' | 'variable' | 'attribute variable')
  | ('self' | 'type object' | 'routine value' | 'closure' | 'anonymous method');

/** The cells of an f64, high and low half. */
function bitsOf(number: number): [number, number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return [view.getInt32(0), view.getInt32(4)];
}

/** `5 + 2i` is one number. */
function complexLiteral({ name, operands: [left, right] }: Operation): [re: number, im: number] | null {
  if (right?.kind !== 'complex' || (left.kind !== 'int' && left.kind !== 'num')) return null;
  const re = Number(left.value);
  if (name === 'infix:<+>') return [re + 0, right.imaginary];
  return name === 'infix:<->' ? [re - 0, 0 - right.imaginary] : null;
}

/** Writes expressions of one routine. Each gives the register that has its value, or its container. */
export class Expressions {
  constructor(
    readonly compiler: RoutineCompiler,
    readonly writer: RoutineWriter,
  ) {}

  compile(expression: Expression): Register {
    const { writer } = this;
    switch (expression.kind) {
      case 'int':
        return writer.constant({ kind: 'integer', digits: expression.value.toString() });
      case 'num':
        return writer.constant({ kind: 'number', bits: bitsOf(expression.value) });
      case 'complex':
        return this.#complex(0, expression.imaginary);
      case 'str':
        return writer.constant({ kind: 'text', text: expression.value });
      case 'bool':
        return writer.constant({ kind: 'truth', value: expression.value });
      case 'interpolation':
        return this.#interpolate(expression.parts);
      case 'variable':
        return writer.lexical(expression.declaration);
      case 'attribute variable':
        return writer.value('getattr_o', this.#self(), offsetOf(expression.attribute));
      case 'self':
        return this.#self();
      case 'type object':
        return writer.constant({ kind: 'type', name: nameOf(expression.type) });
      case 'routine value':
        return this.code(expression.routine);
      case 'closure':
        return closureValue(writer, this.compiler.closure(expression, writer));
      case 'anonymous method':
        return closureValue(writer, this.compiler.method(expression.method, writer));
      default:
        return this.#compileCall(expression);
    }
  }

  /** A call has one register for each argument. */
  #requireFew(at: SourcePosition, count: number): void {
    if (count > MAX_ARGUMENTS - 3)
      throw new InputError(`a call with ${count} arguments: at most ${MAX_ARGUMENTS - 3}`, at);
  }

  #compileCall(expression: Exclude<Expression, { readonly kind: SimpleKind }>): Register {
    const { writer } = this;
    switch (expression.kind) {
      case 'list':
        return this.#list(expression.items);
      case 'pair':
        return this.callSetting('infix:<=>>', this.#all([expression.key, expression.value]));
      case 'range':
        return expression.from
          ? this.callSetting('infix:<..>', this.#all([expression.from, expression.to]))
          : this.callSetting('prefix:<^>', this.#all([expression.to]));
      case 'subscript':
        return this.callSetting(
          expression.by === 'key' ? 'postcircumfix:<{ }>' : 'postcircumfix:<[ ]>',
          this.#all([expression.object, expression.index]),
        );
      case 'operation': {
        const parts = complexLiteral(expression);
        if (parts) return this.#complex(...parts);
        return this.callSetting(expression.name, this.#all(expression.operands));
      }
      case 'logical':
        return this.#logical(expression.operator, expression.left, expression.right);
      case 'not': {
        const truth = writer.value('not_i', this.condition(expression.operand));
        return this.#truth(truth);
      }
      case 'conditional':
        return this.#conditional(expression.condition, expression.whenTrue, expression.whenFalse);
      case 'assign':
        return this.#assign(expression);
      case 'call':
        return this.#call(expression);
      case 'invocation': {
        this.#requireFew(expression.at, expression.arguments.length);
        const code = writer.value('decont', this.compile(expression.code));
        return this.#invoke(code, this.#all(expression.arguments));
      }
      case 'method call':
        return this.#methodCall(expression);
      case 'lookup':
        return this.callSetting('lookup-method', this.#all([expression.object, expression.name]));
      case 'say':
        return expression.arguments.length < MAX_ARGUMENTS
          ? this.callSetting('say', this.#all(expression.arguments))
          : this.callSetting('say-all', [this.#list(expression.arguments)]);
      case 'callsame':
        return this.callSetting('callsame', []);
      case 'redispatch':
        return writer.dispatch('boot-resume', [['literal integer', writer.value('const_i', ONLY_STAR)]]);
    }
  }

  #all(expressions: readonly Expression[]): Register[] {
    return expressions.map((expression) => this.compile(expression));
  }

  #complex(re: number, im: number): Register {
    return this.writer.constant({ kind: 'complex', bits: [...bitsOf(re), ...bitsOf(im)] });
  }

  #list(items: readonly Expression[]): Register {
    const { writer } = this;
    if (items.length < MAX_ARGUMENTS) return this.callSetting('infix:<,>', this.#all(items));
    const elements = writer.value('hlllist');
    for (const item of items) writer.emit('push_o', elements, this.compile(item));
    const list = writer.value('create', writer.constant({ kind: 'type', name: 'List' }));
    writer.emit('bindattr_o', list, OBJECT.first, elements);
    return list;
  }

  #self(): Register {
    const { writer } = this;
    const depth = writer.depthOfSelf();
    return depth === 0 ? writer.self() : writer.value(`getlex_${depth}`, writer.selfAt(depth));
  }

  /** The code object of a sub: of the outermost scope a constant, else what its frame has made. */
  code(routine: Sub | Proto): Register {
    return this.writer.routineValue(routine) ?? this.#constantCode(this.compiler.routineOf(routine));
  }

  #constantCode(routine: number): Register {
    return this.writer.constant({ kind: 'routine', routine });
  }

  /** A sub of the setting, found as the static lexical that it is. */
  callSetting(name: string, args: readonly Register[]): Register {
    const { writer, compiler } = this;
    const routine = compiler.setting.get(name);
    if (routine === undefined) throw new Error(`the setting has no ${name}`);
    writer.constant({ kind: 'text', text: `&${name}` });
    return this.#invokeConstant(writer.value('decont', this.#constantCode(routine)), args);
  }

  #call({ at, routine, arguments: args }: Call): Register {
    const { writer } = this;
    this.#requireFew(at, args.length);
    writer.constant({ kind: 'text', text: `&${routine.name}` });
    const isConstant = writer.routineValue(routine) === undefined;
    const code = writer.value('decont', this.code(routine));
    return isConstant ? this.#invokeConstant(code, this.#all(args)) : this.#invoke(code, this.#all(args));
  }

  /** The callee is the same in every call: the site says so. */
  #invokeConstant(code: Register, args: readonly Register[]): Register {
    const rest = args.map((argument) => ['object', argument] as const);
    return this.writer.dispatch('lang-call', [['literal object', code], ...rest]);
  }

  #invoke(code: Register, args: readonly Register[]): Register {
    if (args.length >= MAX_ARGUMENTS) throw new Error(`a call with ${args.length} arguments`);
    return this.writer.dispatch('lang-call', [
      ['object', code],
      ...args.map((argument) => ['object', argument] as const),
    ]);
  }

  #methodCall({ at, object, name, arguments: args, named }: MethodCall): Register {
    if (name !== 'push') this.#requireFew(at, args.length);
    const given = this.compile(object);
    const positional = this.#all(args);
    const all = named.length === 0 ? positional : [...positional, this.#namedArguments(named)];
    if (name === 'push' && all.length > 1) {
      for (const item of all) callMethod(this.writer, given, name, [item]);
      return given;
    }
    return hllize(this.writer, callMethod(this.writer, given, name, all));
  }

  /** As one table. */
  #namedArguments(named: MethodCall['named']): Register {
    const { writer } = this;
    const table = writer.value('hllhash');
    for (const { name, value } of named) {
      const key = writer.constant({ kind: 'text', text: name });
      writer.emit('bindkey_o', table, key, this.compile(value));
    }
    return table;
  }

  #interpolate(parts: readonly Expression[]): Register {
    const values = parts.map((part) => {
      const value = this.compile(part);
      return part.kind === 'str' ? value : hllize(this.writer, callMethod(this.writer, value, 'Str'));
    });
    return values.reduce((all, value) => this.callSetting('infix:<~>', [all, value]));
  }

  /** A native integer: whether a value is true. */
  condition(expression: Expression): Register {
    return boolify(this.writer, this.compile(expression));
  }

  #truth(integer: Register): Register {
    const { program } = this.writer;
    const [yes, no] = [true, false].map((value) => program.constant({ kind: 'truth', value }));
    return this.writer.value('hllbool', integer, yes, no);
  }

  #logical(operator: '&&' | '||', left: Expression, right: Expression): Register {
    const { writer } = this;
    const result = writer.register();
    const end = writer.label();
    writer.emit('set', result, this.compile(left));
    writer.emit(operator === '&&' ? 'unless_i' : 'if_i', boolify(writer, result), end);
    writer.emit('set', result, this.compile(right));
    writer.place(end);
    return result;
  }

  #conditional(condition: Expression, whenTrue: Expression, whenFalse: Expression): Register {
    const { writer } = this;
    const result = writer.register();
    const [otherwise, end] = [writer.label(), writer.label()];
    writer.emit('unless_i', this.condition(condition), otherwise);
    writer.emit('set', result, this.compile(whenTrue));
    writer.emit('goto', end);
    writer.place(otherwise);
    writer.emit('set', result, this.compile(whenFalse));
    writer.place(end);
    return result;
  }

  #assign(assignment: Assignment): Register {
    const { container, target, value } = assignment;
    switch (container) {
      case 'array':
      case 'hash':
        return this.store(this.writer.lexical(target.declaration), value);
      case 'element': {
        const name = target.by === 'key' ? 'postcircumfix:<{ }>' : 'postcircumfix:<[ ]>';
        return this.callSetting(name, this.#all([target.object, target.index, value]));
      }
      default:
        return this.assignTo(this.writer.value('set', this.compile(target)), value);
    }
  }

  /** To a container that holds one value. */
  assignTo(container: Register, value: Expression): Register {
    const { writer } = this;
    const given = writer.value('decont', this.compile(value));
    writer.dispatch('raku-assign', [
      ['object', container],
      ['object', given],
    ]);
    return container;
  }

  /** Into an array or a hash: all of a list. */
  store(container: Register, value: Expression): Register {
    callMethod(this.writer, container, 'STORE', [this.compile(value)]);
    return container;
  }

  /** What a new variable begins with. */
  fresh(variable: VariableDeclaration): Register {
    const { writer } = this;
    const { sigil, name, type } = variable;
    if (sigil !== '$') {
      const isArray = sigil === '@';
      const object = writer.value(
        'create',
        writer.constant({ kind: 'type', name: isArray ? 'Array' : 'Hash' }),
      );
      writer.emit('bindattr_o', object, OBJECT.first, writer.value(isArray ? 'hlllist' : 'hllhash'));
      return object;
    }
    const container = writer.value('create', writer.constant({ kind: 'type', name: 'Scalar' }));
    const typeName = type === null ? null : nameOf(type);
    const descriptor = writer.constant({ kind: 'descriptor', name, type: typeName });
    writer.emit('bindattr_o', container, SCALAR.descriptor, descriptor);
    const initial = writer.constant({ kind: 'type', name: typeName ?? 'Any' });
    writer.emit('bindattr_o', container, SCALAR.value, initial);
    return container;
  }

  /** A loop over a list: its iterator is asked until it is at its end. */
  loop({ items, parameter, body }: For): void {
    const { writer } = this;
    const list = writer.value('set', this.compile(items));
    const [isList, next, end] = [writer.label(), writer.label(), writer.label()];
    writer.emit('unless_i', writer.value('iscont', list), isList);
    writer.emit('set', list, this.callSetting('infix:<,>', [list]));
    writer.place(isList);
    const iterator = writer.value('set', callMethod(writer, list, 'iterator'));
    const last = writer.constant({ kind: 'type', name: 'IterationEnd' });
    const block = closureValue(writer, this.compiler.loopBody(parameter, body, writer));
    const code = writer.value('getattr_o', block, CODE_DO);
    writer.place(next);
    const item = writer.value('set', callMethod(writer, iterator, 'pull-one'));
    writer.emit('if_i', writer.value('eqaddr', writer.value('decont', item), last), end);
    this.#invoke(writer.value('decont', code), [item]);
    writer.leaveIfReturned();
    writer.emit('goto', next);
    writer.place(end);
  }

  /** A loop over `^N` where N is written as a number: nothing is made to count with. */
  loopOver(count: number, { parameter, body }: For): void {
    const { writer } = this;
    const [next, end] = [writer.label(), writer.label()];
    const at = writer.value('set', writer.value('const_big', smallInteger(-1)));
    const last = writer.value('set', writer.value('const_big', smallInteger(count - 1)));
    const block = closureValue(writer, this.compiler.loopBody(parameter, body, writer));
    writer.place(next);
    writer.emit('set', at, writer.value('add_i', at, writer.value('const_i', 2)));
    writer.emit('unless_i', writer.value('le_i', at, last), end);
    this.#invoke(writer.value('decont', block), [at]);
    writer.leaveIfReturned();
    writer.emit('goto', next);
    writer.place(end);
  }
}
