import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { canonicalName, type Equation, type Expression, type ModelFile } from '../syntax.js';
import type { Dimensions } from './dimensions.js';
import { isTrue, type XmlElement } from './document.js';
import { filledChild } from './equation-tags.js';
import { parseExpression } from './expressions.js';
import { type PositionedText, positionIn } from './text.js';

/** What `<sim_specs>` says. */
export interface Simulation {
  /** `INITIAL TIME`, `FINAL TIME`, `TIME STEP` and, if given, `SAVEPER`. */
  readonly settings: readonly Equation[];
  readonly integration: ModelFile['integration'];
  readonly at: SourcePosition;
}

/** The spec falls back from rk2 to rk4; methods that choose their own step are nearest to it, too. */
const INTEGRATION: ReadonlyMap<string, ModelFile['integration']> = new Map([
  ['euler', 'euler'],
  ['rk4', 'rk4'],
  ['rk2', 'rk4'],
  ['rk45', 'rk4'],
  ['gear', 'rk4'],
]);

/** The interval between saved values: a tag or an attribute, with or without a vendor's prefix. */
const SAVE_INTERVAL = /^(.*:)?(save_?step|save_?per|save_interval)$/;

/** Words for the settings themselves: a variable defined by one of them says nothing new. */
const SETTING_NAMES: ReadonlySet<string> = new Set([
  'dt',
  'starttime',
  'stoptime',
  'initial time',
  'final time',
  'time step',
]);

/** Reads a `<sim_specs>`. Throws an InputError where it cannot be simulated. */
export function readSimulation(specs: XmlElement, dimensions: Dimensions): Simulation {
  const units = specs.attributes.get('time_units')?.value.trim() ?? '';
  const read = (text: PositionedText): Expression => parseExpression(text, { dimensions, subscripts: [] });
  const required = (tag: string): Expression => {
    const found = filledChild(specs, tag);
    if (found) return read(found.text);
    throw new InputError(
      `<sim_specs> has no <${tag}>: write the time of the simulation's ${tag} there`,
      specs.at,
    );
  };
  const setting = (name: string, expression: Expression): Equation => ({
    name,
    at: expression.at,
    subscripts: [],
    except: [],
    definition: { kind: 'expression', expression },
    units,
    documentation: '',
  });
  const interval = saveInterval(specs);
  return {
    settings: [
      setting('INITIAL TIME', required('start')),
      setting('FINAL TIME', required('stop')),
      setting('TIME STEP', timeStep(specs, read)),
      ...(interval && interval.value.trim() !== '0' ? [setting('SAVEPER', read(interval))] : []),
    ],
    integration: readIntegration(specs),
    at: specs.at,
  };
}

/**
 * The settings together with the variables of the root model. Files that come from Vensim have the settings
 * as variables as well: they have to agree. Without any interval to save at, every step is saved.
 */
export function withSettings({ settings, at }: Simulation, variables: readonly Equation[]): Equation[] {
  const byName = new Map(settings.map((setting) => [canonicalName(setting.name), setting]));
  const others: Equation[] = [];
  for (const variable of variables) {
    const key = canonicalName(variable.name);
    const setting = byName.get(key);
    if (setting) byName.set(key, agreed(setting, variable));
    else others.push(variable);
  }
  const hasInterval = [...settings, ...others].some(({ name }) => canonicalName(name) === 'saveper');
  const expression: Expression = { kind: 'reference', name: 'TIME STEP', subscripts: [], at };
  const everyStep: Equation = {
    ...settings[2]!,
    name: 'SAVEPER',
    at,
    definition: { kind: 'expression', expression },
  };
  return [...byName.values(), ...(hasInterval ? [] : [everyStep]), ...others];
}

function agreed(setting: Equation, variable: Equation): Equation {
  const specified = expressionOf(setting);
  const defined = expressionOf(variable);
  if (defined?.kind === 'reference' && SETTING_NAMES.has(canonicalName(defined.name))) return setting;
  const differs =
    specified?.kind === 'number' && defined?.kind === 'number' && specified.value !== defined.value;
  if (!differs && defined && variable.subscripts.length === 0) return { ...variable, name: setting.name };
  throw new InputError(
    `${variable.name} means a setting of the simulation, which <sim_specs> gives as something else: rename it`,
    variable.at,
  );
}

function expressionOf({ definition }: Equation): Expression | null {
  if (definition.kind !== 'expression') return null;
  const { expression } = definition;
  const isSigned =
    expression.kind === 'unary' && expression.operator !== 'not' && expression.operand.kind === 'number';
  if (!isSigned) return expression;
  const { value, at } = expression.operand;
  return { kind: 'number', value: expression.operator === '-' ? -value : value, at };
}

function timeStep(specs: XmlElement, read: (text: PositionedText) => Expression): Expression {
  const dt = filledChild(specs, 'dt');
  if (!dt) return { kind: 'number', value: 1, at: specs.at };
  const step = read(dt.text);
  const reciprocal = dt.attributes.get('reciprocal');
  if (!reciprocal || !isTrue(reciprocal)) return step;
  if (step.kind === 'number' && step.value !== 0) return { ...step, value: 1 / step.value };
  throw new InputError('the reciprocal of the time step has to be a number above 0', step.at);
}

function saveInterval(specs: XmlElement): PositionedText | undefined {
  const tag = specs.children.find(({ name, text }) => SAVE_INTERVAL.test(name) && text.value.trim() !== '');
  if (tag) return tag.text;
  return [...specs.attributes].find(
    ([name, { value }]) => SAVE_INTERVAL.test(name) && value.trim() !== '',
  )?.[1];
}

/** In a list such as `gear, rk4` the method that is meant exactly counts. */
function readIntegration(specs: XmlElement): Simulation['integration'] {
  const method = specs.attributes.get('method');
  const names = (method?.value ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (!method || names.every((name) => name === '')) return 'euler';
  const exact = names.find((name) => name === 'euler' || name === 'rk4');
  const found = INTEGRATION.get(exact ?? names[0]!);
  if (found) return found;
  const known = [...INTEGRATION.keys()].join(', ');
  throw new InputError(`unknown integration method: use one of ${known}`, positionIn(method, 0));
}
