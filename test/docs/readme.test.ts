import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

it('README’s use as a library runs as it stands there', () => {
  const [, example] = /```js\n(import .*?)```/s.exec(readFileSync(join(packageRoot, 'README.md'), 'utf8'))!;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  expect(printed).toMatch(/^dup; lit a; equal; zero_branch b$/m);
  expect(printed.trim().split('\n')).toHaveLength(8);
});
