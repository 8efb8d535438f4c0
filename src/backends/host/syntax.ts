import type { HostLanguage } from '../../isa/isa.js';
import { commentText } from '../comment-text.js';

/** What is the same for all VMs in a language: its comments, its literals, and where statements end. */
export interface HostSyntax {
  /** `h`: how names of generated files end. */
  readonly extension: string;
  /** Of files that are compiled by themselves, where that differs. */
  readonly sourceExtension: string;
  /** For people. */
  readonly name: string;
  /** Words that leave a body where it does not say so by an exit of the template. */
  readonly leaving: readonly string[];
  /** A statement may end with its line. */
  readonly endsAtLines: boolean;
  /** A block is an expression, so an exit may stand wherever an expression may. */
  readonly hasBlockExpressions: boolean;
  comment(text: string): string;
  /** A literal. */
  string(text: string): string;
  /** What a stack pointer is called unless the template says so; null: of the operand stack. */
  pointer(stack: string | null): string;
}

/** What a letter is in a literal that goes by its bytes. */
function octalBytes(letter: string): string {
  return [...new TextEncoder().encode(letter)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}

/** Letters that every language writes as they are in a literal. */
const SPECIAL = /[^ !#-;=>@-[\]-~]/gu;

function literal(written: (letter: string) => string): (text: string) => string {
  return (text) => `"${text.replace(/\p{Cs}/gu, '\uFFFD').replace(SPECIAL, (letter) => written(letter))}"`;
}

const C: HostSyntax = {
  extension: 'h',
  sourceExtension: 'c',
  name: 'C',
  leaving: ['return', 'goto', 'longjmp', 'abort', 'exit'],
  endsAtLines: false,
  hasBlockExpressions: false,
  comment: (text) => `/* ${commentText(text)} */`,
  string: literal(octalBytes),
  pointer: (stack) => (stack === null ? 'sp' : `${stack}_sp`),
};

const lineComment = (text: string) => `// ${commentText(text)}`.trimEnd();
const ofVm = (stack: string | null) => (stack === null ? 'vm.sp' : `vm.${stack}_sp`);
const codePoint = (letter: string) => letter.codePointAt(0)!.toString(16);

export const HOST_SYNTAX: Readonly<Record<HostLanguage, HostSyntax>> = {
  c: C,
  'c++': {
    ...C,
    name: 'C++',
    extension: 'hpp',
    sourceExtension: 'cpp',
    leaving: [...C.leaving, 'throw'],
  },
  rust: {
    extension: 'rs',
    sourceExtension: 'rs',
    name: 'Rust',
    leaving: ['return', 'panic'],
    endsAtLines: false,
    hasBlockExpressions: true,
    comment: lineComment,
    string: literal((letter) => `\\u{${codePoint(letter)}}`),
    pointer: ofVm,
  },
  go: {
    extension: 'go',
    sourceExtension: 'go',
    name: 'Go',
    leaving: ['return', 'goto', 'panic'],
    endsAtLines: true,
    hasBlockExpressions: false,
    comment: lineComment,
    string: literal((letter) => `\\U${codePoint(letter).padStart(8, '0')}`),
    pointer: ofVm,
  },
  javascript: {
    extension: 'mjs',
    sourceExtension: 'mjs',
    name: 'JavaScript',
    leaving: ['return', 'throw', 'yield', 'await'],
    endsAtLines: true,
    hasBlockExpressions: false,
    comment: lineComment,
    string: literal((letter) => `\\u{${codePoint(letter)}}`),
    pointer: ofVm,
  },
};
