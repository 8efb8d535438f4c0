import { DEFAULT_OPTIONS, type MiningOptions } from '../../src/artifacts/options.js';

/** For a few small programs, all of which count. */
export const mining: MiningOptions = { ...DEFAULT_OPTIONS, minPlaces: 1, minShare: 0 };
