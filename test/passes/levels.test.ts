import { describe, expect, it } from 'vitest';
import { verifyPrograms } from '../../passes/verify.js';
import { evidenceArtifact, failures } from '../../src/artifacts/evidence.js';
import { formatArtifact } from '../../src/artifacts/format.js';
import { parseArtifact } from '../../src/artifacts/parse.js';
import { assemble } from '../../src/bytecode/assemble.js';
import type { Profile, ProgramProfile } from '../../src/bytecode/profile.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { machineOf } from '../../src/machines/machine.js';
import { tileProgram } from '../../src/mining/tile.js';
import { renderReport } from '../../src/report/report.js';
import { choose, prove, runMainJob } from '../pipelines.js';
import { type Line, loop, profileOf, threeRounds, walker, walkerText } from '../replay/walker.js';
import { textOf } from '../report/page.js';
import { options } from './support.js';

const machine = machineOf(walkerText, 'walker.isa');
const counts = [1, 3, 3, 3, 3, 3, 1];
const mining = { ...options, minPlaces: 1 };

function named(name: string, { program, ...rest }: ProgramProfile): ProgramProfile {
  return { ...rest, program: { ...program, name } };
}

const replayed = named('replayed', profileOf(loop, [threeRounds]));
const counted = named('counted', profileOf(loop, [], { counts, entries: [1] }));

function profile(...programs: readonly ProgramProfile[]): Profile {
  return { schema: 2, machine: walker.machine, isaDigest: walker.digest, programs };
}

async function run(...programs: readonly ProgramProfile[]) {
  const chosen = await choose(machine, profile(...programs), mining);
  const proven = await prove(machine, profile(...programs), chosen.decisions);
  return {
    ...proven,
    page: textOf(renderReport({ ...proven, sequences: [] })),
    html: renderReport({ ...proven, sequences: [] }),
  };
}

describe('programs of another VM', () => {
  it('are replayed where events are known', async () => {
    const { evidence, summary, page, html } = await run(replayed);
    expect(evidence).toMatchObject({ schema: 3, level: 'replayed', rerunBy: null });
    expect(evidence.programs[0]).toMatchObject({
      level: 'replayed',
      statesCompared: null,
      cellsCompared: null,
      baselineMeasured: 17,
      violations: [],
    });
    expect(evidence.programs[0].measuredDispatches).toBe(evidence.programs[0].predictedDispatches);
    expect(summary.verification).toMatchObject({
      level: 'replayed',
      bitIdentical: null,
      predictedEqualsMeasured: true,
      decomposes: true,
      failures: [],
    });
    expect(page).toContain('replayed replayed from the events recorded, handlers not executed.');
    expect(page).toContain('Replayed means that no handler was executed');
    expect(html).toMatch(/<title>[\d.]+\u00a0% fewer dispatches \(replayed\) · replayed<\/title>/);
  });

  it('are counted only where events are not known', async () => {
    const { evidence, summary, page, html } = await run(counted);
    expect(evidence.programs[0]).toMatchObject({
      level: 'counted',
      measuredDispatches: null,
      baselineMeasured: null,
      decomposes: true,
    });
    expect(summary.verification).toMatchObject({
      level: 'counted',
      bitIdentical: null,
      predictedEqualsMeasured: null,
      failures: [],
    });
    expect(page).toContain('counted checked by counts alone, handlers not executed.');
    expect(html).toContain('fewer dispatches (counted only) ·');
  });

  it('together have the level of the one of which least was proven', async () => {
    const { evidence, summary, page } = await run(replayed, counted);
    expect(evidence.programs.map(({ level }) => level)).toEqual(['replayed', 'counted']);
    expect([evidence.level, summary.verification.level]).toEqual(['counted', 'counted']);
    expect(summary.verification.predictedEqualsMeasured).toBeNull();
    expect(page).toContain('1 of 2 programs checked by counts alone, handlers not executed.');
    expect(page).toContain('Replayed means that');
    expect(page).toContain('Counted only means that');
  });

  it.each([
    ['replayed', replayed],
    ['counted', counted],
  ] as const)('never have a check mark for what was not done: %s', async (level, one) => {
    const { html } = await run(one);
    const [, row] = /<table class="evidence">.*?<tbody>(.*?)<\/tbody>/s.exec(html)!;
    const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => textOf(cell).trim());
    const [, states, compared, bits, control, , measured, equal, decomposes] = cells;
    expect([states, compared, bits, decomposes]).toEqual(['–', '–', '–', '✓']);
    expect([control, equal]).toEqual(level === 'replayed' ? ['✓', '✓'] : ['–', '–']);
    expect(measured).toBe(level === 'replayed' ? '4' : '–');
    const [, programs] = /<table class="programs">.*?<tbody>(.*?)<\/tbody>/s.exec(html)!;
    expect(programs).not.toContain('✓');
  });

  it('fail with their name and where it is', async () => {
    const wrong = { ...replayed, counts: [replayed.counts[0].map((count, i) => count + Number(i === 6))] };
    const { summary, page, html } = await run(wrong);
    expect(summary.verification.failures).toEqual([
      'replayed: f, pc 60, leave: it was executed 2 times, but control came to it 1: 1 from pc 50 before it and 0 from elsewhere',
      'replayed: f, pc 60, leave: control goes on from it 1 time, but it is the last instruction',
    ]);
    expect(page).toContain('0 of 1 program replayed');
    expect(html).toMatch(/<title>Not verified · replayed/);
  });

  it('name no more violations than anyone reads', async () => {
    const many: Line[] = Array.from({ length: 60 }, () => ['push', 1]);
    const all = profileOf([...many, ['leave']], [many.map((_, i) => i).concat(60)]);
    const counts = [all.counts[0].map((count, i) => count + (i % 2))];
    const { evidence } = await run({ ...all, counts });
    expect(evidence.programs[0].violations).toHaveLength(20);
    expect(evidence.programs[0].violationCount).toBeGreaterThan(50);
    expect(failures(evidence).at(-1)).toMatch(/p: and \d+ more places like these$/);
  });

  it('that nobody could have scheduled are refused where they were', async () => {
    const { evidence } = await run({ ...replayed, original: replayed });
    expect(failures(evidence).join()).toMatch(/replayed: its code was scheduled/);
  });

  it('never executed their superinstructions where counts are 0', async () => {
    const idle = named('idle', profileOf([...loop, ['push', 9], ['add'], ['leave']], [threeRounds]));
    const fused = extendIsa(walker, [
      parsePattern('push #9; add', walker, ''),
      parsePattern('push #1; add', walker, ''),
    ]);
    const tiled = [tileProgram(walker, fused, idle.program)];
    const evidence = verifyPrograms(walker, fused, {}, profile(idle), tiled);
    expect(evidence.superinstructions.map(({ executions }) => executions)).toEqual([0, 3]);
  });
});

