// Prints a superinstruction's handler:
//   node examples/print-a-handler.mjs examples/forth/forth.isa 'dup; mul; lit #12; rshift; assign a'
import { readFileSync } from 'node:fs';
import { extendIsa, parseIsa, parsePattern, printHandler } from 'mine-superinstructions';

const [isaFile, text] = process.argv.slice(2);
const isa = parseIsa(readFileSync(isaFile, 'utf8'), isaFile);
const fused = extendIsa(isa, [parsePattern(text, isa, 'the pattern')]);
const handler = fused.instructions[fused.base];
console.log(`// ${handler.name} ( ${handler.pops.join(' ')} -- ${handler.pushes.join(' ')} )`);
console.log(printHandler(handler));
