import type { CommandModule } from 'yargs';
import type { Setup } from '../setup.js';

/** A command of the command line, as far as the config has a say in it. */
export type Command<Arguments> = (setup: Setup) => CommandModule<object, Arguments>;
