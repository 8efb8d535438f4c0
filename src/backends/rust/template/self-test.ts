/** Refuses to run where doubles have another meaning: registers of x87, or a processor that was told to round otherwise. */
export const SELF_TEST = `#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!("doubles must be rounded after every operation: compile for a target with SSE2");

/// Operands go through 'black_box': what is checked has to be computed when the program runs, as handlers do it.
fn check_arithmetic() {
    let x = |operand: f64| black_box(operand);
    let bits = |value: f64| black_box(value).to_bits();
    let least = f64::MIN_POSITIVE;
    let ulp = f64::EPSILON;
    let (above, below) = (1.0 + ulp * 4194304.0, 1.0 - ulp * 4194304.0);
    let nan = x(f64::INFINITY) - x(f64::INFINITY);
    let checks = [
        (x(above) * x(below) - x(1.0) == 0.0, "a product and a sum are rounded only once"),
        (x(1.0) + x(ulp / 2.0 + ulp / 4096.0) == 1.0 + ulp, "doubles are rounded twice"),
        (x(1.0) + x(ulp / 2.0) == 1.0 && x(-1.0) - x(ulp / 2.0) == -1.0, "numbers are not rounded to the nearest"),
        (bits(x(least) * 0.5) == 1 << 51 && x(f64::from_bits(1)) * 1.0 > 0.0, "denormal numbers are taken for zero"),
        (bits(x(0.0) * x(-1.0)) == 1 << 63 && bits(x(-0.0) + 0.0) == 0, "-0 is taken for 0"),
        (nan != nan && !(nan >= x(1.0)) && !(nan < x(1.0)), "NaN is taken for a number"),
        (i32_from_f64(x(3e9)) == -1294967296 && i32_from_f64(nan) == 0, "conversions to integers are others"),
    ];
    for (_, what) in checks.iter().filter(|(good, _)| !good) {
        fail(&format!("this program computes otherwise than its handlers are meant to: {what}"));
    }
}
`;
