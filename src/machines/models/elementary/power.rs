//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// pow: after fdlibm.

#[derive(PartialEq)]
enum RuntimeKind {
    Fraction,
    Odd,
    Even,
}

fn runtime_integer_kind(y: f64) -> RuntimeKind {
    let magnitude = y.abs();
    if magnitude >= 9007199254740992.0 {
        RuntimeKind::Even
    } else if magnitude.floor() != magnitude {
        RuntimeKind::Fraction
    } else if (magnitude / 2.0).floor() * 2.0 == magnitude {
        RuntimeKind::Even
    } else {
        RuntimeKind::Odd
    }
}

/// log2(x) as the sum of two, for x > 0.
fn runtime_log2(argument: f64) -> (f64, f64) {
    let (mut x, mut exponent) = (argument, 0);
    if runtime_high(x) < 0x00100000 {
        x *= 9007199254740992.0;
        exponent = -53;
    }
    exponent += (runtime_high(x) >> 20) - 1023;
    let fraction = runtime_high(x) & 0xfffff;
    let mut word = fraction | 0x3ff00000;
    if fraction >= 0xbb67a {
        exponent += 1;
        word -= 0x00100000;
    }
    let n = exponent as f64;
    x = runtime_of_words(word, runtime_low(x));
    let above = fraction > 0x3988e && fraction < 0xbb67a;
    let (base, offset, offset_low) =
        if above { (1.5, 5.84962487220764160156e-01, 1.35003920212974897128e-08) } else { (1.0, 0.0, 0.0) };

    let u = x - base;
    let v = 1.0 / (x + base);
    let s = u * v;
    let s_high = runtime_clear_low(s);
    let rounded = runtime_of_words(word & !1, 0);
    let s_low = v * ((u - s_high * (rounded + base)) - s_high * (x - rounded));
    let square = s * s;
    let series = square
        * square
        * (5.99999999999994648725e-01
            + square
                * (4.28571428578550184252e-01
                    + square
                        * (3.33333329818377432918e-01
                            + square
                                * (2.72728123808534006489e-01
                                    + square
                                        * (2.30660745775561754067e-01
                                            + square * 2.06975017800338417784e-01)))));
    let r = series + s_low * (s_high + s);
    let high_square = s_high * s_high;
    let t_high = runtime_clear_low(3.0 + high_square + r);
    let t_low = r - ((t_high - 3.0) - high_square);
    let p = s_high * t_high;
    let p_rest = s_low * t_high + t_low * s;
    let p_high = runtime_clear_low(p + p_rest);
    let p_low = p_rest - (p_high - p);
    let z_high = 9.61796700954437255859e-01 * p_high;
    let z_low = -7.02846165095275826516e-09 * p_high + p_low * 9.61796693925975554329e-01 + offset_low;
    let high = runtime_clear_low(((z_high + z_low) + offset) + n);
    (high, z_low - (((high - n) - offset) - z_high))
}

/// 2^(high + low), where the sum is between -1075 and 1024.
fn runtime_exp2(high: f64, low: f64) -> f64 {
    let sum_word = runtime_high(low + high);
    let magnitude = sum_word & 0x7fffffff;
    let (mut n, mut rest) = (0, high);
    if magnitude > 0x3fe00000 {
        let rounded = sum_word + (0x00100000 >> ((magnitude >> 20) - 1023 + 1));
        let exponent = ((rounded & 0x7fffffff) >> 20) - 1023;
        rest -= runtime_of_words(rounded & !(0x000fffff >> exponent), 0);
        n = ((rounded & 0x000fffff) | 0x00100000) >> (20 - exponent);
        if sum_word < 0 {
            n = -n;
        }
    }
    let t = runtime_clear_low(low + rest);
    let u = t * 6.93147182464599609375e-01;
    let v = (low - (t - rest)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
    let z = u + v;
    let w = v - (z - u);
    let square = z * z;
    let c = z - square
        * (1.66666666666666019037e-01
            + square
                * (-2.77777777770155933842e-03
                    + square
                        * (6.61375632143793436117e-05
                            + square * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))));
    let r = (z * c) / (c - 2.0) - (w + z * w);
    let fraction = 1.0 - (r - z);
    let word = runtime_high(fraction) + n * 0x100000;
    if word < 0x00100000 {
        return fraction * runtime_power_of_two(n + 54) * 5.55111512312578270212e-17;
    }
    runtime_of_words(word, runtime_low(fraction))
}

/// x^y for 0 < x < infinity but 1, and finite y.
fn runtime_power(x: f64, y: f64) -> f64 {
    if y.abs() >= 18446744073709551616.0 {
        return if (x > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    }
    let (high, low) = runtime_log2(x);
    let y_high = runtime_clear_low(y);
    let p_low = (y - y_high) * high + y * low;
    let p_high = y_high * high;
    let z = p_low + p_high;
    if z > 1024.0 || (z == 1024.0 && p_low + 8.0085662595372944372e-17 > z - p_high) {
        return f64::INFINITY;
    }
    if z < -1075.0 || (z == -1075.0 && p_low <= z - p_high) {
        return 0.0;
    }
    runtime_exp2(p_high, p_low)
}

/// As in JavaScript: NaN for (±1)^(±infinity) and for 1^NaN.
pub fn extern_pow(x: f64, y: f64) -> f64 {
    let magnitude = x.abs();
    if y == 0.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if y.is_infinite() {
        return if magnitude == 1.0 {
            f64::NAN
        } else if (magnitude > 1.0) == (y > 0.0) {
            f64::INFINITY
        } else {
            0.0
        };
    }
    if y == 1.0 {
        return x;
    }
    if y == -1.0 {
        return 1.0 / x;
    }
    if y == 2.0 {
        return x * x;
    }
    if y == 0.5 && x >= 0.0 {
        return magnitude.sqrt();
    }
    let kind = runtime_integer_kind(y);
    let result = if magnitude == 0.0 || magnitude == f64::INFINITY {
        if y < 0.0 {
            1.0 / magnitude
        } else {
            magnitude
        }
    } else if x < 0.0 && kind == RuntimeKind::Fraction {
        return f64::NAN;
    } else if magnitude == 1.0 {
        1.0
    } else {
        runtime_power(magnitude, y)
    };
    if kind == RuntimeKind::Odd && runtime_high(x) < 0 {
        -result
    } else {
        result
    }
}
