import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedCorpora } from '../../corpora.js';
import { modelFiles, type Outcome, runAgainstReference } from './shared-models.js';

/** Why a model cannot pass, by folder or file. `valid` ones count as failures; the others are not ours. */
const EXCEPTIONS: readonly { readonly files: RegExp; readonly reason: string; readonly valid: boolean }[] = [
  {
    files: /^(Lotka_Volterra|Population|a2a|non-a2a)\//,
    reason: 'there is no reference output',
    valid: false,
  },
  { files: /^display\//, reason: 'broken file: stocks without equations', valid: false },
  {
    files:
      /^(subscript_1d_arrays|subscript_constant_call|subscript_subranges(_equal)?|subscript_updimensioning|subscripted_flows)\/.*\.(xmile|stmx)$/,
    reason: 'broken file: ??? for equations',
    valid: false,
  },
  { files: /^non_negative_flows\//, reason: 'broken file: XML that is not closed', valid: false },
  {
    files: /^macro_(expression|multi_macros)\/.*\.(xmile|stmx)$/,
    reason: 'broken file: the macro is missing',
    valid: false,
  },
  {
    files: /^subscript_mixed_assembly\/.*\.(xmile|stmx)$/,
    reason: 'broken file: elements of other dimensions',
    valid: false,
  },
  { files: /^logicals\/test_logicals\.stmx$/, reason: 'broken file: NOT after its operand', valid: false },
  { files: /\/model_to_generate_data\.mdl$/, reason: 'the reference is another model’s', valid: false },
  {
    files: /\/test_get_time_value\.mdl$/,
    reason: 'the reference is another model’s; uses calendar dates',
    valid: false,
  },
  {
    files: /^zeroled_decimals\/.*\.xmile$/,
    reason: 'the reference is by Euler, the file asks for RK4',
    valid: false,
  },
  { files: /^Query_file\//, reason: 'three columns are random; all others match', valid: false },
  { files: /^get_constants\//, reason: 'broken test: the files it reads are missing', valid: false },
  { files: /^control_vars\//, reason: 'not supported: the time step changes during the run', valid: true },
];

const exceptionOf = (model: string) => EXCEPTIONS.find(({ files }) => files.test(model));
const folder = sharedCorpora && join(sharedCorpora, 'test-models');

describe.skipIf(!folder)('the SDXorg test models (beside the clone)', () => {
  let outcomes: readonly Outcome[] = [];

  beforeAll(() => {
    outcomes = modelFiles(folder ?? '').map(runAgainstReference);
    const lines = outcomes.map(({ model, passed, detail }) => {
      const reason = exceptionOf(model)?.reason;
      return `${passed ? 'passed' : 'FAILED'}  ${model.padEnd(72)}  ${reason ? `${reason}: ` : ''}${detail.slice(0, 120)}`;
    });
    console.log(lines.join('\n'));
  });

  it('match their reference output, except those listed with a reason', () => {
    const unexpected = outcomes.filter(({ model, passed }) => passed === (exceptionOf(model) !== undefined));
    expect(unexpected).toEqual([]);
  });

  it.each([
    ['.mdl', /\.mdl$/, 0.99],
    ['XMILE', /\.(xmile|stmx)$/, 1],
  ])('%s files that are valid pass at the rate reached', (_, kind, rate) => {
    const valid = outcomes.filter(({ model }) => kind.test(model) && (exceptionOf(model)?.valid ?? true));
    const passed = valid.filter(({ passed }) => passed);
    console.log(`${passed.length} of ${valid.length} valid models passed`);
    expect(passed.length / valid.length).toBeGreaterThanOrEqual(rate);
  });
});
