import { execFileSync } from 'node:child_process';
import { packageRoot } from '../src/util/package-root.js';

/** Builds the command line once, before all tests: some of them run it as users do. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: packageRoot, stdio: 'inherit' });
}
