import type { RoutineDescription } from '../description.js';
import { OBJECT } from '../layout.js';
import type {
  Attribute,
  Block,
  ClassDeclaration,
  Closure,
  Frame,
  Method,
  Parameter,
  Proto,
  Sub,
  Unit,
} from '../syntax/tree.js';
import { bindInvocant, bindParameters, checkedInvocant } from './parameters.js';
import type { ProgramWriter } from './program-writer.js';
import type { RoutineCompiler } from './routine-compiler.js';
import type { Register, RoutineWriter } from './routine-writer.js';
import { compileBlock } from './statements.js';
import { callMethod, hllize, nameOf, offsetOf, readOnlyContainer, returnValue, SCALAR } from './values.js';

/** What a literal gives is in no container. */
function endsInConstant({ statements }: Block): boolean {
  const last = statements.at(-1);
  return (
    last?.kind === 'expression' && ['int', 'num', 'str', 'bool', 'type object'].includes(last.expression.kind)
  );
}

/** Routines of one unit, and of the setting, by what the tree calls them. */
export class Compiler implements RoutineCompiler {
  readonly program: ProgramWriter;
  readonly setting: ReadonlyMap<string, number>;
  readonly #routines = new Map<object, number>();
  #classes: readonly ClassDeclaration[] = [];
  readonly #builders = new Map<ClassDeclaration, number>();
  readonly #defaults = new Map<Attribute, number>();

  constructor(program: ProgramWriter, setting: ReadonlyMap<string, number>) {
    this.program = program;
    this.setting = setting;
  }

  /** Compiles everything of a unit. Gives the routine that runs it, and its outermost subs by name. */
  unit(unit: Unit): { readonly main: number; readonly subs: ReadonlyMap<string, number> } {
    const main = this.#declare(unit, { name: '<unit>', kind: 'Block', parameters: [], outer: null });
    const writer = this.program.write(main, null);
    this.#classes = unit.classes;
    writer.emit('checkarity', 0, 0);
    const result = compileBlock(this, writer, unit.body);
    writer.emit('return_o', result ?? writer.value('null'));
    const subs = new Map(unit.body.routines.map((one) => [one.name, this.routineOf(one)]));
    return { main, subs };
  }

  routineOf(declaration: Frame | Block): number {
    const index = this.#routines.get(declaration);
    if (index === undefined) throw new Error('a routine is used before it is declared');
    return index;
  }

