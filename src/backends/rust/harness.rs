//! Loads a program's image, runs it by its schedule, times it, prints digests of its memories. An image is
//! little-endian and made by `mine-superinstructions generate --images`; everything an instruction can name is checked
//! when it is loaded.
#![allow(dead_code)]

use crate::machine::{Cell, FixedCell, Type, FIXED_CELLS, INSTRUCTION_SET, KINDS, MEMORIES, OPCODES, POOLS};
use std::io::Write;
use std::time::Instant;

/// An opcode or an operand; with `--cfg addresses` an opcode is the address of its handler.
#[cfg(not(addresses))]
pub type Word = i32;
#[cfg(addresses)]
pub type Word = i64;

pub enum Memory {
    F64(Vec<f64>),
    I32(Vec<i32>),
}

pub enum Pool {
    F64(Vec<f64>),
    I32(Vec<i32>),
    F64Rows(Vec<&'static [f64]>),
    I32Rows(Vec<&'static [i32]>),
}

/// A program, loaded.
pub struct Vm {
    pub code: Vec<Word>,
    pub stack: Vec<Cell>,
    pub memories: Vec<Memory>,
    pub pools: Vec<Pool>,
    schedule: Vec<Action>,
}

impl Memory {
    pub fn f64(&mut self) -> *mut f64 {
        match self {
            Memory::F64(cells) => cells.as_mut_ptr(),
            Memory::I32(_) => unreachable!(),
        }
    }

    pub fn i32(&mut self) -> *mut i32 {
        match self {
            Memory::I32(cells) => cells.as_mut_ptr(),
            Memory::F64(_) => unreachable!(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Memory::F64(cells) => cells.len(),
            Memory::I32(cells) => cells.len(),
        }
    }
}

impl Pool {
    pub fn f64(&self) -> *const f64 {
        match self {
            Pool::F64(values) => values.as_ptr(),
            _ => unreachable!(),
        }
    }

    pub fn i32(&self) -> *const i32 {
        match self {
            Pool::I32(values) => values.as_ptr(),
            _ => unreachable!(),
        }
    }

    pub fn f64_rows(&self) -> *const &'static [f64] {
        match self {
            Pool::F64Rows(rows) => rows.as_ptr(),
            _ => unreachable!(),
        }
    }

    pub fn i32_rows(&self) -> *const &'static [i32] {
        match self {
            Pool::I32Rows(rows) => rows.as_ptr(),
            _ => unreachable!(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Pool::F64(values) => values.len(),
            Pool::I32(values) => values.len(),
            Pool::F64Rows(rows) => rows.len(),
            Pool::I32Rows(rows) => rows.len(),
        }
    }
}

#[cfg(count)]
pub static mut DISPATCHES: u64 = 0;

/// Counts a dispatch with `--cfg count`, and is nothing without.
#[inline(always)]
pub fn count_dispatch() {
    #[cfg(count)]
    unsafe {
        DISPATCHES += 1;
    }
}

/// Operand `n` of the instruction at `pc`, as a number.
#[inline(always)]
pub unsafe fn operand(pc: *const Word, n: usize) -> i32 {
    *pc.add(n) as i32
}

/// Operand `n` of the instruction at `pc`, as an index.
#[inline(always)]
pub unsafe fn index(pc: *const Word, n: usize) -> usize {
    *pc.add(n) as usize
}

/// Integers wrap; dividing by zero gives 0.
#[inline(always)]
pub fn i32_div(a: i32, b: i32) -> i32 {
    if b == 0 {
        0
    } else {
        a.wrapping_div(b)
    }
}

#[inline(always)]
pub fn i32_rem(a: i32, b: i32) -> i32 {
    if b == 0 {
        0
    } else {
        a.wrapping_rem(b)
    }
}

/// Shifts use the low five bits of their count.
#[inline(always)]
pub fn i32_shl(a: i32, b: i32) -> i32 {
    a.wrapping_shl(b as u32)
}

#[inline(always)]
pub fn i32_shr(a: i32, b: i32) -> i32 {
    a.wrapping_shr(b as u32)
}

/// Towards zero, modulo 2^32; NaN and infinities give 0.
#[inline(always)]
pub fn i32_from_f64(x: f64) -> i32 {
    if x > -2147483649.0 && x < 2147483648.0 {
        x as i32
    } else if x.is_finite() {
        (x.trunc() % 4294967296.0) as i64 as i32
    } else {
        0
    }
}

/// Cells at an address that an instruction computes: outside there is nothing to read, and writes are lost.
pub unsafe fn f64_cell(memory: *mut Memory, at: i32) -> *mut f64 {
    static mut NOTHING: f64 = f64::NAN;
    NOTHING = f64::NAN;
    match &mut *memory {
        Memory::F64(cells) if (at as u32 as usize) < cells.len() => cells.as_mut_ptr().add(at as usize),
        _ => std::ptr::addr_of_mut!(NOTHING),
    }
}

pub unsafe fn i32_cell(memory: *mut Memory, at: i32) -> *mut i32 {
    static mut NOTHING: i32 = 0;
    NOTHING = 0;
    match &mut *memory {
        Memory::I32(cells) if (at as u32 as usize) < cells.len() => cells.as_mut_ptr().add(at as usize),
        _ => std::ptr::addr_of_mut!(NOTHING),
    }
}

pub unsafe fn f64_constant(pool: *mut Pool, at: i32) -> f64 {
    match &*pool {
        Pool::F64(values) => values.get(at as u32 as usize).copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

pub unsafe fn i32_constant(pool: *mut Pool, at: i32) -> i32 {
    match &*pool {
        Pool::I32(values) => values.get(at as u32 as usize).copied().unwrap_or(0),
        _ => 0,
    }
}

pub unsafe fn f64_row(pool: *mut Pool, at: i32) -> &'static [f64] {
    match &*pool {
        Pool::F64Rows(rows) => rows.get(at as u32 as usize).copied().unwrap_or(&[]),
        _ => &[],
    }
}

pub unsafe fn i32_row(pool: *mut Pool, at: i32) -> &'static [i32] {
    match &*pool {
        Pool::I32Rows(rows) => rows.get(at as u32 as usize).copied().unwrap_or(&[]),
        _ => &[],
    }
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(2)
}

/// The image, read from its start to its end.
struct Reader {
    image: Vec<u8>,
    at: usize,
}

impl Reader {
    fn take(&mut self, bytes: usize) -> &[u8] {
        if bytes > self.image.len() - self.at {
            fail("the image is cut short");
        }
        self.at += bytes;
        &self.image[self.at - bytes..self.at]
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().unwrap())
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take(8).try_into().unwrap())
    }

