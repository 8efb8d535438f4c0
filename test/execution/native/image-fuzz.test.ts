import { expect, inject, it } from 'vitest';
import { fuzzImages, guardsGuest } from '../../../scripts/fuzz/images.js';
import type { Finding } from '../../../scripts/fuzz/subject.js';

/** A sample of `npm run fuzz -- images`: C under sanitizers, Rust and Go with their checks. */
it('refuses changed images or runs them, in all languages alike', async () => {
  const findings: Finding[] = [];
  const found = (finding: Finding) => findings.push(finding);
  const options = { seed: inject('seed'), cases: 1000, seconds: Number.POSITIVE_INFINITY, found };
  const { cases, skipped } = await fuzzImages([guardsGuest], options);
  if (skipped !== null) console.warn(`not tried: ${skipped}`);
  expect(cases).toBe(1000);
  expect(findings.map(({ title, details, repeat }) => `${title}\n${repeat}\n${details}`)).toEqual([]);
});
