import type { CommandDeath, CommandResult } from './command-runner.js';
import { injected } from './injected-html.js';

/** The contents of a folder: file names, and what tells whether they were written. */
export type FolderState = ReadonlyMap<string, string>;

/** Exit codes that say something: done, not verified, wrong input. */
const EXIT_CODES: readonly number[] = [0, 1, 2];
const EXIT_BAD_INPUT = 2;
const MAX_BYTES = 1.5e9;
/** Of processor time: a few broken numbers make a large model of a small one. */
const MAX_SECONDS = 60;
/** The main program cuts lines there, and escapes make them longer. */
const MAX_LINE_LENGTH = 20_000;

/** Nothing that moves the cursor, recolours the terminal, or turns the direction of text. */
const RAW_CONTROL = /[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u;
/** JSON escapes what it must; its readers are programs. */
const RAW_CONTROL_IN_JSON = /[^\P{Cc}\n\u007f-\u009f]/u;
const STACK_FRAME = /^\s+at .*:\d+:\d+\)?$/m;

/** What is wrong with how a command ended, in a line that is the same for the same reason; null: nothing. */
export function misbehaviour(
  result: CommandResult | CommandDeath,
  before: FolderState,
  after: FolderState,
  reports: readonly string[],
): string | null {
  if ('died' in result)
    return `${result.died}: ${/FATAL ERROR: .*|\w*Error: .*/.exec(result.stderr)?.[0] ?? ''}`;
  const { exitCode, stdout, stderr } = result;
  if (result.pollution.length > 0) return `prototypes have ${result.pollution.join(', ')}`;
  if (!EXIT_CODES.includes(exitCode)) return `exit code ${exitCode}: ${reason(stderr)}`;
  if (STACK_FRAME.test(stderr)) return `a stack trace: ${reason(stderr)}`;
  if (RAW_CONTROL.test(stderr)) return `raw control characters in ${shown(stderr, RAW_CONTROL)}`;
  const raw = /^\s*[{[]/.test(stdout) ? RAW_CONTROL_IN_JSON : RAW_CONTROL;
  if (raw.test(stdout)) return `raw control characters in ${shown(stdout, raw)}`;
  const unfinished = [...after.keys()].filter((name) => name.endsWith('.tmp'));
  if (unfinished.length > 0) return 'a temporary file is left';
  if (exitCode === EXIT_BAD_INPUT) {
    const wrong = wrongMessage(stderr);
    if (wrong !== null) return wrong;
    const written = [...after].filter(([name, state]) => before.get(name) !== state).map(([name]) => name);
    if (written.length > 0) return `exit code 2, and yet it wrote ${written.join(', ')}`;
  }
  const html = reports.flatMap(injected);
  if (html.length > 0) return `names became HTML in the report: ${html.join(' ')}`;
  if (result.seconds > MAX_SECONDS) return `it takes more than ${MAX_SECONDS} s`;
  if (result.peakBytes > MAX_BYTES) return `it takes more than ${MAX_BYTES} bytes of memory`;
  return null;
}

function wrongMessage(stderr: string): string | null {
  const lines = stderr.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return 'exit code 2 without a message';
  if (lines.some((line) => line.length > MAX_LINE_LENGTH)) return 'a line without end in a message';
  const vague = lines.find((line) =>
    /(?<!received )\b(undefined|\[object \w+\]|null of)\b/.test(line.replace(/"[^"]*"|`[^`]*`/g, '')),
  );
  return vague === undefined ? null : `a message that says nothing: ${general(vague)}`;
}

/** The error and where in our code it was thrown, without what is of this case alone. */
function reason(stderr: string): string {
  const [first] = stderr.split('\n').filter((line) => /Error/.test(line));
  const frame = /at (?:async )?(.*?) ?\(?file:.*\/dist\/(src|passes)\/(.*):\d+:\d+\)?/.exec(stderr);
  return general(
    `${first ?? stderr.slice(0, 200)}${frame ? ` at ${frame[1]} (${frame[2]}/${frame[3]})` : ''}`,
  );
}

function general(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'/g, '"…"')
    .replace(/\d+/g, 'N')
    .slice(0, 300);
}

function shown(text: string, what: RegExp): string {
  const at = text.search(what);
  return JSON.stringify(general(text.slice(Math.max(0, at - 30), at + 10)));
}
