import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TEMPLATES } from '../../../src/backends/host/default-templates.js';
import {
  fill,
  type HostTemplate,
  parseTemplate,
  templateList,
  templateText,
} from '../../../src/backends/host/host-template.js';
import { KEYS, keyOf, type TemplateKey } from '../../../src/backends/host/template-keys.js';
import { HOST_LANGUAGES } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { InputError } from '../../../src/util/input-error.js';
import { packageRoot } from '../../../src/util/package-root.js';

const ISA = `stack rs
operand local : u8
operand number : i32 bindable
push n:number ( -- v ) { v = n; }
"i32.add" ( a b -- r ) { r = a + b; }
`;
const isa = parseIsa(`machine test\nbodies c\n${ISA}`, 'vm.isa');

function parse(text: string): HostTemplate {
  return parseTemplate(text, 'vm.template', isa);
}

/** What is wrong, each as `line: message`. */
function problems(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ message, at }) => {
      expect(at).toMatchObject({ file: 'vm.template', column: 1 });
      return `${at!.line}: ${message}`;
    });
  }
  return [];
}

describe('a template', () => {
  it('may be empty: then all is as by default', () => {
    const template = parse('');
    expect(templateText(template, 'operand')).toBe('ip[{{index}}]');
    expect(templateList(template, 'exits')).toEqual([]);
  });

  it('has texts of a line, or of several that are indented', () => {
    const template = parse(`# a comment
type: Value
handler:

  op_{{name}}: {
    {{operands}}

    {{body}}
  }

move: vm->sp {{change}};
`);
    expect(templateText(template, 'type')).toBe('Value');
    expect(templateText(template, 'handler')).toBe('op_{{name}}: {\n  {{operands}}\n\n  {{body}}\n}');
    expect(templateText(template, 'move')).toBe('vm->sp {{change}};');
  });

  it('may say something else of one kind, stack or instruction', () => {
    const template = parse(`type: Value
type local: uint8_t
type rs: Address
opcode "i32.add": OP_I32_ADD
cell rs: rp[{{index}}]`);
    expect(templateText(template, 'type', 'local')).toBe('uint8_t');
    expect(templateText(template, 'type', 'number')).toBe('Value');
    expect(templateText(template, 'type', 'rs')).toBe('Address');
    expect(templateText(template, 'opcode', 'i32.add')).toBe('OP_I32_ADD');
    expect(templateText(template, 'opcode', 'push')).toBe('OP_{{NAME}}');
    expect(templateText(template, 'cell', 'rs')).toBe('rp[{{index}}]');
  });

  it('lists names between commas', () => {
    expect(templateList(parse('exits: TRAP, goto  error,vm.raise'), 'exits')).toEqual([
      'TRAP',
      'goto error',
      'vm.raise',
    ]);
  });

  it.each([
    ['typ: int', '1: there is no key `typ`: did you mean type?'],
    ['\nwhatever\n', '2: expected `key: text`; lines of a longer text are indented'],
    ['type: int\ntype: long', '2: `type` is given twice'],
    ['type global: int', '1: the machine test has no kind or stack `global`'],
    ['opcode sub: OP_SUB', '1: the machine test has no instruction `sub`'],
    ['word local: int', '1: `word` is one for all: `local` does not belong here'],
    [
      'operand: ip[{{indx}}]',
      /^1: `operand` has no hole \{\{indx\}\}: did you mean index\?; it has \{\{index\}\}/,
    ],
    ['handler: case {{opcode}}: {{operands}}', '1: `handler` needs {{body}}'],
    ['exit: {{exit}}', '1: `exit` needs {{flush}}'],
    ['operand: {{index', '1: `operand` has a hole that is not closed: `{{index`; write {{name}}'],
    ['cell: sp[{{index}', /^1: `cell` has a hole that is not closed: `\{\{index`/],
    ['cell: sp[{{indx]', /^1: `cell` has a hole that is not closed: `\{\{indx`/],
    ['cell: sp[{index}}]', /^1: `cell` has a hole that is not closed: `index\}\}`/],
    ['opcode: OP', '1: `opcode` is the same for all instructions: put {{NAME}} into it'],
    ['first opcode: 1', "1: `first opcode` is one of the machine's own, which has 2: make it at least that"],
    ['pops: later', '1: `pops` is one of: before the body, after the body'],
    ['type: int\n  long', '1: `type` has text beside it and below it: put all of it below'],
  ])('is refused where it says %j', (text, message) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it.each([
    'test head: int m[2][2] = {{1, 2}, {3, 4}};',
    'test head: f({{a, b}, {c}});',
    'test head: f({ vm: {state}});',
    'first opcode: 2',
    'first opcode: LAST',
  ])('is not refused for %j', (text) => expect(problems(text)).toEqual([]));

  it('is told of all that is wrong at once', () => {
    expect(problems('typ: int\nhandler: x\npops: never')).toHaveLength(4);
  });

  it('is for machines with bodies in a language of their own', () => {
    for (const bodies of ['', 'bodies none\n']) {
      const other = parseIsa(`machine test\n${bodies}nop ( -- )`, 'vm.isa');
      expect(() => parseTemplate('', 'vm.template', other)).toThrow(/bodies are in the VM's own language/);
    }
  });

  it.each(HOST_LANGUAGES)('of %s is by default a template without mistakes', (language) => {
    const machine = parseIsa(`machine test\nbodies ${language}\n${ISA}`, 'vm.isa');
    const template = parseTemplate(DEFAULT_TEMPLATES[language], 'default', machine);
    const mandatory = ['type', 'operand', 'cell', 'handler', 'test head', 'test run', 'test emit'] as const;
    for (const key of mandatory) expect(templateText(template, key)).not.toBe('');
    expect(template.entries.every(({ key }) => key in KEYS)).toBe(true);
  });
});

describe('docs/host-templates.md', () => {
  const page = readFileSync(join(packageRoot, 'docs/host-templates.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));

  it.each(Object.keys(KEYS) as TemplateKey[])('says what `%s` is, and its holes', (key) => {
    const row = rows.find((line) => new RegExp(`\`${key}( [A-Z]+)?\``).test(line.split(' | ')[0]));
    expect(row).toBeDefined();
    const known = new Set(row!.match(/[+\w]+/g));
    // Those of \`cell\` are said once.
    const said = key === 'read' || key === 'write' ? keyOf('cell').holes! : [];
    for (const hole of keyOf(key).holes ?? [])
      if (!said.includes(hole)) expect([...known]).toContain(hole.replace(/^\+(?!index)/, ''));
  });
});

describe('a hole', () => {
  it('becomes a piece of its line', () => {
    expect(fill('x = {{a}} + {{b}};', { a: 1, b: 'y' })).toEqual(['x = 1 + y;']);
  });

  it('becomes lines where it stands alone, indented like it, or none', () => {
    expect(fill('{\n  {{lines}}\n  {{nothing}}\n}', { lines: ['a', '', 'b'], nothing: [] })).toEqual([
      '{',
      '  a',
      '',
      '  b',
      '}',
    ]);
  });

  it('is not looked for in what is filled in', () => {
    expect(fill('{{a}}', { a: '{{b}}', b: 'x' })).toEqual(['{{b}}']);
  });
});
