import { InputError, type Problem } from '../../../util/input-error.js';
import { canonicalName, type Dimension } from '../syntax.js';
import { child, childrenNamed, type XmlElement } from './document.js';
import { identifier } from './lexer.js';
import { MAX_DIMENSION_SIZE, MAX_DIMENSIONS } from './limits.js';
import { attempt } from './problems.js';
import { readNumber } from './tables.js';
import { positionIn } from './text.js';

/** The dimensions of a file by canonical name. */
export type Dimensions = ReadonlyMap<string, IndexedDimension>;

export interface IndexedDimension extends Dimension {
  /** The elements by canonical name, with their 1-based positions. */
  readonly byName: ReadonlyMap<string, { readonly name: string; readonly position: number }>;
}

/** The `<dimensions>` of an `<xmile>` element. */
export function readDimensions(root: XmlElement, problems: Problem[]): Dimensions {
  const dimensions = new Map<string, IndexedDimension>();
  const written = childrenNamed(root, 'dimensions').flatMap((block) => childrenNamed(block, 'dim'));
  for (const element of written) {
    const dimension = attempt(problems, () => readDimension(element));
    if (!dimension) continue;
    const key = canonicalName(dimension.name);
    if (!dimensions.has(key)) dimensions.set(key, dimension);
    else problems.push({ message: `the dimension ${dimension.name} is defined twice`, at: dimension.at });
  }
  return dimensions;
}

/** The dimensions of a variable. Throws an InputError at one that the file does not define. */
export function readVariableDimensions(variable: XmlElement, dimensions: Dimensions): IndexedDimension[] {
  const block = child(variable, 'dimensions');
  if (!block) return [];
  const tags = childrenNamed(block, 'dim');
  if (tags.length > MAX_DIMENSIONS) {
    throw new InputError(`a variable may have no more than ${MAX_DIMENSIONS} dimensions`, block.at);
  }
  return tags.map((element) => {
    const name = readName(element);
    const dimension = dimensions.get(canonicalName(name));
    if (dimension) return dimension;
    throw new InputError(`unknown dimension ${name}: define it in the <dimensions> of the file`, element.at);
  });
}

/** The subscripts of an `<element>`, as names: numbers are positions where no element has that name. */
export function readElementSubscripts(
  element: XmlElement,
  dimensions: readonly IndexedDimension[],
): string[] {
  const text = element.attributes.get('subscript');
  if (!text) throw new InputError('<element> needs the attribute subscript', element.at);
  const names = splitOutsideQuotes(text.value).map(identifier);
  if (names.length !== dimensions.length) {
    throw new InputError(
      `the subscript has ${names.length} parts, but the variable has ${dimensions.length} dimensions`,
      positionIn(text, 0),
    );
  }
  return names.map((name, i) => {
    const { byName, elements, name: dimension } = dimensions[i]!;
    const found =
      byName.get(canonicalName(name))?.name ?? (/^\d+$/.test(name) ? elements[Number(name) - 1] : undefined);
    if (found !== undefined) return found;
    throw new InputError(`${name} is not an element of the dimension ${dimension}`, positionIn(text, 0));
  });
}

/** The name in an attribute of an element. Throws an InputError if it is missing or empty. */
export function readName(element: XmlElement, attribute = 'name'): string {
  const text = element.attributes.get(attribute);
  if (!text) throw new InputError(`<${element.name}> needs the attribute ${attribute}`, element.at);
  const name = identifier(text.value);
  if (canonicalName(name) !== '') return name;
  throw new InputError(`the attribute ${attribute} of <${element.name}> is empty`, element.at);
}

function readDimension(element: XmlElement): IndexedDimension {
  const name = readName(element);
  const named = childrenNamed(element, 'elem').map((elem) => readName(elem));
  const elements = named.length > 0 ? named : numbered(element, name);
  const byName = new Map(elements.map((elem, i) => [canonicalName(elem), { name: elem, position: i + 1 }]));
  if (byName.size < elements.length) {
    throw new InputError(`the dimension ${name} has an element twice`, element.at);
  }
  return { name, at: element.at, elements, byName, mappings: [], aliasOf: null, external: null };
}

function numbered(element: XmlElement, name: string): string[] {
  const text = element.attributes.get('size');
  if (!text)
    throw new InputError(`the dimension ${name} needs a size, or an <elem> for each element`, element.at);
  const size = readNumber(text, `the size of the dimension ${name}`);
  if (!Number.isInteger(size) || size < 1 || size > MAX_DIMENSION_SIZE) {
    const range = `a whole number from 1 to ${MAX_DIMENSION_SIZE}`;
    throw new InputError(`the size of the dimension ${name} has to be ${range}`, positionIn(text, 0));
  }
  return Array.from({ length: size }, (_, i) => String(i + 1));
}

function splitOutsideQuotes(list: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= list.length; i++) {
    if (list[i] === '\\' && quoted) i++;
    else if (list[i] === '"') quoted = !quoted;
    else if (i >= list.length || (list[i] === ',' && !quoted)) {
      parts.push(list.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}
