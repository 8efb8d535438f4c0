import { encode, type Program } from '../../../src/bytecode/program.js';
import type { RunningMachine } from '../../../src/bytecode/running.js';
import { parseIsa } from '../../../src/isa/parse.js';
import type { Machine } from '../../../src/machines/machine.js';
import { assemble } from '../counter/counter.js';

const isaText = `machine sites
word i32
operand cell : u8
operand temporary : u8
operand site : u8
operand number : i16 bindable
operand label : u16 label
memory heap : i32[cell]
scratch memory temporaries : i32[temporary]
register total : i32
let ARGUMENT = 0
let RESULT = 1
extern dispatch(i32, i32) -> i32 any
push      k:number      (     -- v )  v = k
load      c:cell        (     -- v )  v = heap[c]
store     c:cell        ( v   --   )  heap[c] = v
keep      t:temporary   ( v   --   )  temporaries[t] = v
kept      t:temporary   (     -- v )  v = temporaries[t]
add                     ( a b -- r )  r = a + b
mul                     ( a b -- r )  r = a * b
count                   ( v   --   )  total = total + v
counted                 (     -- v )  v = total
call      s:site        ( v   -- r )  r = dispatch(s, v)
again     c:cell t:label (    --   )  n = heap[c] - 1; heap[c] = n; jump t if n > 0
done                    (     --   )  return

# what a site records
argument                (     -- v )  v = heap[ARGUMENT]
guard     k:number      ( v   -- w )  leave if v == k; w = v
refuse    k:number      ( v   -- w )  trap if v == k; w = v
result                  ( v   --   )  heap[RESULT] = v
`;

/** A toy with call sites that record a section at their first call, and run it from then on. */
export const isa = parseIsa(isaText, 'sites.isa');

export const RESULT = 1;
export const CELLS = 8;

/** What sites record: twice the argument plus the site, unless that is -1, in which case nothing comes of it. */
export const DOUBLING = (site: number) => `
  argument
  guard -1
  keep 0
  kept 0
  push 2
  mul
  push ${site}
  add
  result
  done`;

/** The machine, whose sites record these texts. */
export function sitesMachine(recorded: (site: number) => string = DOUBLING): Machine {
  const runtime = ({ memories: { heap }, run, install }: RunningMachine) => {
    const programs = new Map<number, number>();
    return {
      dispatch(site: number, value: number): number {
        heap[0] = value;
        heap[RESULT] = 0;
        const code = () => encode(isa, assemble(recorded(site), isa));
        if (!programs.has(site)) programs.set(site, install({ name: `site ${site}`, code: code() }));
        run(programs.get(site)!);
        return heap[RESULT];
      },
    };
  };
  const compile = (): never => {
    throw new Error('there is nothing to compile');
  };
  return { isa, isaText, runtime, extensions: [], compile };
}

/** A program of the machine; `main` runs twice. */
export function program(main: string): Program {
  const run = { kind: 'run', section: 'main' } as const;
  return {
    name: 'sites',
    family: 'test',
    machine: isa.machine,
    cells: { cell: CELLS, temporary: 3 },
    pools: {},
    sections: [{ name: 'main', code: encode(isa, assemble(main, isa)) }],
    schedule: [run, { kind: 'observe' }, run, { kind: 'observe' }],
    symbols: {},
  };
}

/** Sums what three sites give for 9 to 1 into cell 4, with values in all places across the calls. */
export const loop = program(`
  push 9
  store 3
  next:
  push 5
  keep 1
  load 3
  count
  load 4
  load 3
  call 0
  add
  load 3
  push -1
  add
  push -1
  mul
  call 7
  add
  load 3
  call 2
  add
  kept 1
  add
  counted
  add
  store 4
  again 3 next
  done`);
