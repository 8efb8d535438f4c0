import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkHostBodies } from '../../src/backends/host/check.js';
import { printHostFiles } from '../../src/backends/host/host-files.js';
import { parseTemplate } from '../../src/backends/host/host-template.js';
import type { Profile } from '../../src/bytecode/profile.js';
import { findCompiler, writeTemporary } from '../../src/execution/native/compiler.js';
import { layOut } from '../../src/importers/layout.js';
import type { RecordedInstruction, Recording } from '../../src/importers/recording.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { readIsaFile } from '../../src/machines/isa-file.js';
import { predictDispatches, tileProgram } from '../../src/mining/tile.js';
import { options as defaults } from '../passes/support.js';
import { choose } from '../pipelines.js';

const folder = fileURLToPath(new URL('../../examples/c-vm/', import.meta.url));
const machine = readIsaFile(join(folder, 'vm.isa'));
const { isa } = machine;
const template = parseTemplate(readFileSync(join(folder, 'vm.template'), 'utf8'), 'vm.template', isa);
const PROGRAMS = ['fib', 'matrix', 'sieve', 'sort'];
const canCompile = findCompiler(['gcc']) !== null && findCompiler(['make']) !== null;

/** A copy of the example to compile in, without what someone may have compiled there. */
function copyExample(): string {
  const files = ['Makefile', 'vm.c', 'vm.h', 'handlers.inc'].concat(
    readdirSync(join(folder, 'programs')).map((name) => `programs/${name}`),
  );
  return writeTemporary(new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
}

function run(cwd: string, program: string, args: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { stdout, stderr, status };
}

function make(cwd: string, ...targets: readonly string[]): string {
  const { stdout, stderr, status } = run(cwd, 'make', targets);
  expect(status, stdout + stderr).toBe(0);
  // Warnings of a compiler.
  expect(stderr).toBe('');
  return stdout;
}

/** What a run of the VM counted, as it prints it, and how many instructions it dispatched. */
function trace(cwd: string, vm: string, program: string) {
  const { stderr } = run(cwd, `./${vm}`, [`programs/${program}.vm`], { TRACE: `${vm}-${program}.jsonl` });
  return {
    text: readFileSync(join(cwd, `${vm}-${program}.jsonl`), 'utf8'),
    dispatches: Number(/: (\d+) dispatches/.exec(stderr)![1]),
  };
}

interface TraceLine {
  readonly fn: string;
  readonly pc: number;
  readonly op: string;
  readonly args: readonly number[];
  readonly n: number;
}

function profileOf(traces: ReadonlyMap<string, string>): Profile {
  const programs = [...traces].map(([name, text]) => {
    const functions = new Map<string, RecordedInstruction[]>();
    for (const line of text.trim().split('\n')) {
      const { fn, ...instruction } = JSON.parse(line) as TraceLine;
      functions.set(fn, [...(functions.get(fn) ?? []), { ...instruction, isEntry: instruction.pc === 0 }]);
    }
    const all = [...functions].map(([fn, instructions]) => ({ name: fn, instructions }));
    return {
      name,
      family: name,
      functions: all.map((one) => ({ ...one, isComplete: true, transfers: null })),
    };
  });
  const known = { machine: isa.machine, payload: null, kinds: [], instructions: new Map() };
  const recording: Recording = { ...known, programs, eventsRead: 0, eventsExplained: 0 };
  return layOut(recording, isa, 'counts.jsonl');
}

/** Compiles the VM with superinstructions, and compares all programs with what they did without. */
function compare(cwd: string, texts: readonly string[], traces: ReadonlyMap<string, string>) {
  const fused = extendIsa(
    isa,
    texts.map((text) => parsePattern(text, isa, 'test')),
  );
  mkdirSync(join(cwd, 'generated'));
  for (const [name, content] of printHostFiles(fused, template))
    writeFileSync(join(cwd, 'generated', name), content);
  make(cwd, 'vm-super', 'vm-super-trace');
  const checked = make(cwd, 'check').split('\n');
  expect(checked.filter((line) => line.includes(': the same in ')).length).toBe(texts.length);
  return profileOf(traces).programs.map((traced) => {
    const { name } = traced.program;
    const { text, dispatches } = trace(cwd, 'vm-super-trace', name);
    // What the superinstructions counted, taken apart by the VM.
    expect(text).toBe(traces.get(name));
    // The VM tiles when it loads code, so it knows of no counts.
    const predicted = predictDispatches(traced, tileProgram(isa, fused, traced.program));
    expect(dispatches).toBe(predicted);
    const before = traced.counts.flatMap((counts) => [...counts]).reduce((sum, n) => sum + n);
    return { name, before, dispatches };
  });
}

it('the bodies of the example are fit for superinstructions', () => {
  expect(checkHostBodies(isa, template)).toEqual([]);
});

describe.skipIf(!canCompile)('the example interpreter in C (needs gcc and make)', () => {
  const cwd = copyExample();
  const traces = new Map<string, string>();

  it('runs its programs', () => {
    make(cwd);
    for (const name of PROGRAMS) {
      const [, stated] = /; .*Output: (.*)/.exec(
        readFileSync(join(folder, 'programs', `${name}.vm`), 'utf8'),
      )!;
      const { stdout, status } = run(cwd, './vm', [`programs/${name}.vm`]);
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toEqual(stated.match(/\d+/g));
      const { text, dispatches } = trace(cwd, 'vm-trace', name);
      traces.set(name, text);
      const lines = text.trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).n).reduce((sum, n) => sum + n)).toBe(dispatches);
    }
  });

  it('dispatches as predicted with sixteen superinstructions, and does the same', async () => {
    const options = { ...defaults, budget: 16, payload: isa.payload };
    const { decisions } = await choose(machine, profileOf(traces), options);
    const patterns = decisions.superinstructions.map(({ pattern }) => pattern);
    expect(patterns).toHaveLength(16);
    const results = compare(copyWith(cwd), patterns, traces);
    for (const { before, dispatches } of results) expect(dispatches).toBeLessThan(before / 2);
  });

  it('takes superinstructions apart that leave in their middle', () => {
    const results = compare(
      copyWith(cwd),
      [
        'load a; push b; less; jz c; load a; ret',
        'load a; load b; less; jz c; load d; load a; add; peek; jnz e; load f',
        'load a; load b; less; jnz c; load d; load e; load a; add; load b; sub; peek; less; jz f',
        'load a; push b; less; jz c; load d; load e',
        'load a; jz b; load c; push d; add; store c; jump e',
        'add; peek; load a; load b; add',
      ],
      traces,
    );
    for (const { before, dispatches } of results) expect(dispatches).toBeLessThan(before);
  });

  it('names the instruction that failed, with superinstructions or without', () => {
    const here = copyWith(cwd);
    const failing = `func inner 1 2
  load 0
  push 100
  load 0
  push 3
  sub
  div
  add
  ret
func main 0 1
again:
  load 0
  call inner
  print
  load 0
  push 1
  add
  store 0
  jump again
`;
    writeFileSync(join(here, 'programs/failing.vm'), failing);
    const patterns = ['load a; push b; load a; push c; sub; div; add; ret', 'load a; push b; add; store a'];
    compare(here, patterns, new Map([['failing', trace(here, 'vm-trace', 'failing').text]]));
    const [before, after] = ['./vm', './vm-super'].map((vm) => run(here, vm, ['programs/failing.vm']));
    expect(before.stdout).toBe('-33\n-49\n-98\n');
    expect(before.stderr).toBe('programs/failing.vm: division by zero at word 9 of inner\n');
    expect(after).toEqual(before);
  });
});

/** A folder with the example and the programs that were compiled without superinstructions. */
function copyWith(compiled: string): string {
  const here = copyExample();
  for (const name of ['vm', 'vm-trace'])
    writeFileSync(join(here, name), readFileSync(join(compiled, name)), { mode: 0o755 });
  return here;
}
