// Runtime functions of the models machine for Rust, edition 2021: to the bit those of runtime.ts.

const RUNTIME_PI: f64 = 3.141592653589793;

/// The half with sign, exponent and the first 20 bits of the fraction.
fn runtime_high(x: f64) -> i32 {
    (x.to_bits() >> 32) as i32
}

fn runtime_low(x: f64) -> u32 {
    x.to_bits() as u32
}

fn runtime_of_words(high: i32, low: u32) -> f64 {
    f64::from_bits((high as u32 as u64) << 32 | low as u64)
}

fn runtime_clear_low(x: f64) -> f64 {
    runtime_of_words(runtime_high(x), 0)
}

/// 2^n, a normal number.
fn runtime_power_of_two(n: i32) -> f64 {
    runtime_of_words((1023 + n) * 0x100000, 0)
}
