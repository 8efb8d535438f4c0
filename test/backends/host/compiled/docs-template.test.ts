import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../src/util/package-root.js';
import { filesOf, GUESTS, runFile } from './guests.js';

const page = readFileSync(join(packageRoot, 'docs/host-templates.md'), 'utf8');

/** The text between the fences of a language. */
function block(language: string): string {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  expect(found).toHaveLength(1);
  return found[0][1];
}

it('the template for JavaScript in docs/host-templates.md prints what stands there, and it is right', () => {
  const guest = GUESTS.find(({ language }) => language === 'javascript')!;
  const texts = { isa: block('isa'), template: block('template') };
  const handlers = filesOf(texts, ['push a; less; jz b']).get('handlers.inc')!;
  expect(handlers).toContain(block('javascript'));

  const files = filesOf(texts, ['push a; less; jz b', 'push a; div', 'jz a; push b; jz c']);
  const { output, status } = runFile(guest, guest.test, files);
  expect(status, output).toBe(0);
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(/^push__less__jz: the same in \d+ states, 1 of 1 ways out taken$/),
    expect.stringMatching(/^push__div: the same in \d+ states, 1 of 1 ways out taken$/),
    expect.stringMatching(/^jz__push__jz: the same in \d+ states, 2 of 2 ways out taken$/),
  ]);
});