    fn count(&mut self) -> usize {
        self.u32() as usize
    }

    fn i32s(&mut self, count: usize) -> Vec<i32> {
        let bytes = self.take(count * 4);
        bytes.chunks_exact(4).map(|word| i32::from_le_bytes(word.try_into().unwrap())).collect()
    }

    fn f64s(&mut self, count: usize) -> Vec<f64> {
        let bytes = self.take(count * 8);
        bytes.chunks_exact(8).map(|word| f64::from_le_bytes(word.try_into().unwrap())).collect()
    }
}

enum Action {
    Run { start: usize },
    Copy { from: usize, to: usize, start: usize, end: usize },
    Observe,
    Repeat { times: u64, end: usize },
    Leave { memory: usize, cell: usize, at_least: usize },
}

fn load(path: &str) -> Vm {
    let image = std::fs::read(path).unwrap_or_else(|error| fail(&format!("{path}: {error}")));
    let mut reader = Reader { image, at: 0 };
    if reader.take(4) != b"MSI1" {
        fail("this is not an image of a program");
    }
    if reader.u64() != INSTRUCTION_SET {
        fail("the image is for another machine, or another set of superinstructions");
    }
    let stack = vec![Cell::default(); reader.count() + 1];
    let words = reader.count();
    let code: Vec<Word> = reader.i32s(words).into_iter().map(Word::from).collect();
    let memories: Vec<Memory> = MEMORIES
        .iter()
        .map(|memory| match memory.ty {
            Type::F64 => Memory::F64(vec![0.0; reader.count()]),
            Type::I32 => Memory::I32(vec![0; reader.count()]),
        })
        .collect();
    let pools: Vec<Pool> = POOLS
        .iter()
        .map(|pool| {
            let length = reader.count();
            match (pool.ty, pool.rows) {
                (Type::F64, false) => Pool::F64(reader.f64s(length)),
                (Type::I32, false) => Pool::I32(reader.i32s(length)),
                (Type::F64, true) => Pool::F64Rows(
                    (0..length)
                        .map(|_| {
                            let count = reader.count();
                            &*reader.f64s(count).leak()
                        })
                        .collect(),
                ),
                (Type::I32, true) => Pool::I32Rows(
                    (0..length)
                        .map(|_| {
                            let count = reader.count();
                            &*reader.i32s(count).leak()
                        })
                        .collect(),
                ),
            }
        })
        .collect();
    let mut vm = Vm { code, stack, memories, pools, schedule: Vec::new() };
    let is_start = check_code(&vm);
    vm.schedule = (0..reader.count()).map(|_| action(&mut reader, &vm, &is_start)).collect();
    for (i, action) in vm.schedule.iter().enumerate() {
        if matches!(action, Action::Repeat { end, .. } if *end <= i || *end > vm.schedule.len()) {
            fail("the image has a schedule out of range");
        }
    }
    vm
}

