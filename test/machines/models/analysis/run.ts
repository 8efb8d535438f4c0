import { analyse } from '../../../../src/machines/models/analysis/analyse.js';
import type { Model } from '../../../../src/machines/models/model.js';
import { canonicalName } from '../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { InputError } from '../../../../src/util/input-error.js';
import { type Results, simulate } from '../reference-simulator.js';

/** A simulated model whose series are asked for by name. */
export interface Run {
  readonly model: Model;
  /** Every saved value of a variable. */
  series(name: string): readonly number[];
  /** Its last saved value. */
  last(name: string): number;
}

interface Settings {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
  /** XMILE only. */
  readonly method?: 'Euler' | 'RK4';
}

/** Vensim equations, one per line, without units and comments; `start` to `stop` by `step`. */
export function vensim(equations: string, { start = 0, stop = 10, step = 1 }: Settings = {}): string {
  const settings = `INITIAL TIME = ${start}\nFINAL TIME = ${stop}\nTIME STEP = ${step}\nSAVEPER = TIME STEP`;
  const lines = `${equations}\n${settings}`.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => (line.startsWith(':') ? line : `${line} ~~|`))
    .join('\n');
}

/** The inside of an XMILE `<model>`, and what comes before it. */
export function xmile(variables: string, settings: Settings = {}, before = ''): string {
  const { start = 0, stop = 10, step = 1, method = 'Euler' } = settings;
  return `<?xml version="1.0" encoding="utf-8"?>
    <xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
      <sim_specs method="${method}"><start>${start}</start><stop>${stop}</stop><dt>${step}</dt></sim_specs>
      ${before}
      <model><variables>${variables}</variables></model>
    </xmile>`;
}

export const analyseVensim = (text: string): Model => analyse(parseVensim(text, 'model.mdl'));
export const analyseXmile = (text: string): Model => analyse(parseXmile(text, 'model.xmile'));

export const runVensim = (equations: string, settings?: Settings): Run =>
  runModel(analyseVensim(vensim(equations, settings)));

export const runXmile = (variables: string, settings?: Settings, before?: string): Run =>
  runModel(analyseXmile(xmile(variables, settings, before)));

export function runModel(model: Model): Run {
  const results: Results = simulate(model);
  const indices = new Map(model.variables.map(({ name }, index) => [canonicalName(name), index]));
  const series = (name: string) => {
    const index = indices.get(canonicalName(name));
    if (index === undefined) throw new Error(`no variable ${name} among ${[...indices.keys()].join(', ')}`);
    return [...results.values[index].subarray(0, results.times.length)];
  };
  return { model, series, last: (name) => series(name).at(-1) ?? Number.NaN };
}

/** The messages that a faulty model is refused with, each with its line and column. */
export function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ message, at }) => (at ? `${at.line}:${at.column}: ${message}` : message));
  }
  throw new Error('the model was accepted');
}
