import type { BuiltInType } from './tree.js';

/** Types that a program may name. */
export const BUILT_IN_TYPES: readonly BuiltInType[] = ['Int', 'Num', 'Str', 'Complex', 'Bool', 'Buf'];

/** Types of Raku that variables and parameters may be limited to. */
export const CONSTRAINTS: readonly BuiltInType[] = ['Int', 'Num', 'Str', 'Complex'];

/** Methods of values that are no objects of the program's classes: how many arguments they take. */
export const BUILT_IN_METHODS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ...takes(0, 0, ['chars', 'elems', 'defined', 'keys', 'sort', 're', 'im', 'lines']),
  ...takes(1, Number.POSITIVE_INFINITY, ['push']),
  ...takes(0, 1, ['join', 'unwrap']),
  ...takes(1, 1, ['wrap']),
]);

function takes(
  least: number,
  most: number,
  names: readonly string[],
): (readonly [string, readonly [number, number]])[] {
  return names.map((name) => [name, [least, most]]);
}

/** Words that begin statements and terms of the subset: no routine can have these names. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...[
    'my',
    'if',
    'elsif',
    'else',
    'while',
    'for',
    'return',
    'sub',
    'multi',
    'proto',
    'method',
    'class',
    'role',
  ],
  ...['has', 'is', 'where', 'self', 'callsame', 'say', 'True', 'False'],
]);

/** Methods that Raku itself calls on objects: with others, what a program says would mean other things. */
export const RESERVED_METHODS: ReadonlySet<string> = new Set([
  ...[
    'new',
    'bless',
    'BUILD',
    'BUILDALL',
    'TWEAK',
    'DESTROY',
    'FALLBACK',
    'CALL-ME',
    'ACCEPTS',
    'AT-KEY',
    'AT-POS',
  ],
  ...[
    'ASSIGN-KEY',
    'ASSIGN-POS',
    'BIND-KEY',
    'BIND-POS',
    'EXISTS-KEY',
    'EXISTS-POS',
    'DELETE-KEY',
    'DELETE-POS',
  ],
  ...[
    'STORE',
    'Str',
    'Stringy',
    'gist',
    'raku',
    'perl',
    'Numeric',
    'Int',
    'Num',
    'Real',
    'Complex',
    'Rat',
    'Bool',
  ],
  ...[
    'Bridge',
    'defined',
    'iterator',
    'list',
    'List',
    'Array',
    'Hash',
    'Map',
    'flat',
    'item',
    'sink',
    'cache',
  ],
  ...[
    'Seq',
    'Slip',
    'Capture',
    'WHICH',
    'WHERE',
    'WHAT',
    'WHO',
    'HOW',
    'VAR',
    'DEFINITE',
    'COERCE',
    'is-lazy',
  ],
]);

const DECLARATOR = 'variables are declared with my';
const LOOP = 'the loops are while and for';
const CONDITION = 'the conditions are if, elsif and else';
const OUT_OF_LOOP = 'a loop is left by its condition, or by return';
const PHASER = 'there are no phasers and threads';
const ERRORS = 'there are no exceptions';
const MODULES = 'a program is one file';
const QUOTE = 'strings are in \' or "';
const NUMBER = 'numbers are Int, Num and Complex in digits';
const REDISPATCH = 'the next method or wrapped routine is called by callsame';
const DECLARATIONS = 'declarations are my, sub, multi, proto, class and role';

/** Words that Raku reads as more than a name, or that only stand elsewhere in the subset: what is allowed. */
const SYNTAX: readonly (readonly [string, string])[] = [
  ...all(['our', 'state', 'constant', 'let', 'temp', 'anon', 'augment', 'supersede'], DECLARATOR),
  ...all(['unless', 'given', 'when', 'default', 'with', 'without', 'orwith'], CONDITION),
  ...all(['until', 'loop', 'repeat', 'gather', 'lazy', 'eager', 'hyper', 'race'], LOOP),
  ...all(['BEGIN', 'CHECK', 'INIT', 'END', 'ENTER', 'LEAVE', 'KEEP', 'UNDO', 'PRE', 'POST'], PHASER),
  ...all(['FIRST', 'NEXT', 'LAST', 'QUIT', 'CLOSE', 'once', 'quietly'], PHASER),
  ...all(['start', 'react', 'whenever', 'supply'], PHASER),
  ...all(['try', 'CATCH', 'CONTROL'], ERRORS),
  ...all(['do'], 'a block is a statement, or a value that is called'),
  ...all(['use', 'no', 'need', 'import', 'require', 'module', 'package', 'unit'], MODULES),
  ...all(['q', 'qq', 'Q', 'qw', 'qqw', 'qx', 'm', 'rx', 's', 'ss', 'tr', 'y'], QUOTE),
  ...all(['grammar', 'regex', 'token', 'rule'], 'there are no regexes'),
  ...all(['enum', 'subset', 'submethod', 'macro', 'only'], DECLARATIONS),
  ...all(['else', 'elsif'], 'it stands behind the } of an if'),
  ...all(['is', 'where'], 'it stands in a declaration'),
  ...all(['has'], 'it stands in a class or role, as a statement'),
  ...all(['sub', 'multi', 'proto', 'class', 'role'], 'a declaration is a statement, with a name'),
  ...all(['my', 'if', 'while', 'for', 'return'], 'it begins a statement, and a space follows'),
];

/** Words that would not be read as a routine of the program, were there one. */
export const SYNTAX_WORDS: ReadonlySet<string> = new Set(SYNTAX.map(([word]) => word));

/** Words of Raku that are not of the subset: what is allowed. */
export const UNSUPPORTED_WORDS: ReadonlyMap<string, string> = new Map([
  ...SYNTAX,
  ...all(['last', 'next', 'redo', 'proceed', 'succeed', 'take'], OUT_OF_LOOP),
  ...all(['die', 'fail', 'warn', 'exit', 'EVAL'], ERRORS),
  ...all(['Inf', 'NaN', 'pi', 'tau', 'e', 'i'], NUMBER),
  ...all(['callwith', 'nextsame', 'nextwith', 'samewith', 'nextcallee', 'lastcall'], REDISPATCH),
  ...all(['print', 'put', 'note', 'printf', 'prompt'], 'the only output is say'),
  ...all(['so', 'not', 'and', 'or', 'xor'], 'the logical operators are && || !'),
]);

function all(words: readonly string[], allowed: string): (readonly [string, string])[] {
  return words.map((word) => [word, allowed]);
}
