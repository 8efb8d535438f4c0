import type { FusedIsa } from '../../isa/fuse.js';
import type { HostLanguage } from '../../isa/isa.js';
import { FAST_MATH } from '../c/template/floating-point.js';
import { generatedFrom } from '../opcodes.js';
import { printFused } from './handler.js';
import { hostOpcodes } from './host-opcodes.js';
import { printHostTables } from './host-tables.js';
import { fill, type HostTemplate, templateText } from './host-template.js';
import { HOST_SYNTAX } from './syntax.js';
import { TILING_IN_C } from './template/tiling-c.js';
import { TILING_IN_GO } from './template/tiling-go.js';
import { IMPORTS, TILING_IN_JAVASCRIPT } from './template/tiling-javascript.js';
import { TILING_IN_RUST } from './template/tiling-rust.js';
import { testInC } from './test/c.js';
import { testInGo } from './test/go.js';
import { TEST_IN_JAVASCRIPT } from './test/javascript.js';
import { printTest, type TestLanguage } from './test/print-test.js';
import { TEST_IN_RUST } from './test/rust.js';

/** What a language's files are made of, besides the handlers. */
interface HostFiles {
  /** Around the tables. */
  tables(fused: FusedIsa, template: HostTemplate, lines: readonly string[]): readonly string[];
  tiling(template: HostTemplate): readonly string[];
  test(template: HostTemplate): TestLanguage;
}

/**
 * All that an author pastes or includes, by file name: `superinstructions.h` (opcodes, names, stack effects,
 * parts), `handlers.inc`, `tiling.h` (rewrites code), and `handlers_test.c` (runs every handler against its
 * parts); in other languages they end otherwise. Throws an `InputError` where a body cannot be part of a
 * superinstruction.
 */
export function printHostFiles(fused: FusedIsa, template: HostTemplate): ReadonlyMap<string, string> {
  const { language } = template;
  const { comment, extension, sourceExtension } = HOST_SYNTAX[language];
  const handlers = printFused(fused, template).flatMap((text) => text.split('\n'));
  const { tables, tiling, test } = FILES[language];
  const about = comment(generatedFrom(fused));
  const file = (lines: readonly string[]) => `${[about, ...lines].join('\n')}\n`;
  return new Map([
    [`superinstructions.${extension}`, file(tables(fused, template, printHostTables(fused, template)))],
    ['handlers.inc', file(handlers)],
    [`tiling.${extension}`, file(tiling(template))],
    [
      language === 'go' ? 'handlers_check.go' : `handlers_test.${sourceExtension}`,
      file(printTest(test(template), fused, template)),
    ],
  ]);
}

/** The most operands that an instruction has, or all parts of one together, and the most parts. */
function limits({ instructions, patterns }: FusedIsa) {
  const bindings = patterns.map(({ parts }) => parts.reduce((sum, part) => sum + part.bindings.length, 0));
  return {
    operands: Math.max(1, ...bindings, ...instructions.map(({ operands }) => operands.length)),
    parts: Math.max(1, ...patterns.map(({ parts }) => parts.length)),
  };
}

function lines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

const head = (template: HostTemplate) =>
  fill(templateText(template, 'head'), {}).filter((line) => line !== '');

/** Compilers that reorder floating point do so across the parts of a handler as well. */
const NO_FAST_MATH = `/* Where handlers compute with floating point, fused ones would give other bits than their parts. */
#if !defined(SUPERINSTRUCTIONS_WITHOUT_FLOATS) && \\
    (${FAST_MATH})
#error "compile without -Ofast and -ffast-math, or define SUPERINSTRUCTIONS_WITHOUT_FLOATS"
#endif
`;

function filesInC(language: 'c' | 'c++'): HostFiles {
  const { extension } = HOST_SYNTAX[language];
  const guarded = (name: string, content: readonly string[]) => [
    `#ifndef ${name}`,
    `#define ${name}`,
    ...content,
    '#endif',
  ];
  return {
    tables: (fused, template, tables) =>
      guarded('SUPERINSTRUCTIONS_TABLES', [
        ...['stdbool', 'stddef', 'stdint'].map((name) => `#include <${name}.h>`),
        ...head(template),
        '',
        ...lines(NO_FAST_MATH),
        '/* A word of code. */',
        `typedef ${templateText(template, 'word')} SuperWord;`,
        `enum { SUPER_MAX_OPERANDS = ${limits(fused).operands}, SUPER_MAX_PARTS = ${limits(fused).parts} };`,
        '',
        ...tables,
        '',
        '/* The names of all superinstructions, for tables of handlers. */',
        `#define SUPERINSTRUCTIONS_LIST(X)${hostOpcodes(fused, template)
          .slice(fused.base)
          .map(({ identifier }) => ` \\\n  X(${identifier.toUpperCase()})`)
          .join('')}`,
        '',
        '/* The row of an opcode in super_infos; -1 where it has none. */',
        'static inline int super_index(int op) {',
        '  switch (op) {',
        ...hostOpcodes(fused, template).map(({ constant }, i) => `    case ${constant}: return ${i};`),
        '    default: return -1;',
        '  }',
        '}',
      ]),
    tiling: () =>
      guarded('SUPERINSTRUCTIONS_TILING', [
        `#include "superinstructions.${extension}"`,
        '#include <stdlib.h>',
        '',
        ...lines(TILING_IN_C),
      ]),
    test: () => testInC(extension),
  };
}

const FILES: Readonly<Record<HostLanguage, HostFiles>> = {
  c: filesInC('c'),
  'c++': filesInC('c++'),
  rust: {
    tables: (_, template, tables) => [
      '#![allow(dead_code, unused_imports, clippy::all)]',
      ...head(template),
      '',
      '/// A word of code.',
      `pub type SuperWord = ${templateText(template, 'word')};`,
      ...tables,
      '',
      '/// The row of an opcode in SUPER_INFOS.',
      'pub fn super_index(op: i32) -> Option<usize> {',
      '    static ROWS: std::sync::OnceLock<std::collections::HashMap<i32, usize>> = std::sync::OnceLock::new();',
      '    let rows = ROWS.get_or_init(|| SUPER_INFOS.iter().enumerate().map(|(row, info)| (info.op, row)).collect());',
      '    rows.get(&op).copied()',
      '}',
    ],
    tiling: () => [
      '#![allow(dead_code, unused_imports, clippy::all)]',
      'use super::superinstructions::*;',
      '',
      ...lines(TILING_IN_RUST),
    ],
    test: () => TEST_IN_RUST,
  },
  go: {
    tables: (_, template, tables) => [
      ...head(template),
      '',
      '// A word of code.',
      `type SuperWord = ${templateText(template, 'word')}`,
      ...tables,
      '',
      '// The rows of opcodes in superInfos.',
      'var superIndex = func() map[int32]int {',
      '    rows := map[int32]int{}',
      '    for row, info := range superInfos { rows[info.op] = row }',
      '    return rows',
      '}()',
    ],
    tiling: (template) => [...head(template), '', ...lines(TILING_IN_GO)],
    test: (template) => testInGo(head(template)),
  },
  javascript: {
    tables: (_, template, tables) => [
      ...head(template),
      '',
      ...tables,
      '',
      '/** The rows of opcodes in superInfos. */',
      'export const superIndex = new Map(superInfos.map(({ op }, row) => [op, row]));',
    ],
    tiling: () => [IMPORTS, '', ...lines(TILING_IN_JAVASCRIPT)],
    test: () => TEST_IN_JAVASCRIPT,
  },
};
