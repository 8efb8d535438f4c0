/*
 * A bytecode interpreter: locals, arithmetic, jumps, functions with frames, cells of memory, and print. Programs are
 * text, as in programs/: ./vm programs/fib.vm
 *
 * -DSUPERINSTRUCTIONS rewrites functions with what mine-superinstructions generated, when they are loaded.
 * -DTRACE counts how often each instruction runs, and at the end appends a line of JSON per instruction to the file
 * that TRACE names; with superinstructions, those that were dispatched to the file that DISPATCHES names.
 */
#include "vm.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef SUPERINSTRUCTIONS
#include "generated/superinstructions.h"
#include "generated/tiling.h"
#endif

enum { STACK_CELLS = 1 << 16, MAX_DEPTH = 256, MAX_FRAMES = 4096, MAX_FUNCTIONS = 64, MAX_WORDS = 4096 };
#ifdef TEST
enum { MEMORY_CELLS = 64 };
#else
enum { MEMORY_CELLS = 1 << 20 };
#endif

typedef struct {
  char name[32];
  int arguments, locals; /* locals begin with the arguments */
  Word *code;
  int words;
  const Word *base; /* the code as it was written */
  int base_words;
  size_t *old_pc;   /* where each instruction of 'code' was in 'base'; NULL: they are the same */
  uint64_t *counts; /* by pc: how often an instruction ran */
  uint64_t *left;   /* by pc and part: how often control left there */
} Function;

typedef struct {
  const Function *function;
  const Word *ip;
  Cell *fp;
} Frame;

static Function functions[MAX_FUNCTIONS];
static Cell stack[STACK_CELLS], memory[MEMORY_CELLS], allocated;

/* Where the interpreter stopped, and after how many words of the instruction that was there in the code as written. */
static const Function *stopped_in;
static const Word *stopped_ip;
static Cell *stopped_sp;
static int skipped;

static const struct {
  const char *name, *operands;
} instructions[] = {
#define INSTRUCTION(NAME, text, operands) {text, operands},
    INSTRUCTIONS(INSTRUCTION)
#undef INSTRUCTION
};

/* Integers wrap. */
#define ADD(a, b) ((Cell)((uint64_t)(a) + (uint64_t)(b)))
#define SUB(a, b) ((Cell)((uint64_t)(a) - (uint64_t)(b)))
#define MUL(a, b) ((Cell)((uint64_t)(a) * (uint64_t)(b)))
#define DIV(a, b) ((b) == -1 ? SUB(0, a) : (a) / (b))
#define REM(a, b) ((b) == -1 ? 0 : (a) % (b))
#define IS_CELL(p) ((uint64_t)(p) < (uint64_t)MEMORY_CELLS)
#define PRINT(v) print(v)

static void print(Cell value) {
#ifndef TEST
  printf("%" PRId64 "\n", value);
#else
  (void)value;
#endif
}

#ifdef TRACE
enum { PARTS = 64 };
#define COUNT() (at = ip - code, function->counts[at]++)
#define LEFT(part) (function->left[at * PARTS + (part)]++)
#else
#define COUNT() ((void)0)
#define LEFT(part) ((void)0)
#endif

#define CASE(name) op_##name
#define DISPATCH() do { COUNT(); goto *labels[*ip]; } while (0)
#define NEXT(words) do { ip += 1 + (words); DISPATCH(); } while (0)
#define JUMP(target) do { ip = code + (target); DISPATCH(); } while (0)
#define LEAVE(message) do { error = (message); goto leave; } while (0)
#define TRAP(message) LEAVE(message)
#define RETURN(value) \
  do { \
    *fp = (value); \
    sp = fp + 1; \
    if (frame == frames) LEAVE(NULL); \
    --frame; \
    function = frame->function; \
    code = function->code; \
    ip = frame->ip; \
    fp = frame->fp; \
    DISPATCH(); \
  } while (0)

/* Runs a function until its end; NULL, or what went wrong. */
static const char *interpret(const Function *function, Cell *locals, Cell *sp) {
  static const void *const labels[] = {
#define LABEL(NAME, text, operands) &&op_##NAME,
      INSTRUCTIONS(LABEL)
#undef LABEL
#ifdef SUPERINSTRUCTIONS
#define LABEL(NAME) &&op_##NAME,
      SUPERINSTRUCTIONS_LIST(LABEL)
#undef LABEL
#endif
  };
  static Frame frames[MAX_FRAMES];
  Frame *frame = frames;
  Cell *fp = locals;
  const Word *code = function->code, *ip = code;
  const char *error;
#ifdef TRACE
  ptrdiff_t at;
#endif
  skipped = 0;
  DISPATCH();

#include "handlers.inc"
#ifdef SUPERINSTRUCTIONS
#include "generated/handlers.inc"
#endif

leave:
  stopped_in = function;
  stopped_ip = ip;
  stopped_sp = sp;
  return error;
}

