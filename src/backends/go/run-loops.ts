import type { Compiler, Dispatcher } from '../compiled.js';
import { handlersFile, switchFile, wholeProgramFile } from '../dispatchers.js';
import { exitsBy } from '../language.js';
import { createGo, NOTE_TRAP } from './language.js';

const compiler: Compiler = { names: ['go'], missing: 'needs Go 1.18 or newer: install golang-go' };

const outBy = (leave: readonly string[]) => ({ return: leave, exits: exitsBy(leave, NOTE_TRAP) });

export const GO_DISPATCHERS: readonly Dispatcher[] = [
  switchFile(createGo, {
    file: 'switch.go',
    about: 'one switch in a loop',
    compiler,
    techniques: { switch: [] },
    leaving: { next: [], ...outBy(['return']) },
    template: `func prepare() {}

func run(start int) {
    code, stack, pc, sp := code, stack, start, 0
    registers = Registers{}
    {locals}
    for {
        if counting { countDispatch() }
        switch code[pc] {
        {cases}
        }
    }
}`,
  }),
  // Every handler is a function that gives the next instruction.
  handlersFile(createGo, {
    file: 'function-table.go',
    about: 'a table of functions, called in a loop',
    compiler,
    techniques: { 'function table': [] },
    leaving: () => ({ next: ['return pc, sp'], ...outBy(['return -1, sp']) }),
    handler: `
// {about}
func op_{identifier}(pc, sp int) (int, int) {
    {body}
}`,
    template: `var handlers = [...]func(pc, sp int) (int, int){
    {labels}
}
{handlers}

func prepare() {}

func run(start int) {
    registers = Registers{}
    for pc, sp := start, 0; pc >= 0; {
        if counting { countDispatch() }
        pc, sp = handlers[code[pc]](pc, sp)
    }
}`,
  }),
  wholeProgramFile(createGo, 'whole-program.go', compiler, {
    case: 'case {start}: {call}',
    template: `{functions}

func prepare() { requireImage({image}) }

func run(start int) {
    switch start {
    {cases}
    }
}`,
  }),
];
