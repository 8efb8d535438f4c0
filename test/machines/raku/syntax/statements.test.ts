import { describe, expect, it } from 'vitest';
import type {
  Closure,
  ExpressionStatement,
  For,
  My,
  Proto,
  Sub,
  Variable,
} from '../../../../src/machines/raku/syntax/tree.js';
import { lastOf, parse, problemsOf, shape, showBlock } from './show.js';

describe('statements', () => {
  it('end at ;, at the end of a block, and at a } that ends its line', () => {
    const { body } = parse('my $b = { 5 }  # closed\n$b();; if 1 { 2 }\nsay 3');
    expect(showBlock(body)).toBe('{my $b = -> $_ {5}; call $b(); if 1 {2}; say(3)}');
  });

  it('do not end at the } of a subscript', () => {
    expect(shape('my %h; my $k; %h{$k}\n  = 3')).toBe('(element %h{$k} = 3)');
  });

  it.each([
    ['if 1 { 2 } elsif 3 { 4 } else { 5 }', 'if 1 {2} elsif 3 {4} else {5}'],
    ['while 1 { }', 'while 1 {}'],
    ['for ^3 { $_ }', 'for (^3) $_ {$_}'],
    ['for 1, 2 -> $x { $x }', 'for [1, 2] $x {$x}'],
    ['{ 1; 2 }', '{1; 2}'],
  ])('reads %s', (text, expected) => expect(shape(text)).toBe(expected));

  it('returns with and without a value', () => {
    const [sub] = parse('sub f { if 1 { return } return 1, 2 }'.replace('} return', '}\nreturn')).body
      .routines;
    expect(showBlock(sub.body)).toBe('{if 1 {return}; return [1, 2]}');
  });
});

describe('variables', () => {
  it('mean the innermost declaration around them', () => {
    const { body } = parse('my $x = 1; { my $x = 2; say $x; } say $x'.replace('; } say', '; }\nsay'));
    const outer = (body.statements[0] as My).variable;
    const [said] = [body.statements[2] as ExpressionStatement].map(({ expression }) => expression);
    expect(said.kind === 'say' && (said.arguments[0] as Variable).declaration).toBe(outer);
    expect(body.lexicals).toEqual([outer]);
  });

  it('are captured where code of another frame refers to them, not by the block of a loop', () => {
    const { body } = parse('my $a; my $b; my $c; for ^2 { $a }\nmy $f = -> { $b }; sub g { $c }');
    expect(body.lexicals.map(({ name, isCaptured }) => [name, isCaptured])).toEqual([
      ['$a', false],
      ['$b', true],
      ['$c', true],
      ['$f', false],
    ]);
  });

  it('called $_ are the parameter of a for or bare block, else a lexical of the routine', () => {
    const loop = lastOf('for 1 { if 1 { $_ } }') as For;
    expect(loop.parameter.isImplicitTopic).toBe(false);
    expect(loop.body.lexicals).toEqual([loop.parameter.variable]);
    const { body } = parse('my $f = { $_ }; sub g { for 1 -> $x { $_ } }');
    const closure = (body.statements[0] as My).value as Closure;
    expect(closure.parameters[0].isImplicitTopic).toBe(true);
    expect(body.routines[0].body.lexicals.map(({ name, parameter }) => [name, parameter])).toEqual([
      ['$_', null],
    ]);
    expect(body.lexicals.map(({ name }) => name)).toEqual(['$f']);
  });

  it('know their type, block and parameter', () => {
    const { body } = parse('class A { }; my A $x; sub f(Int $n is rw, $m where $m > 1) { $n }');
    expect(body.lexicals[0].type).toMatchObject({ kind: 'class', name: 'A' });
    const { parameters, body: inner } = body.routines[0];
    expect(parameters[0]).toMatchObject({ type: 'Int', isRw: true, where: null, variable: { name: '$n' } });
    expect(inner.lexicals.map(({ parameter }) => parameter)).toEqual(parameters);
    expect(showBlock(parameters[1].where!.body)).toBe('{($m > 1)}');
    expect(parameters[1].variable!.isCaptured).toBe(true);
  });
});

