// Assembles, traces, mines and proves in a worker: nothing here needs Node.
import {
  assemble,
  BACK_ENDS,
  DEFAULT_OPTIONS,
  InputError,
  mainJob,
  NO_NAMED_PATTERNS,
  parseIsa,
  runPipeline,
} from 'mine-superinstructions';

self.onmessage = async ({ data: { isaText, programs, budget } }) => {
  try {
    const isa = parseIsa(isaText, 'machine.isa');
    const machine = { isa, isaText, runtime: {}, extensions: [], compile: () => undefined };
    const assembled = programs.map(({ name, text }) =>
      assemble(isa, text, name, { name, family: 'browser' }),
    );
    const passes = mainJob({
      sources: { dataFiles: [], allowedFolders: [], skipInvalid: false },
      // One small program: an opcode that fits one place in it may be worth having.
      mining: { ...DEFAULT_OPTIONS, budget, payload: isa.payload, minPlaces: 1 },
      overrides: { always: [], never: [] },
      existing: null,
      generating: { targets: ['ts', 'c'], backEnds: BACK_ENDS, measure: null },
    });
    const { artifacts } = await runPipeline(passes, {
      given: { machine, programs: assembled, named: NO_NAMED_PATTERNS },
      wanted: ['decisions', 'summary', 'handlers', 'report'],
      onProgress: ({ pass, index, count, seconds }) =>
        seconds === null && self.postMessage({ progress: `${index + 1} of ${count}: ${pass}` }),
    });
    self.postMessage({
      superinstructions: artifacts.decisions.superinstructions.map(({ pattern }) => pattern),
      total: artifacts.summary.total,
      verification: artifacts.summary.verification,
      handlers: artifacts.handlers.get('ts/run-loop.ts'),
      report: artifacts.report,
    });
  } catch (error) {
    const message = error instanceof InputError ? error.message : String(error?.stack ?? error);
    self.postMessage({ error: message });
  }
};
