import { declareKnownTypes, type KnownTypes } from '../dispatch/world.js';
import type { TypeDescription, Types } from '../types.js';

interface BuiltIn extends Omit<TypeDescription, 'name' | 'parent'> {
  readonly parent?: string;
}

/** Types that are there before any program besides those that dispatchers know, parents first. */
const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  Cool: { parent: 'Any' },
  IterationEnd: { parent: 'Mu' },
  Int: { parent: 'Cool', holds: 'integer' },
  Num: { parent: 'Cool', holds: 'number' },
  Str: { parent: 'Cool', holds: 'text' },
  Bool: { parent: 'Int' },
  Complex: { parent: 'Cool', attributes: ['$!re', '$!im'] },
  List: { parent: 'Iterable', attributes: ['$!reified'] },
  Array: { parent: 'List', attributes: ['$!descriptor'] },
  Map: { parent: 'Iterable', attributes: ['$!storage'] },
  Hash: { parent: 'Map', attributes: ['$!descriptor'] },
  Pair: { parent: 'Any', attributes: ['$!key', '$!value'] },
  Range: { parent: 'Iterable', attributes: ['$!min', '$!max'] },
  Buf: { parent: 'Any', holds: 'list' },
  'ContainerDescriptor::BindHashKey': {
    parent: 'Mu',
    attributes: ['$!next-descriptor', '$!target', '$!key'],
  },
  'ContainerDescriptor::VivifyHash': {
    parent: 'Mu',
    attributes: ['$!next-descriptor', '$!container', '$!key'],
  },
  'ContainerDescriptor::VivifyArray': {
    parent: 'Mu',
    attributes: ['$!next-descriptor', '$!container', '$!pos'],
  },
  ListIterator: { parent: 'Any', attributes: ['$!items', '$!at'] },
  IntIterator: { parent: 'Any', attributes: ['$!at', '$!last'] },
  LetterIterator: { parent: 'Any', attributes: ['$!at', '$!last'] },
  Lines: { parent: 'Iterable', attributes: ['$!text', '$!from'] },
  WrapHandle: { parent: 'Any', attributes: ['$!wrapper', '$!routine'] },
  BOOTCode: { language: 'NQP', size: 4 },
  BOOTArray: { language: 'NQP', holds: 'list' },
  BOOTHash: { language: 'NQP', holds: 'table' },
  Frame: { language: 'NQP' },
  Record: { language: 'NQP' },
};

const DEFINITE = ['Int', 'Num', 'Str', 'Complex', 'Bool'];

/** Declares all. Classes of the setting add methods to them. */
export function declareBuiltInTypes(types: Types): KnownTypes {
  const known = declareKnownTypes(types);
  for (const [name, { parent, ...description }] of Object.entries(BUILT_IN))
    types.declare({ ...description, name, parent: parent === undefined ? null : types.named(parent) });
  // What routines of the setting return.
  for (const name of DEFINITE) types.declare({ name: `${name}:D`, parent: types.named(name) });
  return known;
}
