import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { printHostFiles } from '../../../../src/backends/host/host-files.js';
import { type HostTemplate, parseTemplate } from '../../../../src/backends/host/host-template.js';
import { findCompiler, writeTemporary } from '../../../../src/execution/native/compiler.js';
import { extendIsa } from '../../../../src/isa/fuse.js';
import type { HostLanguage, Isa } from '../../../../src/isa/isa.js';
import { parseIsa } from '../../../../src/isa/parse.js';
import { parsePattern } from '../../../../src/isa/pattern.js';

/** A small VM in one language, and how what is printed for it is run. */
export interface Guest {
  readonly language: HostLanguage;
  /** Names of programs, the first that is there is used. */
  readonly compilers: readonly string[];
  readonly isa: string;
  readonly template: string;
  /** Arguments that make `program` of a file. */
  compile(file: string): readonly string[];
  readonly test: string;
}

const C_BODIES = {
  get: (array: string, index: string) => `${array}[${index}]`,
  set: (array: string, index: string, value: string) => `${array}[${index}] = ${value};`,
};

/** What the machines of these tests declare. */
export const DECLARATIONS = `payload 16
stack rs
operand local : u8
operand number : i32 bindable
operand target : u16 label
memory cells : i32[local]
`;

/** The same machine in every language; `vm.` before the arrays where they are in an object. */
function isaText(
  language: HostLanguage,
  text: {
    readonly vm: string;
    readonly add: string;
    readonly index: (name: string) => string;
    readonly jumpIf: (condition: string) => string;
    readonly jump: string;
    readonly trapIf: (condition: string) => string;
  },
): string {
  const { vm, add, index, jumpIf, jump, trapIf } = text;
  const { get, set } = C_BODIES;
  const locals = `${vm}locals`;
  return `machine calc
bodies ${language}
${DECLARATIONS}push   n:number ( -- v )        { v = n; }
load   s:local  ( -- v )        { v = ${get(locals, index('s'))}; }
store  s:local  ( v -- )        { ${set(locals, index('s'), 'v')} }
dup             ( a -- b c )    { b = a; c = a; }
swap            ( a b -- c d )  { c = b; d = a; }
drop            ( a -- )        { }
add             ( a b -- r )    { r = ${add}; }
div             ( a b -- r ) may-exit {
    // Not by zero.
    ${trapIf('b == 0')}
    a = a - a % b;
    r = a / b;
  }
less            ( a b -- r )    { ${language === 'rust' ? 'r = (a < b) as i64;' : language === 'go' ? 'r = 0; if a < b { r = 1 }' : 'r = a < b ? 1 : 0;'} }
">r"            ( n -- ) rs( -- m ) { m = n; }
"r>"            ( -- n ) rs( m -- ) { n = m; }
jz     t:target ( c -- ) branch { ${jumpIf('c == 0')} }
count  t:target ( n -- m ) branch { m = n - 1; ${jumpIf('m > 0')} }
jump   t:target ( -- ) jump     { ${jump} }
depth           ( -- n ) alone  { n = ${language === 'c' || language === 'c++' ? 'sp - stack' : language === 'rust' ? 'vm.sp as i64' : language === 'go' ? 'int64(vm.sp)' : 'vm.sp'}; }
`;
}

const STATE = (type: string) => `test state:\n  locals: ${type}[16]\n`;

const c: Guest = {
  language: 'c',
  compilers: ['gcc', 'clang', 'clang-19'],
  isa: isaText('c', {
    vm: '',
    add: '(int64_t)((uint64_t)a + (uint64_t)b)',
    index: String,
    jumpIf: (condition) => `if (${condition}) JUMP(t);`,
    jump: 'JUMP(t);',
    trapIf: (condition) => `if (${condition}) TRAP("division by zero");`,
  }),
  template: `exits: TRAP\njumps: JUMP\n${STATE('int64_t')}`,
  compile: (file) => ['-std=c11', '-O1', '-Wall', '-Werror', '-Wno-unused', '-o', 'program', file],
  test: 'handlers_test.c',
};

const rust: Guest = {
  language: 'rust',
  compilers: ['rustc'],
  isa: isaText('rust', {
    vm: 'vm.',
    add: 'a.wrapping_add(b)',
    index: (name) => `${name} as usize`,
    jumpIf: (condition) => `if ${condition} { JUMP!(t) }`,
    jump: 'JUMP!(t);',
    trapIf: (condition) => `if ${condition} { return Err("division by zero".to_string()); }`,
  }),
  template: `exits: return\njumps: JUMP\n${STATE('i64')}`,
  compile: (file) => ['--edition', '2021', '-o', 'program', file],
  test: 'handlers_test.rs',
};

