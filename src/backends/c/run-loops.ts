import type { Compiler, Dispatcher } from '../compiled.js';
import { handlersFile, switchFile, wholeProgramFile } from '../dispatchers.js';
import { exitsBy } from '../language.js';
import { createC, NOTE_TRAP } from './language.js';

/** Newest first. */
export const CLANGS = ['clang', ...[22, 21, 20, 19].map((version) => `clang-${version}`)];

/** clang merges the jumps of large interpreters again, so gcc comes first. */
const ANY: Compiler = {
  names: ['gcc', ...CLANGS, 'cc'],
  missing: 'needs a C compiler: install gcc',
};

const TAIL_CALLS: Compiler = {
  names: [...CLANGS, 'gcc'],
  probe: {
    source: '#if !__has_attribute(musttail) || !__has_attribute(preserve_none)\n#error\n#endif\n',
    arguments: ['-E', '-xc', '-'],
  },
  missing: 'needs clang 19 or newer (musttail and preserve_none): install clang-19',
};

const RETURN = ['return;'];
const OUT = { return: RETURN, exits: exitsBy(RETURN, NOTE_TRAP) };
const LEAVING = () => ({ next: ['DISPATCH();'], ...OUT });
const ADDRESSES = ['-DADDRESSES'];
const ABOUT_ADDRESSES = [
  'With -DADDRESSES the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
  '',
];

const switchLoop = switchFile(createC, {
  file: 'switch.c',
  about: 'one switch in a loop',
  compiler: ANY,
  techniques: { switch: [] },
  leaving: { next: ['continue;'], ...OUT },
  template: `static void prepare(void) {}

static __attribute__((noinline)) void run(const Word *pc) {
  Cell *sp = stack;
  {locals}
  for (;;) {
    COUNT_DISPATCH();
    switch (*pc) {
      {cases}
      default:
        __builtin_unreachable();
    }
  }
}`,
});

/** Puts the addresses of handlers where the opcodes are. */
const PREPARE_ADDRESSES = `#ifdef ADDRESSES
  for (uint32_t at = 0; at < code_words;) {
    const int64_t opcode = code[at];
    code[at] = (int64_t)handlers[opcode];
    at += 1 + (uint32_t)opcodes[opcode].operands_count;
  }
#endif`;

/** Every handler ends with a jump of its own to the next. */
const computedGoto = handlersFile(createC, {
  file: 'computed-goto.c',
  about: 'handlers that jump to each other (computed goto)',
  compiler: ANY,
  techniques: { 'computed goto, tokens': [], 'computed goto, addresses': ADDRESSES },
  notes: ABOUT_ADDRESSES,
  leaving: LEAVING,
  given: (variables) => variables,
  parts: (variables, { declare }) => ({ locals: variables.flatMap(declare) }),
  handler: `
/* {about} */
op_{identifier}: {
  {body}
}`,
  label: '&&op_{identifier},',
  template: `#ifdef ADDRESSES
#define DISPATCH() do { COUNT_DISPATCH(); goto *(void *)*pc; } while (0)
#else
#define DISPATCH() do { COUNT_DISPATCH(); goto *labels[*pc]; } while (0)
#endif

static const void *const *handlers;

/* Without code it only tells where the handlers are. */
static __attribute__((noinline)) void run(const Word *pc) {
  static const void *const labels[OPCODES] = {
    {labels}
  };
  if (!pc) {
    handlers = labels;
    return;
  }
  Cell *sp = stack;
  {locals}
  DISPATCH();
  {handlers}
}

static void prepare(void) {
  run(NULL);
${PREPARE_ADDRESSES}
}`,
});

/** As many pointers and integers as preserve_none passes in registers. */
const MAX_PARAMETERS = 10;

/** Every handler is a function that calls the next in its place. */
const tailCalls = handlersFile(createC, {
  file: 'tail-calls.c',
  about: 'handlers that tail-call each other',
  compiler: TAIL_CALLS,
  techniques: { 'tail calls, tokens': [], 'tail calls, addresses': ADDRESSES },
  notes: ABOUT_ADDRESSES,
  leaving: LEAVING,
  given: (variables, { registers }) => variables.slice(0, Math.max(registers.length, MAX_PARAMETERS - 2)),
  parts: (passed) => ({
    parameters: [
      'const Word *pc',
      'Cell *sp',
      ...passed.map(({ name, type }) => `${type}${type.endsWith('*') ? '' : ' '}${name}`),
    ].join(', '),
    arguments: ['pc', 'sp', ...passed.map(({ name }) => name)].join(', '),
    first: ['pc', 'stack', ...passed.map(({ value }) => value)].join(', '),
  }),
  handler: `
/* {about} */
HANDLER op_{identifier}(PARAMETERS) {
  {body}
}`,
  template: String.raw`#if !defined(__has_attribute) || !__has_attribute(musttail)
#error "this compiler has no guaranteed tail calls: use clang"
#endif
#if __has_attribute(preserve_none)
#define PRESERVE_NONE __attribute__((preserve_none))
#else
#define PRESERVE_NONE
#endif

#define PARAMETERS {parameters}
#define ARGUMENTS {arguments}
typedef PRESERVE_NONE void Handler(PARAMETERS);
#define HANDLER static PRESERVE_NONE void

static Handler *const handlers[OPCODES];
#ifdef ADDRESSES
#define HANDLER_AT(pc) ((Handler *)*(pc))
#else
#define HANDLER_AT(pc) handlers[*(pc)]
#endif
#define DISPATCH() \
  do { \
    COUNT_DISPATCH(); \
    __attribute__((musttail)) return HANDLER_AT(pc)(ARGUMENTS); \
  } while (0)
{handlers}

static Handler *const handlers[OPCODES] = {
  {labels}
};

static __attribute__((noinline)) void run(const Word *pc) {
  COUNT_DISPATCH();
  HANDLER_AT(pc)({first});
}

static void prepare(void) {
${PREPARE_ADDRESSES}
}`,
});

const wholeProgram = wholeProgramFile(createC, 'whole-program.c', ANY, {
  case: `case {start}:
  {call};
  break;`,
  template: `{functions}

static inline void require_image(uint64_t digest);

static void prepare(void) {
  require_image(UINT64_C({image}));
}

static void run(const Word *pc) {
  switch (pc - code) {
    {cases}
  }
}`,
});

export const C_DISPATCHERS: readonly Dispatcher[] = [switchLoop, computedGoto, tailCalls, wholeProgram];
