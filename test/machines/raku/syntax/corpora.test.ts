import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { programNames, programsFolder, readBeside } from './programs.js';

const isPresent = spawnSync('raku', ['--version']).status === 0;

/** Starting raku takes most of the time: what is kept was printed by it, so some are enough but now and then. */
const EVERY = process.env.ALL_RAKU_PROGRAMS ? 1 : 4;

describe.skipIf(!isPresent)(
  'raku prints what is kept beside programs (skipped where there is no raku)',
  () => {
    it.each(programNames.filter((_, i) => i % EVERY === 0))('%s', (name) => {
      const { stdout, stderr, status } = spawnSync('raku', [`${name}.raku`], {
        cwd: programsFolder,
        encoding: 'utf8',
      });
      const fails = name.startsWith('fail-');
      expect({ stdout, error: stderr.split('\n')[0], status }).toEqual({
        stdout: readBeside(name, 'out'),
        error: fails ? readBeside(name, 'err').trimEnd() : '',
        status: fails ? 1 : 0,
      });
    });
  },
);
