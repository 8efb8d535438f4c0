import { describe, expect, it } from 'vitest';
import { MAX_NESTING } from '../../../../src/machines/raku/syntax/parsing.js';
import { parse, problemsOf, shape } from './show.js';

/** What is refused, and how the one problem begins. */
const REFUSED: readonly (readonly [text: string, problem: string])[] = [
  ['unless 1 { say 2 }', '1:1: unless: the conditions are if, elsif and else'],
  ['given 1 { 2 }', '1:1: given: the conditions are if, elsif and else'],
  ['loop { }', '1:1: loop: the loops are while and for'],
  ['say 1 2', '1:7: expected an operator or ; behind the statement, fo'],
  ['say "a" x3', '1:9: expected an operator or ; behind the statement, fo'],
  ['say $x', '1:5: $x is not declared'],
  ['my $long = 1; say $lonk', '1:19: $lonk is not declared: did you mean $long?'],
  ['my $x = 1 + $x', '1:13: $x in the declaration that gives $x its first valu'],
  ['my $x; my $x', '1:11: $x is declared twice in this block'],
  ['my $x = 1; { say $x; my $x = 2; }', '1:25: $x already means the outer $x in this block:'],
  ['sub f($x, $x) { }', '1:11: $x is declared twice in this block'],
  ['sub f { 1 }; sub f { 2 }', '1:14: the routine f is declared twice in this block:'],
  ['multi f { 1 }; sub f { 2 }', '1:16: the routine f is declared twice in this block:'],
  ['sub f { }; proto f {*}', '1:12: the routine f is declared twice in this block:'],
  ['multi f { }; { multi f { } }', '1:16: a candidate of the f of an outer block:'],
  ['multi max($x) { }', '1:1: a multi called max:'],
  ['proto f($x) {*}', '1:1: the proto f has no candidates: write a multi'],
  ['class A { }; class A { }', '1:14: the type A is declared already'],
  ['class Int { }', '1:1: the type Int is declared already'],
  ['{ class A { } }', '1:3: a class inside of a block:'],
  ['class A is B { }', '1:9: the parent B:'],
  ['role R { }; class A is R { }', '1:21: the parent R:'],
  ['role R { }; class A does R { }', '1:21: does behind A:'],
  ['class A { }; class B { }; class C is A is B { }', '1:40: a second trait: a class may have one parent'],
  ['class A { method m { }; method m { } }', '1:25: the method m is declared twice'],
  ['class A { has $.x; has $.x }', '1:24: the attribute x is declared twice'],
  ['class A { has @.x }', '1:15: expected $.x or $!x behind "has"'],
  ['class A { has Int $.x }', '1:15: expected $.x or $!x behind "has"'],
  ['class A { has $!x is rw }', '1:19: "is" behind an attribute:'],
  ['class A { my $x }', '1:11: "my" in a class:'],
  ['class A { multi method m { } }', '1:11: "multi" in a class:'],
  ['class A { method !m { } }', '1:11: a method of a class without a plain name:'],
  ['class A { method gist { } }', '1:11: a method called gist: Raku calls it itself'],
  ['class A { has $.Str }', '1:15: an accessor called Str:'],
  ['class A { method m { $!y } }', '1:22: the attribute $!y is not declared in A'],
  ['say $!x', '1:5: $!x outside of the methods of a class:'],
  ['class A { method m { $.x } }', '1:22: $.x outside of "has": write self.x'],
  ['self.x', '1:1: self outside of a method'],
  ['has $.x', '1:1: has: it stands in a class or role, as a statement'],
  ['{*}', '1:1: {*} outside of a proto:'],
  ['return 3', '1:1: return outside of a routine:'],
  ['my $f = -> { return 3 }', '1:14: return outside of a routine:'],
  ['foo(3)', '1:1: foo is no routine or type that is declared'],
  ['Foo.new', '1:1: Foo is no routine or type that is declared'],
  ['my Foo $x', '1:4: the type Foo:'],
  ['my Int @a', '1:8: a type of @a: only $ variables have types'],
  ['my Int:D $x', '1:4: the type Int:…: a type is a plain name'],
  ['role R { }; my R $x', '1:16: the role R as a type:'],
  ['my ($a, $b) = 1, 2', '1:4: a list of variables:'],
  ['my $x := 3', '1:7: a binding of $x: give it a value with ='],
  ['our $x = 1', '1:1: our: variables are declared with my'],
  ['constant N = 3', '1:1: constant: variables are declared with my'],
  ['say 1.5', '1:5: the Rat 1.5:'],
  ['say 0x10', '1:5: a number with a radix: write it in decimal'],
  ['say 12ab', '1:5: the number 12 runs into "ab"'],
  ['say <a b>', '1:5: a list of words in < >:'],
  ['say [1, 2]', '1:5: an array in brackets:'],
  ['say *', '1:5: * as a term:'],
  ['say /a/', '1:5: a regex: there are none'],
  ['say $0', '1:5: the variable $0:'],
  ['say @*ARGS', '1:5: the variable @*ARGS:'],
  ['say A::B', '1:5: the package in A::…: names have one part'],
  ['my $h = { a => 1 }', '1:9: a hash in braces:'],
  ['my $h = {}', '1:9: a hash in braces:'],
  ['say a => 1', '1:5: a pair: it is an item of what a hash is assigned, '],
  ['sub f($x) { }; f(x => 1)', '1:18: a pair: it is an item of what a hash is assigned, '],
  ['my $x; $x.new(1)', '1:15: .new takes name => value for each attribute'],
  ['my $x; $x.abs', '1:10: the method .abs:'],
  ['my $x; $x.sort(1)', '1:10: .sort with 1 arguments: it takes none'],
  ['my $x; $x.push', '1:10: .push with 0 arguments: it takes at least 1'],
  ['my $x; $x.m: 1', '1:10: .m: with a colon: write the arguments in ( )'],
  ['my $x; $x.^name', '1:10: .^name: the only one of its kind is .^lookup'],
  ['my $x; $x.?m', '1:10: this form of a method call:'],
  ['my $x; $x .m', '1:11: the operator .:'],
  ['Int.new', '1:4: Int.new:'],
  ['Int(3)', '1:1: Int is no routine or type that is declared'],
  ['1 = 2', '1:1: this cannot be assigned to:'],
  ['my $x; ($x) = 1', '1:9: this cannot be assigned to:'],
  ['my $x; $x += 1', '1:11: the operator +=:'],
  ['my $x; $x++', '1:10: the postfix ++: write the assignment in full'],
  ['my $x; ++$x', '1:8: the prefix ++:'],
  ['my $x; $x x= 3', '1:11: the operator x=:'],
  ['1 < 2 < 3', '1:7: a chain of comparisons: join two with &&'],
  ['1 .. 2 .. 3', '1:8: .. behind another: a range has two ends'],
  ['1 ..^ 3', '1:3: the operator ..^:'],
  ['1 / 2', '1:3: the operator /:'],
  ['1 % 2 mod 3', '1:7: the operator mod:'],
  ['1 ~~ 2', '1:3: the operator ~~:'],
  ['1 == 2 and 3', '1:8: the operator and:'],
  ['1 => 2', '1:1: a pair: it is an item of what a hash is assigned, '],
  ['"a" cmp "b"', '1:5: the operator cmp:'],
  ['?1', '1:1: the prefix ?: the prefix operators are - ! ^'],
  ['1 ?? 2', '1:7: expected !! behind the first value of ??, found th'],
  ['say 1 if 2', '1:7: the statement modifier if:'],
  ['if(1) { }', '1:1: if: it begins a statement, and a space follows'],
  ['if 1 { } else if 2 { }', '1:15: else if: write elsif'],
  ['if 1 { } say 2', '1:10: expected an operator or ; behind the statement, fo'],
  ['if 1 -> $x { }', '1:6: -> behind a condition:'],
  ['for 1 -> $x, $y { }', '1:7: the variable of a "for":'],
  ['for 1 -> Int $x where 1 { }', '1:23: "where" with a value to match:'],
  ['sub f { 1 }; f == 1', '1:16: an operator behind the name of a routine:'],
  ['sub f { 1 }; say f < 2', '1:20: a list of words in < >:'],
  ['sub f { callsame + 1 }', '1:18: the prefix +: the prefix operators are - ! ^'],
  ['say', '1:1: say without arguments:'],
  ['say 5<6', '1:6: a subscript < of other than one word:'],
  ['my %h; %h<a b>', '1:10: a subscript < of other than one word:'],
  ['my %h; %h{1, 2}', '1:12: expected } behind the one index or key of a subscr'],
  ['my @a; @a[]', '1:11: an empty subscript: one index or key'],
  ['my @a; @a[*-1]', '1:11: * as a term:'],
  ['sub ($x) { }', '1:1: a routine without a name:'],
  ['sub if { }', '1:5: a routine called if: the word has a meaning'],
  ['sub infix:<+>($a) { }', '1:1: the name infix:…:'],
  ['sub f($x = 1) { }', '1:10: a default value or a return type among parameters:'],
  ['sub f($x?) { }', '1:7: an optional or named parameter:'],
  ['sub f(:$x) { }', '1:7: a slurpy, named or raw parameter:'],
  ['sub f(*@x) { }', '1:7: a slurpy, named or raw parameter:'],
  ['sub f(@x) { }', '1:7: expected a parameter, found "@x":'],
  ['sub f(|c) { }', '1:8: a name behind |:'],
  ['sub f(|, $x) { }', '1:7: a parameter behind |:'],
  ['sub f($x is copy) { }', '1:10: this trait of a parameter:'],
  ['sub f($x where 1) { }', '1:16: "where" with a value to match:'],
  ['sub f($x --> Int) { }', '1:10: a default value or a return type among parameters:'],
  ['sub f(1) { }', '1:7: expected a parameter, found "1":'],
  ['sub f($x) { }; f(1, 2)', '1:16: the call f(Int, Int) cannot work:'],
  ['sub f(Int $x) { }; f("a")', '1:20: the call f(Str) cannot work:'],
  ['sub f(Int $x) { }; my Str $s; f($s)', '1:31: the call f(Str) cannot work:'],
  ['multi f(Int $x) { }; multi f(Num $x) { }; f("a" ~ 1)', '1:43: the call f(Str) cannot work:'],
  ['class A { }; sub f(A $x) { }; f(1)', '1:31: the call f(Int) cannot work: f takes (A $x)'],
  ['sub f(Int $x) { }; my @a; f(@a)', '1:27: the call f(Positional) cannot work:'],
  ['use v6', '1:1: use: a program is one file'],
  ['try { }', '1:1: try: there are no exceptions'],
  ['last', '1:1: last: a loop is left by its condition, or by retur'],
  ['print 1', '1:1: print: the only output is say'],
  ['elems 1', '1:1: elems as a routine:'],
  ['q{a}', '1:1: q: strings are in \' or "'],
  ['say "a', '1:5: this string has no closing "'],
  ["say 'a", "1:5: this string has no closing '"],
  ['say "$"', '1:6: $ before no variable in a string: write \\$'],
  ['say "\\z"', '1:6: \\z in a string:'],
  ['say "\\c[SPACE]"', '1:6: \\c in a string:'],
  ['say "\\x[110000]"', '1:6: \\x[110000] in a string:'],
  ['say "$(1)"', '1:6: $( in a string:'],
  ['say "{1; 2}"', '1:8: expected } behind the one expression of { } in a s'],
  ['sub f { }; say "&f(1)"', '1:17: a call in a string: write { f(…) }, or \\&'],
  ['say 1)', '1:6: expected an operator or ; behind the statement, fo'],
  ['say (1', '1:7: expected ) behind what stands in parentheses, foun'],
  ['say 1 +', '1:8: expected a term, found the end of the file'],
  ['#`( comment )', '1:1: a comment in brackets, or of documentation:'],
  ['=begin pod', '1:1: documentation (=begin and the like):'],
  ['my $größe', '1:7: expected an operator or ; behind the statement, fo'],
  ['say +3', '1:5: the prefix +: the prefix operators are - ! ^'],
  ['{ say 1', '1:1: this { has no closing }'],
  ['}', '1:1: this } closes nothing'],
  ['my $x is default(3)', '1:7: a trait or shape of $x:'],
  ['say so 1', '1:5: so: the logical operators are && || !'],
  ['do { 1 }', '1:1: do: a block is a statement, or a value that is cal'],
  ['my $x; $x!m(1)', '1:10: a call of a private method:'],
];

