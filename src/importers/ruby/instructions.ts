import { instructionTable } from '../instruction-table.js';
import type { ListedMachine } from '../listing.js';
import type { KindFacts } from '../recording.js';

const KINDS: readonly KindFacts[] = [
  // The number behind the @ of a listed local. Where it lies from the frame depends on how many locals the
  // function has: bound, it would name another place in each.
  { name: 'local', width: 'u32', bindable: false },
  { name: 'level', width: 'u32', bindable: true },
  { name: 'number', width: 'u32', bindable: true },
  { name: 'target', width: 'u32', bindable: false, label: true },
  { name: 'id', width: 'text', bindable: true },
  { name: 'value', width: 'text', bindable: true },
  { name: 'word', width: 'text', bindable: true },
  // These belong to one place in the code.
  { name: 'calldata', width: 'text', bindable: false },
  { name: 'cache', width: 'u32', bindable: false },
  { name: 'iseq', width: 'text', bindable: false },
  { name: 'cases', width: 'text', bindable: false },
  { name: 'builtin', width: 'text', bindable: false },
];

/**
 * What insns.def of Ruby 3.1 says. Methods written in Ruby run in the same loop, hence `call`; what an
 * operator falls back to where it is redefined, and everything else that may raise, is `may-exit`.
 */
const INSTRUCTIONS = `
  nop 0>0
  getlocal local level 0>1
  setlocal local level 1>0
  getblockparam local level 0>1
  setblockparam local level 1>0
  getblockparamproxy local level 0>1
  getspecial key:number type:number 0>1
  setspecial key:number 1>0
  getinstancevariable id cache 0>1
  setinstancevariable id cache 1>0 may-exit
  getclassvariable id cache 0>1 may-exit
  setclassvariable id cache 1>0 may-exit
  getconstant id 2>1 may-exit
  setconstant id 2>0 may-exit
  getglobal id 0>1 may-exit
  setglobal id 1>0 may-exit
  putnil 0>1
  putself 0>1
  putobject value 0>1
  putspecialobject number 0>1
  putstring value 0>1
  concatstrings count:number ? may-exit
  anytostring 2>1
  toregexp options:number count:number ? may-exit
  intern 1>1 may-exit
  newarray count:number ?
  newarraykwsplat count:number ? may-exit
  duparray value 0>1
  duphash value 0>1
  expandarray count:number flags:number ? may-exit
  concatarray 2>1 may-exit
  splatarray copy:word 1>1 may-exit
  newhash count:number ? may-exit
  newrange flags:number 2>1 may-exit
  pop 1>0
  dup 1>2
  dupn count:number ?
  swap 2>2
  topn depth:number ?
  setn depth:number ?
  adjuststack count:number ?
  defined type:word object:value result:value 1>1 may-exit
  checkmatch flags:number 2>1 may-exit
  checkkeyword local number 0>1
  checktype type:word 1>1
  defineclass id iseq flags:number 2>1 call
  definemethod id iseq 0>0 may-exit
  definesmethod id iseq 1>0 may-exit
  send calldata iseq ? call
  opt_send_without_block calldata ? call
  objtostring calldata 1>1 may-exit
  opt_str_freeze value calldata 0>1 may-exit
  opt_nil_p calldata 1>1 may-exit
  opt_str_uminus value calldata 0>1 may-exit
  opt_newarray_max count:number ? may-exit
  opt_newarray_min count:number ? may-exit
  invokesuper calldata iseq ? call
  invokeblock calldata ? call
  leave 1>0 return
  throw state:number 1>0 ends
  jump target 0>0 jump
  branchif target 1>0 branch
  branchunless target 1>0 branch
  branchnil target 1>0 branch
  opt_getinlinecache target cache 0>1 branch
  opt_setinlinecache cache 1>1
  once iseq cache 0>1 may-exit
  opt_case_dispatch cases target 1>0 switch may-exit
  opt_plus calldata 2>1 may-exit
  opt_minus calldata 2>1 may-exit
  opt_mult calldata 2>1 may-exit
  opt_div calldata 2>1 may-exit
  opt_mod calldata 2>1 may-exit
  opt_eq calldata 2>1 may-exit
  opt_neq equal:calldata calldata 2>1 may-exit
  opt_lt calldata 2>1 may-exit
  opt_le calldata 2>1 may-exit
  opt_gt calldata 2>1 may-exit
  opt_ge calldata 2>1 may-exit
  opt_ltlt calldata 2>1 may-exit
  opt_and calldata 2>1 may-exit
  opt_or calldata 2>1 may-exit
  opt_aref calldata 2>1 may-exit
  opt_aset calldata 3>1 may-exit
  opt_aset_with value calldata 2>1 may-exit
  opt_aref_with value calldata 1>1 may-exit
  opt_length calldata 1>1 may-exit
  opt_size calldata 1>1 may-exit
  opt_empty_p calldata 1>1 may-exit
  opt_succ calldata 1>1 may-exit
  opt_not calldata 1>1 may-exit
  opt_regexpmatch2 calldata 2>1 may-exit
  invokebuiltin builtin ? may-exit
  opt_invokebuiltin_delegate builtin number 0>1 may-exit
  opt_invokebuiltin_delegate_leave builtin number 0>1 return
  getlocal_WC_0 local 0>1
  getlocal_WC_1 local 0>1
  setlocal_WC_0 local 1>0
  setlocal_WC_1 local 1>0
  putobject_INT2FIX_0_ 0>1
  putobject_INT2FIX_1_ 0>1
`;

/** YARV, the VM of Ruby 3.1. */
export const RUBY: ListedMachine = {
  machine: 'ruby31',
  kinds: KINDS,
  instructions: instructionTable(INSTRUCTIONS),
  writer: '`ruby --dump=insns` of Ruby 3.1',
};
