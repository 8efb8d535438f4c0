import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type {
  CompiledLanguage,
  Compiler,
  DispatcherFile,
  RunLoopFile,
  WholeProgramFile,
} from './compiled.js';
import type { Handler } from './handler.js';
import { imageDigest, writeImage } from './image.js';
import type { Leaving } from './language.js';
import { indent, opcodeTable } from './opcodes.js';
import { describe, handlerTexts, programParts, switchParts, variablesOf } from './run-loops.js';
import type { Variable } from './scope.js';

/** What stands for the holes of a template: a text in a line, or lines. */
type Parts = Readonly<Record<string, string | readonly string[]>>;
type Syntax = (isa: Isa | FusedIsa) => CompiledLanguage;

/** One switch over the opcodes. The template's holes: `{locals}` and `{cases}`. */
export function switchFile(
  syntax: Syntax,
  { leaving, template, ...file }: DispatcherFile & { readonly leaving: Leaving; readonly template: string },
): RunLoopFile {
  return { ...file, print: (isa) => fill(template, { ...switchParts(syntax(isa), isa, leaving) }) };
}

/** Run loops whose handlers stand apart. */
interface HandlersDefinition extends DispatcherFile {
  /** `given`: what is in scope around the handlers, or passed to them. */
  leaving(given: readonly Variable[]): Leaving;
  /**
   * Holes: `{about}`, `{identifier}`, `{body}` and, of functions that are given variables, `{parameters}`.
   */
  readonly handler: string;
  /** How the table of all handlers names one; `{identifier}` is a hole. */
  readonly label?: string;
  /** Holes: `{handlers}`, `{labels}`, and those that `parts` fills. */
  readonly template: string;
  /** Of the arrays and registers; none unless it says so. */
  given?(variables: readonly Variable[], isa: Isa): readonly Variable[];
  parameters?(given: readonly Variable[], handler: Handler): string;
  parts?(given: readonly Variable[], language: CompiledLanguage): Parts;
}

/** Handlers that are functions, or blocks that jump to each other. */
export function handlersFile(syntax: Syntax, definition: HandlersDefinition): RunLoopFile {
  const {
    leaving,
    handler: handlerTemplate,
    label = 'op_{identifier},',
    template,
    given,
    parameters,
    parts,
    ...file
  } = definition;
  return {
    ...file,
    print(isa) {
      const language = syntax(isa);
      const variables = given?.(variablesOf(language, isa), isa) ?? [];
      const handlers = handlerTexts(language, isa, leaving(variables), variables).flatMap(
        ({ row, handler, body, locals }) =>
          fill(handlerTemplate, {
            about: describe(row),
            identifier: row.identifier,
            parameters: parameters?.(variables, handler) ?? '',
            body: [...locals, ...body],
          }),
      );
      const labels = opcodeTable(isa).flatMap(({ identifier }) => fill(label, { identifier }));
      return fill(template, { handlers, labels, ...parts?.(variables, language) });
    },
  };
}

/**
 * One program, compiled. The template's holes: `{functions}`, `{cases}` and `{image}`, the digest of the only
 * image that it runs with; those of a case: `{start}` and `{call}`.
 */
export function wholeProgramFile(
  syntax: Syntax,
  file: string,
  compiler: Compiler,
  templates: { readonly case: string; readonly template: string },
): WholeProgramFile {
  return {
    file,
    about: 'one program, compiled; no instruction is dispatched',
    compiler,
    techniques: { 'whole program': [] },
    printProgram(isa, program) {
      const language = syntax(isa);
      const { lines, entries } = programParts(language, isa, program);
      const cases = entries.flatMap(({ start, section }) =>
        fill(templates.case, { start: String(start), call: language.program.call(section, null) }),
      );
      const image = imageDigest(writeImage(isa, program));
      return fill(templates.template, { functions: lines, cases, image });
    },
  };
}

/**
 * The lines of a template. A hole that is all of a line stands for lines, as far in as it is; others stand
 * for texts.
 */
function fill(template: string, parts: Parts): readonly string[] {
  const hole = /\{(\w+)\}/g;
  return template.split('\n').flatMap((line) => {
    const [, name] = /^ *\{(\w+)\}$/.exec(line) ?? [];
    const lines = name === undefined ? undefined : parts[name];
    if (typeof lines === 'object') return indent(lines, line.indexOf('{'));
    return [line.replace(hole, (whole, inner: string) => String(parts[inner] ?? whole))];
  });
}
