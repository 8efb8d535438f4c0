import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { verifyPrograms } from '../../passes/verify.js';
import { failures, programFailures } from '../../src/artifacts/evidence.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';
import { proveSet } from '../../src/proof/prove-set.js';
import * as counter from '../machines/counter/counter.js';
import { withSemantics } from '../semantics.js';

const { isa, program } = counter;
const { runtime } = counter.createDevice();
const once = program('once', 'test', { main: 'push 2\nload 0\nadd\nstore 1\nhalt' });
const patterns = ['load a; add', 'push a; load b'].map((text) => parsePattern(text, isa, 'test'));
const fused = extendIsa(isa, patterns);

function verify(set: FusedIsa, baseline = once, allowUnused = false) {
  const profile = tracePrograms(isa, runtime, [baseline]);
  return verifyPrograms(isa, set, runtime, profile, [tileProgram(isa, set, baseline)], {
    allowUnused,
  });
}

describe('evidence', () => {
  it('says of each superinstruction that it was proved, and what it does', () => {
    const { superinstructions, instructions } = verify(fused, once, true);
    expect(superinstructions.map(({ proof }) => proof?.status)).toEqual(['proved', 'proved']);
    expect(superinstructions[0].facts).toMatchObject({ pops: 1, pushes: 1, writes: [], control: 'next' });
    expect(instructions).toEqual({ proved: isa.instructions.length, others: [] });
  });

  it('of a wrong superinstruction fails, though no rerun comes to it', () => {
    const wrong = {
      ...fused,
      instructions: fused.instructions.with(
        fused.base + 1,
        withSemantics(fused.instructions[fused.base + 1], (semantics) => ({
          ...semantics,
          outputs: semantics.outputs.toReversed(),
        })),
      ),
    };
    const idle = program('idle', 'test', { main: 'load 0\npush 3\nadd\nstore 1\nhalt' });
    const evidence = verify(wrong, idle, true);
    expect(evidence.programs.flatMap((one) => programFailures(evidence, one))).toEqual([]);
    expect(failures(evidence)).toEqual([
      expect.stringMatching(/^push a; load b does not do what its parts do: with .* is .* instead of /),
    ]);
  });

  it('of a machine whose own instruction is not what its text says fails', () => {
    const add = isa.opcodeOf.get('add')!;
    const broken = {
      ...isa,
      instructions: isa.instructions.with(
        add,
        withSemantics(isa.instructions[add], (semantics) => ({
          ...semantics,
          outputs: [{ kind: 'input', type: 'i32', index: 0 }],
        })),
      ),
    };
    const proofs = proveSet(broken, extendIsa(broken, patterns))!;
    expect(proofs.instructions[add]).toMatchObject({ instruction: 'add', proof: { status: 'refuted' } });
  });

  it('fails where a superinstruction never ran, unless that is allowed', () => {
    const unused = extendIsa(isa, [patterns[0], parsePattern('mul; mul', isa, 'test')]);
    expect(failures(verify(unused)).join()).toMatch(/^mul; mul never ran/);
    expect(failures(verify(unused, once, true))).toEqual([]);
  });

  it('fails where a program runs nothing, unless that is allowed', () => {
    const nothing = { ...once, schedule: [] };
    expect(failures(verify(extendIsa(isa, []), nothing))).toEqual([
      'once: nothing of it ran, so nothing is shown of it: leave it out, or allow it by --allow-unused',
    ]);
    expect(failures(verify(extendIsa(isa, []), nothing, true))).toEqual([]);
  });
});