describe('what is not in the subset, or no Raku, is refused', () => {
  it.each(REFUSED)('%s: %s', (text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0].slice(0, problem.length)).toBe(problem);
  });
});

describe('problems', () => {
  it('are told at once, in their order, in blocks and classes as well', () => {
    const text = [
      'my $x = 1.5;',
      'class A {',
      '  method m { say 1 2; say $nowhere }',
      '  has @.y;',
      '}',
      'if 1 { my %h; %h{1, 2} = 3; say "{" ~ $no }',
      'nothing(1); say 3',
    ].join('\n');
    expect(problemsOf(text).map((problem) => problem.split(': ')[0])).toEqual([
      '1:9',
      '3:20',
      '3:27',
      '4:7',
      '6:19',
      '6:39',
      '7:1',
    ]);
  });

  it('are not told without end', () => {
    expect(problemsOf('say $x;\n'.repeat(1000))).toHaveLength(20);
  });

  it('hold no characters that control a terminal', () => {
    expect(problemsOf('say 1 \u001b[31m\u202e')[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('nesting', () => {
  const DEEP = 50_000;

  it.each([
    ['parentheses', (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`],
    ['prefixes', (n: number) => `${'!'.repeat(n)}1`],
    ['sums', (n: number) => `${'1 + '.repeat(n)}1`],
    ['powers', (n: number) => `${'2 ** '.repeat(n)}1`],
    ['method calls', (n: number) => `$_${'.chars'.repeat(n)}`],
    ['blocks', (n: number) => `${'{'.repeat(n)}1;${'}'.repeat(n)}`],
    ['closures', (n: number) => `${'-> {'.repeat(n)}1${'}'.repeat(n)}`],
    ['strings', (n: number) => `${'"{'.repeat(n)}1${'}"'.repeat(n)}`],
    ['conditions', (n: number) => `${'1 ?? 2 !! '.repeat(n)}3`],
    ['sums in parentheses', (n: number) => `${'('.repeat(n / 2)}1${' + 1)'.repeat(n / 2)}`],
  ])('of %s is refused before the stack ends', (_, deep) => {
    expect(problemsOf(`my $x = 1; say(${deep(10)})`)).toEqual([]);
    for (const depth of [MAX_NESTING * 2, DEEP])
      expect(problemsOf(deep(depth))[0]).toContain('nests deeper than');
  });

  it('is no question of comments, and sources have a length', () => {
    expect(problemsOf('#\n'.repeat(400_000))).toEqual([]);
    expect(problemsOf(' '.repeat(1_000_001))[0]).toContain('more than 1000000 characters');
  });

  it('does not limit how long a list, a string or a program is', () => {
    expect(shape(`"${'$_ '.repeat(1000)}"`)).toHaveLength('join()'.length + 1000 * '$_, " ", '.length - 2);
    expect(parse('say 1, 2, 3;\n'.repeat(2000)).body.statements).toHaveLength(2000);
    expect(problemsOf(`say 1${', 1'.repeat(5000)}`)).toEqual([]);
  });
});
