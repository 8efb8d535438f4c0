import type { CodeLine, Node, Opcode } from '../../src/backends/wasm/instructions.js';
import type { WasmFunction, WasmModule } from '../../src/backends/wasm/module.js';

/** A module with one thing wrong in it. */
export interface ModuleMutant {
  readonly group: string;
  /** The function, the line, and what was changed in it. */
  readonly what: string;
  readonly module: WasmModule;
}

const PAIRS: readonly (readonly [group: string, a: string, b: string])[] = [
  ['operator', 'add', 'sub'],
  ['operator', 'mul', 'add'],
  ['operator', 'div', 'mul'],
  ['operator', 'div_s', 'rem_s'],
  ['operator', 'and', 'or'],
  ['operator', 'xor', 'or'],
  ['operator', 'shl', 'shr_s'],
  ['operator', 'neg', 'abs'],
  ['operator', 'floor', 'trunc'],
  ['operator', 'ceil', 'floor'],
  ['comparison', 'eq', 'ne'],
  ['comparison', 'lt', 'le'],
  ['comparison', 'gt', 'ge'],
  ['comparison', 'lt_s', 'le_s'],
  ['comparison', 'gt_s', 'ge_s'],
  ['comparison', 'lt_u', 'lt_s'],
];

/**
 * All that differ from a module in one place: an instruction, a constant, an offset, a line left out. Of each
 * function as many lines as `linesOf` says.
 */
export function* moduleMutants(
  module: WasmModule,
  linesOf: (of: WasmFunction) => number,
): Generator<ModuleMutant> {
  for (const [f, { name, body }] of module.functions.entries())
    for (const [i, line] of body.slice(0, linesOf(module.functions[f])).entries())
      for (const { group, what, lines } of lineMutants(line)) {
        const functions = module.functions.with(f, {
          ...module.functions[f],
          body: body.toSpliced(i, 1, ...lines),
        });
        yield { group, what: `${name}, line ${i}: ${what}`, module: { ...module, functions } };
      }
}

function* lineMutants(line: CodeLine): Generator<{ group: string; what: string; lines: CodeLine[] }> {
  if (line.kind !== 'do' && line.kind !== 'if') return;
  const node = line.kind === 'do' ? line.node : line.condition;
  for (const { group, what, node: wrong } of nodeMutants(node))
    yield {
      group,
      what,
      lines: [line.kind === 'do' ? { ...line, node: wrong } : { ...line, condition: wrong }],
    };
  if (line.kind === 'do' && LEAVES_OUT.test(node.op))
    yield { group: 'statement', what: `${describe(node)} left out`, lines: [] };
}

/** Lines that leave no value, so that the rest stays valid without them. */
const LEAVES_OUT = /store|local\.set|global\.set|^br$|^br_if$/;

interface NodeMutant {
  readonly group: string;
  readonly what: string;
  readonly node: Node;
}

function* nodeMutants(node: Node): Generator<NodeMutant> {
  const { op, operands, at } = node;
  const wrong = (group: string, changed: Node): NodeMutant => ({
    group,
    what: `${describe(changed)} for ${describe(node)}`,
    node: changed,
  });
  const [type, operation] = op.split('.');
  for (const [group, a, b] of PAIRS) {
    const other = operation === a ? b : operation === b ? a : null;
    if (other) yield wrong(group, { ...node, op: `${type}.${other}` as Opcode });
  }
  if (operation === 'const' && typeof at === 'number') yield wrong('number', { ...node, at: at + 1 });
  if (/load|store/.test(op) && typeof at === 'number') yield wrong('offset', { ...node, at: at + 8 });
  if (operands.length === 2 && /^(f64|i32)\.(sub|div|lt|gt)/.test(op))
    yield wrong('operands', { ...node, operands: [operands[1], operands[0]] });
  if (op === 'select') yield wrong('select', { ...node, operands: [operands[1], operands[0], operands[2]] });
  for (const [i, operand] of operands.entries())
    for (const mutant of nodeMutants(operand))
      yield { ...mutant, node: { ...node, operands: operands.with(i, mutant.node) } };
}

function describe({ op, at }: Node): string {
  return at === undefined ? op : `${op} ${String(at)}`;
}
