import { printedMutants } from './printed.js';

/** Judges the mutants of one technique, and tells its parent of each before and after. */
const [target, technique, every, first] = process.argv.slice(2);
for (const told of printedMutants(target, technique, Number(every), Number(first)))
  await new Promise((resolve) => process.send!(told, resolve));
process.disconnect();
