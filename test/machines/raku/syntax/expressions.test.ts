import { describe, expect, it } from 'vitest';
import { shape } from './show.js';

const DECLARED = 'my $a; my $b; my $c; my @a; my %h; sub f(|) { }; ';

function shapes(cases: Readonly<Record<string, string>>): void {
  for (const [text, expected] of Object.entries(cases))
    it(`reads ${text} as ${expected}`, () => expect(shape(DECLARED + text)).toBe(expected));
}

describe('precedence', () => {
  shapes({
    '2 ** 3 ** 2': '(2 ** (3 ** 2))',
    '-2 ** 2': '(-(2 ** 2))',
    '2 ** -1': '(2 ** (-1))',
    '2 ** -1 + 3': '((2 ** (-1)) + 3)',
    '!$a == 3': '((!$a) == 3)',
    '!$a.elems': '(!$a.elems())',
    '10 - 2 - 3': '((10 - 2) - 3)',
    '1 + 2 * 3 % 4 div 5': '(1 + (((2 * 3) % 4) div 5))',
    '2 + 1 x 3': '((2 + 1) x 3)',
    '1 x 2 ~ 3': '((1 x 2) ~ 3)',
    '"a" ~ 1 + 2': '("a" ~ (1 + 2))',
    '1 .. 2 + 3': '(1 .. (2 + 3))',
    '"a" ~ 1 == 1': '(("a" ~ 1) == 1)',
    '1 < 2 && 3 > 4 || 5': '(((1 < 2) && (3 > 4)) || 5)',
    '$a || $b && $c': '($a || ($b && $c))',
    '$a ?? 1 !! $b ?? 2 !! 3': '($a ?? 1 !! ($b ?? 2 !! 3))',
    '$a || $b ?? 1 !! 2': '(($a || $b) ?? 1 !! 2)',
    '$a = $b = 3': '(scalar $a = (scalar $b = 3))',
    '$a = $b ?? 1 !! 2': '(scalar $a = ($b ?? 1 !! 2))',
    '^3': '(^3)',
    '^$a.elems': '(^$a.elems())',
    '(1 + 2) * 3': '((1 + 2) * 3)',
  });
});

describe('item and list assignment', () => {
  shapes({
    '$a = 1, 2': '[(scalar $a = 1), 2]',
    '@a = 1, 2': '(array @a = [1, 2])',
    '@a = 1': '(array @a = 1)',
    '%h = a => 1, "b" => 2 + 3': '(hash %h = ["a" => 1, "b" => (2 + 3)])',
    '%h = (a => 1)': '(hash %h = "a" => 1)',
    '%h = if => 1, $a => 2': '(hash %h = ["if" => 1, $a => 2])',
    '@a[1] = 2, 3': '[(element @a[1] = 2), 3]',
    '%h<x><y>[0] = 1': '(element %h{"x"}{"y"}[0] = 1)',
    '$a.held = $a.held + 1': '(accessor $a.held() = ($a.held() + 1))',
  });
});

describe('terms', () => {
  shapes({
    '18446744073709551617': '18446744073709551617',
    '1_000': '1000',
    '15e-1': '1.5',
    '0e0': '0',
    '5 + 2i': '(5 + 2i)',
    '()': '[]',
    '(1,)': '[1]',
    '(1)': '1',
    '((1, 2), 3)': '[[1, 2], 3]',
    '%h<a>': '%h{"a"}',
    '%h{$a}[1]': '%h{$a}[1]',
    '.chars': '$_.chars()',
    '@a.push(1, 2).join': '@a.push(1, 2).join()',
    'f 1, 2': 'f(1, 2)',
    'f(1) + f': '(f(1) + f())',
    'f -1': 'f((-1))',
    'f-1': '(f() - 1)',
    'f (1, 2)': 'f([1, 2])',
    'say f 1, 2': 'say(f(1, 2))',
    'say()': 'say()',
    '$a(1)(2)': 'call call $a(1)(2)',
    '&f.wrap(-> $x { callsame })': '&f.wrap(-> $x {callsame})',
    '$a = { $_ }': '(scalar $a = -> $_ {$_})',
    '$a = -> { }': '(scalar $a = ->  {})',
    'True && False': '(true && false)',
    'Buf.new.elems': 'Buf.new().elems()',
  });
});

describe('strings', () => {
  shapes({
    "'a\\\\b\\'c\\n$a'": '"a\\\\b\'c\\\\n$a"',
    '"a\\tb\\x41\\x[263a]\\@\\$\\""': '"a\\tbA☺@$\\""',
    '"e\\x[301]"': '"é"',
    '""': '""',
    '"$a"': 'join($a)',
    '"x $a.y $a.chars()!"': 'join("x ", $a, ".y ", $a.chars(), "!")',
    '"$a.b.c(1)[2]"': 'join($a.b().c(1)[2])',
    '"@a @a[] @a[0] a@b.c"': 'join("@a ", @a, " ", @a[0], " a@b.c")',
    '"%h %h<k> %h{$a} 5%"': 'join("%h ", %h{"k"}, " ", %h{$a}, " 5%")',
    '"{1 + 2}{"n{$a}"}"': 'join((1 + 2), join("n", $a))',
    '"$a-1 $a."': 'join($a, "-1 ", $a, ".")',
    '"&f"': '"&f"',
  });
});
