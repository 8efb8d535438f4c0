import type { Integrator } from './integrator.js';
import { TIME } from './layout.js';

/**
 * The classical Runge-Kutta method: sum = k1 + 2 k2 + 2 k3 + k4, and next = base + dt/2 k1, base + dt/2 k2,
 * base + dt k3, base + dt sum / 6, where base is the value at the start of the step.
 */
export const rk4: Integrator = {
  stages: [0.5, 0, 0.5, 0].map((stepsDone, stage) => ({ section: `stage${stage + 1}`, stepsDone })),
  scratch: ['base', 'sum of slopes', 'slope'],
  writeStock({ slot, scratch: [base, sum, slope] }, flow, stage, writer) {
    writer.expression(flow);
    writer.emit('assign_curr', slope);
    if (stage === 0) {
      writer.emit('load_var', slot);
      writer.emit('assign_curr', base);
      writer.emit('load_var', slope);
    } else {
      writer.emit('load_var', sum);
      if (stage < 3) writer.number(2);
      writer.emit('load_var', slope);
      if (stage < 3) writer.emit('mul');
      writer.emit('add');
    }
    writer.emit('assign_curr', sum);
    writer.emit('load_var', base);
    if (stage < 2) writer.number(0.5);
    writer.emit('load_global_var', TIME.step);
    if (stage < 2) writer.emit('mul');
    writer.emit('load_var', stage === 3 ? sum : slope);
    if (stage === 3) {
      writer.number(6);
      writer.emit('div');
    }
    writer.emit('mul');
    writer.emit('add');
    writer.emit('assign_next', slot);
  },
};
