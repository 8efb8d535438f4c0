import { MAX_IDLE_REPEATS } from '../../../bytecode/validate.js';

/** Runs a program by its schedule. */
export const SCHEDULE = `pub type Run = unsafe fn(&mut Vm, usize);

/// Runs the actions from 'at' to 'end'; true when one of them leaves the 'repeat' they are in, or traps.
fn perform(vm: &mut Vm, run: Run, observe: &mut dyn FnMut(&Vm), mut at: usize, end: usize) -> bool {
    while at < end {
        at += 1;
        match vm.schedule[at - 1] {
            Action::Run { section } => {
                vm.sections_run += 1;
                unsafe { run(vm, vm.sections[section].start) };
                if vm.trapped {
                    return true;
                }
            }
            Action::Observe => observe(vm),
            Action::Copy { from, to, start, end } => copy(&mut vm.memories, from, to, start, end),
            Action::Leave { memory, cell, at_least } => {
                if match &vm.memories[memory] {
                    Memory::F64(cells) => cells[cell] >= cells[at_least],
                    Memory::I32(cells) => cells[cell] >= cells[at_least],
                } {
                    return true;
                }
            }
            Action::Repeat { times, end } => {
                for _ in 0..times {
                    let before = vm.sections_run;
                    if perform(vm, run, observe, at, end) {
                        break;
                    }
                    vm.idle_repeats += u64::from(vm.sections_run == before);
                    if vm.idle_repeats > ${MAX_IDLE_REPEATS} {
                        stop("repeating ${MAX_IDLE_REPEATS} times without running a section".to_string());
                    }
                }
                if vm.trapped {
                    return true;
                }
                at = end;
            }
        }
    }
    false
}

fn copy(memories: &mut [Memory], from: usize, to: usize, start: usize, end: usize) {
    if from == to {
        return;
    }
    let (low, high) = memories.split_at_mut(from.max(to));
    let (source, target) = if from < to {
        (&low[from], &mut high[0])
    } else {
        (&high[0], &mut low[to])
    };
    match (source, target) {
        (Memory::F64(source), Memory::F64(target)) => target[start..end].copy_from_slice(&source[start..end]),
        (Memory::I32(source), Memory::I32(target)) => target[start..end].copy_from_slice(&source[start..end]),
        _ => unreachable!(),
    }
}

fn run_program(vm: &mut Vm, run: Run, observe: &mut dyn FnMut(&Vm)) {
    for memory in &mut vm.memories {
        match memory {
            Memory::F64(cells) => cells.fill(0.0),
            Memory::I32(cells) => cells.fill(0),
        }
    }
    vm.trapped = false;
    (vm.sections_run, vm.idle_repeats) = (0, 0);
    let end = vm.schedule.len();
    perform(vm, run, observe, 0, end);
}
`;
