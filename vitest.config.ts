import { defineConfig } from 'vitest/config';

/**
 * Left out of `npm run test:fast`: what runs the command line or what was built, a compiler, a browser or
 * another VM, simulates whole corpora, or breaks models at random.
 */
const SLOW = [
  'test/backends/host/compiled/**/*.test.ts',
  'test/backends/vmgen/generator.test.ts',
  'test/cli/**/*.test.ts',
  'test/docs/{api-page,readme}.test.ts',
  'test/examples/**/*.test.ts',
  'test/execution/{native/**/*,probes/**/*,techniques,typescript/split}.test.ts',
  'test/importers/**/{tools,tracer}.test.ts',
  'test/machines/models/{compile,runtime-sources,*-models}.test.ts',
  'test/**/{browser,corpora,fuzz,hand-made,schedule,world3}.test.ts',
];
const ALL = ['test/**/*.test.ts'];

/** Where random tests start: the same on CI, or what `FC_SEED` says, so that a failure comes again. */
if (!process.env.FC_SEED) {
  // Vitest reads this file once per project: what the first reading says holds for all.
  process.env.FC_SEED = process.env.CI ? '1' : String(Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`Random tests start from FC_SEED=${process.env.FC_SEED}\n`);
}
const seed = Number(process.env.FC_SEED);
if (!Number.isInteger(seed)) throw new Error(`FC_SEED=${process.env.FC_SEED}: it has to be a whole number`);

/** Ends what hangs. Far above what any test takes, however busy the machine is. */
const HANGS_AFTER_MILLISECONDS = 600_000;

export default defineConfig({
  test: {
    // Vitest leaves a core free, which is half of two.
    maxWorkers: '100%',
    testTimeout: HANGS_AFTER_MILLISECONDS,
    hookTimeout: HANGS_AFTER_MILLISECONDS,
    setupFiles: ['test/setup.ts'],
    provide: { seed },
    projects: [
      { extends: true, test: { name: 'fast', include: ALL, exclude: SLOW } },
      // The command line is run as it is built.
      { extends: true, test: { name: 'slow', include: SLOW, globalSetup: ['test/build.ts'] } },
    ],
  },
});
