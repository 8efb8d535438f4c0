/** What `tiling.rs` holds for any machine. */
export const TILING_IN_RUST = `/// An instruction, decoded. A jump target is the 'old_pc' of the instruction it names.
#[derive(Clone, Debug, PartialEq)]
pub struct SuperInstruction {
    pub op: i32,
    pub operands: Vec<i64>,
    /// Control may come here not only from the instruction before.
    pub is_leader: bool,
    pub old_pc: usize,
}

fn bindings(part: &SuperPart) -> &'static [SuperBinding] {
    &SUPER_BINDINGS[part.first_binding..part.first_binding + part.binding_count]
}

fn parts(pattern: &SuperPattern) -> &'static [SuperPart] {
    &SUPER_PARTS[pattern.first_part..pattern.first_part + pattern.part_count]
}

/// Whether the instruction after this one stays as it is. Instructions that the tables lack stay as well.
fn keeps_next(instruction: &SuperInstruction) -> bool {
    super_index(instruction.op).is_some_and(|index| SUPER_INFOS[index].keeps_next)
}

/// Whether superinstructions have room for all operands: where they do not, the instruction stays as it is.
fn has_room(instruction: &SuperInstruction) -> bool {
    let info = &SUPER_INFOS[super_index(instruction.op).unwrap()];
    instruction.operands.iter().enumerate().all(|(k, &value)| {
        let operand = &SUPER_OPERANDS[info.first_operand + k];
        let limit = 1i64 << operand.fused_bits.saturating_sub(operand.is_signed as usize);
        operand.fused_bits == 0 || (value < limit && value >= if operand.is_signed { -limit } else { 0 })
    })
}

/// The operands that a pattern keeps, if it fits the instructions at the start of 'code'.
fn fit(pattern: &SuperPattern, code: &[SuperInstruction]) -> Option<Vec<i64>> {
    let (mut seen, mut kept) = (Vec::new(), Vec::new());
    if pattern.part_count > code.len() {
        return None;
    }
    for (p, part) in parts(pattern).iter().enumerate() {
        if code[p].op != part.op || code[p].operands.len() != part.binding_count {
            return None;
        }
        if !has_room(&code[p]) || (p > 0 && (code[p].is_leader || keeps_next(&code[p - 1]))) {
            return None;
        }
        for (binding, &operand) in bindings(part).iter().zip(&code[p].operands) {
            match binding.kind {
                0 => kept.push(operand),
                1 if operand != i64::wrapping_add(seen[binding.earlier], binding.value) => return None,
                2 if operand != binding.value => return None,
                _ => {}
            }
            seen.push(operand);
        }
    }
    Some(kept)
}

/// The best way to reach a boundary between instructions, by its last instruction.
#[derive(Clone, Copy)]
struct Step {
    dispatches: usize,
    length: usize,
    /// Without one the instruction stays as it is.
    pattern: Option<&'static SuperPattern>,
}

/// Rewrites a function with the fewest instructions per basic block; among equal ways the one whose last
/// instruction replaces the most. Each has the 'old_pc' of its first part. Jump targets stay what they were: see
/// 'relocate'.
pub fn tile(code: &[SuperInstruction]) -> Vec<SuperInstruction> {
    let mut best = vec![Step { dispatches: usize::MAX, length: 0, pattern: None }; code.len() + 1];
    best[0].dispatches = 0;
    for at in 0..code.len() {
        let dispatches = best[at].dispatches + 1;
        if dispatches < best[at + 1].dispatches {
            best[at + 1] = Step { dispatches, length: 1, pattern: None };
        }
        if at > 0 && keeps_next(&code[at - 1]) {
            continue;
        }
        for pattern in SUPER_PATTERNS.iter() {
            let (length, is_start) = (pattern.part_count, parts(pattern)[0].op == code[at].op);
            if is_start && fit(pattern, &code[at..]).is_some() {
                let end = &mut best[at + length];
                if dispatches < end.dispatches || (dispatches == end.dispatches && length > end.length) {
                    *end = Step { dispatches, length, pattern: Some(pattern) };
                }
            }
        }
    }
    let mut out = Vec::new();
    let mut at = code.len();
    while at > 0 {
        let step = best[at];
        at -= step.length;
        let mut instruction = code[at].clone();
        if let Some(pattern) = step.pattern {
            instruction.op = pattern.op;
            instruction.operands = fit(pattern, &code[at..]).unwrap();
        }
        out.push(instruction);
    }
    out.reverse();
    out
}

/// The instructions that one stands for: itself if it is no superinstruction.
pub fn decompose(fused: &SuperInstruction) -> Vec<SuperInstruction> {
    let Some(pattern) = SUPER_PATTERNS.iter().find(|pattern| pattern.op == fused.op) else {
        return vec![fused.clone()];
    };
    let (mut seen, mut next) = (Vec::new(), fused.operands.iter());
    let mut out = Vec::new();
    for (p, part) in parts(pattern).iter().enumerate() {
        let start = seen.len();
        for binding in bindings(part) {
            seen.push(match binding.kind {
                0 => *next.next().unwrap(),
                1 => i64::wrapping_add(seen[binding.earlier], binding.value),
                _ => binding.value,
            });
        }
        let is_leader = p == 0 && fused.is_leader;
        out.push(SuperInstruction { op: part.op, operands: seen[start..].to_vec(), is_leader, old_pc: fused.old_pc });
    }
    out
}

fn is_label(op: i32, operand: usize) -> bool {
    super_index(op).is_some_and(|index| SUPER_OPERANDS[SUPER_INFOS[index].first_operand + operand].label)
}

/// Lays code out anew: 'width' says how many units an instruction takes. Moves jump targets, and gives where each
/// old pc up to 'old_end' is now, the end too.
pub fn relocate(
    code: &mut [SuperInstruction],
    old_end: usize,
    width: impl Fn(&SuperInstruction) -> usize,
) -> Vec<Option<usize>> {
    let mut new_pc = vec![None; old_end + 1];
    let mut end = 0;
    for instruction in code.iter() {
        new_pc[instruction.old_pc] = Some(end);
        end += width(instruction);
    }
    new_pc[old_end] = Some(end);
    for instruction in code.iter_mut() {
        for k in 0..instruction.operands.len() {
            if is_label(instruction.op, k) {
                let target = new_pc[instruction.operands[k] as usize];
                instruction.operands[k] = target.expect("a jump into a superinstruction") as i64;
            }
        }
    }
    new_pc
}

/// Code of words rewritten, and where things went.
pub struct SuperTiled {
    pub code: Vec<SuperWord>,
    /// By old pc.
    pub new_pc: Vec<Option<usize>>,
    /// By new pc.
    pub old_pc: Vec<Option<usize>>,
}

/// All of this for code of words: an opcode and its operands, a word each; jump targets count words from the start
/// of the function. 'is_entry' says where control may come in otherwise: handlers of exceptions, targets in tables.
/// None where the code is not such code.
pub fn tile_words(code: &[SuperWord], is_entry: impl Fn(usize) -> bool) -> Option<SuperTiled> {
    let mut before = Vec::new();
    let mut is_leader = vec![false; code.len() + 1];
    let mut is_start = vec![false; code.len() + 1];
    let mut at = 0;
    while at < code.len() {
        let op = code[at] as i32;
        let end = at + 1 + SUPER_INFOS[super_index(op)?].operand_count;
        let operands: Vec<i64> = code.get(at + 1..end)?.iter().map(|&word| word as i64).collect();
        for (k, &operand) in operands.iter().enumerate() {
            if is_label(op, k) {
                *is_leader.get_mut(usize::try_from(operand).ok()?)? = true;
            }
        }
        is_start[at] = true;
        before.push(SuperInstruction { op, operands, is_leader: false, old_pc: at });
        at = end;
    }
    if (0..code.len()).any(|at| is_leader[at] && !is_start[at]) {
        return None;
    }
    for instruction in before.iter_mut() {
        instruction.is_leader = is_leader[instruction.old_pc] || is_entry(instruction.old_pc);
    }
    let mut after = tile(&before);
    let new_pc = relocate(&mut after, code.len(), |instruction| 1 + instruction.operands.len());
    let (mut out, mut old_pc) = (Vec::new(), Vec::new());
    for instruction in &after {
        old_pc.push(Some(instruction.old_pc));
        out.push(instruction.op as SuperWord);
        for &operand in &instruction.operands {
            old_pc.push(None);
            out.push(operand as SuperWord);
        }
    }
    Some(SuperTiled { code: out, new_pc, old_pc })
}
`;
