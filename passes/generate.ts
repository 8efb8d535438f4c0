import {
  type BackEnd,
  type FileOptions,
  type GeneratedFiles,
  NOTE,
  NOTE_AFTER_BACKSLASH,
} from '../src/backends/back-end.js';
import { printHostFiles } from '../src/backends/host/host-files.js';
import { parseTemplate } from '../src/backends/host/host-template.js';
import type { HostSources } from '../src/backends/host.js';
import { backEndOf, type Target } from '../src/backends/registry.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { definePass } from './pass.js';

/** Languages to print handlers in, and who prints them. */
export interface GenerateOptions {
  /** Names of back ends. A target that is not among them throws an `InputError`. */
  readonly targets: readonly Target[];
  /** Where the targets are looked up. */
  readonly backEnds: readonly BackEnd[];
  /**
   * Tells V8 bytecode by its size, to split run loops that V8 would not optimise; null: sizes are estimated.
   */
  readonly measure: FileOptions['measure'];
  /** How a VM of the user's own writes a handler: its bodies are text in its language. */
  readonly template?: TemplateSource | null;
}

/** The text of a template, and its file for messages. */
export interface TemplateSource {
  readonly text: string;
  readonly path: string;
}

/** Prints the machine's handlers with the superinstructions, and what they need around them. */
export function generatePass(options: GenerateOptions) {
  return definePass({
    name: 'generate',
    reads: ['machine', 'fused', 'decisions'],
    writes: ['handlers'],
    options,
    run: ({ machine: { hostSources }, fused, decisions }) => ({
      handlers: generateHandlers(fused, hostSources, {
        ...options,
        heat: decisions.superinstructions.map(({ places }) => places),
      }),
    }),
  });
}

/**
 * Prints the handlers of a machine with superinstructions, by path relative to the folder of the handlers:
 * opcode table, run loops, and the patterns for a peephole pass. Needs no compiler. `heat` says which
 * superinstructions run often, the higher the oftener. Throws an `InputError` for a target that there is not,
 * or that the machine has no runtime functions in. Of a machine whose bodies are no expressions only rules
 * are printed, and what a template asks for.
 */
export function generateHandlers(
  isa: FusedIsa,
  host: HostSources = {},
  { targets, backEnds, template, ...options }: GenerateOptions & { readonly heat: readonly number[] },
): GeneratedFiles {
  const hasExpressions = isa.bodies === 'expressions';
  const own = template ? printHostFiles(isa, parseTemplate(template.text, template.path, isa)) : [];
  return new Map<string, string | Uint8Array>([
    ...own,
    ...targets
      .map((target) => backEndOf(target, backEnds))
      .filter(({ prints }) => hasExpressions || prints === 'rules')
      .flatMap((backEnd) =>
        [...backEnd.files(isa, host, options)].map(
          ([file, content]) => [`${backEnd.target}/${file}`, content] as const,
        ),
      ),
  ]);
}

/** What users should know of the generated files, besides that they are there. */
export function notesOf(files: GeneratedFiles): readonly string[] {
  return [...files].flatMap(([file, text]) =>
    typeof text === 'string'
      ? text.split('\n', 3).flatMap((line) => {
          const mark = [NOTE, NOTE_AFTER_BACKSLASH].find((one) => line.startsWith(one));
          return mark ? [`${file}: ${line.slice(mark.length)}`] : [];
        })
      : [],
  );
}
