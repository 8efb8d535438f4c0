import type { Register } from '../compile/routine-writer.js';
import type { Body, SettingWriter } from './setting-writer.js';

/** Operators on values. Those of two types for which there is no candidate are tried again on wider ones. */
export function writeOperators(setting: SettingWriter): void {
  writeConversions(setting);
  const complex = {
    '+': (body: Body, a: Register, b: Register) => addComplex(body, 'add_n', a, b),
    '-': (body: Body, a: Register, b: Register) => addComplex(body, 'sub_n', a, b),
    '*': multiplyComplex,
  } as const;
  for (const [symbol, name] of [
    ['+', 'add'],
    ['-', 'sub'],
    ['*', 'mul'],
  ] as const)
    setting.multi(`infix:<${symbol}>`, [
      [['Int', 'Int'], (body, a, b) => body.returnTyped(body.op(`${name}_I`, a, b), 'Int')],
      [['Num', 'Num'], (body, a, b) => body.returnTyped(body.op(`${name}_n`, a, b), 'Num')],
      [['Complex', 'Complex'], (body, a, b) => body.returnTyped(complex[symbol](body, a, b), 'Complex')],
      [['any', 'any'], (body, a, b) => widened(body, `infix:<${symbol}>`, a, b)],
    ]);
  setting.multi('infix:<**>', [
    [['Int', 'Int'], (body, a, b) => body.returnTyped(body.op('pow_I', a, b), 'Int')],
    [['Num', 'Num'], (body, a, b) => body.returnTyped(body.op('pow_n', a, b), 'Num')],
    [['any', 'any'], (body, a, b) => widened(body, 'infix:<**>', a, b)],
  ]);
  for (const [symbol, name] of [
    ['div', 'div'],
    ['%', 'mod'],
  ] as const)
    setting.multi(`infix:<${symbol}>`, [
      [
        ['Int', 'Int'],
        (body, a, b) => {
          const isZero = body.op('eq_I', b, body.integer(0));
          body.if(isZero, () => body.do('die', DIVISION_BY_ZERO, body.text(symbol)));
          body.returnTyped(body.op(`${name}_I`, a, b), 'Int');
        },
      ],
      ...(name === 'mod'
        ? ([
            [['Num', 'Num'], (body: Body, a: Register, b: Register) => body.return(body.op('mod_n', a, b))],
          ] as const)
        : []),
      [['any', 'any'], (body, a, b) => widened(body, `infix:<${symbol}>`, a, b)],
    ]);
  setting.multi('prefix:<->', [
    [['Int'], (body, a) => body.returnTyped(body.op('sub_I', body.integer(0), a), 'Int')],
    [['Num'], (body, a) => body.returnTyped(body.op('neg_n', a), 'Num')],
    [['any'], (body, a) => body.return(body.call('prefix:<->', body.method(a, 'Numeric')))],
  ]);
  writeComparisons(setting);
  writeTextOperators(setting);
}

/** Of `failures.ts`. */
export const DIVISION_BY_ZERO = 1;

/** Both of the wider type, and again. */
function widened(body: Body, operator: string, a: Register, b: Register): void {
  const type = body.call('wider', a, b);
  body.return(body.call(operator, body.method(a, 'to', type), body.method(b, 'to', type)));
}

function addComplex(body: Body, op: string, a: Register, b: Register): Register {
  const result = body.op('create', body.type('Complex'));
  for (const cell of [2, 3])
    body.do(
      'bindattr_o',
      result,
      cell,
      body.op(op, body.op('getattr_o', a, cell), body.op('getattr_o', b, cell)),
    );
  return result;
}

function multiplyComplex(body: Body, a: Register, b: Register): Register {
  const [re, im] = [2, 3];
  const part = (x: number, y: number) =>
    body.op('mul_n', body.op('getattr_o', a, x), body.op('getattr_o', b, y));
  const result = body.op('create', body.type('Complex'));
  body.do('bindattr_o', result, re, body.op('sub_n', part(re, re), part(im, im)));
  body.do('bindattr_o', result, im, body.op('add_n', part(re, im), part(im, re)));
  return result;
}

