import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Technique } from '../../src/execution/technique.js';
import { packageRoot } from '../../src/util/package-root.js';
import { whyEquivalent } from './known-equivalents.js';
import type { Mutant, MutatedStage } from './mutant.js';
import type { Judged } from './printed.js';

const CHILD = join(packageRoot, 'dist/scripts/mutants/child.js');
/** A mutant that takes so long will never end: one that runs in this process, and one that is compiled first. */
const HANGS_AFTER_MILLISECONDS = { inProcess: 15_000, compiled: 60_000 };

/**
 * What a technique prints, probed as in the main job, and where that shows nothing, as in the tests. In a
 * process of its own: a wrong loop may never end, or take the process with it.
 */
export function printedStage({ target, name, isInProcess, unavailable }: Technique): MutatedStage {
  return {
    name: `${target}/${name}`,
    what: `what is printed for ${target}, ${name}: probes have to notice`,
    unavailable,
    async *mutants(every) {
      const milliseconds = HANGS_AFTER_MILLISECONDS[isInProcess ? 'inProcess' : 'compiled'];
      for (let first = 0; ; ) {
        const fatal = yield* judge([target, name, String(every), String(first)], milliseconds);
        if (!fatal) return;
        yield { group: fatal.group, what: fatal.what, fate: { kind: 'killed', by: 'never ending' } };
        first = fatal.begins + 1;
      }
    },
  };
}

/** Gives the mutant that did not end, or took the process with it; undefined where all are judged. */
async function* judge(args: readonly string[], hangsAfterMilliseconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const child = fork(CHILD, args, { detached: true, env: { ...process.env, TMPDIR: folder } });
  const kill = () => killGroup(child);
  const end = () => {
    kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const watch = () => setTimeout(kill, hangsAfterMilliseconds);
  let timer = watch();
  process.once('exit', end);
  let current: Extract<Judged, { readonly begins: number }> | undefined;
  try {
    for await (const [told] of on(child, 'message', { close: ['close'] }) as AsyncIterable<[Judged]>) {
      clearTimeout(timer);
      timer = watch();
      if ('begins' in told) current = told;
      else {
        current = undefined;
        if (told.mutant) yield explained(told.mutant);
      }
    }
    if (child.exitCode !== 0 && !current) throw new Error(`${args.join(' ')}: the process died`);
    return current;
  } finally {
    clearTimeout(timer);
    process.off('exit', end);
    end();
  }
}

function explained(mutant: Mutant): Mutant {
  const why = mutant.fate.kind === 'survived' ? whyEquivalent(mutant.what) : undefined;
  return why === undefined ? mutant : { ...mutant, fate: { kind: 'equivalent', why } };
}

/** With the native program that it may be waiting for, which would go on without it. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
