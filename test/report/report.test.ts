import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { endsBlock } from '../../src/isa/pattern.js';
import { models } from '../../src/machines/models/machine.js';
import { renderReport } from '../../src/report/report.js';
import { sharedCorpora } from '../corpora.js';
import { programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { prove, runMainJob } from '../pipelines.js';
import { type CounterRun, counterRun } from './counter-run.js';
import { readTags, textOf } from './page.js';

const TWO_MEGABYTES = 2_000_000;
const ELEMENTS = new Set(
  `!doctype html head meta title style body nav main header section h1 h2 h3 h4 p a b strong small code pre span bdi div
  dl dt dd ul ol li i var br wbr details summary table thead tbody tfoot tr th td figure svg line text path circle rect`.split(
    /\s+/,
  ),
);

/** Everything a name could do to the page does not happen. */
function expectHarmless(page: string): void {
  for (const { name, attributes } of readTags(page)) {
    expect(ELEMENTS.has(name) || name).toBe(true);
    for (const [attribute, value] of attributes) {
      expect(attribute).not.toMatch(/^on|^src$|^srcset$|^action$/);
      if (attribute === 'href') expect(value).toMatch(/^#[a-z0-9]+$/);
    }
  }
  expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/);
}

const run = await counterRun();
const page = renderReport(run);
const text = textOf(page);

describe('the page', () => {
  test('is well formed and asks for nothing from elsewhere', () => {
    expectHarmless(page);
    expect(page).not.toMatch(/https?:|url\(|@import|<script/);
    expect(page).toContain("default-src 'none'");
  });

  test('has links only to what it holds, and every id once', () => {
    const tags = readTags(page);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = tags.flatMap(({ attributes }) => attributes.get('href')?.slice(1) ?? []);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('is the same to the byte for the same inputs, however long they took', () => {
    const seconds = { total: 1000, select: 999 };
    expect(renderReport({ ...run, summary: { ...run.summary, seconds } as typeof run.summary })).toBe(page);
  });
});

describe('a verified run', () => {
  test('begins with what the set removes and that the programs reran bit-identically', () => {
    const [, headline] = page.match(/<h1>(.*?)<\/h1>/s)!;
    const { total, superinstructions } = run.summary;
    expect(textOf(headline)).toBe(
      `${superinstructions} superinstructions remove ${(total.reduction * 100).toFixed(1)} % of ${total.baselineDispatches.toLocaleString('en-US')} dispatches; 4 programs reran bit-identically.`,
    );
    expect(text).not.toContain('Not verified');
    expect(page).not.toMatch(/class="[a-z ]*bad"/);
  });

  test('shows every superinstruction with its pattern and its handler', () => {
    for (const [i, { pattern }] of run.decisions.superinstructions.entries()) {
      expect(text).toContain(pattern);
      expect(text).toContain(run.fused.instructions[run.fused.base + i].name);
      expect(page).toContain(`id="s${i + 1}"`);
    }
  });

  test('shows the code of every program, with the names of its variables', () => {
    for (const { name } of programs) expect(text).toContain(name);
    expect(text).toContain('total');
  });

  test('has no held-out figure when nothing was held out, and has one otherwise', async () => {
    expect(text).not.toContain('On held-out programs');
    const held = textOf(renderReport(await counterRun({ holdOut: 'loops' })));
    expect(held).toContain('On held-out programs');
    expect(held.match(/held out/g)!.length).toBeGreaterThanOrEqual(2);
  });

  test('has no section of sequences when none were counted', () => {
    const without = renderReport({ ...run, sequences: [] });
    expect(without).not.toContain('id="sequences"');
    expect(without).not.toContain('href="#sequences"');
    expect(page).toContain('id="sequences"');
  });
});

describe('a run that failed', () => {
  const [first, ...others] = run.evidence.programs;
  const difference = { state: 3, what: 'cells[1] (total)', baseline: '7', fused: '-0' };
  const failures = ['sum: state 3: cells[1] (total) is -0 instead of 7'];
  const failed = renderReport({
    ...run,
    evidence: { ...run.evidence, programs: [{ ...first, difference }, ...others] },
    summary: {
      ...run.summary,
      verification: { ...run.summary.verification, bitIdentical: false, failures },
    },
  });

  test('says so in its title and before anything else, with what failed', () => {
    expect(failed).toMatch(/<title>Not verified/);
    expect(failed.indexOf(failures[0])).toBeLessThan(failed.indexOf('<h1>'));
    expect(textOf(failed)).toContain('3 of 4 programs reran bit-identically');
  });

  test('marks the program', () => {
    const marks = (html: string) => html.match(/class="bad" role="img"/g)?.length ?? 0;
    expect(marks(page)).toBe(0);
    expect(marks(failed)).toBe(2);
  });
});

test('a set of nothing has a report', async () => {
  const decisions = { ...run.decisions, superinstructions: [], curve: [run.decisions.curve[0]] };
  const empty = await prove(counter, run.profile, decisions);
  const report = renderReport({ ...empty, sequences: run.sequences });
  expectHarmless(report);
  expect(textOf(report)).toContain('No superinstruction is worth having');
});

describe('names from a stranger', () => {
  const names = [
    '</script><img src=x onerror=alert(1)>',
    "\"><svg/onload=alert(1)>' onmouseover='alert(1)",
    'safe \u202eevil\u202c\u2066\u200b',
    '__proto__',
    `${'long '.repeat(2000)}</title></style>`,
    '&lt;b&gt; $& $1 {alert(1)} `',
    '\u0000\u0007\ud800\ufffe',
  ];
  const hostile = names.map((name, i) => ({
    ...programs[i % programs.length],
    name,
    family: names[(i + 1) % names.length],
    symbols: { cell: names },
    sections: programs[i % programs.length].sections,
  }));
  let hostileRun: CounterRun;
  let report: string;

  beforeAll(async () => {
    hostileRun = await counterRun({}, hostile);
    report = renderReport(hostileRun);
  });

  test('are only ever text', () => expectHarmless(report));

  test('are shown, escaped', () => {
    expect(textOf(report)).toContain(names[0]);
    expect(textOf(report)).toContain('safe \\u{202e}evil\\u{202c}\\u{2066}\\u{200b}');
    expect(textOf(report)).toContain(names[5]);
  });

  test('of ten thousand characters are cut', () => {
    expect(report).toContain('…');
    expect(report).not.toContain('long '.repeat(20));
  });

  test('in messages about failures are only ever text', () => {
    const { summary } = hostileRun;
    const failures = names.map((name) => `${name}: the fused code does not decompose into the baseline`);
    expectHarmless(
      renderReport({
        ...hostileRun,
        summary: { ...summary, verification: { ...summary.verification, failures } },
      }),
    );
  });
});

describe('a big run', () => {
  test('of a thousand programs stays under two megabytes and says what it leaves out', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({
      ...programs[0],
      name: `sum ${i}`,
      family: `f${i % 9}`,
    }));
    const report = renderReport(await counterRun({ budget: 3 }, many));
    expect(report.length).toBeLessThan(TWO_MEGABYTES);
    expect(textOf(report)).toContain('700 more programs in summary.json');
  });

  test('of 400 long superinstructions, none of them executed, stays under two megabytes', async () => {
    const { isa } = counter;
    const straight = isa.instructions.filter((instruction) => !endsBlock(instruction));
    const superinstructions = Array.from({ length: 400 }, (_, i) => {
      let letter = 0;
      const parts = Array.from({ length: 12 }, (_, k) => {
        const { name, operands } = straight[(i * 7 + k * (1 + (i % 5))) % straight.length];
        return [name, ...operands.map(() => `x${letter++}`)].join(' ');
      });
      return { pattern: parts.join('; '), payload: 6, marginal: 0, places: 0 };
    });
    const decisions = { ...run.decisions, superinstructions };
    const profile = tracePrograms(isa, counter.runtime, programs);
    const proven = await prove(counter, profile, decisions);
    const report = renderReport({ ...proven, sequences: [] });
    expectHarmless(report);
    expect(report.length).toBeLessThan(TWO_MEGABYTES);
    expect(textOf(report)).toContain('144 more superinstructions');
    expect(report.match(/<span class="tag bad">never executed/g)).toHaveLength(256);
  });
});

describe.skipIf(!sharedCorpora)('World3 (needs the shared corpora)', () => {
  const path = join(sharedCorpora ?? '', 'world3', 'wrld3-03.mdl');

  test('has a report that holds its figures and its bytecode', async () => {
    const { program } = models.compile(path, { name: 'wrld3-03', family: 'world3' });
    const options = { ...run.decisions.options, budget: 12, maxLength: 8, payload: 6 };
    const world3 = await runMainJob(models, [program], options);
    const report = renderReport(world3);
    expectHarmless(report);
    expect(report.length).toBeLessThan(TWO_MEGABYTES);
    expect(textOf(report)).toContain('of 550,787 dispatches; wrld3-03 reran bit-identically');
    expect(textOf(report)).toContain('Nonrenewable Resources');
  });
});
