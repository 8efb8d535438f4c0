import type { Integrator } from './integrator.js';
import { TIME } from './layout.js';

/** next = s + flow * dt */
export const euler: Integrator = {
  stages: [{ section: 'stocks', stepsDone: 1 }],
  scratch: [],
  writeStock({ slot }, flow, _stage, writer) {
    writer.emit('load_var', slot);
    writer.expression(flow);
    writer.emit('load_global_var', TIME.step);
    writer.emit('mul');
    writer.emit('add');
    writer.emit('assign_next', slot);
  },
};
