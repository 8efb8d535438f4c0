// Proves superinstructions of a machine, and probes its handlers and theirs as they are printed in some languages:
//   node examples/prove-and-probe.mjs examples/forth/forth.isa ts,c 'dup; mul' 'lit #1; add; assign a'
import { readFileSync } from 'node:fs';
import { planProbes, probeTechnique } from 'mine-superinstructions/execution';
import { extendIsa, parseIsa, parsePattern } from 'mine-superinstructions/isa';
import { techniquesFor } from 'mine-superinstructions/node';
import { proveSet } from 'mine-superinstructions/proof';

const [isaFile, targets, ...texts] = process.argv.slice(2);
// The functions that the machine declares as `extern`: by name, and as text for languages that are compiled.
const host = { functions: {}, texts: {} };

const isa = parseIsa(readFileSync(isaFile, 'utf8'), isaFile);
const patterns = texts.map((text) => parsePattern(text, isa, 'the pattern'));
const fused = extendIsa(isa, patterns);
for (const [i, { proof }] of proveSet(isa, fused).superinstructions.entries())
  console.log(
    `${texts[i]}: ${proof.status}${(proof.what ?? proof.why) ? `: ${proof.what ?? proof.why}` : ''}`,
  );

const plans = planProbes(fused, host.functions, {
  seed: 1,
  states: 200,
  choices: 8,
  tries: 200,
  largest: true,
  impure: 'as the host says',
});
const { techniques, skipped } = techniquesFor(targets.split(','));
for (const { technique, reason } of skipped)
  console.log(`${technique.target}, ${technique.name}: skipped: ${reason}`);
for (const technique of techniques) {
  const { instructions, handlers, states, differences } = probeTechnique(plans, technique, host);
  console.log(
    `${technique.target}, ${technique.name}: ${instructions} of ${handlers} handlers, ${states} states`,
  );
  for (const { instruction, what, expected, found } of differences)
    console.log(`  ${instruction}: ${what} is ${found} instead of ${expected}`);
}
