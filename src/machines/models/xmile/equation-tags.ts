import { InputError } from '../../../util/input-error.js';
import { textPosition, type XmlElement } from './document.js';
import { isBlank } from './lexer.js';

/** The text of an `<eqn>`. Throws an InputError where it is only question marks. */
export function equationText(equation: XmlElement): XmlElement['text'] {
  if (!/^\s*\?+\s*$/.test(equation.text.value)) return equation.text;
  const problem = 'the program that wrote this file left question marks for the equation';
  throw new InputError(`${problem}: write the equation in their place`, textPosition(equation));
}

/** The first child of that name that holds more than white space and comments. */
export function filledChild(owner: XmlElement, name: string): XmlElement | undefined {
  return owner.children.find((element) => element.name === name && !isBlank(element.text.value));
}
