import { type Profile, type ProgramProfile, type TracedProgram, tracedBlocks } from '../bytecode/profile.js';
import { decodeSection, encode } from '../bytecode/program.js';
import type { Isa } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import type { Corpus, CorpusBlock } from '../mining/corpus.js';
import { Matcher } from '../mining/matcher.js';
import { pseudoRandom } from '../util/random.js';
import { BlockOrder, type OrderedBlock } from './block-order.js';
import { dependences } from './dependences.js';
import { type Statement, statementsOf } from './statements.js';
import { REORDER } from './tuning.js';

/** For each block of a corpus its statements in order, by their place in the code as it came. */
export type StatementOrders = readonly Int32Array[];

/**
 * The blocks of a corpus, with what keeps their statements in order. The corpus holds blocks of the profile
 * as they are.
 */
export function orderedBlocks(corpus: Corpus, profile: Profile): OrderedBlock[] {
  const found: OrderedBlock[] = [];
  const next = (): CorpusBlock | undefined => corpus.blocks[found.length];
  for (const [program, entry] of profile.programs.entries()) {
    const statements = statementsByBlock(corpus.isa, entry);
    const own = tracedBlocks(corpus.isa, entry);
    // Blocks that do not count are not in the corpus.
    for (let block = next(); block?.programs[0] === program; block = next()) {
      const b = block.source;
      const { start, end } = own[b];
      // What may leave in the middle stays as it is.
      const movable = block.isUniform ? statements[b] : [{ ...statements[b][0], start, end }];
      const before = dependences(movable);
      const after = before.map((): number[] => []);
      for (const [statement, earlier] of before.entries())
        for (const other of earlier) after[other].push(statement);
      const starts = [...movable.map((statement) => statement.start - start + block!.start), block.end];
      found.push({
        program,
        block: b,
        start: block.start,
        end: block.end,
        starts: Int32Array.from(starts),
        before,
        after,
      });
    }
  }
  return found;
}

function statementsByBlock(isa: Isa, { program }: ProgramProfile): Statement[][] {
  return program.sections.flatMap((section) => statementsOf(isa, decodeSection(isa, program, section)));
}

export function asTheyAre(blocks: readonly OrderedBlock[]): StatementOrders {
  return blocks.map(({ before }) => Int32Array.from(before.keys()));
}

/**
 * Statements of the same opcodes one after the other, as far as they may be: the shape with the most that are
 * ready first.
 */
export function groupedByShape(corpus: Corpus, blocks: readonly OrderedBlock[]): StatementOrders {
  const asIs = asTheyAre(blocks);
  const counts = countingBlocks(corpus);
  return blocks.map(({ starts, before, after }, b) => {
    if (!counts[b]) return asIs[b];
    const missing = before.map(({ length }) => length);
    const ready = new Map<string, number[]>();
    const offer = (statement: number): void => {
      const shape = corpus.opcodes.subarray(starts[statement], starts[statement + 1]).join();
      const alike = ready.get(shape);
      if (alike) alike.push(statement);
      else ready.set(shape, [statement]);
    };
    for (const [statement, { length }] of before.entries()) if (length === 0) offer(statement);
    const order: number[] = [];
    for (let shape: string | null = null; order.length < before.length; ) {
      let group: number[] | undefined = shape === null ? undefined : ready.get(shape);
      if (!group) {
        for (const [candidate, alike] of ready)
          if (!group || alike.length > group.length) [shape, group] = [candidate, alike];
      }
      const statement: number = group!.shift()!;
      if (group!.length === 0) ready.delete(shape!);
      order.push(statement);
      for (const other of after[statement]) if (--missing[other] === 0) offer(other);
    }
    return Int32Array.from(order);
  });
}

function countingBlocks({ blocks }: Corpus): boolean[] {
  const total = blocks.reduce((sum, { cost, weight }) => sum + cost * weight, 0);
  return blocks.map(({ cost, weight }) => cost * weight >= REORDER.minShare * total);
}

/**
 * Looks for orders in which a set of superinstructions saves more, by simulated annealing: a run of
 * statements goes elsewhere, next to one it depends on, next to one of its shape, or anywhere. Never worse
 * than the orders it begins with; the same for the same seed.
 */
export function reorder(
  corpus: Corpus,
  blocks: readonly OrderedBlock[],
  from: StatementOrders,
  patterns: readonly Pattern[],
  seed: number,
): StatementOrders {
  const matcher = new Matcher(corpus, patterns);
  const counts = countingBlocks(corpus);
  return blocks.map((block, b) =>
    counts[b] && from[b].length > 1 ? anneal(corpus, block, matcher, from[b], pseudoRandom(seed)) : from[b],
  );
}

function anneal(
  corpus: Corpus,
  block: OrderedBlock,
  matcher: Matcher,
  from: Int32Array,
  random: () => number,
): Int32Array {
  const current = new BlockOrder(block, matcher, from);
  const alike = sameShape(corpus, block);
  const best = { saved: current.saved, order: from };
  const moves = Math.min(REORDER.maxMoves, REORDER.movesPerStatement * from.length);
  for (let move = 0; move < moves; move++) {
    const heat = REORDER.temperature * corpus.costs.dispatch * (1 - move / moves);
    const run = proposeRun(current, block, alike, random);
    if (!run || !current.maySwap(...run)) continue;
    const gain = current.trySwap(...run);
    if (gain < 0 && random() >= Math.exp(gain / heat)) continue;
    current.swap(...run, gain);
    if (current.saved <= best.saved) continue;
    best.saved = current.saved;
    best.order = current.order.slice();
  }
  return best.order;
}

