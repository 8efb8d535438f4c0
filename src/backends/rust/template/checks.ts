import { MAX_CELLS, MAX_REPEAT_DEPTH } from '../../../bytecode/validate.js';

/** Refuses an image of a program that `validate` refuses. */
export const CHECKS = `/// The least and the greatest that an operand can be.
fn range_of(vm: &Vm, operand: &Operand) -> (i64, i64) {
    let kind = &KINDS[operand.kind];
    let high = i64::from(kind.high);
    if let Some(pool) = kind.pool {
        (0, high.min(vm.pools[pool].len() as i64 - 1))
    } else if let Some(memory) = kind.memory {
        (i64::from(operand.below), high.min(vm.cells[memory] as i64 - 1 - i64::from(operand.above)))
    } else {
        (i64::from(kind.low), high)
    }
}

fn fail_at(at: usize, what: String) -> ! {
    fail(&format!("word {at} of the code: {what}"))
}

/// The cells that an opcode needs whatever its operands are.
fn check_fixed_cells(vm: &Vm, at: usize) {
    for FixedCell { opcode, array, cell } in &FIXED_CELLS {
        if *opcode as i64 != vm.code[at] as i64 {
            continue;
        }
        let (name, length) = match array.checked_sub(MEMORY_INFOS.len()) {
            None => (MEMORY_INFOS[*array].name, vm.cells[*array]),
            Some(pool) => (POOL_INFOS[pool].name, vm.pools[pool].len()),
        };
        if !(0..length as i64).contains(cell) {
            fail_at(at, format!("{} needs {name}[{cell}]", OPCODES[*opcode].name));
        }
    }
}

/// Opcodes and operands; jump targets when it is known where instructions begin.
fn check_instructions(vm: &Vm, section: &Range<usize>, instruction_at: &mut [Option<usize>]) {
    let mut at = section.start;
    let mut count = 0;
    while at < section.end {
        let opcode = usize::try_from(vm.code[at])
            .ok()
            .and_then(|number| OPCODES.get(number))
            .unwrap_or_else(|| fail_at(at, format!("{} is not an opcode", vm.code[at])));
        let end = at + 1 + opcode.operands.len();
        if end > section.end {
            fail_at(at, format!("the section ends inside {}", opcode.name));
        }
        check_fixed_cells(vm, at);
        instruction_at[at] = Some(count);
        for (operand, &word) in opcode.operands.iter().zip(&vm.code[at + 1..end]) {
            let kind = &KINDS[operand.kind];
            let (low, high) = range_of(vm, operand);
            if !kind.label && !(low..=high).contains(&i64::from(word)) {
                fail_at(at, format!("{}: the {} {word} is not in {low} to {high}", opcode.name, kind.name));
            }
        }
        at = end;
        count += 1;
    }
}

/// Jump targets are instructions of the same section; kinds of operands limit their numbers.
fn check_targets(vm: &Vm, section: &Range<usize>, instruction_at: &[Option<usize>]) {
    let mut at = section.start;
    while at < section.end {
        let opcode = &OPCODES[vm.code[at] as usize];
        let end = at + 1 + opcode.operands.len();
        for (operand, &word) in opcode.operands.iter().zip(&vm.code[at + 1..end]) {
            let kind = &KINDS[operand.kind];
            let number = usize::try_from(word)
                .ok()
                .filter(|target| section.contains(target))
                .and_then(|target| instruction_at[target]);
            if kind.label && !number.map_or(false, |number| number as i64 <= i64::from(kind.high)) {
                fail_at(at, format!("{}: {word} is not a jump target", opcode.name));
            }
        }
        at = end;
    }
}

/// The cells of stack that a section needs. An instruction has as many before it on every way to it.
fn check_stack(vm: &Vm, section: &Range<usize>, depths: &mut [Option<usize>]) -> usize {
    let mut waiting = Vec::new();
    let mut reach = |waiting: &mut Vec<(usize, usize)>, from: usize, at: usize, depth: usize| {
        if at >= section.end {
            fail_at(from, "control runs off the end of its section".to_string());
        }
        match depths[at] {
            Some(known) if known != depth => {
                fail_at(at, format!("reached with {known} and with {depth} cells of stack"))
            }
            Some(_) => (),
            None => waiting.push((at, depth)),
        }
        depths[at] = Some(depth);
    };
    let mut most = 0;
    reach(&mut waiting, section.start, section.start, 0);
    while let Some((at, depth)) = waiting.pop() {
        let opcode = &OPCODES[vm.code[at] as usize];
        if depth < opcode.pops {
            fail_at(at, format!("{} takes {} cells of stack of {depth}", opcode.name, opcode.pops));
        }
        let after = depth - opcode.pops + opcode.pushes;
        most = most.max(after);
        if let Some(target) = opcode.target {
            reach(&mut waiting, at, vm.code[at + 1 + target] as usize, after);
        }
        if opcode.next {
            reach(&mut waiting, at, at + 1 + opcode.operands.len(), after);
        }
    }
    most
}

/// The cells of stack that the deepest section needs.
fn check_code(vm: &Vm) -> usize {
    let mut instruction_at = vec![None; vm.code.len()];
    let mut depths = vec![None; vm.code.len()];
    for section in &vm.sections {
        check_instructions(vm, section, &mut instruction_at);
    }
    let mut most = 1;
    for section in &vm.sections {
        check_targets(vm, section, &instruction_at);
        most = most.max(check_stack(vm, section, &mut depths));
    }
    most
}

fn check_cells(vm: &Vm) {
    for (info, &cells) in MEMORY_INFOS.iter().zip(&vm.cells) {
        let kind = &KINDS[info.kind];
        let most = kind.high as usize + 1;
        if cells > most {
            fail(&format!("{cells} cells for each {}: it can address 0 to {most}", kind.name));
        }
    }
    let total: u64 = vm.cells.iter().map(|&cells| cells as u64).sum();
    if total > ${MAX_CELLS} {
        fail(&format!("{total} cells in all memories: there may be ${MAX_CELLS}"));
    }
}

/// A pool of numbers has every value once, any NaN like any other.
fn check_pool(pool: &Pool, info: &PoolInfo) {
    let mut bits: Vec<u64> = match pool {
        Pool::F64(values) => values.iter().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect(),
        Pool::I32(values) => values.iter().map(|&x| u64::from(x as u32)).collect(),
        _ => return,
    };
    bits.sort_unstable();
    if bits.windows(2).any(|pair| pair[0] == pair[1]) {
        fail(&format!("the pool {} has a value twice", info.name));
    }
}

/// Makes an action of its words; 'Err' says what is wrong.
fn action(vm: &Vm, kind: usize, words: [usize; 4]) -> Result<Action, &'static str> {
    let [a, b, c, d] = words;
    let of = |memory: usize| MEMORY_INFOS.get(memory).map(|info| (info.kind, info.cell));
    let cells = vm.cells.get(a).copied().unwrap_or(0);
    let used = *[1, 4, 0, 3, 3].get(kind).ok_or("it is unknown")?;
    if words[used..].iter().any(|&word| word != 0) {
        return Err("it has words that mean nothing");
    }
    match kind {
        0 if a >= vm.sections.len() => Err("there is no such section"),
        0 => Ok(Action::Run { section: a }),
        1 if of(a).is_none() || of(a) != of(b) => Err("it cannot copy between these"),
        1 if c + d > cells => Err("there are no such cells"),
        1 => Ok(Action::Copy { from: a, to: b, start: c, end: c + d }),
        2 => Ok(Action::Observe),
        3 if b >= 1 << 21 => Err("it cannot repeat so often"),
        3 => Ok(Action::Repeat { times: a as u64 | (b as u64) << 32, end: c }),
        _ if b >= cells || c >= cells => Err("there are no such cells"),
        _ => Ok(Action::Leave { memory: a, cell: b, at_least: c }),
    }
}

/// Where each 'repeat' ends, and what may only be in one.
fn check_nesting(i: usize, action: &Action, ends: &mut Vec<usize>, count: usize) -> Result<(), &'static str> {
    while ends.last() == Some(&i) {
        ends.pop();
    }
    match action {
        Action::Leave { .. } if ends.is_empty() => Err("there is no repeat to leave"),
        Action::Repeat { end, .. } if *end <= i || *end > *ends.last().unwrap_or(&count) => {
            Err("its end is not where it can be")
        }
        Action::Repeat { .. } if ends.len() == ${MAX_REPEAT_DEPTH} => Err("repeats are nested too deeply"),
        Action::Repeat { end, .. } => {
            ends.push(*end);
            Ok(())
        }
        _ => Ok(()),
    }
}
`;
