import { describe, expect, it } from 'vitest';
import { codeOnly } from '../../src/isa/host-text.js';
import type { HostLanguage } from '../../src/isa/isa.js';
import { parseIsa } from '../../src/isa/parse.js';

const parse = (language: HostLanguage, lines: string) =>
  parseIsa(`machine m\nbodies ${language}\n${lines}`, 'm.isa').instructions;

describe('a body ends at the brace that closes it', () => {
  it.each<[HostLanguage, string]>([
    ['rust', " fn f<'a>() { 'l: loop {} } "],
    ['rust', " fn f<'a, 'b>(x: &'a str) { if c == '}' || c == '\\'' || c == '\\u{7d}' || c == '😀' {} } "],
    ['rust', ' let s = r#"a"}"#; let t = br##"}"#"##; let r#fn = 1; '],
    ['rust', ' /* a /* } */ } */ '],
    ['rust', ' let s = "a\n}"; '],
    ['c++', ' auto s = R"x(a"})")x"; auto n = 1\'000; if (c == \'}\') {} auto m = 1\'000; '],
    ['c', " if (c == '{' || c == '\\'' || c == u8'}') {} // a } and \\\n a }\n "],
    ['c', ' /* } */ s = "}\\"}"; '],
    ['go', " s := `}\\`; c := '}'; d := '\\''; e := '\\u007d' "],
    ['javascript', " const s = 'a } that is far from the quotes'; const t = `}\\`\n}`; "],
    ['javascript', ' if (/["{]/.test(s)) { r = a / b; q = c / d; } return /[/}]/.test(s); '],
  ])('of %s: {%s}', (language, body) => {
    const [first, second] = parse(language, `x ( -- ) {${body}} # }\ny ( -- )`);
    expect(first.body).toMatchObject({ kind: 'host', text: body });
    expect(second.name).toBe('y');
  });

  it('says of JavaScript what may not be understood', () => {
    expect(() => parse('javascript', 'x ( -- ) { } /{/.exec(s); }')).toThrow(/nothing but a comment/);
    expect(() => parse('javascript', 'x ( -- ) { f() ; {} /{/.exec(s); }')).toThrow(
      /^m\.isa:3:10: the brace that opens this body is never closed: a regular expression .* variable/,
    );
  });

  it('is found in time where there are many', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `x${i} ( -- ) { a; ${'b'.repeat(100)}; }`);
    const started = performance.now();
    expect(parse('c', lines.join('\r\n'))).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

it('code is what no comment and no literal is, by the language', () => {
  const text = `f('a: x) + r#"y"#`;
  expect(codeOnly(text, 'rust')).toBe("f('a: x) +       ");
  expect(codeOnly('a`b`c', 'c')).toBe('a`b`c');
});
