/** How many programs a site keeps at most. */
export const MAX_SITE_PROGRAMS = 64;

/** What happened at call sites. */
export interface CacheCounts {
  /** Calls that dispatchers decided. */
  readonly recorded: number;
  /** Programs that sites took in. */
  readonly installed: number;
  /** Calls that a program decided. */
  readonly hits: number;
  /** Programs that were run and did not hold. */
  readonly rejected: number;
}

export const NO_CACHE_COUNTS: CacheCounts = { recorded: 0, installed: 0, hits: 0, rejected: 0 };

export type CacheKind = 'none' | 'one' | 'several' | 'full';

/** The programs of one call site: none, one, or up to 64, of which the newest is tried first. */
export class InlineCache<Program> {
  #programs: Program[] = [];
  #counts = { ...NO_CACHE_COUNTS };

  /** In the order in which they are tried. */
  get programs(): readonly Program[] {
    return this.#programs;
  }

  get kind(): CacheKind {
    const { length } = this.#programs;
    if (length === 0) return 'none';
    return length === 1 ? 'one' : length < MAX_SITE_PROGRAMS ? 'several' : 'full';
  }

  get counts(): CacheCounts {
    return this.#counts;
  }

  /** The first program that `run` says accepts; null where none does, so that the call is recorded. */
  find(run: (program: Program) => boolean): Program | null {
    for (const program of this.#programs) {
      if (run(program)) {
        this.#counts.hits++;
        return program;
      }
      this.#counts.rejected++;
    }
    this.#counts.recorded++;
    return null;
  }

  /** Takes a program in where there is room, and says whether there was. */
  install(program: Program): boolean {
    if (this.kind === 'full') return false;
    this.#programs = [program, ...this.#programs];
    this.#counts.installed++;
    return true;
  }
}

/** The counts of all sites together. */
export function sumCounts(counts: Iterable<CacheCounts>): CacheCounts {
  const sum = { ...NO_CACHE_COUNTS };
  for (const one of counts)
    for (const name of Object.keys(sum) as (keyof CacheCounts)[]) sum[name] += one[name];
  return sum;
}