#ifndef TEST
static int function_count;
static const char *path;
static int line;

static void fail(const char *message) {
  fprintf(stderr, "%s:%d: %s\n", path, line, message);
  exit(2);
}

static Function *function_named(const char *name) {
  for (int i = 0; i < function_count; i++)
    if (strcmp(functions[i].name, name) == 0) return &functions[i];
  if (function_count == MAX_FUNCTIONS) fail("too many functions");
  if (strlen(name) >= sizeof functions->name) fail("a name is too long");
  strcpy(functions[function_count].name, name);
  return &functions[function_count++];
}

/* A place in a function that jumps name: 'at' is -1 until it is known. */
typedef struct {
  char name[32];
  int at;
} Label;
static Label labels[256];
static int label_count;
/* The words that name a label, until the function ends. */
static struct {
  Word *word;
  int label;
} jumps[1024];
static int jump_count;

static int label_named(const char *name) {
  for (int i = 0; i < label_count; i++)
    if (strcmp(labels[i].name, name) == 0) return i;
  if (label_count == 256 || strlen(name) >= sizeof labels->name) fail("too many labels, or a long one");
  strcpy(labels[label_count].name, name);
  labels[label_count].at = -1;
  return label_count++;
}

static void end_function(void) {
  for (int i = 0; i < jump_count; i++) {
    *jumps[i].word = labels[jumps[i].label].at;
    if (*jumps[i].word < 0) fail("the function before this line jumps to a label that it has not");
  }
  label_count = jump_count = 0;
}

static void add_instruction(Function *function, const char *name, const char *operand) {
  int op = 0;
  while (op < BASE_OPCODES && strcmp(instructions[op].name, name) != 0) op++;
  if (op == BASE_OPCODES) fail("there is no such instruction");
  const char kind = instructions[op].operands[0];
  if ((kind != 0) != (operand != NULL)) fail("the number of operands is wrong");
  if (function->words + 2 > MAX_WORDS) fail("the function is too long");
  function->code[function->words++] = op;
  if (kind == 0) return;
  Word *word = &function->code[function->words++];
  if (kind == 'n') *word = (Word)strtol(operand, NULL, 10);
  if (kind == 'f') *word = (Word)(function_named(operand) - functions);
  if (kind != 't') return;
  if (jump_count == 1024) fail("too many jumps");
  jumps[jump_count].word = word;
  jumps[jump_count++].label = label_named(operand);
}

/* 'func name arguments locals', 'label:', or an instruction and its operand; ';' begins a comment. */
static void load(void) {
  FILE *file = fopen(path, "r");
  char text[256];
  Function *function = NULL;
  if (!file) fail("cannot be read");
  while (fgets(text, sizeof text, file)) {
    char *words[5] = {NULL};
    int count = 0;
    line++;
    text[strcspn(text, ";\n")] = 0;
    for (char *word = strtok(text, " \t"); word && count < 5; word = strtok(NULL, " \t")) words[count++] = word;
    if (count == 0) continue;
    if (strcmp(words[0], "func") == 0) {
      if (count != 4) fail("expected: func name arguments locals");
      end_function();
      function = function_named(words[1]);
      if (function->code) fail("there are two functions of this name");
      function->arguments = atoi(words[2]);
      function->locals = atoi(words[3]);
      function->code = calloc(MAX_WORDS, sizeof(Word));
      continue;
    }
    if (!function) fail("a program begins with a function");
    const size_t length = strlen(words[0]);
    if (count == 1 && words[0][length - 1] == ':') {
      words[0][length - 1] = 0;
      labels[label_named(words[0])].at = function->words;
    } else if (count <= 2)
      add_instruction(function, words[0], words[1]);
    else
      fail("expected an instruction and its operand");
  }
  end_function();
  fclose(file);
}

static void prepare(Function *function) {
  if (!function->code) fail("a function is called that there is not");
  function->base = function->code;
  function->base_words = function->words;
#ifdef SUPERINSTRUCTIONS
  Word *rewritten = calloc((size_t)function->words + 1, sizeof *rewritten);
  function->old_pc = calloc((size_t)function->words + 1, sizeof *function->old_pc);
  function->words = (int)super_tile_words(function->code, (size_t)function->words, NULL, rewritten, NULL, function->old_pc);
  function->code = rewritten;
#endif
#ifdef TRACE
  function->counts = calloc((size_t)function->words + 1, sizeof *function->counts);
  function->left = calloc((size_t)function->words + 1, PARTS * sizeof *function->left);
#endif
}

