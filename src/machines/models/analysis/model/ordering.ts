import { InputError, type Problem } from '../../../../util/input-error.js';
import { type Expression, expressionsOf, initialExpression, type Variable } from '../../model.js';
import { MAX_LOOP_NAMES, MAX_LOOPS } from '../limits.js';
import { quoted } from '../names.js';
import { visit } from './visit.js';

export interface Orders {
  readonly initialOrder: readonly number[];
  readonly flowOrder: readonly number[];
}

/**
 * Settles both evaluation orders: each variable after those it needs. Throws an InputError that names the
 * variables of every algebraic loop.
 */
export function orderVariables(variables: readonly Variable[]): Orders {
  const initialNeeds = (index: number) => needs(initialExpression(variables[index].role));
  const flowNeeds = (index: number) => {
    const role = variables[index]?.role;
    return role?.kind === 'auxiliary' ? needs(role.expression).filter(isAuxiliary(variables)) : [];
  };
  const problems: Problem[] = [];
  const report = (what: string, advice: string) => (loop: readonly number[]) => {
    if (problems.length >= MAX_LOOPS) return;
    problems.push({
      message: `${what}: ${loopText(loop, variables)}; ${advice}`,
      at: variables[loop[0]].at,
    });
  };

  const auxiliaries = [...variables.keys()].filter(isAuxiliary(variables));
  const flowOrder = sort(
    auxiliaries,
    flowNeeds,
    report('algebraic loop', 'each needs the current value of the next; break it with a stock or a delay'),
  );
  const constants = [...variables.keys()].filter((index) => variables[index]?.role.kind === 'constant');
  const initials = sort(
    [...constants, ...initialRoots(variables)],
    initialNeeds,
    report(
      'loop of initial values',
      'each needs the initial value of the next; break it with ACTIVE INITIAL or a number',
    ),
  );
  if (problems.length > 0) throw new InputError(problems);
  const isConstant = (index: number) => variables[index]?.role.kind === 'constant';
  return {
    initialOrder: [...constants, ...initials.filter((index) => index !== 0 && !isConstant(index))],
    flowOrder,
  };
}

const isAuxiliary = (variables: readonly Variable[]) => (index: number) =>
  variables[index]?.role.kind === 'auxiliary';

/** Variables that must have a value before the first step. */
function initialRoots(variables: readonly Variable[]): readonly number[] {
  const roots = new Set<number>();
  variables.forEach(({ role }, index) => {
    if (role.kind === 'stock' || role.kind === 'state' || role.kind === 'initial') roots.add(index);
    for (const expression of expressionsOf(role)) {
      visit(expression, (part) => {
        if (part.kind === 'initialValue' || part.kind === 'previousValue') roots.add(part.variable);
      });
    }
  });
  return [...roots];
}

/** The variables whose current values an expression reads, in order. */
function needs(expression: Expression | null): readonly number[] {
  const found: number[] = [];
  if (expression) {
    visit(expression, (part) => {
      if (part.kind === 'variable') found.push(part.variable);
    });
  }
  return found;
}

/** Depth-first topological order, without recursion. Calls back with each loop, in order of dependency. */
function sort(
  roots: readonly number[],
  needsOf: (index: number) => readonly number[],
  onLoop: (loop: readonly number[]) => void,
): readonly number[] {
  const order: number[] = [];
  const done = new Set<number>();
  const path: { readonly index: number; readonly needs: readonly number[]; next: number }[] = [];
  const onPath = new Map<number, number>();
  for (const root of roots) {
    if (done.has(root)) continue;
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const needed = top.needs[top.next++];
      if (needed === undefined) {
        path.pop();
        onPath.delete(top.index);
        done.add(top.index);
        order.push(top.index);
      } else if (onPath.has(needed)) {
        onLoop(path.slice(onPath.get(needed)).map(({ index }) => index));
      } else if (!done.has(needed)) enter(needed);
    }
  }
  return order;

  function enter(index: number): void {
    onPath.set(index, path.length);
    path.push({ index, needs: needsOf(index), next: 0 });
  }
}

function loopText(loop: readonly number[], variables: readonly Variable[]): string {
  const names = loop.slice(0, MAX_LOOP_NAMES).map((index) => quoted(variables[index].name));
  const more = loop.length > MAX_LOOP_NAMES ? [`(${loop.length - MAX_LOOP_NAMES} more)`] : [];
  return [...names, ...more, names[0]].join(' -> ');
}
