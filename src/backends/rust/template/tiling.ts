import { ABOUT_TILING, lineComments } from '../../template-text.js';

/** The peephole pass, which stands alone beside its patterns. */
export const TILING = `//! Rewrites code of the base machine with superinstructions, by the patterns of patterns.rs. Stands alone.
#![allow(dead_code)]

use crate::machine::{KINDS, OPCODES};
use crate::patterns::{BindingKind, Pattern, FIRST_PATTERNS, PATTERNS};

/// The best way to reach a boundary between instructions, by its last instruction.
#[derive(Clone, Copy)]
struct Step {
    dispatches: usize,
    length: usize,
    /// Without one the instruction stays as it is.
    pattern: Option<&'static Pattern>,
}

fn same_number(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// The operands that stay free, if a pattern fits the instructions that start at 'starts'.
fn fit(pattern: &Pattern, code: &[i32], starts: &[usize], constant: &dyn Fn(usize, usize) -> f64) -> Option<Vec<i32>> {
    let mut seen = Vec::new();
    let mut free = Vec::new();
    for (part, &start) in pattern.parts.iter().zip(starts) {
        if code[start] != part.opcode {
            return None;
        }
        for (k, binding) in part.bindings.iter().enumerate() {
            let word = code[start + 1 + k];
            let fits = match binding.kind {
                BindingKind::Free => {
                    free.push(word);
                    true
                }
                BindingKind::Same => word == i32::wrapping_add(seen[binding.earlier], binding.offset),
                BindingKind::Constant => {
                    let kind = &KINDS[OPCODES[part.opcode as usize].operands[k].kind];
                    let found = kind.pool.map_or(f64::from(word), |pool| constant(pool, word as usize));
                    same_number(found, binding.value)
                }
            };
            if !fits {
                return None;
            }
            seen.push(word);
        }
    }
    Some(free)
}

${lineComments('///', ABOUT_TILING)}
pub fn tile_block(code: &[i32], constant: &dyn Fn(usize, usize) -> f64) -> Vec<i32> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at < code.len() {
        starts.push(at);
        at += 1 + OPCODES[code[at] as usize].operands.len();
    }
    let count = starts.len();

    let mut best = vec![Step { dispatches: usize::MAX, length: 0, pattern: None }; count + 1];
    best[0].dispatches = 0;
    for at in 0..count {
        let dispatches = best[at].dispatches + 1;
        if dispatches < best[at + 1].dispatches {
            best[at + 1] = Step { dispatches, length: 1, pattern: None };
        }
        let first = &FIRST_PATTERNS[code[starts[at]] as usize];
        for pattern in &PATTERNS[first.start..first.end] {
            let length = pattern.parts.len();
            if at + length > count {
                continue;
            }
            let end = best[at + length];
            let better = dispatches < end.dispatches || (dispatches == end.dispatches && length > end.length);
            if better && fit(pattern, code, &starts[at..], constant).is_some() {
                best[at + length] = Step { dispatches, length, pattern: Some(pattern) };
            }
        }
    }

    let mut path = Vec::new();
    let mut at = count;
    while at > 0 {
        let step = best[at];
        at -= step.length;
        path.push((at, step));
    }
    let mut out = Vec::with_capacity(code.len());
    for &(at, step) in path.iter().rev() {
        match step.pattern {
            Some(pattern) => {
                out.push(pattern.opcode);
                out.extend(fit(pattern, code, &starts[at..], constant).unwrap());
            }
            None => out.extend(&code[starts[at]..*starts.get(at + 1).unwrap_or(&code.len())]),
        }
    }
    out
}
`;