/** Int, Num, Complex: the wider of the types of two values, and values of one type as one of another. */
function writeConversions(setting: SettingWriter): void {
  setting.only('wider', ['any', 'any'], (body, a, b) => {
    for (const type of ['Complex', 'Num'])
      for (const value of [a, b]) {
        body.if(body.op('istype', value, body.type(type)), () => body.returnRaw(body.type(type)));
      }
    // A text may be any of these.
    for (const [value, other] of [
      [a, b],
      [b, a],
    ])
      body.if(body.op('istype', value, body.type('Str')), () =>
        body.return(body.call('wider', body.method(value, 'Numeric'), other)),
      );
    body.returnRaw(body.type('Int'));
  });
  setting.only('complex', ['Num', 'Num'], (body, re, im) => {
    const result = body.op('create', body.type('Complex'));
    body.do('bindattr_o', result, 2, re);
    body.do('bindattr_o', result, 3, im);
    body.returnRaw(result);
  });
  const complexOf = (body: Body, re: Register) =>
    body.call('complex', re, body.op('coerce_In', body.integer(0)));
  setting.method('Int', 'to', ['any'], (body, self, type) => {
    body.if(body.op('eqaddr', type, body.type('Int')), () => body.returnRaw(self));
    const number = body.op('coerce_In', self);
    body.if(body.op('eqaddr', type, body.type('Num')), () => body.returnRaw(number));
    body.returnRaw(complexOf(body, number));
  });
  setting.method('Num', 'to', ['any'], (body, self, type) => {
    body.if(body.op('eqaddr', type, body.type('Num')), () => body.returnRaw(self));
    body.returnRaw(complexOf(body, self));
  });
  setting.method('Complex', 'to', ['any'], (body, self) => body.returnRaw(self));
  setting.method('Str', 'Numeric', [], (body, self) => body.return(body.op('numeric', self)));
  setting.method('Str', 'to', ['any'], (body, self, type) =>
    body.return(body.method(body.method(self, 'Numeric'), 'to', type)),
  );
  setting.method('Any', 'Numeric', [], (body) => body.return(body.integer(0)));
  setting.method('Any', 'to', ['any'], (body, self, type) =>
    body.return(body.method(body.method(self, 'Numeric'), 'to', type)),
  );
  for (const type of ['Int', 'Num', 'Complex'])
    setting.method(type, 'Numeric', [], (body, self) => body.returnRaw(self));
  setting.method('Bool', 'Numeric', [], (body, self) => body.return(body.op('add_I', self, body.integer(0))));
}

const COMPARISONS = [
  ['==', 'eq', 'eq'],
  ['!=', 'ne', 'ne'],
  ['<', 'lt', 'lt'],
  ['<=', 'le', 'le'],
  ['>', 'gt', 'gt'],
  ['>=', 'ge', 'ge'],
] as const;

function writeComparisons(setting: SettingWriter): void {
  for (const [symbol, op, word] of COMPARISONS) {
    const compare = (kind: string) => (body: Body, a: Register, b: Register) => {
      // There is no instruction that says whether numbers differ.
      const isNot = kind === 'n' && op === 'ne';
      const found = body.op(`${isNot ? 'eq' : op}_${kind}`, a, b);
      body.returnTyped(body.truth(isNot ? body.op('not_i', found) : found), 'Bool');
    };
    setting.multi(`infix:<${symbol}>`, [
      [['Int', 'Int'], compare('I')],
      [['Num', 'Num'], compare('n')],
      ...(op === 'eq' || op === 'ne' ? ([[['Complex', 'Complex'], compareComplex(op)]] as const) : []),
      [['any', 'any'], (body, a, b) => widened(body, `infix:<${symbol}>`, a, b)],
    ]);
    setting.multi(`infix:<${word}>`, [
      [['Str', 'Str'], compare('s')],
      [
        ['any', 'any'],
        (body, a, b) =>
          body.return(body.call(`infix:<${word}>`, body.method(a, 'Str'), body.method(b, 'Str'))),
      ],
    ]);
  }
}

function compareComplex(op: 'eq' | 'ne') {
  return (body: Body, a: Register, b: Register) => {
    const [re, im] = [2, 3].map((cell) =>
      body.op('eq_n', body.op('getattr_o', a, cell), body.op('getattr_o', b, cell)),
    );
    const both = body.op('mul_i', re, im);
    body.returnTyped(body.truth(op === 'eq' ? both : body.op('not_i', both)), 'Bool');
  };
}

function writeTextOperators(setting: SettingWriter): void {
  setting.multi('infix:<~>', [
    [['Str', 'Str'], (body, a, b) => body.returnTyped(body.op('concat_s', a, b), 'Str')],
    [
      ['any', 'any'],
      (body, a, b) => body.return(body.call('infix:<~>', body.method(a, 'Str'), body.method(b, 'Str'))),
    ],
  ]);
  setting.multi('infix:<x>', [
    [['Str', 'Int'], (body, a, n) => body.returnTyped(body.op('repeat_s', a, body.op('unbox_i', n)), 'Str')],
    [
      ['any', 'any'],
      (body, a, n) => body.return(body.call('infix:<x>', body.method(a, 'Str'), body.method(n, 'Int'))),
    ],
  ]);
  setting.method('Int', 'Int', [], (body, self) => body.returnRaw(self));
  setting.method('Int', 'Str', [], (body, self) => body.return(body.op('coerce_Is', self)));
  setting.method('Bool', 'Str', [], (body, self) => body.return(body.op('gist', self)));
  setting.method('Num', 'Str', [], (body, self) => body.return(body.op('coerce_ns', self)));
  setting.method('Str', 'Str', [], (body, self) => body.return(self));
  setting.method('Mu', 'Str', [], (body, self) => body.return(body.op('gist', self)));
  setting.method('Cool', 'chars', [], (body, self) =>
    body.return(body.method(body.method(self, 'Str'), 'chars')),
  );
  setting.method('Str', 'chars', [], (body, self) =>
    body.returnTyped(body.op('box_i', body.op('chars', self)), 'Int'),
  );
}
