import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestArtifact } from '../../src/artifacts/manifest.js';
import { type CommandCase, commandSubject } from './command-subject.js';
import { limitDispatches } from './limits.js';
import { HOSTILE_NAMES, mutateBytes, mutateJson, mutateText } from './mutate.js';
import { filesBelow, shipped } from './originals.js';
import type { Random } from './random.js';

const MANIFEST = manifestArtifact.file;

/** What a run with one machine left, and commands that read it. */
interface Scene {
  readonly files: ReadonlyMap<string, string>;
  /** Those that are broken, one at a time, each with the commands that read it. */
  readonly commands: Readonly<Record<string, readonly (readonly string[])[]>>;
}

const COSTS = {
  schema: 1,
  machine: 'models',
  target: 'ts',
  technique: 'switch',
  nanoseconds: { dispatch: 3, push: 0.5, pop: 0.5, operand: 0.25 },
};
const CONFIG = {
  options: {
    budget: 3,
    'max-length': '4',
    quiet: true,
    targets: 'ts',
    'min-share': '1%',
    machine: 'forth.isa',
  },
};
/** A loop with a branch in it. */
const PROGRAM = `machine forth
cells rcell: 2
cells line: 3
names cell: start

section main:
    lit 30
    lit 1
    do
next:
    index
    dup
    lit 1
    and
    zero_branch even
    assign start
    loop next
    exit
even:
    drop
    loop next
    load start
    dot
    exit
`;
/** What a VM with the instructions of the example in C counted. */
const COUNTS = [
  'load 0',
  'push 2',
  'less',
  'not',
  'dup',
  'add',
  'store 0',
  'load 0',
  'push 2',
  'less',
  'halt',
]
  .map((line, pc) => [line.split(' '), pc] as const)
  .map(([[op, ...args], pc]) => `${JSON.stringify({ fn: 'f', pc, op, args: args.map(Number), n: 80 })}\n`)
  .join('');

const LIMITS = ['--budget', '3', '--max-length', '4', '--min-places', '1'];
const SETS = ['superinstructions.json', 'profile.json'];
/** Commands on a run folder, which is the one that they run in. */
const ON_RUN_FOLDER = [
  ['report', '.'],
  ['compare', '.', 'superinstructions.json', '--on', 'profile.json'],
];
const ON_PROFILE = [
  ['verify', ...SETS],
  ['verify', ...SETS, '--json', '--out', 'new/evidence.json'],
  ['mine', 'profile.json', ...LIMITS, '--out', 'new/set.json'],
  ['mine', 'profile.json', ...LIMITS, '--schedule', 'all', '--hold-out', '*'],
  ['profile.json', ...LIMITS, '--out', 'new'],
  ['profile.json', ...LIMITS, '--out', 'new', '--json'],
  ['merge', 'profile.json', 'profile.json', '--out', 'new/profile.json'],
  ['import', 'profile.json', '--out', 'new'],
  ['generate', 'superinstructions.json', '--targets', 'c,wasm', '--images', 'profile.json', '--out', 'new'],
  ...ON_RUN_FOLDER,
];
const ON_SET = [
  ['verify', ...SETS],
  ['generate', 'superinstructions.json', '--targets', 'ts,wasm,c,rust,go', '--out', 'new'],
  ['mine', 'profile.json', ...LIMITS, '--decisions', 'superinstructions.json'],
  ['mine', 'profile.json', ...LIMITS, '--from', 'superinstructions.json', '--max-regret', '5%'],
  ...ON_RUN_FOLDER,
];

const ISA_PIECES = [
  ...HOSTILE_NAMES,
  ...[
    'machine',
    'word',
    'payload',
    'operand',
    'memory',
    'register',
    'extern',
    'pool',
    'pure',
    'label',
    'bindable',
  ],
  ...[
    'i32',
    'f64',
    'bool',
    'u8',
    'u16',
    'i8',
    'within',
    'reach',
    'return',
    'jump',
    'leave if',
    'trap if',
    'may-exit',
  ],
  ...[
    '--',
    '->',
    ':',
    ';',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '?',
    '=',
    '==',
    '>=',
    '<<',
    '&&',
    '!',
    '~',
    '-',
    '#',
    '"',
  ],
  ...['v = a + b', 'data[n] = v', 'r = a ? b : c', 'f64(a)', 'i32(a)', 'bodies none', 'bodies c', '\n'],
];
const TEXT_PIECES = [
  ...HOSTILE_NAMES,
  ...[
    '{{',
    '}}',
    '{{index}}',
    '{{body}}',
    '{{#',
    'handler:',
    'section x:',
    'cells',
    'names',
    'repeat',
    'run',
    'copy',
  ],
  ...[
    'observe',
    'leave',
    'pool',
    'lit',
    'jump',
    'exit',
    ':',
    ';',
    '"',
    '-',
    '\n',
    '  ',
    '0x',
    '1e9',
    '-1',
    '65536',
  ],
];