const go: Guest = {
  language: 'go',
  compilers: ['go'],
  isa: isaText('go', {
    vm: 'vm.',
    add: 'a + b',
    index: String,
    jumpIf: (condition) => `if ${condition} { vm.ip = int(t); continue }`,
    jump: 'vm.ip = int(t)',
    trapIf: (condition) => `if ${condition} {\n      return "division by zero"\n    }`,
  }),
  template: `exits: return\njumps: continue\n${STATE('int64')}`,
  compile: (file) => ['build', '-o', 'program', file, 'superinstructions.go', 'tiling.go'],
  test: 'handlers_check.go',
};

const javascript: Guest = {
  language: 'javascript',
  compilers: [],
  isa: isaText('javascript', {
    vm: 'vm.',
    add: '(a + b) | 0',
    index: String,
    jumpIf: (condition) => `if (${condition}) { vm.ip = t; continue; }`,
    jump: 'vm.ip = t;',
    trapIf: (condition) => `if (${condition}) throw new Error("division by zero")`,
  }),
  template: `exits: throw\njumps: continue\n${STATE('number')}`,
  compile: () => [],
  test: 'handlers_test.mjs',
};

export const GUESTS: readonly Guest[] = [
  c,
  {
    ...c,
    language: 'c++',
    isa: c.isa.replace('bodies c\n', 'bodies c++\n'),
    compilers: ['g++', 'clang++', 'clang++-19'],
    compile: (file) => ['-std=c++17', '-O1', '-Wall', '-Werror', '-Wno-unused', '-o', 'program', file],
    test: 'handlers_test.cpp',
  },
  rust,
  go,
  javascript,
];

export const PATTERNS = [
  'push #5; load a; add',
  'load a; load a+1; less; jz b',
  'load a; push #-1; add; store a',
  'push a; push b; push c; push #4; div',
  'push a; load b; load c; div',
  'dup; div; load a; div; store b',
  'add; >r; jz a; load b; r>; div; push c; add',
  'count a; dup; count b',
  'dup; count a; drop; swap',
  'push #3; >r; load a; jump b',
  'r>; r>; swap; >r; add; >r',
  'swap; jz a; dup; jz b; drop; jz c',
];

export function readGuest({ isa: text, template }: Pick<Guest, 'isa' | 'template'>): {
  readonly isa: Isa;
  readonly template: HostTemplate;
} {
  const isa = parseIsa(text, 'vm.isa');
  return { isa, template: parseTemplate(template, 'vm.template', isa) };
}

/** Patterns are texts, or opcodes without operands. */
export function filesOf(
  guest: Pick<Guest, 'isa' | 'template'>,
  patterns: readonly (string | { readonly parts: readonly number[] })[] = PATTERNS,
): Map<string, string> {
  const { isa, template } = readGuest(guest);
  const bare = (opcode: number) => ({ opcode: isa.instructions[opcode].name, bindings: [] });
  const fused = extendIsa(
    isa,
    patterns.map((one) =>
      typeof one === 'string' ? parsePattern(one, isa, 'test') : { parts: one.parts.map(bare) },
    ),
  );
  return new Map(printHostFiles(fused, template));
}

/** The compiler of a guest; null where it is missing, undefined where none is needed. */
export function compilerOf({ compilers }: Guest): string | null | undefined {
  return compilers.length === 0 ? undefined : findCompiler(compilers);
}

/** Compiles a file among others and runs it: what it printed, and its exit code. */
export function runFile(
  guest: Pick<Guest, 'compilers' | 'compile'>,
  file: string,
  files: ReadonlyMap<string, string>,
): { readonly output: string; readonly status: number | null } {
  const folder = writeTemporary(files);
  const compiler = findCompiler(guest.compilers);
  if (compiler) {
    const env = { ...process.env, GO111MODULE: 'off', GOCACHE: join(folder, 'cache') };
    execFileSync(compiler, guest.compile(file), { cwd: folder, env, stdio: 'pipe' });
  }
  const [program, args] = compiler ? [join(folder, 'program'), []] : [process.execPath, [join(folder, file)]];
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' });
  return { output: stdout + stderr, status };
}
