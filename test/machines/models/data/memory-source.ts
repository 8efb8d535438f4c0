import {
  createSeries,
  type DataSource,
  NoSuchFile,
  type Series,
} from '../../../../src/machines/models/data/data-source.js';
import { delimitedSheet, separatorOf } from '../../../../src/machines/models/data/delimited.js';
import { InputError } from '../../../../src/util/input-error.js';

/** Data without files: texts by file name, points by variable. */
export function memorySource(
  files: Readonly<Record<string, string>>,
  points: Readonly<Record<string, Readonly<Record<number, number>>>> = {},
): DataSource {
  const texts = new Map(Object.entries(files));
  const series = new Map(
    Object.entries(points).map(([name, values]): [string, Series] => [
      name,
      createSeries(Object.keys(values).map(Number), Object.values(values)),
    ]),
  );
  return {
    sheet(file, tab) {
      if (file === 'forbidden.csv') throw new InputError('this file is forbidden');
      const text = texts.get(file);
      if (text === undefined) throw new NoSuchFile(`there is no file "${file}"`);
      return delimitedSheet(text, separatorOf(file, tab), file);
    },
    series: (variable) => series.get(variable),
  };
}
