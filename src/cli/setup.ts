import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Options } from 'yargs';
import type { Config } from '../../passes/config.js';
import type { GenerateOptions } from '../../passes/generate.js';
import { type Edit, editPipeline, type Pipeline, requireKnownPasses } from '../../passes/pipeline.js';
import { everyPass } from '../../passes/pipelines.js';
import { readText } from '../artifacts/files.js';
import { MACHINE_FILE } from '../artifacts/manifest.js';
import { profileImporter } from '../artifacts/profile-importer.js';
import type { BackEnd } from '../backends/back-end.js';
import { BACK_ENDS, type Target } from '../backends/registry.js';
import { bytecodeSizes } from '../execution/typescript/bytecode-size.js';
import type { Importer } from '../importers/importer.js';
import { IMPORTERS } from '../importers/registry.js';
import { withAssembly } from '../machines/assembly.js';
import { readIsaFile } from '../machines/isa-file.js';
import type { Machine } from '../machines/machine.js';
import { MACHINES, machineNamed } from '../machines/registry.js';
import { InputError } from '../util/input-error.js';
import { findConfig, type LoadedConfig, loadConfig } from './config.js';
import { SHARED_OPTIONS } from './options.js';

/** What commands work with: what ships with the package and what the config file adds. */
export class Setup {
  readonly importers: readonly Importer[];
  readonly backEnds: readonly BackEnd[];
  readonly edits: readonly Edit[];
  readonly configPath: string | null;
  readonly #machines: Machine[];
  readonly #shipped: readonly Machine[];
  readonly #defaults: NonNullable<Config['options']>;

  constructor(loaded: LoadedConfig | null) {
    const config = loaded?.config ?? {};
    this.#machines = [...(config.machines ?? []), ...MACHINES].map(withAssembly);
    this.#shipped = [...this.#machines];
    this.importers = [...(config.importers ?? []), ...IMPORTERS, profileImporter];
    this.backEnds = [...(config.targets ?? []), ...BACK_ENDS];
    this.edits = config.passes ?? [];
    this.configPath = loaded?.path ?? null;
    this.#defaults = config.options ?? {};
    if (loaded) requireKnownPasses(this.edits, everyPass(), loaded.path);
    this.#requireSharedOptions();
  }

  /** Those of the config and of the package, and those that run folders keep, as far as they were opened. */
  get machines(): readonly Machine[] {
    return this.#machines;
  }

  /** What printing handlers in these languages goes by; `template` is the path of the user's own. */
  generating(targets: readonly Target[], template?: string): GenerateOptions {
    return {
      targets,
      backEnds: this.backEnds,
      measure: bytecodeSizes,
      template: template === undefined ? null : { text: readText(template), path: template },
    };
  }

  /** With the changes that the config makes to every pipeline. */
  edit(passes: Pipeline): Pipeline {
    return editPipeline(passes, this.edits);
  }

  /** Declared options with the defaults that the config gives those that commands share. */
  options<Declared extends Readonly<Record<string, Options>>>(declared: Declared): Declared {
    const entries = Object.entries(declared).map(([name, option]) => {
      const given = this.#defaults[name];
      // Where languages need not be named, naming them asks for something else.
      const isOwn = !SHARED_OPTIONS.has(name) || (name === 'targets' && option.default === undefined);
      if (given === undefined || isOwn) return [name, option];
      const isBoolean = typeof given === 'boolean';
      if (option.array) throw this.#wrong(`options.${name}: a list cannot be given here`);
      if (isBoolean !== (option.type === 'boolean'))
        throw this.#wrong(`options.${name}: it takes ${isBoolean ? 'text or a number' : 'true or false'}`);
      return [name, { ...option, default: isBoolean ? given : String(given) }];
    });
    return Object.fromEntries(entries) as Declared;
  }

  #requireSharedOptions(): void {
    for (const name of Object.keys(this.#defaults))
      if (!SHARED_OPTIONS.has(name))
        throw this.#wrong(
          `options.${name}: no option of that name takes a default; those that do are ${[...SHARED_OPTIONS].join(', ')}`,
        );
  }

  #wrong(message: string): InputError {
    return new InputError(message, { file: this.configPath ?? '', line: 1, column: 1 });
  }

  /** The machine that `--machine` names: one of the config or of the package, or an `.isa` file. */
  machine(nameOrPath: string): Machine {
    if (extname(nameOrPath) === '.isa') {
      const fromFile = readIsaFile(nameOrPath);
      // One that is known by name has a runtime as well.
      const known = this.machines.find(({ isa }) => isa.digest === fromFile.isa.digest);
      return known ?? fromFile;
    }
    const found = this.machines.find(({ isa }) => isa.machine === nameOrPath);
    if (!found)
      throw new InputError(
        `--machine ${nameOrPath}: it must be a path that ends in .isa, or ${this.machines.map(({ isa }) => isa.machine).join(' or ')}`,
      );
    return found;
  }

  /**
   * What has to stand beside an artifact for later commands to know its machine: nothing where they do, or
   * where the user named it.
   */
  machineFile({ isa, isaText }: Machine, given: string | undefined): ReadonlyMap<string, string> {
    const isKnown = given !== undefined || this.#shipped.some((one) => one.isa.digest === isa.digest);
    return new Map(isKnown ? [] : [[MACHINE_FILE, isaText]]);
  }

  /**
   * The machine of an artifact: the one given, one that ships with the package or the config, the one that
   * the artifact's folder keeps, or one that another folder kept. Drafted machines often share a name, so
   * the artifact's own comes before another's.
   */
  machineOf(name: string, file: string, given: string | undefined): Machine {
    if (given !== undefined) return machineNamed([this.machine(given)], name, file);
    const kept = join(dirname(file), MACHINE_FILE);
    const isShipped = this.#shipped.some(({ isa }) => isa.machine === name);
    if (isShipped || !existsSync(kept)) return machineNamed(this.#machines, name, file);
    const own = this.machine(kept);
    if (!this.#machines.includes(own)) this.#machines.push(own);
    return machineNamed([own, ...this.#machines], name, file);
  }
}

/** Loads the config that the arguments name, or the nearest; none with `--no-config`. */
export async function openSetup(
  args: { readonly config?: string; readonly 'no-config'?: boolean },
  folder: string,
): Promise<Setup> {
  if (args['no-config']) {
    if (args.config !== undefined) throw new InputError('--config and --no-config exclude each other');
    return new Setup(null);
  }
  const path = args.config ?? findConfig(folder);
  return new Setup(path === null ? null : await loadConfig(path));
}
