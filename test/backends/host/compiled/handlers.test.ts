import { describe, expect, it } from 'vitest';
import { compilerOf, filesOf, GUESTS, type Guest, PATTERNS, runFile } from './guests.js';

/** What the test that is printed beside the handlers says, once the handlers were changed. */
function testOf(guest: Guest, change: (handlers: string) => string = (text) => text) {
  const files = filesOf(guest);
  // In C the test includes the handlers that authors include; elsewhere it has them itself.
  const holding = guest.language.startsWith('c') ? 'handlers.inc' : guest.test;
  const changed = change(files.get(holding)!);
  return runFile(guest, guest.test, files.set(holding, changed));
}

/** Replaces the first place behind the comment of a handler. */
function within(handler: string, search: string | RegExp, replacement: string) {
  return (text: string): string => {
    const start = text.indexOf(`// ${handler}\n`);
    const changed = text.slice(start).replace(search, replacement);
    expect(changed).not.toBe(text.slice(start));
    return text.slice(0, start) + changed;
  };
}

/** Mistakes that a printer, or whoever edits a handler, may make: where, which, and what the test calls it. */
const MISTAKES: readonly {
  readonly pattern: string;
  readonly name: string;
  readonly search: RegExp;
  readonly replacement: string;
  readonly difference: RegExp;
}[] = [
  {
    // A wrong constant.
    pattern: 'push #5; load a; add',
    name: 'push_5__load__add',
    search: /(n(?: int64|: i64)? =) 5\b/,
    replacement: '$1 6',
    difference: /^the stack is wrong/,
  },
  {
    // The stack pointer moves too far where a part leaves.
    pattern: 'dup; div; load a; div; store b',
    name: 'dup__div__load__div__store',
    search: /\b(sp) -= 1;/,
    replacement: '$1 -= 2;',
    difference: /^(the depth of (a|the) stack|the stack) is wrong .* part [24] of 5 was the last$/,
  },
  {
    // A cell is not stored where a part leaves.
    pattern: 'push a; load b; load c; div',
    name: 'push__load__load__div',
    search: /(sp\[0\]|vm\.stack\[vm\.sp\]) = cell1;/,
    replacement: '',
    difference: /^the stack is wrong .* part 4 of 4 was the last$/,
  },
  {
    // A part is missing.
    pattern: 'load a; push #-1; add; store a',
    name: 'load__push_m1__add__store_a',
    search: /(r = )[^;]*;/,
    replacement: '$1a;',
    difference: /^locals is wrong/,
  },
  {
    // A jump goes to another label.
    pattern: 'swap; jz a; dup; jz b; drop; jz c',
    name: 'swap__jz__dup__jz__drop__jz',
    search: /\bt(?: int64|: i64)? = operand2/,
    replacement: 't = operand1',
    difference: /^where control went is wrong .* part 4 of 6 was the last$/,
  },
  {
    // The second stack does not move.
    pattern: 'push #3; >r; load a; jump b',
    name: 'push_3___r__load__jump',
    search: /(vm\.)?rs_sp \+= 1;/,
    replacement: '',
    difference: /^(the depth of (a stack|the stack rs)|the stack rs) is wrong/,
  },
];

/** Leaves the loop of the default template. */
const LEAVE = {
  c: 'return -1;',
  'c++': 'return -1;',
  rust: 'return Err(String::new());',
  go: 'return nil',
  javascript: 'return null;',
};

describe.for(GUESTS)('the handlers printed in $language', (guest) => {
  const compiler = compilerOf(guest);
  const missing = `needs ${guest.compilers.join(' or ')}`;

  it('do what their parts do, from random states, whichever way they leave', ({ skip }) => {
    skip(compiler === null, missing);
    const { output, status } = testOf(guest);
    expect(status, output).toBe(0);
    const lines = output.trim().split('\n');
    expect(lines).toHaveLength(PATTERNS.length);
    expect(output).toMatch(/^swap__jz__dup__jz__drop__jz: the same in \d+ states, 3 of 3 ways out taken$/m);
    expect(output).toMatch(/^add___r__jz__load__r___div__push__add: .* 2 of 2 ways out taken$/m);
  });

  it('are caught where they are wrong, and nowhere else', ({ skip }) => {
    skip(compiler === null, missing);
    const { output, status } = testOf(guest, (text) =>
      MISTAKES.reduce(
        (changed, { pattern, search, replacement }) => within(pattern, search, replacement)(changed),
        text,
      ),
    );
    expect(status).toBe(1);
    const wrong = new Map(
      output
        .split('\n')
        .filter((line) => line.includes(' is wrong '))
        .map((line) => line.split(': ') as [string, string]),
    );
    expect(new Set(wrong.keys())).toEqual(new Set(MISTAKES.map(({ name }) => name)));
    for (const { name, difference } of MISTAKES) expect(wrong.get(name)).toMatch(difference);
  });

  it('hold names of a foreign machine as text, whatever is in them', ({ skip }) => {
    skip(compiler === null, missing);
    const names = ['a */ b', '/* "', 'line\r#error', 'back\\', 'what??/', '\u2028error', '<!--', '`x'];
    const bodies = `bodies ${guest.language}`;
    const renamed = names.map((name) => `${JSON.stringify(name)} ( a b -- r ) { r = a + b; }`);
    const isa = `machine names\n${bodies}\n${renamed.join('\n')}`;
    const patterns = names.map((_, i) => ({ parts: [i, (i + 1) % names.length] }));
    const { output, status } = runFile(guest, guest.test, filesOf({ isa, template: '' }, patterns));
    expect(status, output).toBe(0);
    expect(output).toContain(': the same in 1000 states');
  });

  it('are wrong where a part leaves that has no way out', ({ skip }) => {
    skip(compiler === null, missing);
    const isa = guest.isa.replace(/^drop .*$/m, 'drop ( a -- ) { OUT; }');
    const files = filesOf({ isa, template: guest.template }, ['drop; drop']);
    // Such a body would be refused, so that only what it calls can do so.
    for (const [name, text] of files) files.set(name, text.replaceAll('OUT;', LEAVE[guest.language]));
    const { output, status } = runFile(guest, guest.test, files);
    expect(status, output).toBe(1);
    expect(output).toMatch(
      /^drop__drop: leaving where nothing leaves is wrong in state 1, where part 1 of 2/,
    );
  });
});