/// Says of every word whether an instruction begins there.
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
            let kind = &KINDS[operand.0];
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
            if limit.map_or(false, |limit| i64::from(word) < i64::from(operand.1) || i64::from(word) >= limit as i64 - i64::from(operand.2)) {
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
        let length = match array.checked_sub(MEMORIES.len()) {
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
    match kind {
        0 if is_start.get(a) == Some(&true) => Action::Run { start: a },
        1 if c + d <= cells(a) && c + d <= cells(b) => Action::Copy { from: a, to: b, start: c, end: c + d },
        2 => Action::Observe,
        3 => Action::Repeat { times: a as u64 | (b as u64) << 32, end: c },
        4 if b < cells(a) && c < cells(a) => Action::Leave { memory: a, cell: b, at_least: c },
        _ => fail("the image has a schedule out of range"),
    }
}

pub type Run = unsafe fn(&mut Vm, usize);

/// Runs the actions from `at` to `end`; true when one of them leaves the `repeat` they are in.
fn perform(vm: &mut Vm, run: Run, observe: &mut dyn FnMut(&Vm), mut at: usize, end: usize) -> bool {
    while at < end {
        at += 1;
        match vm.schedule[at - 1] {
            Action::Run { start } => unsafe { run(vm, start) },
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
                    if perform(vm, run, observe, at, end) {
                        break;
                    }
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
        _ => fail("the image copies between memories of different types"),
    }
}

fn run_program(vm: &mut Vm, run: Run, observe: &mut dyn FnMut(&Vm)) {
    for memory in &mut vm.memories {
        match memory {
            Memory::F64(cells) => cells.fill(0.0),
            Memory::I32(cells) => cells.fill(0),
        }
    }
    let end = vm.schedule.len();
    perform(vm, run, observe, 0, end);
}

/// 64-bit FNV-1a over the 32-bit words of all memories, every NaN as the same.
fn digest(vm: &Vm) -> String {
    let mut hash: u64 = 0xcbf29ce484222325;
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x100000001b3);
    for memory in &vm.memories {
        match memory {
            Memory::I32(cells) => cells.iter().for_each(|&cell| mix(u64::from(cell as u32))),
            Memory::F64(cells) => {
                for cell in cells {
                    let bits = if cell.is_nan() { 0x7ff8000000000000 } else { cell.to_bits() };
                    mix(bits & 0xffffffff);
                    mix(bits >> 32);
                }
            }
        }
    }
    format!("{hash:016x}")
}

/// All memories, little-endian.
fn print_state(vm: &Vm) {
    let mut bytes = Vec::new();
    for memory in &vm.memories {
        match memory {
            Memory::F64(cells) => cells.iter().for_each(|cell| bytes.extend(cell.to_bits().to_le_bytes())),
            Memory::I32(cells) => cells.iter().for_each(|cell| bytes.extend(cell.to_le_bytes())),
        }
    }
    std::io::stdout().write_all(&bytes).expect("standard output is closed");
}

/// The median seconds of a run, of at least three, after warming up for as long.
fn time_runs(vm: &mut Vm, run: Run, seconds: f64) -> f64 {
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < seconds {
        run_program(vm, run, &mut |_| ());
    }
    let mut samples = Vec::new();
    let start = Instant::now();
    while samples.len() < 3 || start.elapsed().as_secs_f64() < seconds {
        let before = Instant::now();
        run_program(vm, run, &mut |_| ());
        samples.push(before.elapsed().as_secs_f64());
    }
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn disassemble(vm: &Vm) {
    let mut at = 0;
    while at < vm.code.len() {
        let opcode = &OPCODES[vm.code[at] as usize];
        let operands = &vm.code[at + 1..at + 1 + opcode.operands.len()];
        let words: Vec<String> = operands.iter().map(|word| format!(" {word}")).collect();
        println!("{at:6}  {}{}", opcode.name, words.concat());
        at += 1 + operands.len();
    }
}

pub fn main(prepare: fn(&mut Vm), run: Run) {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() < 2 {
        fail("usage: <image> [observe | time <milliseconds> | state <stop> | disassemble]");
    }
    let mut vm = load(&arguments[1]);
    let number: f64 = arguments.get(3).map_or(1000.0, |text| text.parse().unwrap_or(1000.0));
    match arguments.get(2).map_or("observe", String::as_str) {
        "observe" => {
            prepare(&mut vm);
            run_program(&mut vm, run, &mut |vm| println!("{}", digest(vm)));
            println!("{}", digest(&vm));
            #[cfg(count)]
            println!("dispatches {}", unsafe { DISPATCHES });
        }
        "time" => {
            prepare(&mut vm);
            println!("{:e}", time_runs(&mut vm, run, number / 1000.0));
        }
        "state" => {
            prepare(&mut vm);
            let mut stop = 0.0;
            run_program(&mut vm, run, &mut |vm| {
                if stop == number {
                    print_state(vm);
                    std::process::exit(0);
                }
                stop += 1.0;
            });
            if stop != number {
                fail("the program has no such stop");
            }
            print_state(&vm);
        }
        "disassemble" => disassemble(&vm),
        _ => fail("there is no such command"),
    }
}
