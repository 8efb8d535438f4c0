import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';
import { type CommandCase, commandSubject } from './command-subject.js';
import { limitDispatches } from './limits.js';
import { HOSTILE_NAMES, mutateBytes, mutateText } from './mutate.js';
import { filesBelow, sharedCorpora } from './originals.js';
import type { Random } from './random.js';

type Models = readonly (readonly [name: string, bytes: Buffer])[];

/** Larger ones take longer and have little that smaller ones have not. */
const MAX_BYTES = 16_000;

const VENSIM_PIECES = [
  ...HOSTILE_NAMES,
  ...[
    '=',
    '==',
    ':=',
    ':',
    '<->',
    '->',
    '(',
    ')',
    '[',
    ']',
    ',',
    ';',
    '!',
    '~',
    '~~|',
    '|',
    '{',
    '}',
    '"',
    '\\',
    '&',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '^',
    '<',
    '<=',
    '<>',
    ':AND:',
    ':OR:',
    ':NOT:',
    ':NA:',
    ':EXCEPT:',
    ':RAW:',
    ':MACRO:',
  ],
  ...[
    ':END OF MACRO:',
    'INTEG(',
    'IF THEN ELSE(',
    'WITH LOOKUP(',
    'DELAY3(',
    'SMOOTH3I(',
    'DELAY FIXED(',
    'SUM(',
  ],
  ...[
    'VMIN(',
    'PULSE TRAIN(',
    'RANDOM UNIFORM(',
    'GET XLS DATA(',
    'ALLOCATE AVAILABLE(',
    'INITIAL(',
    'SAMPLE IF TRUE(',
  ],
  ...[
    'Time',
    'TIME STEP',
    'FINAL TIME',
    'INITIAL TIME',
    'SAVEPER',
    '(a1-a9)',
    '[(0,0)-(1,1)]',
    '(1,2)',
    '\\\\\\---///',
  ],
];
const XMILE_PIECES = [
  ...HOSTILE_NAMES,
  ...[
    '<',
    '>',
    '</',
    '/>',
    '"',
    '&',
    '&lt;',
    '&#x0;',
    '&#1114111;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x?>',
  ],
  ...[
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '&a;',
    '<stock name="s">',
    '<flow name="f">',
    '<aux name="a">',
    '<eqn>',
    '</eqn>',
  ],
  ...[
    '<gf>',
    '<ypts>1,2</ypts>',
    '<dim name="D"/>',
    '<non_negative/>',
    '<conveyor>',
    '<queue/>',
    '<module name="m">',
  ],
  ...[
    '<inflow>',
    'xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"',
    'IF a THEN b ELSE c',
    'TIME',
    'DT',
    'DELAY1(',
  ],
  ...[
    'SMTH3(',
    'SUM(',
    'INIT(',
    'NORMAL(',
    'PREVIOUS(',
    '[',
    ']',
    '*',
    '^',
    'MOD',
    'NOT ',
    '(',
    ')',
    ',',
    '1',
    '-',
  ],
];

/** The project's own, and other people's where they lie beside the clone. */
function models(): Models {
  const ending = /\.(mdl|xmile|stmx|itmx|xml)$/;
  const found = [join(packageRoot, 'corpora'), sharedCorpora].flatMap((folder) => [
    ...filesBelow(folder, ending, MAX_BYTES),
  ]);
  return found.map(([name, bytes]) => [`model${/\.\w+$/.exec(name)![0]}`, bytes]);
}

function makeCase(all: Models, random: Random): CommandCase {
  const [name, bytes] = random.pick(all);
  const pieces = name.endsWith('.mdl') ? VENSIM_PIECES : XMILE_PIECES;
  const broken = random.chance(0.15)
    ? mutateBytes(bytes, random)
    : mutateText(bytes.toString('utf8'), random, pieces);
  const args = random.pick([
    ['run', name, '--out', 'new.csv'],
    ['run', name],
    ['disassemble', name],
    [
      name,
      '--budget',
      '3',
      '--max-length',
      '3',
      '--out',
      'run',
      '--targets',
      random.pick(['ts', 'c', 'wasm']),
    ],
  ]);
  return { files: new Map([[name, broken]]), args: [...limitDispatches(args), '--no-config'] };
}

export const brokenModels = commandSubject<Models>({
  name: 'models',
  what: 'broken models of Vensim and XMILE run, or are refused',
  prepare: async () => models(),
  makeCase,
});
