/* A stack machine with functions: code is words, an opcode and its operands. */
#ifndef VM_H
#define VM_H
#include <stdint.h>

typedef int32_t Word;
typedef int64_t Cell;

/* The instructions, in the order of vm.isa: name and operands. */
#define INSTRUCTIONS(X) \
  X(HALT, "halt", "") X(PUSH, "push", "n") X(LOAD, "load", "n") X(STORE, "store", "n") X(DUP, "dup", "") \
  X(DROP, "drop", "") X(SWAP, "swap", "") X(ADD, "add", "") X(SUB, "sub", "") X(MUL, "mul", "") X(DIV, "div", "") \
  X(REM, "rem", "") X(LESS, "less", "") X(EQUAL, "equal", "") X(NOT, "not", "") X(JUMP, "jump", "t") \
  X(JZ, "jz", "t") X(JNZ, "jnz", "t") X(CALL, "call", "f") X(RET, "ret", "") X(ALLOC, "alloc", "") \
  X(PEEK, "peek", "") X(POKE, "poke", "") X(PRINT, "print", "")

#define OPCODE(NAME, text, operands) OP_##NAME,
enum { INSTRUCTIONS(OPCODE) BASE_OPCODES };
#undef OPCODE

#endif
