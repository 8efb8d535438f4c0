/** Refuses an image whose code or schedule names what is not there. */
export const CHECKS = `/// Says of every word whether an instruction begins there.
fn check_code(vm: &Vm) -> Vec<bool> {
    let mut is_start = vec![false; vm.code.len()];
    let mut is_used = vec![false; OPCODES.len()];
    let mut targets = Vec::new();
    let mut at = 0;
    while at < vm.code.len() {
        is_start[at] = true;
        let opcode = OPCODES
            .get(vm.code[at] as u32 as usize)
            .unwrap_or_else(|| fail("the image has an unknown opcode"));
        is_used[vm.code[at] as usize] = true;
        for (i, operand) in opcode.operands.iter().enumerate() {
            let kind = &KINDS[operand.kind];
            let word = *vm
                .code
                .get(at + 1 + i)
                .unwrap_or_else(|| fail("the image ends inside an instruction"));
            let limit = if kind.label {
                Some(vm.code.len())
            } else if let Some(pool) = kind.pool {
                Some(vm.pools[pool].len())
            } else {
                kind.memory.map(|memory| vm.memories[memory].len())
            };
            if limit.map_or(false, |limit| i64::from(word) < i64::from(operand.below) || i64::from(word) >= limit as i64 - i64::from(operand.above)) {
                fail("the image has an operand out of range");
            }
            if kind.label {
                targets.push(word as usize);
            }
        }
        at += 1 + opcode.operands.len();
    }
    if targets.iter().any(|&target| !is_start[target]) {
        fail("the image has a jump into an instruction");
    }
    for FixedCell { opcode, array, cell } in &FIXED_CELLS {
        let length = match array.checked_sub(MEMORY_INFOS.len()) {
            None => vm.memories[*array].len(),
            Some(pool) => vm.pools[pool].len(),
        };
        if is_used[*opcode] && !(0..length as i64).contains(cell) {
            fail("the image has too few cells for an instruction");
        }
    }
    is_start
}

fn action(reader: &mut Reader, vm: &Vm, is_start: &[bool]) -> Action {
    let kind = reader.u32();
    let [a, b, c, d] = [reader.count(), reader.count(), reader.count(), reader.count()];
    let cells = |memory: usize| vm.memories.get(memory).map_or(0, Memory::len);
    let is_known = |memory: usize| memory < MEMORY_INFOS.len();
    let may_copy = |from: usize, to: usize| {
        is_known(from) && is_known(to) && MEMORY_INFOS[from].cell == MEMORY_INFOS[to].cell
    };
    match kind {
        0 if is_start.get(a) == Some(&true) => Action::Run { start: a },
        1 if may_copy(a, b) && c + d <= cells(a).min(cells(b)) => {
            Action::Copy { from: a, to: b, start: c, end: c + d }
        }
        2 => Action::Observe,
        3 => Action::Repeat { times: a as u64 | (b as u64) << 32, end: c },
        4 if b < cells(a) && c < cells(a) => Action::Leave { memory: a, cell: b, at_least: c },
        _ => fail("the image has a schedule out of range"),
    }
}
`;