describe('routines', () => {
  const routinesOf = (text: string): readonly (Sub | Proto)[] => parse(text).body.routines;

  it('may be declared behind their use', () => {
    expect(shape('sub g { f(1) }; sub f($x) { $x }; g')).toBe('g()');
  });

  it('that are multi have a proto, made where none is written', () => {
    const [proto] = routinesOf('multi f(Int $x) { 1 }; multi f($x) { 2 }') as Proto[];
    expect(proto).toMatchObject({ kind: 'proto', isImplicit: true, isOnlyRedispatch: true });
    expect(proto.parameters.map(({ form }) => form)).toEqual(['capture']);
    expect(proto.candidates.map((candidate) => candidate.proto === proto)).toEqual([true, true]);
  });

  it.each([
    ['proto f($x) {*}', true, '{redispatch}'],
    ['proto f($x) { {*} }', false, '{redispatch}'],
    ['proto f($x) { 2 * {*} }', false, '{(2 * redispatch)}'],
  ])('%s: only redispatches: %s', (text, isOnlyRedispatch, body) => {
    const [proto] = routinesOf(`${text}; multi f(Int $x) { 1 }`) as Proto[];
    expect(proto).toMatchObject({ isOnlyRedispatch, isImplicit: false });
    expect(showBlock(proto.body)).toBe(body);
  });

  it('take every form of parameter', () => {
    const [sub] = routinesOf('sub f($, Int $, $x is rw, $y where { $y > $_ }, |) { }');
    expect(
      sub.parameters.map(({ form, type, isRw, variable }) => [form, type, isRw, variable?.name]),
    ).toEqual([
      ['positional', null, false, undefined],
      ['positional', 'Int', false, undefined],
      ['positional', null, true, '$x'],
      ['positional', null, false, '$y'],
      ['capture', null, false, undefined],
    ]);
    const where = sub.parameters[3].where!;
    expect(where.body.lexicals.map(({ name }) => name)).toEqual(['$_']);
  });

  it('called with what they may take are not refused', () => {
    expect(problemsOf('class A { }; class B is A { }; my B $b = B.new; sub f(A $a) { }; f($b)')).toEqual([]);
    expect(problemsOf('sub f(Int $x) { }; my $a = "a"; f($a); f(True); f(1 == 1); f(2 ** 3)')).toEqual([]);
    expect(problemsOf('proto f($x) { 1 }; multi f($x) { }; f(1, 2)')).toEqual([]);
  });
});

describe('classes', () => {
  it('know their parent, attributes and methods', () => {
    const { classes } = parse(
      'class A { has $.x is rw = 1; has $!y = $!x; has $.z; method m($a) { $!y = self.x }; method k { callsame } }\n' +
        'class B is A { }; role R { has $.v = 7 }',
    );
    const [a, b, r] = classes;
    expect(
      a.attributes.map(({ name, isPublic, isRw, default: value }) => [name, isPublic, isRw, !!value]),
    ).toEqual([
      ['x', true, true, true],
      ['y', false, false, true],
      ['z', true, false, false],
    ]);
    expect(showBlock(a.attributes[1].default!.body)).toBe('{$!x}');
    expect(a.methods.map(({ name, owner }) => [name, owner === a])).toEqual([
      ['m', true],
      ['k', true],
    ]);
    expect(showBlock(a.methods[0].body)).toBe('{(attribute $!y = self.x())}');
    expect([b.parent, r.isRole]).toEqual([a, true]);
  });

  it('are made with named values, and looked into for their methods', () => {
    expect(shape('class A { has $.x; has $.y }; A.new(x => 1, y => 2 + 3,)')).toBe('A.new(x: 1, y: (2 + 3))');
    const text = "class A { method m { } }; A.^lookup('m').wrap(method (|) { self.held = callsame })";
    expect(shape(text)).toBe('A.^lookup("m").wrap(method {(accessor self.held() = callsame)})');
  });
});
