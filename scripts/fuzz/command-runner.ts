import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';

export interface CommandRequest {
  /** Where it runs. */
  readonly folder: string;
  readonly args: readonly string[];
}

/** How a command ended. */
export interface CommandResult {
  readonly exitCode: number;
  /** The first megabyte of each. */
  readonly stdout: string;
  readonly stderr: string;
  /** What the prototypes of the language's own objects have and had not: has to be empty. */
  readonly pollution: readonly string[];
  /** Of processor time. */
  readonly seconds: number;
  /** The most memory that the process had, of the commands before it too. */
  readonly peakBytes: number;
}

/** A command that took its process with it, or had to be killed. */
export interface CommandDeath {
  readonly died: 'it never ends' | 'the process died';
  readonly stderr: string;
}

const CHILD = join(packageRoot, 'dist/scripts/fuzz/command-child.js');
const HEAP_MEGABYTES = 1024;
/** Far above what any case takes, on a busy machine as well. */
const HANGS_AFTER_MILLISECONDS = 180_000;
/** Modules are never unloaded, and each command loads one. */
const COMMANDS_PER_PROCESS = 1000;

/** Runs commands in a process that is started again when it dies, hangs, or grew large. */
export class CommandRunner {
  #child: ChildProcess | null = null;
  #stderr = '';
  #commands = 0;

  constructor() {
    // What hangs would outlive us.
    process.once('exit', () => this.stop());
  }

  async run(request: CommandRequest): Promise<CommandResult | CommandDeath> {
    const child = this.#start();
    const ending = new AbortController();
    const { signal } = ending;
    let timer: NodeJS.Timeout | undefined;
    const hanging = new Promise<CommandDeath>((resolve) => {
      timer = setTimeout(
        () => resolve({ died: 'it never ends', stderr: this.#stderr }),
        HANGS_AFTER_MILLISECONDS,
      );
    });
    const dying = once(child, 'close', { signal }).then(
      (): CommandDeath => ({ died: 'the process died', stderr: this.#stderr }),
    );
    const answering = once(child, 'message', { signal }).then(([result]) => result as CommandResult);
    for (const unused of [dying, answering]) unused.catch(() => {});
    child.send(request);
    const result = await Promise.race([answering, dying, hanging]);
    clearTimeout(timer);
    ending.abort();
    if ('died' in result || ++this.#commands >= COMMANDS_PER_PROCESS) this.stop();
    return result;
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #start(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(CHILD, {
      execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`, '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#stderr = '';
    this.#commands = 0;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-20_000);
    });
    this.#child = child;
    return child;
  }
}
