#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { reasonFor } from '../artifacts/reasons.js';
import { GuestError } from '../util/guest-error.js';
import { formatProblem, InputError } from '../util/input-error.js';
import { packageRoot } from '../util/package-root.js';
import { COMMANDS } from './commands/registry.js';
import { tell } from './describe/print.js';
import { checkValues, globalOptions } from './options.js';
import { openSetup } from './setup.js';

const EXIT_PROGRAM_FAILED = 1;
const EXIT_BAD_INPUT = 2;
/** As `sysexits.h` has it: neither verified nor not. */
const EXIT_INTERNAL_ERROR = 70;

/** Names from a hostile file can be as long as the file. */
const MAX_LINE_LENGTH = 2000;

/** Says what is wrong with the input, one line per problem. */
function complain(error: InputError): void {
  for (const problem of error.problems) {
    const line = formatProblem(problem);
    tell(line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)} …` : line);
  }
  process.exitCode = EXIT_BAD_INPUT;
}

/** What follows `--` are paths, whatever they look like. yargs would forget them. */
function withoutSeparator(given: readonly string[]): string[] {
  const at = given.indexOf('--');
  if (at < 0) return [...given];
  return [...given.slice(0, at), ...given.slice(at + 1).map((path) => path.replace(/^-/, './-'))];
}

/** Given twice it is refused later, like every option. */
function lastOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.at(-1);
}

// A reader of our output may stop early, as `head` does; a disk may be full.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stdout)
      complain(new InputError(`standard output: cannot be written: ${reasonFor(error)}`));
  });

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-positional-numbers': false,
} as const;

try {
  const given = withoutSeparator(hideBin(process.argv));
  const { config, 'no-config': noConfig } = yargs(given)
    .options(globalOptions)
    .parserConfiguration(PARSER)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .parseSync();
  const setup = await openSetup({ config: lastOf(config), 'no-config': noConfig }, process.cwd());
  const command = COMMANDS.reduce(
    (parser, make) => parser.command(make(setup)),
    yargs(given).locale('en').scriptName('mine-superinstructions').options(globalOptions),
  );
  await command
    .parserConfiguration(PARSER)
    .strict()
    .check(checkValues)
    .version(version)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .epilogue(
      'Exit codes: 0 done and verified, 1 verification failed, --max-regret exceeded or a NaN found, 2 the input or the options are wrong, 70 a mistake of ours.',
    )
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? new InputError(`${message ?? 'wrong options'}; see --help`);
    })
    .parseAsync();
} catch (error) {
  // yargs throws this one past `fail`: an option without its value.
  if (error instanceof Error && error.name === 'YError')
    complain(new InputError(`${error.message}; see --help`));
  else if (error instanceof InputError) complain(error);
  else if (error instanceof GuestError) {
    tell(error.message);
    process.exitCode = EXIT_PROGRAM_FAILED;
  } else {
    // A mistake of ours, or of a pass of the config.
    for (const line of String(error instanceof Error ? error.stack : error).split('\n')) tell(line);
    process.exitCode = EXIT_INTERNAL_ERROR;
  }
}
