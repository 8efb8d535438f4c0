import type { BackEnd } from '../src/backends/back-end.js';
import type { Importer } from '../src/importers/importer.js';
import type { Machine } from '../src/machines/machine.js';
import type { Edit } from './pipeline.js';

/** What `mine-superinstructions.config.js` exports as its default. */
export interface Config {
  /** Guest VMs, besides those that ship with the package. One of the same name goes first. */
  readonly machines?: readonly Machine[];
  /** Readers of what other VMs did, asked before those that ship with the package. */
  readonly importers?: readonly Importer[];
  /** Languages to print handlers in, besides those that ship with the package. */
  readonly targets?: readonly BackEnd[];
  /** Passes to insert before or after others, or to put in their place, in every pipeline that has those. */
  readonly passes?: readonly Edit[];
  /** Defaults of the command line's options, by their long names: `{ budget: 55, payload: 'none' }`. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** Gives a config file its types. */
export function defineConfig(config: Config): Config {
  return config;
}
