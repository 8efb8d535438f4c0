import { InputError } from '../src/util/input-error.js';
import type { Artifacts } from './artifacts.js';
import type { AnyPass, ArtifactName, PassContext } from './pass.js';
import { checkPipeline, type Pipeline } from './pipeline.js';

/** What to run of a pipeline. */
export interface RunRequest<Wanted extends ArtifactName> {
  /** What there is already: passes that would write it do not run. */
  readonly given: Partial<Artifacts>;
  /** What the run is for: passes that it takes none of do not run. */
  readonly wanted: readonly Wanted[];
  /** Told before and after every pass. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Ends the run with a `Cancelled` error as soon as the running pass sees it. An `AbortSignal` will do. */
  readonly signal?: { readonly aborted: boolean };
}

/** A pass begins or has finished. */
export interface ProgressEvent {
  readonly pass: string;
  /** How deep in pipelines of passes, from 0, and which of how many passes that pipeline runs, from 0. */
  readonly depth: number;
  readonly index: number;
  readonly count: number;
  /** How long the pass took, once it has finished; null when it starts. */
  readonly seconds: number | null;
}

/** What a run was for, and how long it took. */
export interface RunResult<Wanted extends ArtifactName> {
  /** What was wanted. */
  readonly artifacts: Pick<Artifacts, Wanted>;
  /** Seconds by pass, each without the passes that it ran itself, in the order they began. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** The run was told to stop. */
export class Cancelled extends Error {
  constructor(pass: string) {
    super(`cancelled in the pass ${JSON.stringify(pass)}`);
    this.name = 'Cancelled';
  }
}

/**
 * Runs the passes of a pipeline that lead from what is given to what is wanted. Throws an `Error` where that
 * cannot be, and whatever a pass throws.
 */
export async function runPipeline<Wanted extends ArtifactName>(
  passes: Pipeline,
  request: RunRequest<Wanted>,
): Promise<RunResult<Wanted>> {
  const runner = new Runner(request);
  const artifacts = await runner.run(passes, request, 0);
  return { artifacts, seconds: Object.fromEntries(runner.seconds) };
}

/**
 * The passes that have to run, in order: those that lead to what is wanted, and those that write nothing,
 * which only look, wherever what they read is there.
 */
export function plan(
  passes: Pipeline,
  { given, wanted }: { readonly given: Iterable<string>; readonly wanted: Iterable<string> },
): Pipeline {
  const have = new Set(given);
  const needed = new Set(wanted);
  const planned: AnyPass[] = [];
  for (const pass of passes.toReversed()) {
    const makes = pass.writes.filter((artifact: string) => needed.has(artifact));
    const isChange = makes.some((artifact: string) => pass.reads.includes(artifact));
    if (makes.length === 0 || (!isChange && makes.every((artifact: string) => have.has(artifact)))) continue;
    for (const artifact of makes) needed.delete(artifact);
    for (const artifact of pass.reads) needed.add(artifact);
    planned.unshift(pass);
  }
  const missing = [...needed].filter((artifact) => !have.has(artifact));
  checkPipeline(have, planned);
  if (missing.length > 0)
    throw new InputError(
      `no pass of the pipeline (${passes.map(({ name }) => name).join(', ')}) writes ${missing.map((name) => JSON.stringify(name)).join(', ')}, and nobody gave it`,
    );
  const needs = new Set(planned);
  const there = new Set(have);
  return passes.filter((pass) => {
    const looksOn = pass.writes.length === 0 && pass.reads.every((artifact: string) => there.has(artifact));
    if (!looksOn && !needs.has(pass)) return false;
    for (const artifact of pass.writes) there.add(artifact);
    return true;
  });
}

type Settings = Pick<RunRequest<ArtifactName>, 'onProgress' | 'signal'>;

class Runner {
  readonly seconds = new Map<string, number>();
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async run<Wanted extends ArtifactName>(
    passes: Pipeline,
    { given, wanted }: Pick<RunRequest<Wanted>, 'given' | 'wanted'>,
    depth: number,
  ): Promise<Pick<Artifacts, Wanted>> {
    let artifacts = onlyDefined(given);
    const planned = plan(passes, { given: Object.keys(artifacts), wanted });
    const writers = new Map<string, string[]>();
    for (const [index, pass] of planned.entries()) {
      await turnOfEventLoop();
      if (this.#isCancelled()) throw new Cancelled(pass.name);
      const progress = { pass: pass.name, depth, index, count: planned.length };
      this.#settings.onProgress?.({ ...progress, seconds: null });
      if (!this.seconds.has(pass.name)) this.seconds.set(pass.name, 0);
      const inner = { seconds: 0 };
      const start = performance.now();
      const written = await pass.run(
        artifacts as Artifacts,
        this.#contextFor(pass.name, writers, depth, inner),
      );
      const seconds = (performance.now() - start) / 1000;
      this.seconds.set(pass.name, this.seconds.get(pass.name)! + Math.max(0, seconds - inner.seconds));
      this.#settings.onProgress?.({ ...progress, seconds });
      if (this.#isCancelled()) throw new Cancelled(pass.name);
      requireWritten(pass, written);
      for (const artifact of pass.writes)
        writers.set(artifact, [...(writers.get(artifact) ?? []), pass.name]);
      artifacts = { ...artifacts, ...written };
    }
    return pick(artifacts as Artifacts, wanted);
  }

  /** `inner` takes in how long pipelines of the pass's own took. */
  #contextFor(
    pass: string,
    writers: ReadonlyMap<string, readonly string[]>,
    depth: number,
    inner: { seconds: number },
  ): PassContext {
    return {
      writersOf: (artifact) => writers.get(artifact) ?? [],
      isCancelled: () => this.#isCancelled(),
      drive: async (steps) => {
        let given = performance.now();
        for (let step = steps.next(); ; step = steps.next()) {
          if (step.done) return step.value;
          if (performance.now() - given < MILLISECONDS_BETWEEN_TURNS) continue;
          await turnOfEventLoop();
          if (this.#isCancelled()) throw new Cancelled(pass);
          given = performance.now();
        }
      },
      run: async (passes, request) => {
        const start = performance.now();
        try {
          return await this.run(passes, request, depth + 1);
        } finally {
          inner.seconds += (performance.now() - start) / 1000;
        }
      },
    };
  }

  #isCancelled(): boolean {
    return this.#settings.signal?.aborted === true;
  }
}

/** What is undefined was not given. */
function onlyDefined(given: Partial<Artifacts>): Partial<Artifacts> {
  return Object.fromEntries(Object.entries(given).filter(([, artifact]) => artifact !== undefined));
}

function pick<Name extends ArtifactName>(
  artifacts: Artifacts,
  names: readonly Name[],
): Pick<Artifacts, Name> {
  return Object.fromEntries(names.map((name) => [name, artifacts[name]])) as Pick<Artifacts, Name>;
}

/** A pass of another package may not keep what it says. */
function requireWritten({ name, writes }: AnyPass, written: object): void {
  if (typeof written !== 'object' || written === null)
    throw new InputError(`the pass ${JSON.stringify(name)} has to return what it wrote, and did not`);
  for (const artifact of writes)
    if (!(artifact in written) || (written as Record<string, unknown>)[artifact] === undefined)
      throw new InputError(
        `the pass ${JSON.stringify(name)} says that it writes ${JSON.stringify(artifact)}, and did not`,
      );
  for (const artifact of Object.keys(written))
    if (!writes.includes(artifact))
      throw new InputError(
        `the pass ${JSON.stringify(name)} wrote ${JSON.stringify(artifact)}, which is not among what it says that it writes`,
      );
}

/** How long a pass may keep timers and messages waiting: a turn takes about a millisecond. */
const MILLISECONDS_BETWEEN_TURNS = 20;

/** Lets signals, timers and messages through. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
