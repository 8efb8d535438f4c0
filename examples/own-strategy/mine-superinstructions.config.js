import { after, defineConfig, replace } from 'mine-superinstructions';
import { eliminateBackwards } from './eliminate-backwards.js';
import { withoutCalls } from './without-calls.js';

export default defineConfig({
  passes: [after('mine', withoutCalls()), replace('select', () => eliminateBackwards())],
  options: { budget: 16 },
});
