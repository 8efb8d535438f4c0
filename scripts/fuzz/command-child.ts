import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/util/package-root.js';
import type { CommandRequest, CommandResult } from './command-runner.js';

/** Runs the command line in this process, again and again: starting one for each takes ten times as long. */

const main = pathToFileURL(join(packageRoot, 'dist/src/cli/main.js')).href;
const SHARED_OBJECTS = { Object, Array, Function, String, Number, Map, Promise } as const;
const MAX_OUTPUT = 1 << 20;

let output = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const)
  process[name].write = ((text: string | Uint8Array, ...rest: readonly unknown[]) => {
    if (output[name].length < MAX_OUTPUT)
      output[name] += typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
    const done = rest.find((argument) => typeof argument === 'function');
    if (typeof done === 'function') setImmediate(() => done());
    return true;
  }) as typeof process.stdout.write;

/** Everything that the prototypes of the language's own objects have: no input may change it. */
function inherited(): string[] {
  return Object.entries(SHARED_OBJECTS).flatMap(([name, { prototype }]) =>
    Reflect.ownKeys(prototype).map((key) => `${name}.prototype.${String(key)}`),
  );
}

const own = new Set(inherited());
let count = 0;

async function run({ folder, args }: CommandRequest): Promise<CommandResult> {
  output = { stdout: '', stderr: '' };
  process.exitCode = undefined;
  process.argv = [process.argv[0], main, ...args];
  process.chdir(folder);
  const before = process.cpuUsage();
  // A module of its own each time: it runs when it is loaded.
  await import(`${main}?case=${count++}`);
  const { user, system } = process.cpuUsage(before);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  return {
    exitCode: Number(process.exitCode ?? 0),
    ...output,
    pollution: inherited().filter((key) => !own.has(key)),
    seconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

process.on('message', (request: CommandRequest) => {
  void run(request).then((result) => {
    process.exitCode = 0;
    process.send!(result);
  });
});
