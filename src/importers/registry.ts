import type { Importer } from './importer.js';
import { profileJson } from './profile-json.js';

/** Asked in this order, after those of the config file. */
export const IMPORTERS: readonly Importer[] = [profileJson];
