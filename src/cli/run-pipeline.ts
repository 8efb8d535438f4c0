import type { ArtifactName } from '../../passes/pass.js';
import { editPipeline, type Pipeline } from '../../passes/pipeline.js';
import {
  type ProgressEvent,
  plan,
  type RunRequest,
  type RunResult,
  runPipeline,
} from '../../passes/runner.js';
import { InputError } from '../util/input-error.js';
import { showProgress } from './describe/print.js';
import type { Setup } from './setup.js';

/** Runs a pipeline as the config has it, and says on a terminal what it is at. */
export async function run<Wanted extends ArtifactName>(
  passes: Pipeline,
  setup: Setup,
  request: RunRequest<Wanted>,
): Promise<RunResult<Wanted>> {
  const edited = setup.edit(passes);
  if (edited !== passes) requireUse(passes, edited, setup, request);
  const shown = process.stderr.isTTY;
  try {
    return await runPipeline(edited, { onProgress: shown ? showPass : undefined, ...request });
  } finally {
    if (shown) showProgress('');
  }
}

/**
 * What a config puts beside or in place of a pass that runs has to run too: that nobody needs it would go
 * unnoticed.
 */
function requireUse(
  passes: Pipeline,
  edited: Pipeline,
  { edits, configPath }: Setup,
  { given, wanted }: Pick<RunRequest<ArtifactName>, 'given' | 'wanted'>,
): void {
  const namesOf = (list: Pipeline) => new Set(list.map(({ name }) => name));
  const planned = (list: Pipeline) => namesOf(plan(list, { given: Object.keys(given), wanted }));
  const [ours, running, own] = [planned(passes), planned(edited), namesOf(passes)];
  for (const edit of edits) {
    if (!ours.has(edit.of)) continue;
    const added = [...namesOf(editPipeline(passes, [edit]))].filter((name) => !own.has(name));
    for (const name of added)
      if (!running.has(name))
        throw new InputError(
          `${edit.kind} ${JSON.stringify(edit.of)}: the pass ${JSON.stringify(name)} would not run: what it reads is not there, or what it writes is not needed`,
          { file: configPath ?? '', line: 1, column: 1 },
        );
  }
}

function showPass({ pass, depth, index, count, seconds }: ProgressEvent): void {
  if (seconds !== null || depth > 1) return;
  showProgress(`${depth > 0 ? '  ' : ''}${index + 1}/${count} ${pass} …`);
}
