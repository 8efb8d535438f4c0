import { renderReport } from '../src/report/report.js';
import { definePass } from './pass.js';

/** Writes the page that people open. */
export function reportPass() {
  return definePass({
    name: 'report',
    reads: ['profile', 'decisions', 'sequences', 'fused', 'tiled', 'evidence', 'summary'],
    writes: ['report'],
    options: {},
    run: (input) => ({ report: renderReport(input) }),
  });
}
