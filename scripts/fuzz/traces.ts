import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateTrace, TRACE_FORMATS } from '../../bench/generated-traces.js';
import { type CommandCase, commandSubject } from './command-subject.js';
import { HOSTILE_NAMES, mutateBytes, mutateJson, mutateText } from './mutate.js';
import { shipped } from './originals.js';
import type { Random } from './random.js';

/** Files that are given together. */
type Recording = ReadonlyMap<string, string>;

/** What other VMs print, of which each reader has an example or more. */
const STORED: readonly (readonly string[])[] = [
  ['cpython/sample-3.11.jsonl'],
  ['cpython/sample-3.12.jsonl'],
  ['cpython/sample-3.13.jsonl'],
  ['moarvm/shapes.jsonl'],
  ['moarvm/shapes.dump'],
  ['lua/features.txt'],
  ['ruby/features.txt'],
  ...['features', 'extensions'].flatMap((name) => [
    [`wabt/${name}.trace.txt`, `wabt/${name}.objdump.txt`],
    [`wabt/${name}.listed.txt`],
  ]),
];
const GENERATED_BYTES = 3000;
/** Most of a file is like its beginning. */
const MAX_LINES = 150;

const PIECES: readonly string[] = [
  ...HOSTILE_NAMES,
  ...['"pc":', '"op":', '"args":', '"n":', '"fn":', '"depth":', '"entry":', '"state":', '"format":"cpython"'],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '{}',
    '[[]]',
    'null',
    '\n',
    '\n\n',
    '\t',
    ' ',
    '|',
    '==',
    '#0.',
    '>>>',
  ],
  ...[
    'main <',
    'function <',
    'Frame_0 :',
    'Instructions :',
    '== disasm: #<ISeq:',
    'func[0]:',
    'br_if',
    'JUMPDEST',
  ],
];

function recordings(): Recording[] {
  const stored = STORED.map(
    (names) => new Map(names.map((name) => [basename(name), shipped(`test/importers/${name}`)])),
  );
  const generated = TRACE_FORMATS.map(
    (format) => new Map([[`${format.replaceAll(' ', '-')}.jsonl`, generateTrace(format, GENERATED_BYTES)]]),
  );
  return [...stored, ...generated];
}

/** Some lines in a row, or all: readers have to cope with either. */
function shorten(text: string, random: Random): string {
  const lines = text.split('\n');
  if (lines.length <= MAX_LINES || random.chance(0.1)) return text;
  const start = random.chance(0.7) ? 0 : random.below(lines.length - MAX_LINES);
  return lines.slice(start, start + MAX_LINES).join('\n');
}

function mutateLine(text: string, random: Random): string {
  const lines = text.split('\n');
  const objects = lines.flatMap((line, i) => (/^\{.*\}$/.test(line) ? [i] : []));
  if (objects.length === 0) return mutateText(text, random, PIECES);
  const line = random.pick(objects);
  lines[line] = mutateJson(lines[line], random).replaceAll('\n', ' ');
  return lines.join('\n');
}

function breakFile(text: string, random: Random): string | Uint8Array {
  const short = shorten(text, random);
  const kind = random.below(10);
  if (kind === 0) return mutateBytes(Buffer.from(short), random);
  if (kind === 1) return mutateBytes(gzipSync(short), random);
  const broken = kind < 6 ? mutateLine(short, random) : mutateText(short, random, PIECES);
  return kind === 2 ? gzipSync(broken) : broken;
}

function makeCase(all: readonly Recording[], random: Random): CommandCase {
  const recording = random.pick(all);
  const broken = random.pick([...recording.keys()]);
  const files = new Map<string, string | Uint8Array>(recording);
  files.set(broken, breakFile(recording.get(broken)!, random));
  const names = [...files.keys()];
  const small = ['--budget', '3', '--max-length', '3', '--min-places', '1'];
  const args = random.pick([
    ['import', ...names, '--out', 'imported'],
    ['import', ...names, '--json'],
    ['mine', ...names, ...small],
    [...names, ...small, '--out', 'run'],
    ['disassemble', names[0]],
  ]);
  return { files, args: [...args, '--no-config'] };
}

export const traces = commandSubject<readonly Recording[]>({
  name: 'traces',
  what: 'what other VMs recorded, broken, is read or refused',
  prepare: async () => recordings(),
  makeCase,
});
