import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printHandler, printRunLoop } from '../../../src/backends/typescript/run-loop.js';
import { createMemories, loadProgram } from '../../../src/execution/load.js';
import { runToEnd } from '../../../src/execution/typescript/vm.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import type { Isa } from '../../../src/isa/isa.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { awkward } from '../../awkward-machine.js';
import { isa as counter, createDevice } from '../../machines/counter/counter.js';
import { programs as guardPrograms, isa as guards } from '../../machines/guards/guards.js';
import { models } from '../../random-code.js';
import { interpretProgram, snapshot } from '../../reference-machine.js';

function extend(isa: Isa, ...patterns: readonly string[]) {
  return extendIsa(
    isa,
    patterns.map((text) => parsePattern(text, isa, 'test')),
  );
}

const fusedModels = extend(
  models.isa,
  'load_var a; load_constant #-0.5; mul; load_var a; add; assign_next a',
  'load_var a; load_var b; assign_curr c',
  'load_constant #NaN; load_constant #-Infinity; set_cond; if',
  'lookup a; lookup a; ret',
);
const fusedCounter = extend(
  counter,
  'push #-128; mul; neg; countdown t',
  'swap; rotate; over; emit_counted',
  'compare; choose; half; gcd; jump t',
);
const fusedGuards = extend(guards, 'push a; refuse; noted b; flagged', 'load a; unless b t', 'swap; stop a');

describe('the printed run loop', () => {
  it('is the same text every time', () => {
    const again = () =>
      printRunLoop(extend(counter, 'push #1; add'), { types: true, form: 'export', counting: true });
    expect(again()).toBe(again());
  });

  it('names each instruction, its stack picture and the parts it came from', () => {
    const text = printRunLoop(fusedModels, { types: false, form: 'script', counting: false });
    expect(text).toContain('// sub  ( a b -- r )\n');
    expect(text).toContain('// load_var a; load_var b; assign_curr c  ( -- v )\n');
  });

  it('counts only when asked to', () => {
    expect(printRunLoop(counter, { types: false, form: 'script', counting: true })).toContain(
      'counts[pc]++;',
    );
    expect(printRunLoop(counter, { types: false, form: 'script', counting: false })).not.toContain('counts');
  });

  it('leaves and traps where the interpreter does, in whichever of its switches', () => {
    for (const program of Object.values(guardPrograms))
      for (const rest of [0, 1]) {
        const opcodes = [...guards.instructions.keys()];
        const split = [0, 1].map((part) => opcodes.filter((opcode) => (opcode + rest) % 2 === part));
        const text = printRunLoop(guards, { types: false, form: 'return', counting: false, split });
        const functions = createDevice().runtime;
        const memories = createMemories(guards, program);
        const { starts, ...loaded } = loadProgram(guards, program);
        const host = { ...loaded, memories, externs: functions, trapped: false };
        const run = new Function(text)()(host) as (pc: number) => void;
        const ending = runToEnd({
          program,
          memories,
          run(section) {
            run(starts.get(section)!);
            return host.trapped;
          },
        });
        const { states, trapped } = interpretProgram(guards, program, createDevice().runtime);
        expect(snapshot(guards, memories)).toEqual(states.at(-1));
        expect([ending === 'trap', program.name === 'overflow']).toEqual([trapped, trapped]);
      }
  });

  it('compiles in strict TypeScript', () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-loop-'));
    try {
      const machines = { models: fusedModels, counter: fusedCounter, guards: fusedGuards, awkward };
      for (const [name, isa] of Object.entries(machines))
        for (const counting of [true, false])
          writeFileSync(
            join(folder, `${name}-${counting}.ts`),
            printRunLoop(isa, { types: true, form: 'export', counting }),
          );
      const files = Object.keys(machines).flatMap((name) => [`${name}-true.ts`, `${name}-false.ts`]);
      const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
      const options = [
        '--strict',
        '--noEmit',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--ignoreConfig',
      ];
      const run = () =>
        execFileSync(process.execPath, [compiler, ...options, ...files], { cwd: folder, encoding: 'utf8' });
      expect(run()).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a printed handler', () => {
  const handlerOf = (isa: Isa, name: string) =>
    printHandler(isa.instructions.find((instruction) => instruction.name === name)!);

  it('nests expressions, and moves the stack pointer once', () => {
    expect(printHandler(fusedModels.instructions[fusedModels.base])).toBe(
      ['next[code[pc + 1]] = curr[code[pc + 1]] * -0.5 + curr[code[pc + 1]];', 'pc += 2;', 'continue;'].join(
        '\n',
      ),
    );
    expect(handlerOf(models.isa, 'add')).toBe(
      'stack[sp - 2] = stack[sp - 2] + stack[sp - 1];\npc += 1;\nsp--;\ncontinue;',
    );
  });

  it('decides on a jump before it moves the stack pointer', () => {
    expect(handlerOf(counter, 'jump_if_zero')).toBe(
      'pc = stack[sp - 1] === 0 ? code[pc + 1] : pc + 2;\nsp--;\ncontinue;',
    );
  });

  it('leaves in its middle without a word to the stack', () => {
    expect(handlerOf(guards, 'refuse')).toBe(
      'if (stack[sp - 1] === 31) {\n  host.trapped = true;\n  return;\n}\npc += 1;\ncontinue;',
    );
    const fused = extend(guards, 'load a; require; store b');
    expect(printHandler(fused.instructions[fused.base])).toBe(
      [
        'if (cells[code[pc + 1]] === 0) {',
        '  return;',
        '}',
        'cells[code[pc + 2]] = stack[sp - 1];',
        'pc += 3;',
        'sp--;',
        'continue;',
      ].join('\n'),
    );
  });

  it('calls for the effect without using the result', () => {
    expect(handlerOf(counter, 'emit')).toBe('record(stack[sp - 1]);\npc += 1;\nsp--;\ncontinue;');
  });
});
