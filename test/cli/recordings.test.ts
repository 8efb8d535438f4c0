import { beforeAll, describe, expect, it } from 'vitest';
import { workplace } from './command-line.js';

const work = workplace();

/** A trace that runs all the operations one after the other, several times. */
function trace(...ops: readonly string[]): string {
  const round = ops.map((op, pc) => `${JSON.stringify({ fn: 'f', pc, op })}\n`).join('');
  return round.repeat(20);
}

beforeAll(() => {
  work.write('narrow.jsonl', trace('load', 'add', 'store', 'jump'));
  work.write('wide.jsonl', trace('add', 'zap', 'store', 'load', 'add', 'store', 'jump', 'jump'));
  work.write('other.jsonl', trace('store', 'jump'));
  for (const name of ['narrow', 'wide'])
    work.run(`${name}.jsonl`, '--out', name, '--min-places', '1', '--quiet');
});

describe('compare of recordings', () => {
  it('takes patterns by what they say where two machines of one name number instructions differently', () => {
    const { status, stdout } = work.run('compare', 'wide', 'narrow', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      onlyLeft: ['add; zap; store; load; add; store; jump; jump'],
      onlyRight: ['load; add; store; jump'],
      programs: [{ baseline: 160, left: 20, right: 100 }],
    });
    const alone = work.run('compare', 'narrow', 'narrow', '--on', 'wide/profile.json', '--json');
    expect(JSON.parse(alone.stdout)).toMatchObject({ programs: [{ baseline: 160, left: 100, right: 100 }] });
  });

  it('refuses a set of instructions that the programs’ machine does not have', () => {
    const { status, stderr } = work.run('compare', 'narrow', 'wide');
    expect(stderr).toContain('wide/superinstructions.json: ');
    expect(stderr).toContain('the machine traced has no instruction "zap"');
    expect(status).toBe(2);
  });

  it('reads recordings by the machine of the left set', () => {
    const { status, stdout } = work.run('compare', 'narrow', 'narrow', '--on', 'other.jsonl', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ programs: [{ name: 'other', baseline: 40, left: 40 }] });
  });
});
