import { expect, test } from 'vitest';
import {
  InlineCache,
  MAX_SITE_PROGRAMS,
  sumCounts,
} from '../../../../src/machines/raku/dispatch/inline-cache.js';

test('a site has none, one, several, then all the programs it can', () => {
  const cache = new InlineCache<number>();
  const kinds = [cache.kind];
  for (let program = 0; program < MAX_SITE_PROGRAMS; program++) {
    expect(cache.install(program)).toBe(true);
    kinds.push(cache.kind);
  }
  expect([kinds[0], kinds[1], kinds[2], kinds[63], kinds[64]]).toEqual([
    'none',
    'one',
    'several',
    'several',
    'full',
  ]);
});

test('a full site takes nothing in and keeps what it has', () => {
  const cache = new InlineCache<number>();
  for (let program = 0; program < MAX_SITE_PROGRAMS; program++) cache.install(program);
  const before = cache.programs;
  expect(cache.install(99)).toBe(false);
  expect(cache.programs).toEqual(before);
  expect(cache.counts.installed).toBe(64);
});

test('the newest program is tried first, and what was rejected is counted', () => {
  const cache = new InlineCache<string>();
  expect(cache.find(() => true)).toBeNull();
  for (const program of ['a', 'b', 'c']) cache.install(program);
  const tried: string[] = [];
  const found = cache.find((program) => {
    tried.push(program);
    return program === 'b';
  });
  expect([found, ...tried]).toEqual(['b', 'c', 'b']);
  expect(cache.find(() => false)).toBeNull();
  expect(cache.counts).toEqual({ recorded: 2, installed: 3, hits: 1, rejected: 4 });
  expect(sumCounts([cache.counts, cache.counts])).toEqual({
    recorded: 4,
    installed: 6,
    hits: 2,
    rejected: 8,
  });
});
