import type { BackEnd } from '../back-end.js';
import { generate, tilingFiles } from './generate.js';

export const rustBackEnd: BackEnd = {
  target: 'rust',
  files: (isa, host) => new Map([...generate(isa, host), ...tilingFiles(isa)]),
};
