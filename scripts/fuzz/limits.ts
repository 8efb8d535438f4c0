/** Commands that run what nobody has counted, so that only a limit ends them. */
const RUNNING: readonly string[] = ['run', 'trace'];
const MAX_DISPATCHES = 1_000_000;

/** The arguments, with an end for programs that have none. */
export function limitDispatches(args: readonly string[]): readonly string[] {
  const tracesSources = args.some((argument) => /\.(asm|mdl|xmile|xml|stmx|itmx)$/.test(argument));
  return RUNNING.includes(args[0]) || (tracesSources && args[0] !== 'disassemble')
    ? [...args, '--max-dispatches', String(MAX_DISPATCHES)]
    : args;
}
