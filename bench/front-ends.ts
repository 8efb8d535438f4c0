import { min } from 'd3-array';
import { instantiate, resetMemories, runToEnd } from '../src/execution/typescript/vm.js';
import { analyse } from '../src/machines/models/analysis/analyse.js';
import { compileModel } from '../src/machines/models/compile.js';
import { isa } from '../src/machines/models/isa.js';
import { runtime } from '../src/machines/models/runtime.js';
import { parseVensim } from '../src/machines/models/vensim/parser.js';
import { parseXmile } from '../src/machines/models/xmile/parser.js';
import { EQUATIONS_PER_SECTOR, type Format, generateModel } from './generated-model.js';

/**
 * What the front ends cost for models of 1, 10 and 100 times World3's size: milliseconds, the fastest of
 * several rounds.
 */

const SIZES = [
  { size: 1, rounds: 41 },
  { size: 10, rounds: 11 },
  { size: 100, rounds: 7 },
] as const;
const STAGES = ['parse', 'analyse', 'compile', 'run'] as const;

const PARSERS = { mdl: parseVensim, xmile: parseXmile } as const;

type Times = Readonly<Record<(typeof STAGES)[number], number>>;

/** One round; `run` is 100 steps on the baseline VM, which has run before. */
function measure(text: string, format: Format, warmUps: number): Times & { readonly slots: number } {
  const file = `generated.${format}`;
  const [parse, parsed] = timed(() => PARSERS[format](text, file));
  const [analysis, model] = timed(() => analyse(parsed));
  const [compile, { program }] = timed(() => compileModel(model, { name: file, family: 'generated' }));
  const vm = instantiate(isa, program, runtime);
  for (let i = 0; i < warmUps; i++) {
    runToEnd(vm);
    resetMemories(vm);
  }
  const [run] = timed(() => runToEnd(vm));
  return { parse, analyse: analysis, compile, run, slots: vm.memories.curr!.length };
}

function timed<Result>(action: () => Result): readonly [milliseconds: number, result: Result] {
  const start = performance.now();
  const result = action();
  return [performance.now() - start, result];
}

function row(cells: readonly (string | number)[]): string {
  const shown = cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(cell < 100 ? 2 : 0) : cell));
  return shown.map((cell, place) => (place === 0 ? cell.padEnd(8) : cell.padStart(11))).join('');
}

console.log(row(['format', 'equations', 'slots', 'stage', 'ms', 'ms per 1x', 'to 1x']));
for (const format of ['mdl', 'xmile'] as const) {
  for (let i = 0; i < 5; i++) measure(generateModel(10, format), format, 5);
  const single = new Map<string, number>();
  for (const { size, rounds } of SIZES) {
    const text = generateModel(size, format);
    const all = Array.from({ length: rounds }, () => measure(text, format, Math.ceil(50 / size)));
    for (const stage of STAGES) {
      const milliseconds = min(all, (times) => times[stage])!;
      const perSector = milliseconds / size;
      if (size === 1) single.set(stage, perSector);
      const counts = [String(EQUATIONS_PER_SECTOR * size), String(all[0]!.slots)];
      console.log(row([format, ...counts, stage, milliseconds, perSector, perSector / single.get(stage)!]));
    }
  }
}