function scenes(folder: string): Scene[] {
  const machine = readFileSync(join(folder, 'forth.isa'), 'utf8');
  const models = textsBelow(join(folder, 'models'));
  const forth = textsBelow(join(folder, 'forth'));
  const onPrograms = [
    ['run', 'program.asm', '--machine', 'forth.isa'],
    ['disassemble', 'program.asm', '--machine', 'forth.isa'],
    ['trace', 'program.asm', '--machine', 'forth.isa', '--out', 'new/profile.json'],
    ['program.asm', '--machine', 'forth.isa', ...LIMITS, '--out', 'new', '--targets', 'ts,c,wasm'],
  ];
  const onCounts = [
    ['mine', 'counts.jsonl', '--machine', 'vm.isa', ...LIMITS],
    ['counts.jsonl', '--machine', 'vm.isa', ...LIMITS, '--template', 'vm.template', '--out', 'new'],
    ['generate', 'set.json', '--machine', 'vm.isa', '--template', 'vm.template', '--out', 'new'],
  ];
  return [
    {
      files: new Map([...models, ['costs.json', JSON.stringify(COSTS)]]),
      commands: {
        'profile.json': ON_PROFILE,
        'superinstructions.json': ON_SET,
        'summary.json': ON_RUN_FOLDER,
        'evidence.json': ON_RUN_FOLDER,
        [MANIFEST]: ON_RUN_FOLDER,
        'costs.json': [['mine', 'profile.json', ...LIMITS, '--objective', 'time', '--costs', 'costs.json']],
      },
    },
    {
      files: forth,
      commands: { 'profile.json': ON_PROFILE, 'superinstructions.json': ON_SET, 'machine.isa': ON_PROFILE },
    },
    {
      files: new Map([
        ['forth.isa', machine],
        ['program.asm', PROGRAM],
        ['mine-superinstructions.config.js', `export default ${JSON.stringify(CONFIG)};\n`],
      ]),
      commands: {
        'forth.isa': onPrograms,
        'program.asm': onPrograms,
        'mine-superinstructions.config.js': [
          ['mine', 'program.asm'],
          ['disassemble', 'program.asm'],
        ],
      },
    },
    {
      files: new Map([
        ['vm.isa', shipped('examples/c-vm/vm.isa')],
        ['vm.template', shipped('examples/c-vm/vm.template')],
        ['counts.jsonl', COUNTS],
        ['set.json', readFileSync(join(folder, 'set.json'), 'utf8')],
      ]),
      commands: { 'vm.isa': onCounts, 'vm.template': onCounts.slice(1), 'set.json': onCounts.slice(2) },
    },
  ];
}

function textsBelow(folder: string): Map<string, string> {
  const files = filesBelow(folder, /^[^/]*\.(json|isa)$/, 100_000);
  return new Map([...files].map(([name, bytes]) => [name, bytes.toString('utf8')]));
}

function breakFile(name: string, text: string, random: Random): string | Uint8Array {
  if (name.endsWith('.config.js')) {
    // Code is the user's own. What it exports is checked.
    const prefix = 'export default ';
    return `${prefix}${mutateJson(text.slice(prefix.length, text.lastIndexOf(';')), random)};\n`;
  }
  if (random.chance(0.15)) return mutateBytes(Buffer.from(text), random);
  if (name.endsWith('.json')) {
    return random.chance(0.8) ? mutateJson(text, random) : mutateText(text, random, HOSTILE_NAMES);
  }
  return mutateText(text, random, name.endsWith('.isa') ? ISA_PIECES : TEXT_PIECES);
}

function makeCase(all: readonly Scene[], random: Random): CommandCase {
  const { files, commands } = random.pick(all);
  const broken = random.pick(Object.keys(commands));
  const args = random.pick(commands[broken]);
  const config = broken.endsWith('.config.js') ? [] : ['--no-config'];
  const mutated = new Map<string, string | Uint8Array>(files);
  mutated.set(broken, breakFile(broken, files.get(broken)!, random));
  // A manifest tells that a file was changed, so that what is wrong with it is seldom looked at.
  if (broken !== MANIFEST && random.chance(0.7)) mutated.delete(MANIFEST);
  return { files: mutated, args: [...limitDispatches(args), ...config] };
}

export const artifacts = commandSubject<readonly Scene[]>({
  name: 'artifacts',
  what: 'broken run folders, machine files, assembly texts, templates and configs are used or refused',
  prepare: async (folder, command) => {
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    for (const name of ['models', 'forth']) mkdirSync(join(folder, name));
    // Eight steps instead of eight hundred.
    write('logistic.xmile', shipped('corpora/ecology/logistic.xmile').replace('<stop>100<', '<stop>1<'));
    write('forth.isa', shipped('examples/forth/forth.isa'));
    write('program.asm', PROGRAM);
    write('vm.isa', shipped('examples/c-vm/vm.isa'));
    write('counts.jsonl', COUNTS);
    await command('logistic.xmile', ...LIMITS, '--out', 'models', '--no-config');
    await command('program.asm', '--machine', 'forth.isa', ...LIMITS, '--out', 'forth', '--no-config');
    await command(
      'mine',
      'counts.jsonl',
      '--machine',
      'vm.isa',
      ...LIMITS,
      '--out',
      'set.json',
      '--no-config',
    );
    return scenes(folder);
  },
  makeCase,
});
