import type { ArtifactName } from '../../passes/pass.js';
import type { Pipeline } from '../../passes/pipeline.js';
import { type ProgressEvent, type RunRequest, type RunResult, runPipeline } from '../../passes/runner.js';
import type { Setup } from './setup.js';

/** Runs a pipeline as the config has it, and says on a terminal what it is at. */
export async function run<Wanted extends ArtifactName>(
  passes: Pipeline,
  setup: Setup,
  request: RunRequest<Wanted>,
): Promise<RunResult<Wanted>> {
  const shown = process.stderr.isTTY;
  try {
    return await runPipeline(setup.edit(passes), {
      onProgress: shown ? showProgress : undefined,
      ...request,
    });
  } finally {
    if (shown) process.stderr.write(CLEAR_LINE);
  }
}

const CLEAR_LINE = '\r\u001b[K';

function showProgress({ pass, depth, index, count, seconds }: ProgressEvent): void {
  if (seconds !== null || depth > 1) return;
  process.stderr.write(`${CLEAR_LINE}${depth > 0 ? '  ' : ''}${index + 1}/${count} ${pass} …`);
}
