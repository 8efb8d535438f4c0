/** Takes the steps of something long to their end, for those who need not stop in between. */
export function runToEnd<Result>(steps: Generator<unknown, Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
