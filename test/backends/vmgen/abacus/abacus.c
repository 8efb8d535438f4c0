/* Loads a program of abacus, runs it, and says how many instructions it dispatched.
 *
 *     abacus combine FILE     as vmgen's peephole optimiser combines instructions
 *     abacus plain FILE       as it stands; superinstructions may be named
 *     abacus count FILE       the same, and how often the instruction at each cell ran
 *
 * A line is an instruction with its operands, `:3` for a place that control may come to, or empty. `@3` as an
 * operand is that place.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long Cell;
typedef void *Inst;

enum { MAX_CELLS = 10000, MAX_PLACES = 100, MAX_STACK = 1000 };

static Inst code[MAX_CELLS];
static Cell counts[MAX_CELLS];
static Cell variables[100];
static Cell stack[MAX_STACK];
static Inst *return_stack[MAX_STACK];
static Inst *const *instructions;

#define INST_ADDR(name) #name
static const char *const names[] = {
#include "abacus-labels.i"
};
#undef INST_ADDR
enum { NAMES = sizeof names / sizeof *names };

static struct { int prefix, last, combination; } combinations[] = {
#include "abacus-peephole.i"
  {-1, -1, -1}
};

#define MAYBE_UNUSED __attribute__((unused))
#define IMM_ARG(access, value) (access)
#define vm_Cell2n(cell, x) ((x) = (Cell)(cell))
#define vm_n2Cell(x, cell) ((cell) = (x))
#define vm_Cell2place(cell, x) ((x) = (Inst *)(cell))
#define vm_Cell2Cell(x, y) ((y) = (Cell)(x))

#define LABEL(name) I_##name:
#define LABEL2(name)
#define NAME(name)
#define DEF_CA
#define SUPER_END
#define IF_spTOS(x)
#define spTOS (sp[0])
#define IP ip
#define IPTOS (*ip)
#define SET_IP(target) (ip = (target))
#define INC_IP(cells) (ip += (cells))
#define NEXT_P0
#define NEXT_P1
#define NEXT_P2 do { counts[ip - code]++; goto **ip++; } while (0)
#define INST_ADDR(name) &&I_##name

/* Without an instruction to start at it only says where instructions are. */
static void run(Inst *start)
{
  static void *labels[] = {
#include "abacus-labels.i"
  };
  Inst *ip = start;
  Inst **callers = return_stack + MAX_STACK;
  Cell *const bottom = stack + MAX_STACK - 1;
  Cell *sp = bottom;
  instructions = (Inst *const *)labels;
  if (!start)
    return;
  NEXT_P2;
#include "abacus-vm.i"
}

static void fail(const char *what, const char *which)
{
  fprintf(stderr, "%s %s\n", what, which);
  exit(1);
}

static int number_of(const char *name)
{
  for (int i = 0; i < NAMES; i++)
    if (strcmp(names[i], name) == 0)
      return i;
  fail("no instruction", name);
  return -1;
}

static int combined(int prefix, int last)
{
  for (int i = 0; combinations[i].prefix >= 0; i++)
    if (combinations[i].prefix == prefix && combinations[i].last == last)
      return combinations[i].combination;
  return -1;
}

/* Returns the cell behind the last. */
static int load(FILE *file, int combines)
{
  static int places[MAX_PLACES], uses[MAX_CELLS];
  char line[1000];
  int next = 0, previous = -1, previous_at = 0;
  memset(uses, -1, sizeof uses);
  while (fgets(line, sizeof line, file)) {
    char *word = strtok(line, " \n");
    if (!word)
      continue;
    if (*word == ':') {
      places[atoi(word + 1)] = next;
      previous = -1;
      continue;
    }
    int number = number_of(word);
    int combination = combines && previous >= 0 ? combined(previous, number) : -1;
    if (combination >= 0)
      previous = combination;
    else {
      previous = number;
      previous_at = next++;
    }
    code[previous_at] = instructions[previous];
    while ((word = strtok(NULL, " \n"))) {
      if (*word == '@')
        uses[next] = atoi(word + 1);
      else
        code[next] = (Inst)atol(word);
      next++;
    }
  }
  for (int i = 0; i < next; i++)
    if (uses[i] >= 0)
      code[i] = code + places[uses[i]];
  return next;
}

int main(int argc, char **argv)
{
  FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
  if (!file)
    fail("usage: abacus combine|plain|count", "FILE");
  run(NULL);
  int end = load(file, strcmp(argv[1], "combine") == 0);
  run(code);
  Cell dispatches = 0;
  for (int i = 0; i < end; i++)
    dispatches += counts[i];
  fprintf(stderr, "%ld\n", dispatches);
  if (strcmp(argv[1], "count") == 0)
    for (int i = 0; i < end; i++)
      fprintf(stderr, "%ld\n", counts[i]);
  return 0;
}
