import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { InputError } from '../../../../src/util/input-error.js';
import { printed, referencesIn, xmile } from './support.js';

const MODEL = xmile(
  `<stock name="s"><eqn>100 * k</eqn><inflow>f</inflow><non_negative/></stock>
  <flow name="f" access="output"><eqn>{c} IF TIME &gt; 5 THEN MAX(s, 2) ^ -k ELSE "a\\nb" // sub.y</eqn><units>1/year</units></flow>
  <aux name="k"><dimensions><dim name="D"/></dimensions><element subscript="a"><gf type="discrete"><xscale min="0" max="1"/>
    <ypts sep=";">1;2</ypts></gf></element><element subscript="2"><eqn><![CDATA[x[*, @1, 1:2] < 3e-4]]></eqn></element></aux>
  <module name="sub"><connect to="sub.x" from=".s"/></module>`,
  `<header><name>fuzz</name></header><behavior><stock><non_negative/></stock></behavior>
  <dimensions><dim name="D"><elem name="a"/><elem name="b"/></dim></dimensions>
  <macro name="M"><parm default="1">p</parm><eqn>p + 1</eqn></macro>
  <model name="sub"><variables><aux name="x" access="input"/><aux name="y"><eqn>2 * x</eqn><init_eqn>0</init_eqn></aux></variables></model>`,
);

/** What a text is made of, to build others from: tags, references, words, symbols. */
const PIECES = [
  ...new Set(MODEL.match(/<\/?[^>]*>|&\w+;|[\w.]+|[^\w\s]|\s+/g)),
  ...[
    '<',
    '>',
    '"',
    "'",
    '&#x0;',
    '&#1114111;',
    '\u0000',
    '\ud800',
    '😀',
    '__proto__',
    '1e999',
    '-',
    '<![CDATA[',
    ']]>',
    '<!--',
  ],
];

/** Whether an action ends well, or with an InputError that has places. Anything else is thrown. */
function endsWell(action: () => unknown): boolean {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { at, message } of error.problems) {
      expect(message).not.toBe('');
      expect(at?.line).toBeGreaterThan(0);
      expect(at?.column).toBeGreaterThan(0);
    }
  }
  return true;
}

const read = (text: string) => endsWell(() => parseXmile(text, 'fuzz.xmile'));
const index = fc.nat({ max: MODEL.length });

describe('nothing but an InputError comes of', () => {
  it('the model they start from, which is right', () => {
    expect(parseXmile(MODEL, 'fuzz.xmile').equations).toHaveLength(8);
  });

  it('a model that is cut off', () => {
    for (let end = 0; end < MODEL.length; end++) read(MODEL.slice(0, end));
  });

  it('a model without some of its characters', () => {
    fc.assert(
      fc.property(index, fc.nat({ max: 60 }), (at, length) =>
        read(MODEL.slice(0, at) + MODEL.slice(at + length)),
      ),
      {
        numRuns: 1000,
      },
    );
  });

  it('a model with something put into it', () => {
    const edit = fc.tuple(
      index,
      fc.nat({ max: 20 }),
      fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })),
    );
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      return read(
        edits.reduce(
          (text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length),
          MODEL,
        ),
      );
    });
    fc.assert(property, { numRuns: 1500 });
  });

  it('pieces of a model in any order', () => {
    const property = fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
      return read(pieces.join('')) && read(xmile(pieces.join('')));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('any equation', () => {
    const token = fc.oneof(
      fc.constantFrom(
        ...'()[]{},;:*@+-^/=<>.\'"'.split(''),
        ' ',
        'IF ',
        ' THEN ',
        ' ELSE ',
        ' NOT ',
        ' MOD ',
        'a',
        '1',
      ),
      fc.string(),
    );
    const property = fc.property(fc.array(token, { maxLength: 40 }), (tokens) =>
      endsWell(() => printed(tokens.join(''))),
    );
    fc.assert(property, { numRuns: 1500 });
  });

  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), read), { numRuns: 1000 });
  });
});

