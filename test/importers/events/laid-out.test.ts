import { describe, expect, it } from 'vitest';
import { generateTrace, TRACE_FORMATS } from '../../../bench/generated-traces.js';
import { validate } from '../../../src/bytecode/validate.js';
import { recordEvm } from '../../../src/importers/events/evm/record-evm.js';
import { recordEvents } from '../../../src/importers/events/record-events.js';
import { profileOfRecording } from '../../../src/importers/recording-importer.js';
import { inPieces } from './pieces.js';

describe.each(TRACE_FORMATS)('a trace of %s', (format) => {
  it('is laid out as a valid program of a drafted machine, every event counted', async () => {
    const record = format === 'EIP-3155' ? recordEvm : recordEvents;
    const recording = await record([inPieces(generateTrace(format, 100_000))]);
    const { machine, profile, problems } = profileOfRecording(recording, null, 'trace.jsonl');
    expect(problems).toEqual([]);
    const [{ program, counts, transfers }] = profile.programs;
    validate(machine.isa, program);
    expect(counts.flatMap((one) => [...one]).reduce((sum, n) => sum + n)).toBe(recording.eventsRead);
    expect(transfers === undefined).toBe(format === 'counters');
  });
});

describe('an EVM', () => {
  it('is drafted with nothing guessed, whatever is pushed', async () => {
    const words = [1, 7, 8, 9, 32].map((bytes) => [bytes, 'ff'.repeat(bytes)] as const);
    let pc = 0;
    const lines = words.flatMap(([bytes, word]) => {
      const push = `{"pc":${pc},"op":${0x5f + bytes},"stack":[],"depth":1}`;
      const pop = `{"pc":${pc + 1 + bytes},"op":80,"stack":["0x${word}"],"depth":1}`;
      pc += 2 + bytes;
      return [push, pop];
    });
    const recording = await recordEvm([inPieces(lines.join('\n'))]);
    const { machine, profile, notes } = profileOfRecording(recording, null, 'trace.jsonl');
    validate(machine.isa, profile.programs[0].program);
    expect(notes!.join()).not.toContain('inferred');
    expect(machine.isa.instructions.map(({ name }) => name)).toEqual([
      'POP',
      'PUSH1',
      'PUSH32',
      'PUSH7',
      'PUSH8',
      'PUSH9',
    ]);
  });
});