const NO_MISTAKES_ARE_EXITS = GUESTS.filter(({ language }) => language === 'javascript' || language === 'go');

describe.for(NO_MISTAKES_ARE_EXITS)('a mistake of a body in $language', (guest) => {
  it('is no exit that the handler shares with its parts', ({ skip }) => {
    const compiler = compilerOf(guest);
    skip(compiler === null, `needs ${guest.compilers.join(' or ')}`);
    const isGo = guest.language === 'go';
    const template = isGo ? guest.template : '';
    const body = isGo ? 'r = vm.locals[a+100]; _ = b' : 'r = helper(a, b);';
    const isa = guest.isa.replace(/^add .*$/m, `add ( a b -- r ) { ${body} }`);
    const { output, status } = runFile(
      guest,
      guest.test,
      filesOf({ isa, template }, ['push a; push b; add']),
    );
    expect(status, output).toBe(1);
    expect(output).toMatch(
      isGo
        ? /^push__push__add: failed: runtime error: index out of range/
        : /^push__push__add: failed: ReferenceError: helper is not defined$/m,
    );
  });
});

describe('cells that are objects, in JavaScript', () => {
  const guest = GUESTS.find(({ language }) => language === 'javascript')!;
  const isa = `machine boxes
bodies javascript
operand number : i32
push n:number ( -- v )     { v = new Box(n); }
add        ( a b -- r ) { r = a.plus(b); }
`;
  const template = `test cell: new Box({{random}})
test head:
  class Box {
    constructor(number) { this.number = number; }
    plus(other) { return new Box(this.number + other.number); }
  }
  const newVm = () => ({ code: [], ip: 0, {{new}} });
`;

  it('are the same where they equal each other', () => {
    const { output, status } = runFile(
      guest,
      guest.test,
      filesOf({ isa, template }, ['push a; add', 'add; add']),
    );
    expect(output).toBe(
      'push__add: the same in 1000 states, 0 of 0 ways out taken\nadd__add: the same in 1000 states, 0 of 0 ways out taken\n',
    );
    expect(status).toBe(0);
  });

  it('are not where they differ inside', () => {
    const files = filesOf({ isa, template }, ['push a; add']);
    const wrong = within('push a; add', 'new Box(n)', 'new Box(n + 1)')(files.get(guest.test)!);
    const { output, status } = runFile(guest, guest.test, files.set(guest.test, wrong));
    expect(output).toBe('push__add: the stack is wrong in state 1, where part 2 of 2 was the last\n');
    expect(status).toBe(1);
  });
});

describe.for(NO_MISTAKES_ARE_EXITS)('a jump in $language that is a call', (guest) => {
  const compiler = compilerOf(guest);
  const isGo = guest.language === 'go';
  // It sets where to go on, and returns to the handler.
  const isa = guest.isa.replaceAll(/vm\.ip = (int\()?t\)?;? continue;?/g, 'JUMP(vm, t)');
  const jump = isGo
    ? 'func JUMP(vm *VM, target int64) { vm.ip = int(target) }'
    : 'function JUMP(vm, target) { vm.ip = target; }';
  const template = (more: string) => `${guest.template.replace('jumps: continue', 'jumps: JUMP')}${more}`;
  const outputOf = (more: string) => {
    const files = filesOf({ isa, template: template(more) }, [
      'push a; jz b; load c',
      'jz a; jz b',
      'count a; dup',
    ]);
    return runFile(guest, guest.test, files.set(guest.test, `${files.get(guest.test)}\n${jump}\n`));
  };

  it('is caught where nothing leaves the handler behind it', ({ skip }) => {
    skip(compiler === null, `needs ${guest.compilers.join(' or ')}`);
    const { output, status } = outputOf('');
    expect(status, output).toBe(1);
    expect(output.match(/ is wrong in state /g), output).toHaveLength(3);
  });

  it('does what its parts do where the template leaves behind it', ({ skip }) => {
    skip(compiler === null, `needs ${guest.compilers.join(' or ')}`);
    const { output, status } = outputOf('jump: { {{flush}} {{exit}} break; }\n');
    expect(status, output).toBe(0);
    expect(output.match(/: the same in /g)).toHaveLength(3);
  });
});