static size_t written_pc(const Function *function, ptrdiff_t pc) {
  return function->old_pc ? function->old_pc[pc] : (size_t)pc;
}

#ifdef TRACE
/* Adds what an instruction counted to those that were written: a superinstruction counts for each of its parts. */
static void take_apart(const Function *function, int pc, uint64_t *counts) {
  uint64_t count = function->counts[pc];
  size_t at = written_pc(function, pc);
#ifdef SUPERINSTRUCTIONS
  for (int i = 0; i < SUPER_PATTERNS; i++) {
    if (super_patterns[i].op != function->code[pc]) continue;
    for (int p = 0; p < super_patterns[i].part_count; p++) {
      counts[at] += count;
      count -= function->left[pc * PARTS + p];
      at += 1 + (size_t)super_parts[super_patterns[i].first_part + p].binding_count;
    }
    return;
  }
#endif
  counts[at] += count;
}

#ifdef SUPERINSTRUCTIONS
/* A line for every instruction that was dispatched, superinstructions as such: where they are in the code as written. */
static void print_dispatches(FILE *file, const char *program) {
  for (int f = 0; f < function_count; f++) {
    const Function *function = &functions[f];
    for (int pc = 0; pc < function->words; pc++) {
      if (function->counts[pc] == 0) continue;
      const SuperInfo *info = &super_infos[super_index(function->code[pc])];
      fprintf(file, "{\"fn\":\"%s.%s\",\"pc\":%zu,\"op\":\"%s\",\"args\":[", program, function->name,
              written_pc(function, pc), info->name);
      for (int k = 0; k < info->operand_count; k++) {
        const Word operand = function->code[pc + 1 + k];
        const int is_label = super_operands[info->first_operand + k].label;
        const Cell shown = is_label ? (Cell)written_pc(function, operand) : operand;
        fprintf(file, "%s%" PRId64, k > 0 ? "," : "", shown);
      }
      fprintf(file, "],\"n\":%" PRIu64 "}\n", function->counts[pc]);
    }
  }
}
#endif

/* A line for every instruction of the program as it was written, executed or not. */
static void print_trace(FILE *file, const char *program) {
  uint64_t dispatches = 0;
  for (int f = 0; f < function_count; f++) {
    const Function *function = &functions[f];
    uint64_t *counts = calloc((size_t)function->base_words + 1, sizeof *counts);
    for (int pc = 0; pc < function->words; pc++) dispatches += function->counts[pc];
    for (int pc = 0; pc < function->words; pc++)
      if (function->counts[pc] > 0) take_apart(function, pc, counts);
    for (int pc = 0; pc < function->base_words;) {
      const Word op = function->base[pc];
      const char kind = instructions[op].operands[0];
      fprintf(file, "{\"fn\":\"%s.%s\",\"pc\":%d,\"op\":\"%s\",\"args\":[", program, function->name, pc,
              instructions[op].name);
      if (kind) fprintf(file, "%" PRId32, function->base[pc + 1]);
      fprintf(file, "],\"n\":%" PRIu64 "}\n", counts[pc]);
      pc += kind ? 2 : 1;
    }
    free(counts);
  }
  fprintf(stderr, "%s: %" PRIu64 " dispatches\n", program, dispatches);
}
#endif

#ifdef TRACE
/* Appends to the file that a variable of the environment names, if it does. */
static void trace(const char *variable, const char *program, void (*print_lines)(FILE *, const char *)) {
  FILE *file = getenv(variable) ? fopen(getenv(variable), "a") : NULL;
  if (!file) return;
  print_lines(file, program);
  fclose(file);
}
#endif

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: %s program.vm\n", arguments[0]);
    return 2;
  }
  path = arguments[1];
  load();
  for (int i = 0; i < function_count; i++) prepare(&functions[i]);
  const Function *start = function_named("main");
  if (!start->code) fail("there is no function main");
  for (int i = 0; i < start->locals; i++) stack[i] = 0;
  const clock_t began = clock();
  const char *error = interpret(start, stack, stack + start->locals);
  fflush(stdout);
  if (getenv("TIME")) fprintf(stderr, "%s: %.3f seconds\n", path, (double)(clock() - began) / CLOCKS_PER_SEC);
  if (error)
    fprintf(stderr, "%s: %s at word %zu of %s\n", path, error,
            written_pc(stopped_in, stopped_ip - stopped_in->code) + (size_t)skipped, stopped_in->name);
#ifdef TRACE
  const char *bare = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  char program[64] = {0};
  memcpy(program, bare, strcspn(bare, ".") < 63 ? strcspn(bare, ".") : 63);
  trace("TRACE", program, print_trace);
#ifdef SUPERINSTRUCTIONS
  trace("DISPATCHES", program, print_dispatches);
#endif
#endif
  return error != NULL;
}
#endif
