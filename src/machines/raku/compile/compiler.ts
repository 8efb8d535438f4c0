import type { RoutineDescription } from '../description.js';
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
import { bindInvocant, bindParameters } from './parameters.js';
import type { ProgramWriter } from './program-writer.js';
import type { RoutineWriter } from './routine-writer.js';
import { compileBlock } from './statements.js';
import { callMethod, hllize, nameOf, offsetOf, readOnlyContainer, returnValue } from './values.js';

/** Routines of one unit, and of the setting, by what the tree calls them. */
export class Compiler {
  readonly program: ProgramWriter;
  /** Subs and operators of the setting, by name. */
  readonly setting: ReadonlyMap<string, number>;
  readonly #routines = new Map<object, number>();

  constructor(program: ProgramWriter, setting: ReadonlyMap<string, number>) {
    this.program = program;
    this.setting = setting;
  }

  /** Compiles everything of a unit. Gives the routine that runs it, and its outermost subs by name. */
  unit(unit: Unit): { readonly main: number; readonly subs: ReadonlyMap<string, number> } {
    const main = this.#declare(unit, { name: '<unit>', kind: 'Block', parameters: [], outer: null });
    const writer = this.program.write(main, null);
    for (const one of unit.classes) this.#class(one, writer);
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
        hasWhere: where !== null,
        isRw,
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
    for (const one of block.routines) {
      if (one.kind === 'proto') for (const candidate of one.candidates) this.#routine(candidate, writer);
      if (one.kind === 'sub' || !one.isOnlyRedispatch) this.#routine(one, writer);
    }
  }

  #routine(routine: Sub | Proto, outer: RoutineWriter): void {
    const writer = this.program.write(this.routineOf(routine), outer);
    bindParameters(this, writer, routine.parameters, null);
    returnValue(writer, compileBlock(this, writer, routine.body));
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
    returnValue(writer, compileBlock(this, writer, method.body));
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

  /** The body of a `for`, which is called for every item. */
  loopBody(parameter: Parameter, body: Block, outer: RoutineWriter): number {
    const index = this.#declare(body, {
      name: '',
      kind: 'Block',
      outer: outer.index,
      parameters: [parameter],
    });
    const writer = this.program.write(index, outer);
    bindParameters(this, writer, [parameter], null);
    const result = compileBlock(this, writer, body);
    writer.emit('return_o', result ?? writer.constant({ kind: 'type', name: 'Nil' }));
    return index;
  }

  /** What `where` makes of its argument: a block that gives the truth of the test. */
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
    const methods = one.methods.map((method) => ({ name: method.name!, routine: this.method(method, unit) }));
    const own = new Set(methods.map(({ name }) => name));
    const accessors = one.attributes
      .filter(({ name, isPublic }) => isPublic && !own.has(name))
      .map((attribute) => ({ name: attribute.name, routine: this.#accessor(attribute) }));
    this.program.class({
      name: one.name,
      parent: one.parent?.name ?? null,
      isRole: one.isRole,
      attributes: one.attributes.map((attribute) => ({
        name: attribute.name,
        isPublic: attribute.isPublic,
        isRw: attribute.isRw,
        default: attribute.default ? this.#default(attribute, unit) : null,
      })),
      methods: [...methods, ...accessors],
    });
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
    returnValue(writer, compileBlock(this, writer, attribute.default!.body));
    return index;
  }
}
