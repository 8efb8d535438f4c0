import type { Importer } from './importer.js';

/** Readers of what foreign VMs did, asked in this order after those of the config file. */
export const IMPORTERS: readonly Importer[] = [];
