import { expect, test } from 'vitest';
import { clip, formatCount, formatPercent, formatSmallPercent, plural } from '../../src/report/format.js';

test('counts have thousands separators and no fraction', () => {
  expect(formatCount(31954307.4)).toBe('31,954,307');
  expect(plural(1, 'program')).toBe('1 program');
  expect(plural(2000, 'program')).toBe('2,000 programs');
  expect([plural(1, 'dispatch'), plural(2, 'dispatch')]).toEqual(['1 dispatch', '2 dispatches']);
});

test('percentages have one decimal, and no minus zero', () => {
  expect(formatPercent(0.77825)).toBe('77.8\u00a0%');
  expect(formatPercent(-0.0001)).toBe('0.0\u00a0%');
  expect(formatPercent(1)).toBe('100.0\u00a0%');
});

test('a small part does not read as nothing', () => {
  expect(formatSmallPercent(0.0004)).toBe('<0.1\u00a0%');
  expect(formatSmallPercent(0.0005)).toBe('0.1\u00a0%');
  expect(formatSmallPercent(0)).toBe('0.0\u00a0%');
});

test('a clipped text is no longer than allowed and never ends in half a character', () => {
  expect(clip('population', 10)).toBe('population');
  expect(clip('populations', 10)).toBe('populatio…');
  expect(clip('😀😀😀😀', 3)).toBe('😀😀…');
  expect([...clip('x'.repeat(1_000_000), 80)]).toHaveLength(80);
});
