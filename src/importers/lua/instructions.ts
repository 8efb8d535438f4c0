import { instructionTable } from '../instruction-table.js';
import type { ListedMachine } from '../listing.js';
import type { KindFacts } from '../recording.js';

const KINDS: readonly KindFacts[] = [
  // Which register or constant holds something depends on the function: bound, it would fit nowhere else.
  { name: 'register', width: 'u8', bindable: false },
  { name: 'constant', width: 'u8', bindable: false },
  { name: 'long_constant', width: 'u17', bindable: false },
  /** A constant if the flag `k` is set, else a register. */
  { name: 'either', width: 'u8', bindable: false },
  /** The globals are upvalue 0 of most functions. */
  { name: 'upvalue', width: 'u8', bindable: true },
  { name: 'immediate', width: 'i9', bindable: true },
  { name: 'integer', width: 'i18', bindable: true },
  { name: 'index', width: 'u8', bindable: true },
  /** How many values: in calls, returns and varargs one more than the number, and 0 for all there are. */
  { name: 'count', width: 'u8', bindable: true },
  { name: 'event', width: 'u8', bindable: true },
  { name: 'flag', width: 'u1', bindable: true },
  { name: 'function', width: 'u17', bindable: false },
  /** Jumps are relative, so they are no labels: the listing's comments say where they go. */
  { name: 'distance', width: 'u17', bindable: false },
  { name: 'jump', width: 'i25', bindable: false },
  { name: 'extra', width: 'u25', bindable: false },
];

/**
 * What lvm.c of Lua 5.4 does. It fuses pairs already, without a dispatch between them: a condition with the
 * JMP after it, arithmetic with the MMBIN after it (skipped where no metamethod is needed), LOADKX, NEWTABLE
 * and some SETLIST with their EXTRAARG. Taking such a pair apart or fusing it again is wrong, hence `skip`
 * and `prefix`. What allocates may run finalizers.
 */
