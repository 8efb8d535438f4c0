/** What may stand behind a key of a template: an operand kind, a stack or an instruction. */
export type Qualifier = 'kind' | 'stack' | 'kind or stack' | 'instruction';

interface Key {
  /** The holes that its text may have; null: it is a setting, not text that is printed. */
  readonly holes: readonly string[] | null;
  readonly qualifier?: Qualifier;
  /** Holes that have to be in it. */
  readonly needs?: readonly string[];
  /** A setting that is one of these. */
  readonly choices?: readonly string[];
}

const STACK = ['stack', 'pointer'];
/** A cell: counted from the stack pointer upwards, from the top downwards, and from the top upwards. */
const CELL = [...STACK, 'type', 'index', '+index', 'depth', '+depth', 'height', '+height'];
const NAMES = ['name', 'NAME', 'number'];
const LEAVING = ['flush', 'exit', 'part', 'words', 'bytes'];

/**
 * All keys of a template, with the holes `{{…}}` of each. A key may be qualified: `type local: …` is for
 * operands of the kind `local` alone.
 */
export const KEYS = {
  exits: { holes: null },
  jumps: { holes: null },
  'stack users': { holes: null },
  pops: { holes: null, choices: ['before the body', 'after the body'] },
  writes: { holes: null, choices: ['before the move', 'after the move'] },
  'unnamed exits': { holes: null, choices: ['refuse', 'flush'] },
  'stack pointer': { holes: [], qualifier: 'stack' },
  word: { holes: [] },
  head: { holes: [] },
  'first opcode': { holes: [] },
  opcode: { holes: NAMES, qualifier: 'instruction' },
  type: { holes: [], qualifier: 'kind or stack' },
  operand: { holes: ['index', '+index', 'byte', 'bit', 'name', 'type'], qualifier: 'kind' },
  constant: { holes: ['value', 'type'], qualifier: 'kind' },
  cell: { holes: CELL, qualifier: 'stack' },
  read: { holes: [...CELL, 'cell'], qualifier: 'stack' },
  write: { holes: [...CELL, 'cell', 'value'], qualifier: 'stack', needs: ['value'] },
  move: { holes: [...STACK, 'change', 'by'], qualifier: 'stack' },
  declare: { holes: ['type', 'name'], needs: ['name'] },
  define: { holes: ['type', 'name', 'value'], needs: ['name', 'value'] },
  handler: {
    holes: [...NAMES, 'opcode', 'description', 'words', 'bytes', 'operands', 'body'],
    needs: ['operands', 'body'],
  },
  exit: { holes: LEAVING, needs: ['flush', 'exit'] },
  jump: { holes: LEAVING, needs: ['flush', 'exit'] },
  'test head': { holes: ['opcodes', 'state', 'new', 'macros', 'word', 'type', 'room'] },
  'test run': { holes: ['handlers', 'macros', 'word', 'type'] },
  'test emit': { holes: ['word'] },
  'test state': { holes: null },
  'test stack': { holes: [...STACK, 'room'], qualifier: 'stack' },
  'test grows': { holes: null, qualifier: 'stack', choices: ['up', 'down'] },
  'test depth': { holes: [...STACK, 'room'], qualifier: 'stack' },
  'test set depth': { holes: [...STACK, 'room', 'depth'], qualifier: 'stack', needs: ['depth'] },
  'test cells': { holes: null, qualifier: 'stack' },
  'test cell': { holes: ['random', 'type'], qualifier: 'stack', needs: ['random'] },
  'test operand': { holes: null, qualifier: 'kind' },
  'test place': { holes: [] },
} as const satisfies Readonly<Record<string, Key>>;

/** A key of a template. */
export type TemplateKey = keyof typeof KEYS;

/** What a template may say there. */
export function keyOf(name: string): Key {
  return KEYS[name as TemplateKey];
}
