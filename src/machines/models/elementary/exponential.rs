//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// exp, log, log10, sinh, cosh, tanh: after fdlibm.

const RUNTIME_LN2_HIGH: f64 = 6.93147180369123816490e-01;
const RUNTIME_LN2_LOW: f64 = 1.90821492927058770002e-10;
const RUNTIME_LARGEST_EXPONENT: f64 = 7.09782712893383973096e+02;
const RUNTIME_TWO_1023: f64 = 8.98846567431157953865e+307;

/// x = k ln 2 + (high - low) with |high - low| at most about half of ln 2; |x| above that and below 750.
fn runtime_reduce_exponent(x: f64) -> (i32, f64, f64) {
    let magnitude = x.abs();
    let mut k = 1;
    if runtime_high(magnitude) >= 0x3ff0a2b2 {
        k = (1.44269504088896338700e+00 * magnitude + 0.5) as i32;
    }
    if x < 0.0 {
        k = -k;
    }
    (k, x - k as f64 * RUNTIME_LN2_HIGH, k as f64 * RUNTIME_LN2_LOW)
}

pub fn extern_exp(x: f64) -> f64 {
    let word = runtime_high(x) & 0x7fffffff;
    if x.is_nan() {
        return x;
    }
    if x > RUNTIME_LARGEST_EXPONENT {
        return f64::INFINITY;
    }
    if x < -7.45133219101941108420e+02 {
        return 0.0;
    }
    if x == 1.0 {
        return 2.718281828459045;
    }
    let (mut k, mut high, mut low, mut reduced) = (0, x, 0.0, x);
    if word > 0x3fd62e42 {
        (k, high, low) = runtime_reduce_exponent(x);
        reduced = high - low;
    } else if word < 0x3e300000 {
        return 1.0 + x;
    }
    let square = reduced * reduced;
    let c = reduced
        - square
            * (1.66666666666666019037e-01
                + square
                    * (-2.77777777770155933842e-03
                        + square
                            * (6.61375632143793436117e-05
                                + square
                                    * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))));
    if k == 0 {
        return 1.0 - ((reduced * c) / (c - 2.0) - reduced);
    }
    let y = 1.0 - ((low - (reduced * c) / (2.0 - c)) - high);
    if k == 1024 {
        y * 2.0 * RUNTIME_TWO_1023
    } else if k >= -1021 {
        y * runtime_power_of_two(k)
    } else {
        y * runtime_power_of_two(k + 1000) * 9.33263618503218878990e-302
    }
}

/// exp(x) - 1 without cancellation.
fn runtime_exp_minus_1(argument: f64) -> f64 {
    let word = runtime_high(argument) & 0x7fffffff;
    if argument.is_nan() {
        return argument;
    }
    if argument > RUNTIME_LARGEST_EXPONENT {
        return f64::INFINITY;
    }
    if argument < 0.0 && word >= 0x4043687a {
        return -1.0;
    }
    let (mut k, mut x, mut c) = (0, argument, 0.0);
    if word > 0x3fd62e42 {
        let (multiple, high, low) = runtime_reduce_exponent(argument);
        k = multiple;
        x = high - low;
        c = (high - x) - low;
    } else if word < 0x3c900000 {
        return x;
    }
    let half = 0.5 * x;
    let square = x * half;
    let ratio = 1.0
        + square
            * (-3.33333333333331316428e-02
                + square
                    * (1.58730158725481460165e-03
                        + square
                            * (-7.93650757867487942473e-05
                                + square
                                    * (4.00821782732936239552e-06 + square * -2.01099218183624371326e-07))));
    let t = 3.0 - ratio * half;
    let mut e = square * ((ratio - t) / (6.0 - x * t));
    if k == 0 {
        return x - (x * e - square);
    }
    e = x * (e - c) - c;
    e -= square;
    if k == -1 {
        return 0.5 * (x - e) - 0.5;
    }
    if k == 1 {
        return if x < -0.25 { -2.0 * (e - (x + 0.5)) } else { 1.0 + 2.0 * (x - e) };
    }
    if k <= -2 || k > 56 {
        let y = 1.0 - (e - x);
        let scaled = if k == 1024 { y * 2.0 * RUNTIME_TWO_1023 } else { y * runtime_power_of_two(k) };
        return scaled - 1.0;
    }
    if k < 20 {
        return (runtime_of_words(0x3ff00000 - (0x200000 >> k), 0) - (e - x)) * runtime_power_of_two(k);
    }
    (x - (e + runtime_power_of_two(-k)) + 1.0) * runtime_power_of_two(k)
}