  #declare(
    declaration: Frame | Block,
    {
      name,
      kind,
      parameters,
      outer,
    }: Pick<RoutineDescription, 'name' | 'kind' | 'outer'> & { readonly parameters: readonly Parameter[] },
  ): number {
    const index = this.program.declare({
      name,
      kind,
      outer,
      parameters: parameters.map(({ form, variable, type, where, isRw }) => ({
        name: variable?.name ?? '',
        type: type === null ? null : nameOf(type),
        isDefined: false,
        hasWhere: where !== null,
        isRw,
        isRaw: variable?.name === '$_',
        isCapture: form === 'capture',
      })),
      returns: null,
      candidates: null,
      isOnlyRedispatch: false,
    });
    this.#routines.set(declaration, index);
    return index;
  }

  /** Subs and protos of a block: numbers for all, then code, because they may call each other. */
  routines(block: Block, writer: RoutineWriter): void {
    for (const one of block.routines) {
      const shape = { name: one.name, kind: 'Sub' as const, outer: writer.index };
      this.#declare(one, { ...shape, parameters: one.parameters });
      if (one.kind !== 'proto') continue;
      for (const candidate of one.candidates)
        this.#declare(candidate, { ...shape, parameters: candidate.parameters });
      const candidates = one.candidates.map((candidate) => this.routineOf(candidate));
      this.program.setCandidates(this.routineOf(one), candidates, one.isOnlyRedispatch);
    }
    // Methods see the variables of the unit, and call its subs.
    const classes = this.#classes;
    this.#classes = [];
    for (const one of classes) this.#class(one, writer);
    for (const one of block.routines) {
      if (one.kind === 'proto') for (const candidate of one.candidates) this.#routine(candidate, writer);
      if (one.kind === 'sub' || !one.isOnlyRedispatch) this.#routine(one, writer);
    }
  }

  #routine(routine: Sub | Proto, outer: RoutineWriter): void {
    const writer = this.program.write(this.routineOf(routine), outer);
    bindParameters(this, writer, routine.parameters, null);
    returnValue(writer, compileBlock(this, writer, routine.body), endsInConstant(routine.body));
  }

  method(method: Method, outer: RoutineWriter): number {
    const name = method.name ?? '';
    const index = this.#declare(method, {
      name,
      kind: 'Method',
      outer: outer.index,
      parameters: method.parameters,
    });
    const writer = this.program.write(index, outer);
    bindParameters(this, writer, method.parameters, method.owner);
    returnValue(writer, compileBlock(this, writer, method.body), endsInConstant(method.body));
    return index;
  }

  closure(closure: Closure, outer: RoutineWriter): number {
    const index = this.#declare(closure, {
      name: '',
      kind: 'Block',
      outer: outer.index,
      parameters: closure.parameters,
    });
    const writer = this.program.write(index, outer);
    bindParameters(this, writer, closure.parameters, null);
    const result = compileBlock(this, writer, closure.body);
    writer.emit('return_o', result ?? writer.constant({ kind: 'type', name: 'Nil' }));
    return index;
  }

  loopBody(parameter: Parameter, body: Block, outer: RoutineWriter): number {
    const index = this.#declare(body, {
      name: '',
      kind: 'Block',
      outer: outer.index,
      parameters: [parameter],
    });
    const writer = this.program.write(index, outer);
    writer.isLoopBody = true;
    bindParameters(this, writer, [parameter], null);
    const result = compileBlock(this, writer, body);
    writer.emit('return_o', result ?? writer.constant({ kind: 'type', name: 'Nil' }));
    return index;
  }

  where(parameter: Parameter, outer: RoutineWriter): number {
    const clause = parameter.where!;
    const index = this.#declare(clause, {
      name: '',
      kind: 'Block',
      outer: outer.index,
      parameters: [parameter],
    });
    const writer = this.program.write(index, outer);
    writer.emit('checkarity', 1, 1);
    const argument = hllize(writer, writer.value('param_o', 0));
    const value = readOnlyContainer(writer, writer.value('decont', argument));
    const topic = clause.body.lexicals.find(({ name }) => name === '$_');
    if (topic) writer.emit('set', writer.home(topic), value);
    const tested = compileBlock(this, writer, clause.body)!;
    const accepts = callMethod(writer, tested, 'ACCEPTS', [value]);
    writer.emit('return_o', callMethod(writer, accepts, 'Bool'));
    return index;
  }

  #class(one: ClassDeclaration, unit: RoutineWriter): void {
    const methods = one.methods.map((method) => {
      const routine = this.method(method, unit);
      unit.emit('capturelex', unit.constant({ kind: 'routine', routine }));
      return { name: method.name!, routine };
    });
    for (const attribute of one.attributes) {
      if (!attribute.default) continue;
      const routine = this.#default(attribute, unit);
      unit.emit('capturelex', unit.constant({ kind: 'routine', routine }));
      this.#defaults.set(attribute, routine);
    }
    const own = new Set(methods.map(({ name }) => name));
    const accessors = one.attributes
      .filter(({ name, isPublic }) => isPublic && !own.has(name))
      .map((attribute) => ({ name: attribute.name, routine: this.#accessor(attribute) }));
    this.program.class({
      name: nameOf(one),
      parent: one.parent && nameOf(one.parent),
      isRole: one.isRole,
      attributes: one.attributes.map((attribute) => ({
        name: attribute.name,
        isPublic: attribute.isPublic,
        isRw: attribute.isRw,
        default: this.#defaults.get(attribute) ?? null,
      })),
      methods: [...methods, ...accessors, { name: 'BUILDALL', routine: this.#build(one) }],
    });
  }

  /** What `.new` calls: attributes get what was given, or their defaults, those of the parent first. */
  #build(one: ClassDeclaration): number {
    const index = this.program.declare({
      name: 'BUILDALL',
      kind: 'Method',
      outer: null,
      parameters: [
        {
          name: '',
          type: null,
          isDefined: false,
          hasWhere: false,
          isRw: false,
          isRaw: true,
          isCapture: false,
        },
      ],
      returns: null,
      candidates: null,
      isOnlyRedispatch: false,
    });
    this.#builders.set(one, index);
    const writer = this.program.write(index, null);
    writer.emit('checkarity', 2, 2);
    const [given, table] = [writer.value('param_o', 0), writer.value('param_o', 1)];
    const self = checkedInvocant(writer, one, given);
    const named = writer.value('set', hllize(writer, table));
    if (one.parent) {
      const parent = writer.constant({ kind: 'routine', routine: this.#builders.get(one.parent)! });
      writer.dispatch(
        'lang-call',
        [parent, self, named].map((value) => ['object', value] as const),
      );
    }
    for (const attribute of one.attributes) this.#buildAttribute(writer, attribute, self, named);
    writer.emit('return_o', self);
    return index;
  }

  #buildAttribute(writer: RoutineWriter, attribute: Attribute, self: Register, named: Register): void {
    const container = writer.value('create', writer.constant({ kind: 'type', name: 'Scalar' }));
    const plain = writer.constant({ kind: 'descriptor', name: `$!${attribute.name}`, type: null });
    const descriptor = writer.register();
    if (attribute.default) {
      // The first assignment puts the plain one in its place.
      const type = 'ContainerDescriptor::UninitializedAttribute';
      writer.emit('create', descriptor, writer.constant({ kind: 'type', name: type }));
      writer.emit('bindattr_o', descriptor, OBJECT.first, plain);
    } else writer.emit('set', descriptor, plain);
    writer.emit('bindattr_o', container, SCALAR.descriptor, descriptor);
    writer.emit('bindattr_o', container, SCALAR.value, writer.constant({ kind: 'type', name: 'Any' }));
    writer.emit('bindattr_o', self, offsetOf(attribute), container);
    const assign = (value: Register) =>
      writer.dispatch('raku-assign', [
        ['object', container],
        ['object', writer.value('decont', value)],
      ]);
    const [isMissing, end] = [writer.label(), writer.label()];
    if (attribute.isPublic) {
      writer.emit('unless_i', writer.value('isconcrete', named), isMissing);
      const table = writer.value('getattr_o', named, OBJECT.first);
      const key = writer.constant({ kind: 'text', text: attribute.name });
      writer.emit('unless_i', writer.value('existskey', table, key), isMissing);
      assign(writer.value('atkey_o', table, key));
      writer.emit('goto', end);
    }
    writer.place(isMissing);
    const index = attribute.default ? this.#defaults.get(attribute)! : null;
    if (index !== null) {
      const isInitialised = writer.dispatch('raku-is-attr-inited', [['object', container]]);
      writer.emit('if_i', isInitialised, end);
      const code = writer.constant({ kind: 'routine', routine: index });
      assign(
        writer.dispatch(
          'lang-call',
          [code, self].map((value) => ['object', value] as const),
        ),
      );
    }
    writer.place(end);
  }

  #accessor(attribute: Attribute): number {
    const index = this.program.declare({
      name: attribute.name,
      kind: 'Method',
      outer: null,
      parameters: [],
      returns: null,
      candidates: null,
      isOnlyRedispatch: false,
    });
    const writer = this.program.write(index, null);
    const self = bindInvocant(writer, attribute.owner);
    const container = writer.value('getattr_o', self, offsetOf(attribute));
    writer.emit('return_o', attribute.isRw ? container : writer.value('decont', container));
    return index;
  }

  #default(attribute: Attribute, unit: RoutineWriter): number {
    const index = this.#declare(attribute.default!, {
      name: attribute.name,
      kind: 'Method',
      outer: unit.index,
      parameters: [],
    });
    const writer = this.program.write(index, unit);
    bindInvocant(writer, attribute.owner);
    const { body } = attribute.default!;
    returnValue(writer, compileBlock(this, writer, body), endsInConstant(body));
    return index;
  }
}
