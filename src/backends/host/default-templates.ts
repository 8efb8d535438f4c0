import type { HostLanguage } from '../../isa/isa.js';

/** What all languages say alike. */
const COMMON = `pops: before the body
writes: before the move
unnamed exits: refuse
test grows: up
opcode: OP_{{NAME}}
read: {{cell}}
write: {{cell}} = {{value}};
move: {{pointer}} {{change}};
constant: {{value}}
exit: { {{flush}} {{exit}} }
jump: { {{flush}} {{exit}} }
`;

/** A run loop with \`ip\` and a pointer for every stack as variables, and macros for jumps and exits. */
const C = `${COMMON}test cell: ({{type}}){{random}}
type: int64_t
word: int32_t
operand: ip[{{index}}]
cell: {{pointer}}[{{index}}]
declare: {{type}} {{name}};
define: {{type}} {{name}} = {{value}};
handler:
  case {{opcode}}: { // {{description}}
    {{operands}}
    ip += {{words}};
    {{body}}
    break;
  }
test stack: {{stack}}
test depth: ({{pointer}} - {{stack}})
test set depth: {{pointer}} = {{stack}} + {{depth}};
test head:
  {{opcodes}}
  static {{word}} code[1024], *ip;
  {{state}}
  {{macros}}
test run:
  /* Runs 'code' until a word that is no opcode, and gives its index; -1 where an instruction leaves. */
  static long run(void) {
    ip = code;
  next:
    for (;;) {
      switch (*ip++) {
        {{handlers}}
        default:
          return (long)(ip - 1 - code);
      }
    }
    goto next; /* for VMs without jumps */
  }
test emit:
  /* Writes an instruction to 'code', and gives where the next one goes. */
  static int emit(int at, int op, const int64_t *operands, int count) {
    code[at++] = ({{word}})op;
    for (int i = 0; i < count; i++) code[at++] = ({{word}})operands[i];
    return at;
  }
  static int emit_stop(int at) {
    code[at] = ({{word}})-1;
    return at + 1;
  }
`;

/** A loop with a `match`, and everything in `vm`. */
const RUST = `${COMMON}test cell: {{random}} as {{type}}
type: i64
head: use crate::*;
word: i32
operand: vm.code[vm.ip{{+index}}] as {{type}}
cell: vm.{{stack}}[{{pointer}}{{+index}}]
declare: let mut {{name}}: {{type}};
define: let mut {{name}}: {{type}} = {{value}};
handler:
  // {{description}}
  {{opcode}} => {
    {{operands}}
    vm.ip += {{words}};
    {{body}}
  }
test stack: vm.{{stack}}
test depth: {{pointer}}
test set depth: {{pointer}} = {{depth}};
test head:
  {{opcodes}}
  #[derive(Clone)]
  pub struct Vm {
      code: Vec<{{word}}>,
      ip: usize,
      {{state}}
  }
  impl Vm {
      fn new() -> Vm {
          Vm { code: Vec::new(), ip: 0, {{new}} }
      }
  }
test run:
  /// Runs 'vm.code' until a word that is no opcode, and gives its index; none where an instruction leaves.
  fn run(vm: &mut Vm) -> Option<usize> {
      execute(vm).ok()
  }

  fn execute(vm: &mut Vm) -> Result<usize, String> {
      vm.ip = 0;
      'next: loop {
          {{macros}}
          let opcode = vm.code[vm.ip];
          vm.ip += 1;
          match opcode {
              {{handlers}}
              _ => return Ok(vm.ip - 1),
          }
      }
  }
test emit:
  /// Writes an instruction to the end of 'vm.code'.
  fn emit(vm: &mut Vm, op: {{word}}, operands: &[i64]) {
      vm.code.push(op);
      vm.code.extend(operands.iter().map(|&operand| operand as {{word}}));
  }
  fn emit_stop(vm: &mut Vm) {
      vm.code.push(-1);
  }
`;

