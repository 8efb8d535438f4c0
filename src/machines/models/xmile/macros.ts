import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Equation, type Macro } from '../syntax.js';
import { type Dimensions, readName } from './dimensions.js';
import { child, childrenNamed, type XmlElement } from './document.js';
import { equationText, filledChild } from './equation-tags.js';
import { parseExpression } from './expressions.js';
import { identifier } from './lexer.js';
import { MAX_MACRO_PARAMETERS } from './limits.js';
import { readModelElement } from './models.js';
import type { FileScope } from './scope.js';
import { type PositionedText, positionIn } from './text.js';

interface Parameter {
  readonly name: string;
  /** The expression that an argument left out stands for. */
  readonly default: PositionedText | undefined;
}

/**
 * The macros that a `<macro>` stands for: one for each number of arguments it may be called with, where
 * parameters left out are variables of the macro. None for an option filter that repeats what non-negative
 * variables do anyway.
 */
export function readMacro(element: XmlElement, file: FileScope): Macro[] {
  const { dimensions } = file;
  const name = readName(element);
  const at = positionIn(element.attributes.get('name')!, 0);
  if (element.attributes.has('filter')) {
    if (canonicalName(name) === 'non negative') return [];
    throw new InputError(`the macro ${name} filters an option of variables, which is not supported`, at);
  }
  const specs = child(element, 'sim_specs');
  if (specs)
    throw new InputError(`the macro ${name} runs a simulation of its own, which is not supported`, specs.at);
  const parameters = readParameters(element, name);
  const content = readModelElement(element, name, file);
  if (content.modules.length > 0) {
    throw new InputError(`the macro ${name} has a module, which is not supported`, content.modules[0]!.at);
  }
  const { output, equations } = withValue(element, name, dimensions, content.equations);
  const optional = parameters.filter((parameter) => parameter.default !== undefined);
  const defaults = optional.map((parameter) => variable(parameter.name, parameter.default!, dimensions));
  // The macro with all its parameters comes last.
  const omitted = Array.from({ length: optional.length + 1 }, (_, i) => optional.length - i);
  return omitted.map((count) => ({
    name,
    at,
    inputs: parameters.slice(0, parameters.length - count).map((parameter) => parameter.name),
    outputs: [output, ...furtherOutputs(element, output)],
    equations: [...defaults.slice(optional.length - count), ...equations],
  }));
}

function readParameters(macro: XmlElement, name: string): Parameter[] {
  const tags = childrenNamed(macro, 'parm');
  if (tags.length > MAX_MACRO_PARAMETERS) {
    throw new InputError(`the macro ${name} has more than ${MAX_MACRO_PARAMETERS} parameters`, tags[0]!.at);
  }
  let isOptional = false;
  return tags.map((tag) => {
    const parameter = { name: identifier(tag.text.value), default: tag.attributes.get('default') };
    if (canonicalName(parameter.name) === '')
      throw new InputError('<parm> has to hold the name of a parameter', tag.at);
    if (isOptional && !parameter.default) {
      throw new InputError(
        `the parameter ${parameter.name} follows one with a default: give it a default, too`,
        tag.at,
      );
    }
    isOptional = parameter.default !== undefined;
    return parameter;
  });
}

/** The macro's value: the variable that its `<eqn>` names, or else a variable added for the `<eqn>`. */
function withValue(
  macro: XmlElement,
  name: string,
  dimensions: Dimensions,
  equations: readonly Equation[],
): { readonly output: string; readonly equations: readonly Equation[] } {
  const equation = filledChild(macro, 'eqn');
  if (!equation)
    throw new InputError(`the macro ${name} has no value: write its expression in <eqn>`, macro.at);
  const names = new Set(equations.map((other) => canonicalName(other.name)));
  const value = variable(name, equationText(equation), dimensions);
  const { expression } = value.definition;
  if (expression.kind === 'reference' && expression.subscripts.length === 0) {
    if (names.has(canonicalName(expression.name))) return { output: expression.name, equations };
  }
  let output = name;
  while (names.has(canonicalName(output))) output += ' value';
  return { output, equations: [...equations, { ...value, name: output }] };
}

/** Variables of the macro that Vensim marks as outputs: a call takes them behind a colon. */
function furtherOutputs(macro: XmlElement, value: string): string[] {
  const variables = child(macro, 'variables')?.children ?? [];
  return variables
    .filter(({ attributes }) => attributes.get('access')?.value === 'output')
    .map((element) => readName(element))
    .filter((name) => canonicalName(name) !== canonicalName(value));
}

function variable(name: string, text: PositionedText, dimensions: Dimensions) {
  const expression = parseExpression(text, { dimensions, subscripts: [] });
  return {
    name,
    at: expression.at,
    subscripts: [],
    except: [],
    definition: { kind: 'expression', expression },
    units: '',
    documentation: '',
  } as const satisfies Equation;
}
