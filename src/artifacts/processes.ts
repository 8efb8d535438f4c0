import { readFileSync } from 'node:fs';

/** Whether there is a process of that number on this computer. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Tells a process from a later one of the same number, as containers often have: ticks from the start of the
 * computer to that of the process, where the system says so; null elsewhere.
 */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program comes before, in parentheses, and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Signals that end a process, and the exit status that shells expect then. */
const ENDINGS = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(
  ([signal, status]) => [signal, () => process.exit(status)] as const,
);
let underWay = 0;

/** Heeds signals that would end the process only when `action` is done: it leaves nothing half done. */
export function uninterrupted<T>(action: () => T): T {
  if (underWay++ === 0) for (const [signal, end] of ENDINGS) process.on(signal, end);
  try {
    return action();
  } finally {
    // Only after the event loop has looked for signals once more.
    setImmediate(() => setImmediate(heedSignals));
  }
}

function heedSignals(): void {
  if (--underWay === 0) for (const [signal, end] of ENDINGS) process.off(signal, end);
}
