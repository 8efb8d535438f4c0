import { ABOUT_HARNESS, lineComments } from '../../template-text.js';

/** What the run loop and the rest of the program share: types, and a loaded program. */
export const DECLARATIONS = `${lineComments('//!', ABOUT_HARNESS)}
#![allow(dead_code)]

use crate::machine::{Cell, FixedCell, Operand, PoolInfo, Type};
use crate::machine::{FIXED_CELLS, INSTRUCTION_SET, KINDS, MEMORY_INFOS, OPCODES, POOL_INFOS};
use std::hint::black_box;
use std::io::Write;
use std::ops::Range;
use std::time::Instant;

/// An opcode or an operand; with '--cfg addresses' an opcode is the address of its handler.
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
    /// Words of the code.
    sections: Vec<Range<usize>>,
    pub stack: Vec<Cell>,
    /// Of each memory how many.
    cells: Vec<usize>,
    pub memories: Vec<Memory>,
    pub pools: Vec<Pool>,
    /// A section set it: nothing of the program runs any more.
    pub trapped: bool,
    schedule: Vec<Action>,
    image_digest: u64,
    sections_run: u64,
    /// Rounds of 'repeat's that ran no section.
    idle_repeats: u64,
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

/// Ends a run that does not seem to end by itself.
#[cold]
fn stop(what: String) -> ! {
    eprintln!("stopped after {what}");
    std::process::exit(3)
}

#[cfg(count)]
pub static mut DISPATCHES: u64 = 0;
#[cfg(count)]
static mut MAX_DISPATCHES: u64 = u64::MAX;

/// Counts a dispatch with '--cfg count', and is nothing without.
#[inline(always)]
pub fn count_dispatch() {
    #[cfg(count)]
    unsafe {
        if DISPATCHES == MAX_DISPATCHES {
            stop(format!("{} dispatches", MAX_DISPATCHES));
        }
        DISPATCHES += 1;
    }
}

#[cfg(count)]
fn limit_dispatches(most: u64) {
    unsafe { MAX_DISPATCHES = most };
}

#[cfg(not(count))]
fn limit_dispatches(_: u64) {
    fail("only a program that counts dispatches has a limit: compile it with --cfg count");
}
`;
