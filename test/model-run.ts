import { analyse } from '../src/machines/models/analysis/analyse.js';
import type { Model } from '../src/machines/models/model.js';
import { canonicalName } from '../src/machines/models/syntax.js';
import { simulate } from './machines/models/reference-simulator.js';
import { parseModel } from './machines/models/shared-models.js';

/** A whole run of one model, with its series by name. */
export class ModelRun {
  readonly model: Model;
  readonly times: readonly number[];
  private readonly values: readonly Float64Array[];
  private readonly indices: ReadonlyMap<string, number>;

  constructor(path: string) {
    this.model = analyse(parseModel(path));
    const { times, values } = simulate(this.model);
    this.times = times;
    this.values = values;
    this.indices = new Map(this.model.variables.map(({ name }, index) => [canonicalName(name), index]));
  }

  series(name: string): Float64Array {
    const series = this.values[this.indices.get(canonicalName(name)) ?? -1];
    if (!series) throw new Error(`${this.model.name} has no variable ${name}`);
    return series;
  }

  /** The values from time `from` until before time `until`. */
  between(name: string, from: number, until: number): Float64Array {
    return this.series(name).filter((_, index) => this.times[index]! >= from && this.times[index]! < until);
  }

  /** The value at the first saved time that is not before `time`. */
  at(name: string, time: number): number {
    return this.series(name)[this.times.findIndex((saved) => saved >= time - 1e-6)]!;
  }

  last(name: string): number {
    return this.series(name).at(-1)!;
  }

  max(name: string): number {
    return Math.max(...this.series(name));
  }

  min(name: string): number {
    return Math.min(...this.series(name));
  }

  /** When the series is largest. */
  peakTime(name: string): number {
    const series = this.series(name);
    return this.times[series.indexOf(Math.max(...series))]!;
  }

  /** When the series rises through `level`, interpolated between saved times. */
  crossings(name: string, level: number): number[] {
    const series = this.series(name);
    return this.times.flatMap((time, index) => {
      const before = series[index - 1];
      const now = series[index]!;
      if (before === undefined || before >= level || now < level) return [];
      const earlier = this.times[index - 1]!;
      return [earlier + ((level - before) / (now - before)) * (time - earlier)];
    });
  }
}
