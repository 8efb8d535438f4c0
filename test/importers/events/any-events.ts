import fc from 'fast-check';

/** What a line may say. */
export interface Said {
  readonly fn?: string | null;
  readonly pc: number;
  readonly op: string;
  readonly args?: readonly (number | string | boolean | null)[] | null;
  readonly n?: number | null;
  readonly depth?: number | null;
  readonly entry?: boolean | null;
  readonly state?: string | number | null;
}

const NAMES = ['main', 'f', 'é"\\\n\u{1f600}', '', '__proto__'];
const ARGUMENTS = [[], [1], [-7, 'x]"\\'], [true, null], ['1'], [9007199254740991]];
const PCS = 6;

/** Lines that never contradict each other: an instruction follows from where it is. */
export const anyLines: fc.Arbitrary<Said[]> = fc.array(
  fc
    .record(
      {
        fn: fc.constantFrom(...NAMES, null),
        pc: fc.nat(PCS - 1),
        n: fc.constantFrom(0, 0, 1, 1000, null),
        depth: fc.option(fc.nat(3)),
        entry: fc.option(fc.boolean()),
        state: fc.option(fc.oneof(fc.string(), fc.integer())),
      },
      { requiredKeys: ['pc'] },
    )
    .map((said): Said => {
      const place = said.pc + PCS * NAMES.indexOf(said.fn ?? 'main');
      const args = ARGUMENTS[place % ARGUMENTS.length];
      const op = ['add', 'load', 'jmp\u2028', 'x y'][place % 4];
      return { ...said, op, ...(args.length === 0 && place % 2 ? {} : { args }) };
    }),
  { minLength: 1, maxLength: 60 },
);

/** Numbers from 0 to below some other, as chosen at random. */
export type Choose = (options: number) => number;

export const anyChoice: fc.Arbitrary<Choose> = fc.infiniteStream(fc.nat()).map((stream) => (options) => {
  const next = stream.next();
  return next.done ? 0 : next.value % options;
});

/** JSON of something in any spelling: order of keys, spaces, and escapes unless there shall be none. */
export function spell(value: unknown, choose: Choose, escapes = true): string {
  const space = () => ['', '', '', ' ', '\t', ' \r '][choose(6)];
  const list = (items: readonly string[]) => items.map((item) => space() + item + space()).join(',');
  if (Array.isArray(value)) return `[${list(value.map((item) => spell(item, choose, escapes)))}]`;
  if (typeof value === 'string') return spellText(value, choose, escapes);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  for (let i = entries.length - 1; i > 0; i--) {
    const j = choose(i + 1);
    [entries[i], entries[j]] = [entries[j], entries[i]];
  }
  return `{${list(entries.map(([key, of]) => `${spellText(key, choose, escapes)}${space()}:${space()}${spell(of, choose, escapes)}`))}}`;
}

function spellText(text: string, choose: Choose, escapes: boolean): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const written = (character: string) =>
    escapes && choose(12) === 0
      ? character.split('').map(escaped).join('')
      : JSON.stringify(character).slice(1, -1);
  return `"${[...text].map(written).join('')}"`;
}
