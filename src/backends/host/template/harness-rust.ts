/** What the test of handlers in Rust does, whatever the machine. */
export const HARNESS_IN_RUST = `const TEST_STATES: usize = 1000;
const TEST_MOST_STATES: usize = 20000;

struct Random {
    seed: u64,
    last: i64,
}

impl Random {
    fn next(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }
    /// Often small, often what it was before, sometimes anything.
    fn value(&mut self) -> i64 {
        match self.next() % 8 {
            0 => self.last = self.next() as i32 as i64,
            1..=4 => self.last = self.between(-2, 9),
            _ => {}
        }
        self.last
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Way {
    Next,
    Label(usize),
    Exit,
    Elsewhere,
}

fn test_info(op: i32) -> &'static SuperInfo {
    &SUPER_INFOS[super_index(op).unwrap()]
}

fn test_operand(op: i32, k: usize) -> &'static SuperOperand {
    &SUPER_OPERANDS[test_info(op).first_operand + k]
}

fn test_labels(one: &SuperInstruction) -> usize {
    (0..one.operands.len()).filter(|&k| test_operand(one.op, k).label).count()
}

/// Where a run of one instruction ends.
fn test_run(vm: &mut Vm, one: &SuperInstruction, first_label: usize, labels: usize) -> Way {
    let mut operands = one.operands.clone();
    let mut pads = Vec::new();
    // Twice for the labels, as how long code is may depend on where they are, and once to run.
    for _ in 0..3 {
        vm.code.clear();
        pads.clear();
        emit(vm, one.op as _, &operands);
        for _ in 0..=labels {
            pads.push(vm.code.len());
            emit_stop(vm);
        }
        let mut label = first_label;
        for k in 0..operands.len() {
            if test_operand(one.op, k).label {
                label += 1;
                operands[k] = pads[label] as i64;
            }
        }
    }
    let Some(end) = run(vm) else { return Way::Exit };
    match pads.iter().position(|&pad| pad == end) {
        Some(0) => Way::Next,
        Some(pad) => Way::Label(pad),
        None => Way::Elsewhere,
    }
}

/// Random operands; those that go by an earlier one have to be operands as well.
fn test_operands(pattern: &SuperPattern, random: &mut Random) -> SuperInstruction {
    let count = test_info(pattern.op).operand_count;
    let mut fused = SuperInstruction { op: pattern.op, operands: vec![], is_leader: false, old_pc: 0 };
    for _ in 0..1000 {
        fused.operands = (0..count)
            .map(|k| test_range(test_operand(pattern.op, k).kind))
            .map(|(low, high)| random.between(low, high))
            .collect();
        let parts = &SUPER_PARTS[pattern.first_part..pattern.first_part + pattern.part_count];
        let good = decompose(&fused).iter().zip(parts).all(|(one, part)| {
            one.operands.iter().enumerate().all(|(k, operand)| {
                let (low, high) = test_range(test_operand(one.op, k).kind);
                SUPER_BINDINGS[part.first_binding + k].kind != 1 || (low..=high).contains(operand)
            })
        });
        if good {
            break;
        }
    }
    fused
}

fn test_handler(pattern: &SuperPattern, random: &mut Random) -> Result<String, String> {
    let mut taken = std::collections::HashSet::new();
    let (mut ways, mut states) = (0, 0);
    while states < TEST_STATES || (taken.len() < ways && states < TEST_MOST_STATES) {
        states += 1;
        let fused = test_operands(pattern, random);
        let parts = decompose(&fused);
        let labels = test_labels(&fused);
        ways = labels + parts.iter().filter(|one| TEST_LEAVES[super_index(one.op).unwrap()]).count();
        let mut expected = Vm::new();
        test_randomise(&mut expected, random);
        let mut found = expected.clone();
        let (mut way, mut p, mut label, mut words) = (Way::Next, 0, 0, 0);
        loop {
            way = test_run(&mut expected, &parts[p], label, labels);
            if way != Way::Next || p + 1 == parts.len() {
                break;
            }
            label += test_labels(&parts[p]);
            words += 1 + parts[p].operands.len();
            p += 1;
        }
        let found_way = test_run(&mut found, &fused, 0, labels);
        let states_differ = test_state(&expected).into_iter().zip(test_state(&found)).find(|(a, b)| a != b);
        let mut difference = states_differ.map(|((what, _), _)| what);
        if way == Way::Exit && found_way == way && test_place(&found).is_some_and(|place| place != words) {
            difference = Some("the part that left");
        }
        if way != found_way {
            difference = Some("where control went");
        }
        if way == Way::Exit && !TEST_LEAVES[super_index(parts[p].op).unwrap()] {
            difference = Some("leaving where nothing leaves");
        }
        if let Some(what) = difference {
            let last = format!("part {} of {} was the last", p + 1, parts.len());
            return Err(format!("{what} is wrong in state {states}, where {last}"));
        }
        match way {
            Way::Next => {}
            Way::Label(label) => drop(taken.insert((true, label))),
            _ => drop(taken.insert((false, p))),
        }
    }
    Ok(format!("the same in {states} states, {} of {ways} ways out taken", taken.len()))
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut random = Random { seed: 88172645463325252, last: 0 };
    let mut failed = false;
    for pattern in SUPER_PATTERNS.iter() {
        let result = test_handler(pattern, &mut random);
        failed |= result.is_err();
        println!("{}: {}", test_info(pattern.op).name, result.unwrap_or_else(|difference| difference));
    }
    std::process::exit(failed as i32);
}`;
