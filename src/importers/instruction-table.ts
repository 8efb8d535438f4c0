import { FLOW_FLAGS, type FlowFlag } from '../isa/flow.js';
import type { InstructionFacts } from './recording.js';

/**
 * Reads what is known of instructions, one a line: `name operand:kind … pops>pushes flag …`. An operand
 * that is called like its kind needs only that; `?` is a stack effect that is unknown or depends on operands.
 */
export function instructionTable(rows: string): Map<string, InstructionFacts> {
  const table = new Map<string, InstructionFacts>();
  for (const row of rows.split('\n')) {
    const [name, ...words] = row.trim().split(/\s+/);
    if (!name) continue;
    const effect = words.findIndex((word) => /^(\?|\d+>\d+)$/.test(word));
    const flags = words.slice(effect + 1);
    if (effect < 0 || table.has(name) || !flags.every(isFlag))
      throw new Error(`row of an instruction table: ${row}`);
    table.set(name, {
      operands: words.slice(0, effect).map(operandOf),
      stack: stackEffectOf(words[effect]),
      flags,
    });
  }
  return table;
}

function operandOf(word: string): { name: string; kind: string } {
  const [name, kind = name] = word.split(':');
  return { name, kind };
}

/** What a column such as `2>1` says, or `?`. */
export function stackEffectOf(word: string): InstructionFacts['stack'] {
  if (word === '?') return null;
  const [pops, pushes] = word.split('>').map(Number);
  return { pops, pushes };
}

function isFlag(word: string): word is FlowFlag {
  return (FLOW_FLAGS as readonly string[]).includes(word);
}
