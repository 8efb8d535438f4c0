import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import type { Config } from '../../passes/config.js';
import { describeIssue } from '../util/describe-issue.js';
import { InputError } from '../util/input-error.js';

const CONFIG_FILES = ['js', 'mjs'].map((ending) => `mine-superinstructions.config.${ending}`);

/** A config, and the file that it was loaded from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly path: string;
}

const callable = v.custom<(...values: never[]) => unknown>(
  (value) => typeof value === 'function',
  'it has to be a function',
);
const passSchema = v.looseObject({
  name: v.string(),
  reads: v.array(v.string()),
  writes: v.array(v.string()),
  run: callable,
});
const machineSchema = v.looseObject({
  isa: v.looseObject({ machine: v.string(), instructions: v.array(v.unknown()) }),
  isaText: v.string(),
  runtime: v.union(
    [callable, v.looseObject({})],
    'it has to be functions by name, or a function that makes them',
  ),
  extensions: v.array(v.string()),
  compile: callable,
});
const editSchema = v.looseObject({
  kind: v.picklist(['before', 'after', 'replace']),
  of: v.string(),
  pass: v.union(
    [callable, passSchema],
    'it has to be a pass (name, reads, writes, run), or a function that makes one',
  ),
});

/**
 * What a config may hold: enough of each thing's shape that what is wrong fails here, not when it is used.
 */
const configSchema = v.pipe(
  v.unknown(),
  // To valibot a list is an object, and so is a promise.
  v.check((config) => !Array.isArray(config), 'expected an object, not a list'),
  v.check((config) => !(config instanceof Promise), 'expected an object, not a promise: await it'),
  v.strictObject({
    machines: v.optional(v.array(machineSchema)),
    importers: v.optional(
      v.array(v.looseObject({ name: v.string(), recognises: callable, import: callable })),
    ),
    targets: v.optional(
      v.array(
        v.looseObject({
          target: v.string(),
          files: callable,
          prints: v.optional(v.picklist(['handlers', 'rules'])),
        }),
      ),
    ),
    passes: v.optional(v.array(editSchema)),
    options: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  }),
);

/** The config file in a folder, or the nearest above it; null where there is none. */
export function findConfig(folder: string): string | null {
  for (let here = resolve(folder); ; here = dirname(here)) {
    const found = CONFIG_FILES.map((name) => join(here, name)).find((path) => existsSync(path));
    if (found) return found;
    if (dirname(here) === here) return null;
  }
}

/** Runs a config file. Throws an `InputError` that says why it cannot be used. */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const at = { file: path, line: 1, column: 1 };
  if (!existsSync(path)) throw new InputError('there is no such config file', at);
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `the config file cannot be loaded: ${error instanceof Error ? error.message : error}`,
      at,
    );
  }
  const result = v.safeParse(configSchema, module.default, { abortEarly: true });
  if (!result.success) {
    throw new InputError(
      module.default === undefined
        ? 'the config file has no default export: `export default defineConfig({ … })`'
        : `not a config: ${describeIssue(result.issues[0])}`,
      at,
    );
  }
  return { config: module.default as Config, path };
}