const INSTRUCTIONS = `
  MOVE a:register b:register 0>0
  LOADI a:register b:integer 0>0
  LOADF a:register b:integer 0>0
  LOADK a:register b:long_constant 0>0
  LOADKX a:register 0>0 prefix
  LOADFALSE a:register 0>0
  LFALSESKIP a:register 0>0 skip
  LOADTRUE a:register 0>0
  LOADNIL a:register b:count 0>0
  GETUPVAL a:register b:upvalue 0>0
  SETUPVAL a:register b:upvalue 0>0
  GETTABUP a:register b:upvalue c:constant 0>0 may-exit
  GETTABLE a:register b:register c:register 0>0 may-exit
  GETI a:register b:register c:index 0>0 may-exit
  GETFIELD a:register b:register c:constant 0>0 may-exit
  SETTABUP a:upvalue b:constant c:either k:flag 0>0 may-exit
  SETTABLE a:register b:register c:either k:flag 0>0 may-exit
  SETI a:register b:index c:either k:flag 0>0 may-exit
  SETFIELD a:register b:constant c:either k:flag 0>0 may-exit
  NEWTABLE a:register b:count c:count 0>0 prefix may-exit
  SELF a:register b:register c:either k:flag 0>0 may-exit
  ADDI a:register b:register c:immediate 0>0 skip
  ADDK a:register b:register c:constant 0>0 skip
  SUBK a:register b:register c:constant 0>0 skip
  MULK a:register b:register c:constant 0>0 skip
  MODK a:register b:register c:constant 0>0 skip may-exit
  POWK a:register b:register c:constant 0>0 skip
  DIVK a:register b:register c:constant 0>0 skip
  IDIVK a:register b:register c:constant 0>0 skip may-exit
  BANDK a:register b:register c:constant 0>0 skip
  BORK a:register b:register c:constant 0>0 skip
  BXORK a:register b:register c:constant 0>0 skip
  SHRI a:register b:register c:immediate 0>0 skip
  SHLI a:register b:register c:immediate 0>0 skip
  ADD a:register b:register c:register 0>0 skip
  SUB a:register b:register c:register 0>0 skip
  MUL a:register b:register c:register 0>0 skip
  MOD a:register b:register c:register 0>0 skip may-exit
  POW a:register b:register c:register 0>0 skip
  DIV a:register b:register c:register 0>0 skip
  IDIV a:register b:register c:register 0>0 skip may-exit
  BAND a:register b:register c:register 0>0 skip
  BOR a:register b:register c:register 0>0 skip
  BXOR a:register b:register c:register 0>0 skip
  SHL a:register b:register c:register 0>0 skip
  SHR a:register b:register c:register 0>0 skip
  MMBIN a:register b:register c:event 0>0 may-exit
  MMBINI a:register b:immediate c:event k:flag 0>0 may-exit
  MMBINK a:register b:constant c:event k:flag 0>0 may-exit
  UNM a:register b:register 0>0 may-exit
  BNOT a:register b:register 0>0 may-exit
  NOT a:register b:register 0>0
  LEN a:register b:register 0>0 may-exit
  CONCAT a:register b:count 0>0 may-exit
  CLOSE a:register 0>0 may-exit
  TBC a:register 0>0 may-exit
  JMP a:jump 0>0 jump
  EQ a:register b:register k:flag 0>0 skip may-exit
  LT a:register b:register k:flag 0>0 skip may-exit
  LE a:register b:register k:flag 0>0 skip may-exit
  EQK a:register b:constant k:flag 0>0 skip
  EQI a:register b:immediate k:flag 0>0 skip
  LTI a:register b:immediate k:flag 0>0 skip may-exit
  LEI a:register b:immediate k:flag 0>0 skip may-exit
  GTI a:register b:immediate k:flag 0>0 skip may-exit
  GEI a:register b:immediate k:flag 0>0 skip may-exit
  TEST a:register k:flag 0>0 skip
  TESTSET a:register b:register k:flag 0>0 skip
  CALL a:register b:count c:count 0>0 call
  TAILCALL a:register b:count c:count k:flag 0>0 return
  RETURN a:register b:count c:count k:flag 0>0 return
  RETURN0 0>0 return
  RETURN1 a:register 0>0 return
  FORLOOP a:register b:distance 0>0 branch
  FORPREP a:register b:distance 0>0 branch may-exit
  TFORPREP a:register b:distance 0>0 jump may-exit
  TFORCALL a:register c:count 0>0 call
  TFORLOOP a:register b:distance 0>0 branch
  SETLIST a:register b:count c:count 0>0 prefix
  CLOSURE a:register b:function 0>0 may-exit
  VARARG a:register c:count 0>0 may-exit
  VARARGPREP a:count 0>0
  EXTRAARG a:extra 0>0 alone
`;

/** Lua 5.4. A register machine: nothing is on a stack. */
export const LUA: ListedMachine = {
  machine: 'lua54',
  kinds: KINDS,
  instructions: instructionTable(INSTRUCTIONS),
  writer: 'luac5.4 -l',
};

/** Those that are listed with a `k` behind the last operand where the flag is set, not with a 0 or 1. */
export const WITH_SUFFIX: ReadonlySet<string> = new Set([
  'SETTABUP',
  'SETTABLE',
  'SETI',
  'SETFIELD',
  'SELF',
  'TAILCALL',
  'RETURN',
]);

/** Where a jump goes, from its own pc and its distance, both as listed. */
export const JUMP_TARGETS: Readonly<Record<string, (pc: number, distance: number) => number>> = {
  JMP: (pc, distance) => pc + distance + 1,
  FORLOOP: (pc, distance) => pc - distance + 1,
  FORPREP: (pc, distance) => pc + distance + 2,
  TFORPREP: (pc, distance) => pc + distance + 1,
  TFORLOOP: (pc, distance) => pc - distance + 1,
};