/** For each statement those with the same opcodes. */
function sameShape({ opcodes }: Corpus, { starts, before }: OrderedBlock): readonly number[][] {
  const byShape = new Map<string, number[]>();
  return before.map((_, statement) => {
    const shape = opcodes.subarray(starts[statement], starts[statement + 1]).join();
    const alike = byShape.get(shape) ?? [];
    byShape.set(shape, alike);
    alike.push(statement);
    return alike;
  });
}

/** Two neighbouring runs to exchange: a short one, and all between it and where it is to go. */
function proposeRun(
  { order, placeOf }: BlockOrder,
  { before, after }: OrderedBlock,
  alike: readonly number[][],
  random: () => number,
): [low: number, middle: number, high: number] | null {
  const pick = (length: number) => Math.floor(random() * length);
  const start = pick(order.length);
  const end = Math.min(order.length, start + 1 + Math.floor(REORDER.maxRunLength * random() ** 2));
  const statement = order[start];
  const kind = pick(3);
  const partners = kind === 0 ? alike[statement] : pick(2) === 0 ? before[statement] : after[statement];
  const to =
    kind < 2 && partners.length > 0
      ? placeOf[partners[pick(partners.length)]] + pick(2)
      : pick(order.length + 1);
  if (to < start) return [to, start, end];
  return to > end ? [start, end, to] : null;
}

/** The corpus with its statements in another order. */
export function permuted(corpus: Corpus, blocks: readonly OrderedBlock[], orders: StatementOrders): Corpus {
  const opcodes = new Int32Array(corpus.opcodes.length);
  const operandStart = new Int32Array(corpus.operandStart.length);
  const operands = new Int32Array(corpus.operands.length);
  const numbers = new Int32Array(corpus.numbers.length);
  let next = 0;
  let nextOperand = 0;
  for (const [b, { starts }] of blocks.entries())
    for (const statement of orders[b])
      for (let position = starts[statement]; position < starts[statement + 1]; position++) {
        opcodes[next] = corpus.opcodes[position];
        operandStart[next++] = nextOperand;
        for (let i = corpus.operandStart[position]; i < corpus.operandStart[position + 1]; i++) {
          operands[nextOperand] = corpus.operands[i];
          numbers[nextOperand++] = corpus.numbers[i];
        }
      }
  operandStart[next] = nextOperand;
  return { ...corpus, opcodes, operandStart, operands, numbers };
}

/**
 * A program with the statements of some of its blocks in another order; blocks and their executions stay the
 * same.
 */
function withOrders(
  isa: Isa,
  entry: ProgramProfile,
  blocks: readonly OrderedBlock[],
  orders: StatementOrders,
): ProgramProfile {
  const { program } = entry;
  const code = program.sections.map((one) => decodeSection(isa, program, one));
  const origins = program.sections.map((one) => one.origins?.slice());
  const traced = tracedBlocks(isa, entry);
  for (const [b, { block, start: first, starts }] of blocks.entries()) {
    const { section, start, end } = traced[block];
    const now = code[section];
    const old = now.slice(start, end);
    const oldOrigins = origins[section]?.slice(start, end);
    let next = start;
    for (const statement of orders[b])
      for (let position = starts[statement]; position < starts[statement + 1]; position++, next++) {
        now[next] = old[position - first];
        if (oldOrigins) origins[section]![next] = oldOrigins[position - first];
      }
  }
  const sections = program.sections.map((section, s) => ({
    ...section,
    code: encode(isa, code[s]),
    ...(origins[s] && { origins: origins[s] }),
  }));
  return { ...entry, program: { ...program, sections } };
}

/**
 * How many statements have to be taken out of an order, at least, for the rest to be in the order of the
 * code.
 */
export function countMoved(order: Int32Array): number {
  // Of increasing subsequences of each length the smallest last element.
  const lasts: number[] = [];
  for (const statement of order) {
    let place = 0;
    for (let high = lasts.length; place < high; ) {
      const middle = (place + high) >> 1;
      if (lasts[middle] < statement) place = middle + 1;
      else high = middle;
    }
    lasts[place] = statement;
  }
  return order.length - lasts.length;
}

/** The programs that the blocks are of, with the statements of each block in this order. */
export function reorderedPrograms(
  { programs }: Profile,
  blocks: readonly OrderedBlock[],
  orders: StatementOrders,
  isa: Isa,
): TracedProgram[] {
  return programs.map((entry, program) => {
    const own = [...blocks.keys()].filter(
      (b) => blocks[b].program === program && orders[b].some((statement, place) => statement !== place),
    );
    return own.length === 0
      ? entry
      : withOrders(
          isa,
          entry,
          own.map((b) => blocks[b]),
          own.map((b) => orders[b]),
        );
  });
}
