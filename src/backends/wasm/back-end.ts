import type { BackEnd } from '../back-end.js';
import { generateWasm } from './generate.js';

export const wasmBackEnd: BackEnd = {
  target: 'wasm',
  language: 'WebAssembly',
  files: (isa, host) => generateWasm(isa, host),
};