pub fn extern_log(argument: f64) -> f64 {
    if argument == 0.0 {
        return f64::NEG_INFINITY;
    }
    if argument < 0.0 {
        return f64::NAN;
    }
    if !(argument < f64::INFINITY) {
        return argument;
    }
    let (mut x, mut exponent) = (argument, 0);
    if runtime_high(x) < 0x00100000 {
        exponent = -54;
        x *= 18014398509481984.0;
    }
    let word = runtime_high(x) & 0xfffff;
    let normal = (word + 0x95f64) & 0x100000;
    exponent += (runtime_high(x) >> 20) - 1023 + (normal >> 20);
    let k = exponent as f64;
    let f = runtime_of_words(word | (normal ^ 0x3ff00000), runtime_low(x)) - 1.0;
    if (0xfffff & (2 + word)) < 3 {
        if f == 0.0 {
            return if exponent == 0 { 0.0 } else { k * RUNTIME_LN2_HIGH + k * RUNTIME_LN2_LOW };
        }
        let r = f * f * (0.5 - 0.33333333333333333 * f);
        return if exponent == 0 { f - r } else { k * RUNTIME_LN2_HIGH - ((r - k * RUNTIME_LN2_LOW) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let odd = z
        * (6.666666666666735130e-01
            + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    let r = odd + even;
    if word >= 0x6147a && word <= 0x6b851 {
        let half_square = 0.5 * f * f;
        if exponent == 0 {
            return f - (half_square - s * (half_square + r));
        }
        return k * RUNTIME_LN2_HIGH - ((half_square - (s * (half_square + r) + k * RUNTIME_LN2_LOW)) - f);
    }
    if exponent == 0 {
        return f - s * (f - r);
    }
    k * RUNTIME_LN2_HIGH - ((s * (f - r) - k * RUNTIME_LN2_LOW) - f)
}

pub fn extern_log10(argument: f64) -> f64 {
    if argument == 0.0 {
        return f64::NEG_INFINITY;
    }
    if argument < 0.0 {
        return f64::NAN;
    }
    if !(argument < f64::INFINITY) {
        return argument;
    }
    if argument == 1.0 {
        return 0.0;
    }
    let (mut x, mut k) = (argument, 0);
    if runtime_high(x) < 0x00100000 {
        k = -54;
        x *= 18014398509481984.0;
    }
    k += (runtime_high(x) >> 20) - 1023;
    let below_one = (k < 0) as i32;
    let whole = (k + below_one) as f64;
    x = runtime_of_words((runtime_high(x) & 0xfffff) | ((1023 - below_one) << 20), runtime_low(x));
    whole * 3.69423907715893078616e-13
        + 4.34294481903251816668e-01 * extern_log(x)
        + whole * 3.01029995663611771306e-01
}

pub fn extern_sinh(x: f64) -> f64 {
    let magnitude = x.abs();
    let half = if x < 0.0 { -0.5 } else { 0.5 };
    if magnitude < 22.0 {
        if magnitude < 3.725290298461914e-9 {
            return x;
        }
        let t = runtime_exp_minus_1(magnitude);
        return if magnitude < 1.0 {
            half * (2.0 * t - t * t / (t + 1.0))
        } else {
            half * (t + t / (t + 1.0))
        };
    }
    if magnitude < 709.7822265625 {
        return half * extern_exp(magnitude);
    }
    if magnitude > 710.4758600739439 {
        return x * 1e308;
    }
    let t = extern_exp(0.5 * magnitude);
    half * t * t
}

pub fn extern_cosh(x: f64) -> f64 {
    let magnitude = x.abs();
    let word = runtime_high(magnitude);
    if x.is_nan() {
        return x;
    }
    if word < 0x3fd62e43 {
        let t = runtime_exp_minus_1(magnitude);
        let w = 1.0 + t;
        return if word < 0x3c800000 { w } else { 1.0 + (t * t) / (w + w) };
    }
    if word < 0x40360000 {
        let t = extern_exp(magnitude);
        return 0.5 * t + 0.5 / t;
    }
    if word < 0x40862e42 {
        return 0.5 * extern_exp(magnitude);
    }
    if magnitude > 710.4758600739439 {
        return f64::INFINITY;
    }
    let t = extern_exp(0.5 * magnitude);
    0.5 * t * t
}

pub fn extern_tanh(x: f64) -> f64 {
    let magnitude = x.abs();
    if x.is_nan() || magnitude < 3.725290298461914e-9 {
        return x;
    }
    let mut y = 1.0;
    if magnitude < 1.0 {
        let t = runtime_exp_minus_1(-2.0 * magnitude);
        y = -t / (t + 2.0);
    } else if magnitude < 22.0 {
        y = 1.0 - 2.0 / (runtime_exp_minus_1(2.0 * magnitude) + 2.0);
    }
    if x < 0.0 {
        -y
    } else {
        y
    }
}
