import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type FusedRun, RUNNING } from '../../passes/rerun.js';
import { reasonFor } from '../artifacts/reasons.js';

/**
 * Runs a command of the user's by the shell and hands on what it prints. What it says on standard error goes
 * to ours. It ends with us.
 */
export function runFusedCommand(command: string): FusedRun {
  // A group of its own: what the shell started has to end with it.
  const hasGroup = process.platform !== 'win32';
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'inherit'], detached: hasGroup });
  const stop = () => {
    if (child.pid === undefined) return;
    try {
      if (hasGroup) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const interrupted = () => process.exit(EXIT_INTERRUPTED);
  process.on('exit', stop);
  for (const signal of SIGNALS) process.on(signal, interrupted);
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${reasonFor(error)}`));
    child.once('exit', (status, signal) => resolve(endingOf(status, signal)));
  });
  return {
    path: `output of ${command}`,
    // Not destroyed where reading stops: the command would fail for that.
    chunks: () => child.stdout.iterator({ destroyOnReturn: false }),
    failure(milliseconds) {
      child.stdout.resume();
      return Promise.race([ended, setTimeout<typeof RUNNING>(milliseconds, RUNNING, { ref: false })]);
    },
    stop() {
      process.off('exit', stop);
      for (const signal of SIGNALS) process.off(signal, interrupted);
      stop();
      child.stdout.destroy();
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_INTERRUPTED = 130;
/** Shells add this to the signal that ended what they ran. */
const SIGNALLED = 128;

function endingOf(status: number | null, signal: string | null): string | null {
  if (signal !== null) return `was ended by ${signal}`;
  if (status === 0 || status === null) return null;
  const [name] = Object.entries(constants.signals).find(([, number]) => number === status - SIGNALLED) ?? [];
  return `ended with exit status ${status}${name ? ` (${name})` : ''}`;
}