describe('places', () => {
  it('are right however the equation is written in XML', () => {
    const name = fc.constantFrom('n', '&#110;', '&#x6e;', '<![CDATA[n]]>', '&#x6E;<!-- -->_b', 'größe', '😀');
    const operator = fc.constantFrom(
      ...[
        '+',
        '&lt;',
        ' &gt;= ',
        '\r\n+\n',
        '\r*\r',
        ' <!-- n + -->- ',
        '<![CDATA[ <> ]]>',
        '<?n?>/',
        '{&amp;n\n}^{}',
      ],
    );
    const property = fc.property(
      name,
      fc.array(fc.tuple(operator, name), { maxLength: 30 }),
      (first, others) => {
        let text = '<xmile>\n<sim_specs><start>0</start><stop>1</stop></sim_specs><model><aux name="x"><eqn>';
        const places: string[] = [];
        const add = (written: string) => {
          const offset = text.length + (written.startsWith('<![CDATA[') ? '<![CDATA['.length : 0);
          const lines = (text + written).slice(0, offset).split(/\r\n|\r|\n/);
          places.push(`${lines.length}:${lines.at(-1)!.length + 1}`);
          text += written;
        };
        add(first);
        for (const [between, next] of others) {
          text += between;
          add(next);
        }
        const [equation] = parseXmile(`${text}</eqn></aux></model></xmile>`, 'fuzz.xmile').equations.slice(4);
        const found = referencesIn(equation!).map(({ at }) => `${at.line}:${at.column}`);
        expect(found.toSorted()).toEqual(places.toSorted());
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });
});

describe('the cost stays in proportion for', () => {
  it.each([
    ['brackets in a comment', xmile(`<aux name="x"><eqn>${'{'.repeat(300_000)}</eqn></aux>`)],
    ['comments', xmile(`<aux name="x"><eqn>${'{}'.repeat(300_000)}1</eqn></aux>`)],
    ['quotation marks', xmile(`<aux name="x"><eqn>${'"'.repeat(300_001)}</eqn></aux>`)],
    ['escapes', xmile(`<aux name="x"><eqn>"${'\\'.repeat(300_001)}</eqn></aux>`)],
    ['words', xmile(`<aux name="x"><eqn>${'a '.repeat(300_000)}</eqn></aux>`)],
    ['points', xmile(`<aux name="x"><eqn>${'a.'.repeat(300_000)}a</eqn></aux>`)],
    ['references', xmile(`<aux name="x"><eqn>${'1&lt;'.repeat(100_000)}1</eqn></aux>`)],
    ['pieces of text', xmile(`<aux name="x"><eqn>${'1<!-- -->+'.repeat(50_000)}1</eqn></aux>`)],
    [
      'attributes',
      `<xmile ${Array.from({ length: 100_000 }, (_, i) => `xmlns:a${i}="http://www.systemdynamics.org/XMILE"`).join(' ')}/>`,
    ],
    ['a long attribute', xmile(`<aux name="${'a'.repeat(1_000_000)}"><eqn>1</eqn></aux>`)],
    ['a long number', xmile(`<aux name="x"><eqn>${'9'.repeat(300_000)}</eqn></aux>`)],
    ['a list of subscripts', xmile(`<aux name="x"><eqn>a[${'b,'.repeat(200_000)}c]</eqn></aux>`)],
    ['a list of numbers', xmile(`<aux name="x"><eqn>${'1,'.repeat(300_000)}</eqn></aux>`)],
    [
      'the points of a table',
      xmile(`<gf name="x"><xscale min="0" max="1"/><ypts>${'1,'.repeat(300_000)}</ypts></gf>`),
    ],
    ['elements', `<xmile>${'<a/>'.repeat(200_000)}</xmile>`],
    ['open elements', '<xmile>'.repeat(200_000)],
    ['wrong equations', xmile('<aux name="x"><eqn>(</eqn></aux>'.repeat(50_000))],
    ['line breaks', xmile(`<aux name="x"><eqn>${'\r\n1+'.repeat(100_000)}1</eqn></aux>`)],
  ])('%s', (_, text) => {
    expect(read(text)).toBe(true);
  });
});
