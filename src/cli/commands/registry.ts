import { benchCommand } from './bench.js';
import type { Command } from './command.js';
import { compareCommand } from './compare.js';
import { disassembleCommand } from './disassemble.js';
import { generateCommand } from './generate.js';
import { importCommand } from './import.js';
import { mainJobCommand } from './main-job.js';
import { mergeCommand } from './merge.js';
import { mineCommand } from './mine.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { traceCommand } from './trace.js';
import { verifyCommand } from './verify.js';

/** All commands, in the order that `--help` lists them. */
// biome-ignore lint/suspicious/noExplicitAny: each has arguments of its own, and yargs checks them.
export const COMMANDS: readonly Command<any>[] = [
  mainJobCommand,
  runCommand,
  disassembleCommand,
  traceCommand,
  importCommand,
  mergeCommand,
  mineCommand,
  generateCommand,
  verifyCommand,
  benchCommand,
  reportCommand,
  compareCommand,
];
