import { definePass } from '../../passes/pass.js';

// As a package does that adds passes of its own.
declare module '../../passes/artifacts.js' {
  interface Artifacts {
    first: number;
    second: number;
    third: number;
  }
}

/** Passes that do next to nothing, each telling `ran` its name. */
export function numberPasses(ran: string[] = []) {
  const tell = <Result>(name: string, result: Result): Result => {
    ran.push(name);
    return result;
  };
  return {
    double: definePass({
      name: 'double',
      reads: ['first'],
      writes: ['second'],
      options: {},
      run: ({ first }) => tell('double', { second: 2 * first }),
    }),
    /** Changes what it reads. */
    increment: definePass({
      name: 'increment',
      reads: ['second'],
      writes: ['second'],
      options: {},
      run: ({ second }) => tell('increment', { second: second + 1 }),
    }),
    square: definePass({
      name: 'square',
      reads: ['second'],
      writes: ['third'],
      options: {},
      run: ({ second }) => tell('square', { third: second * second }),
    }),
  };
}