describe('a recording of a machine with bodies in expressions', () => {
  it('is replayed too: it has no memories to start from', () => {
    const bodies = parseIsa(
      'machine small\nword i32\noperand n : u8\npush k:n ( -- v ) v = k\ndrop ( v -- )\nhalt ( -- ) return',
      'small.isa',
    );
    const fused = extendIsa(bodies, [parsePattern('push a; drop', bodies, '')]);
    const recorded = {
      program: {
        ...replayed.program,
        machine: 'small',
        sections: [{ name: 'f', code: Int32Array.of(0, 7, 1, 2), pcs: [0, 2, 3] }],
      },
      counts: [Float64Array.of(1, 1, 1)],
      transfers: [
        [
          { from: -1, to: 0, times: 1 },
          { from: 2, to: -1, times: 1 },
        ],
      ],
    };
    const tiled = [tileProgram(bodies, fused, recorded.program)];
    const evidence = verifyPrograms(bodies, fused, {}, { ...profile(recorded), machine: 'small' }, tiled);
    expect(failures(evidence)).toEqual([]);
    expect(evidence.programs[0]).toMatchObject({ level: 'replayed', measuredDispatches: 2 });
  });
});

describe('a rerun of a machine without memories', () => {
  const text = `machine printer
word i32
operand n : u8
extern print(i32) -> i32
push k:n ( -- v ) v = k
add ( a b -- r ) r = a + b
show ( v -- ) print(v)
halt ( -- ) return`;

  it('is a rerun in which no bit was compared, only calls', async () => {
    const printed: number[] = [];
    const runtime = { print: (value: number) => printed.push(value) };
    const printer = { ...machineOf(text, 'printer.isa'), runtime };
    const source = 'section main:\npush 1\npush 2\nadd\nshow\npush 3\npush 4\nadd\nshow\nhalt\n';
    const program = assemble(printer.isa, source, 'printing.asm', { name: 'printing', family: 'tests' });
    const { evidence, summary, report } = await runMainJob(printer, [program], mining);
    expect(evidence).toMatchObject({ level: 'rerun', programs: [{ cellsCompared: 0, level: 'rerun' }] });
    expect(summary.verification).toMatchObject({
      level: 'rerun',
      bitIdentical: null,
      predictedEqualsMeasured: true,
      failures: [],
    });
    expect(textOf(report)).toContain('printing reran with the same calls, no memory to compare.');
    expect(textOf(report)).not.toContain('bit-identically');
    expect(printed.slice(0, 2)).toEqual([3, 7]);
  });
});

describe('evidence.json', () => {
  it('reads as it was written, at every level', () => {
    const fused = extendIsa(walker, [parsePattern('push a; add', walker, '')]);
    const tiled = [replayed, counted].map(({ program }) => tileProgram(walker, fused, program));
    const evidence = verifyPrograms(walker, fused, {}, profile(replayed, counted), tiled);
    expect(parseArtifact(evidenceArtifact, formatArtifact(evidence), 'evidence.json')).toEqual(evidence);
  });

  it('of an older schema says that it has to be made again', () => {
    expect(() => parseArtifact(evidenceArtifact, '{"schema": 1}', 'evidence.json')).toThrow(
      'evidence.json:1:1: this version reads schema 3, not 1: make it again',
    );
  });
});
