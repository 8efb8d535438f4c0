/** Runs a program by its schedule. */
export const RUNNING = `/**
 * Runs a program once, from memories of zeros, and calls 'observe' with them at every stop and at the end, which is where it
 * traps if it does. Returns whether it did.
 */
export function runProgram({ image, memories, run }, observe) {
  for (const memory of Object.values(memories)) memory.fill(0);
  const { sections, schedule } = image;
  const memoryAt = (index) => memories[machine.memories[index].name];
  const runActions = (from, to) => {
    for (let at = from; at < to; at++) {
      const { kind, words } = schedule[at];
      const [a, b, c, d] = words;
      if (kind === 'run' && run(sections[a].start)) return 'trap';
      if (kind === 'observe') observe(memories);
      if (kind === 'copy') memoryAt(b).set(memoryAt(a).subarray(c, c + d), c);
      if (kind === 'leave' && memoryAt(a)[b] >= memoryAt(a)[c]) return 'leave';
      if (kind === 'repeat') {
        for (let i = 0; i < a + b * 2 ** 32; i++) {
          const ending = runActions(at + 1, c);
          if (ending === 'trap') return ending;
          if (ending === 'leave') break;
        }
        at = c - 1;
      }
    }
    return 'end';
  };
  const trapped = runActions(0, schedule.length) === 'trap';
  observe(memories);
  return trapped;
}
`;
