import { artifacts } from './artifacts.js';
import { images } from './images.js';
import { killedRuns } from './killed-runs.js';
import { brokenModels } from './models.js';
import { probes } from './probes.js';
import type { Subject } from './subject.js';
import { traces } from './traces.js';

/** All subjects, in the order in which they run. */
export const SUBJECTS: readonly Subject[] = [artifacts, brokenModels, traces, images, killedRuns, probes];