/** A loop with a `switch`, and everything in `vm`. */
const GO = `${COMMON}test cell: {{type}}({{random}})
type: int64
head: package main
word: int32
operand: {{type}}(vm.code[vm.ip{{+index}}])
cell: vm.{{stack}}[{{pointer}}{{+index}}]
declare: var {{name}} {{type}}
define: var {{name}} {{type}} = {{value}}; _ = {{name}}
handler:
  case {{opcode}}: // {{description}}
    {{operands}}
    vm.ip += {{words}}
    {{body}}
test stack: vm.{{stack}}
test depth: {{pointer}}
test set depth: {{pointer}} = {{depth}}
test head:
  {{opcodes}}
  type VM struct {
      code []{{word}}
      ip int
      {{state}}
  }
  // A copy that shares nothing.
  func clone(vm *VM) *VM {
      copied := *vm
      return &copied
  }
test run:
  // Runs 'vm.code' until a word that is no opcode, and gives its index; -1 where an instruction leaves.
  func run(vm *VM) (end int) {
      defer func() {
          cause := recover()
          // Mistakes of the handlers are none of their exits.
          if _, wrong := cause.(interface{ RuntimeError() }); wrong { panic(cause) }
          if cause != nil { end = -1 }
      }()
      if at, stopped := execute(vm).(stop); stopped { return int(at) }
      return -1
  }

  type stop int

  func execute(vm *VM) any {
      vm.ip = 0
      for {
          opcode := vm.code[vm.ip]
          vm.ip++
          switch opcode {
          {{handlers}}
          default:
              return stop(vm.ip - 1)
          }
      }
  }
test emit:
  // Writes an instruction to the end of 'vm.code'.
  func emit(vm *VM, op {{word}}, operands []int64) {
      vm.code = append(vm.code, op)
      for _, operand := range operands { vm.code = append(vm.code, {{word}}(operand)) }
  }
  func emitStop(vm *VM) { vm.code = append(vm.code, -1) }
`;

/** A loop with a `switch`, and everything in `vm`. */
const JAVASCRIPT = `opcode: {{number}}
${COMMON.replace(/^opcode: .*\n/m, '')}test cell: {{random}}
type: number
word: number
operand: vm.code[vm.ip{{+index}}]
cell: vm.{{stack}}[{{pointer}}{{+index}}]
declare: let {{name}};
define: let {{name}} = {{value}};
handler:
  case {{opcode}}: { // {{description}}
    {{operands}}
    vm.ip += {{words}};
    {{body}}
    break;
  }
test stack: vm.{{stack}}
test depth: {{pointer}}
test set depth: {{pointer}} = {{depth}};
test head:
  function newVm() {
    return { code: [], ip: 0, {{new}} };
  }
test run:
  /** Runs vm.code until a word that is no opcode, and gives its index; -1 where an instruction leaves. */
  function run(vm) {
    try {
      const left = execute(vm);
      return left instanceof Stop ? left.at : -1;
    } catch (error) {
      // Mistakes of the handlers are none of their exits.
      if ([ReferenceError, SyntaxError, TypeError].some((kind) => error instanceof kind)) throw error;
      return -1;
    }
  }

  class Stop {
    constructor(at) { this.at = at; }
  }

  function execute(vm) {
    vm.ip = 0;
    for (;;) {
      switch (vm.code[vm.ip++]) {
        {{handlers}}
        default:
          return new Stop(vm.ip - 1);
      }
    }
  }
test emit:
  /** Writes an instruction to the end of vm.code. */
  function emit(vm, op, operands) {
    vm.code.push(op, ...operands);
  }
  function emitStop(vm) {
    vm.code.push(-1);
  }
`;

/** Templates of VMs of the simplest kind, which an author's own need only differ from. */
export const DEFAULT_TEMPLATES: Readonly<Record<HostLanguage, string>> = {
  c: C,
  'c++': C,
  rust: RUST,
  go: GO,
  javascript: JAVASCRIPT,
};
