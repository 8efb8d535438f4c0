/** run.mjs: runs a program in Node.js. */
export const COMMAND = `/**
 * Runs a program in Node.js and prints a digest of all memories at every stop, and whether it trapped:
 *
 *     node run.mjs <image> [run-loop | tail-calls]
 */
import { readFileSync } from 'node:fs';
import { digestMemories } from './digest.mjs';
import { externs } from './externs.mjs';
import { loadProgram, runProgram } from './host.mjs';
import { machine } from './machine.mjs';

const [image, technique = 'run-loop'] = process.argv.slice(2);
if (!image || !['run-loop', 'tail-calls'].includes(technique)) {
  console.error('usage: node run.mjs <image> [run-loop | tail-calls]');
  process.exit(2);
}
const module = readFileSync(new URL(technique + '.wasm', import.meta.url));
const program = await load();
const trapped = runProgram(program, (memories) => console.log(digestMemories(machine, memories)));
if (trapped) console.log('trapped');

/** What is wrong with the image is said in a line. */
async function load() {
  try {
    return await loadProgram(module, readFileSync(image), externs);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
`;
