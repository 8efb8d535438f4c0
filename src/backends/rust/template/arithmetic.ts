/** Operands, and integers where Rust has another meaning. */
export const ARITHMETIC = `/// Operand 'n' of the instruction at 'pc', as a number.
#[inline(always)]
pub unsafe fn operand(pc: *const Word, n: usize) -> i32 {
    *pc.add(n) as i32
}

/// Operand 'n' of the instruction at 'pc', as an index.
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
`;
