/**
 * Models of any size with the proportions of World3: per sector 13 stocks with 26 flows, 55 lookup tables
 * that are each used once, 10 smooths and delays, 24 conditions, 100 constants and 32 other variables. Each
 * sector needs the one before.
 */
export type Format = 'mdl' | 'xmile';

export const EQUATIONS_PER_SECTOR = 315;

const STOCKS = 13;
const TABLES = 55;
const MEMORIES = 10;
const CONDITIONS = 24;
const CONSTANTS = 100;
const OTHERS = 32;

type Variable =
  | { readonly kind: 'value'; readonly name: string; readonly expression: string }
  | { readonly kind: 'table'; readonly name: string; readonly ys: readonly number[] }
  | {
      readonly kind: 'stock';
      readonly name: string;
      readonly initial: string;
      readonly inflow: string;
      readonly outflow: string;
    };

/** What the two languages write differently. */
interface Dialect {
  readonly conditional: (condition: string, consequent: string, alternate: string) => string;
  readonly memories: readonly string[];
  readonly apply: (table: string, input: string) => string;
}

const DIALECTS: Readonly<Record<Format, Dialect>> = {
  mdl: {
    conditional: (condition, consequent, alternate) =>
      `IF THEN ELSE(${condition}, ${consequent}, ${alternate})`,
    memories: ['SMOOTH', 'SMOOTH3', 'DELAY1', 'DELAY3'],
    apply: (table, input) => `${table}(${input})`,
  },
  xmile: {
    conditional: (condition, consequent, alternate) =>
      `(IF ${condition} THEN ${consequent} ELSE ${alternate})`,
    memories: ['SMTH1', 'SMTH3', 'DELAY1', 'DELAY3'],
    apply: (table, input) => `LOOKUP(${table}, ${input})`,
  },
};

/** The text of a model with so many sectors, run from 0 to 100 by 1. */
export function generateModel(sectors: number, format: Format): string {
  const variables = Array.from({ length: sectors }, (_, sector) =>
    sectorVariables(sector, DIALECTS[format]),
  ).flat();
  return format === 'mdl' ? printVensim(variables) : printXmile(variables);
}

function sectorVariables(sector: number, dialect: Dialect): Variable[] {
  const own = (noun: string, place: number) => `sector_${sector}_${noun}_${place}`;
  const before = (noun: string, place: number) => `sector_${Math.max(0, sector - 1)}_${noun}_${place}`;
  const constant = (place: number) => own('normal_level', place % CONSTANTS);
  const stock = (place: number) => own('stock', place % STOCKS);
  const value = (name: string, expression: string): Variable => ({ kind: 'value', name, expression });
  const list = (count: number, write: (place: number) => Variable) =>
    Array.from({ length: count }, (_, place) => write(place));
  return [
    ...list(CONSTANTS, (place) => value(constant(place), String(1 + place / 8 + (sector % 50) / 1000))),
    ...list(TABLES, (place) => ({
      kind: 'table',
      name: own('effect_table', place),
      ys: [0, 1, 2, 3, 4, 5].map((x) => Math.round(1000 * (1 + Math.sin(place + x) / 4)) / 1000),
    })),
    ...list(TABLES, (place) => {
      const input = `${place % 2 ? before('stock', place % STOCKS) : stock(place)} / (${constant(place)} * 40)`;
      return value(own('effect', place), dialect.apply(own('effect_table', place), input));
    }),
    ...list(STOCKS, (place) => ({
      kind: 'stock',
      name: own('stock', place),
      initial: `${constant(place)} * 100`,
      inflow: own('inflow', place),
      outflow: own('outflow', place),
    })),
    ...list(STOCKS, (place) =>
      value(
        own('inflow', place),
        `${stock(place)} * 0.02 * ${own('effect', place)} * ${own('policy', place)}`,
      ),
    ),
    ...list(STOCKS, (place) =>
      value(
        own('outflow', place),
        `${stock(place)} / ${constant(place + 20)} * 0.1 * ${own('effect', place + STOCKS)} + ${own('ratio', place)} * 0`,
      ),
    ),
    ...list(MEMORIES, (place) => {
      const memory = dialect.memories[place % dialect.memories.length]!;
      return value(
        own('perceived_level', place),
        `${memory}(${own('effect', place + 30)}, ${constant(place + 40)})`,
      );
    }),
    ...list(CONDITIONS, (place) =>
      value(
        own('policy', place),
        dialect.conditional(`Time > ${10 + place}`, constant(place + 60), `${constant(place + 61)} * 0.9`),
      ),
    ),
    ...list(OTHERS, (place) =>
      value(
        own('ratio', place),
        `(${stock(place)} + ${before('perceived_level', place % MEMORIES)}) / MAX(${constant(place)}, 0.1) - ${constant(place + 9)}^2`,
      ),
    ),
  ];
}

function printVensim(variables: readonly Variable[]): string {
  const equations = variables.map(
    (variable) => `${printVensimEquation(variable)}\n\t~\tunits/Year\n\t~\tGenerated.\n\t|\n\n`,
  );
  const settings = ['INITIAL TIME = 0', 'FINAL TIME = 100', 'TIME STEP = 1', 'SAVEPER = TIME STEP'];
  return `{UTF-8}\n${equations.join('')}${settings.map((setting) => `${setting} ~ Year ~ |\n`).join('')}`;
}

function printVensimEquation(variable: Variable): string {
  const name = variable.name.replaceAll('_', ' ');
  if (variable.kind === 'table') return `${name}(\n\t${variable.ys.map((y, x) => `(${x},${y})`).join(',')})`;
  if (variable.kind === 'value') return `${name}=\n\t${variable.expression.replaceAll('_', ' ')}`;
  const { inflow, outflow, initial } = variable;
  return `${name}= INTEG (\n\t${inflow}-${outflow},\n\t\t${initial})`;
}

function printXmile(variables: readonly Variable[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<sim_specs method="Euler" time_units="Year"><start>0</start><stop>100</stop><dt>1</dt></sim_specs>
<model><variables>
${variables.map(printXmileVariable).join('\n')}
</variables></model>
</xmile>
`;
}

function printXmileVariable(variable: Variable): string {
  if (variable.kind === 'table') {
    const { name, ys } = variable;
    return `<gf name="${name}"><xscale min="0" max="${ys.length - 1}"/><ypts>${ys.join(',')}</ypts></gf>`;
  }
  if (variable.kind === 'stock') {
    const { name, initial, inflow, outflow } = variable;
    return `<stock name="${name}"><doc>Generated.</doc><eqn>${initial}</eqn><inflow>${inflow}</inflow><outflow>${outflow}</outflow><units>units</units></stock>`;
  }
  const tag = /_(in|out)flow_/.test(variable.name) ? 'flow' : 'aux';
  const expression = variable.expression.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${tag} name="${variable.name}"><doc>Generated.</doc><eqn>${expression}</eqn><units>units/Year</units></${tag}>`;
}
