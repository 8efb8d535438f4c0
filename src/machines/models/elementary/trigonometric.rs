//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// sin, cos, tan: after fdlibm.

/// 2/pi in digits of 24 bits.
const RUNTIME_TWO_OVER_PI: [i32; 66] = [
    0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163, 0xabdebb,
    0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5,
    0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8,
    0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
    0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b,
    0x6babf0, 0xcfbc20, 0x9af436, 0x1da9e3, 0x91615e, 0xe61b08, 0x659985, 0x5f14a0, 0x68408d, 0xffd880,
    0x4d7327, 0x310606, 0x1556ca, 0x73a8c9, 0x60e27b, 0xc08c6b,
];

/// pi/2 in parts of 24 bits.
const RUNTIME_HALF_PI_PARTS: [f64; 5] = [
    1.57079625129699707031e+00,
    7.54978941586159635335e-08,
    5.39030252995776476554e-15,
    3.28200341580791294123e-22,
    1.27065575308067607349e-29,
];

/// The high words of pi/2, 2 pi/2, 3 pi/2 …
const RUNTIME_HALF_PI_MULTIPLES: [i32; 31] = [
    0x3ff921fb, 0x400921fb, 0x4012d97c, 0x401921fb, 0x401f6a7a, 0x4022d97c, 0x4025fdbb, 0x402921fb,
    0x402c463a, 0x402f6a7a, 0x4031475c, 0x4032d97c, 0x40346b9c, 0x4035fdbb, 0x40378fdb, 0x403921fb,
    0x403ab41b, 0x403c463a, 0x403dd85a, 0x403f6a7a, 0x40407e4c, 0x4041475c, 0x4042106c, 0x4042d97c,
    0x4043a28c, 0x40446b9c, 0x404534ac, 0x4045fdbb, 0x4046c6cb, 0x40478fdb, 0x404858eb,
];

/// A product x * 2/pi being worked out: digits of 24 bits up to number `last`, times 2^exponent.
struct RuntimeProduct {
    x: [f64; 3],
    x_last: usize,
    first_digit: usize,
    last: usize,
    exponent: i32,
    q: [f64; 20],
    digit: [i32; 20],
}

impl RuntimeProduct {
    /// Column i of the long multiplication.
    fn column(&self, i: usize) -> f64 {
        let mut sum = 0.0;
        for j in 0..=self.x_last {
            let at = self.first_digit + i;
            sum += self.x[j] * if at < j { 0.0 } else { RUNTIME_TWO_OVER_PI[at - j] as f64 };
        }
        sum
    }

    /// Carries from the columns to the digits; what is above them modulo 8.
    fn carry(&mut self) -> f64 {
        let mut z = self.q[self.last];
        for i in 0..self.last {
            let upper = (5.9604644775390625e-8 * z) as i32 as f64;
            self.digit[i] = (z - 16777216.0 * upper) as i32;
            z = self.q[self.last - 1 - i] + upper;
        }
        z *= runtime_power_of_two(self.exponent);
        z - 8.0 * (z * 0.125).floor()
    }

    /// The fraction in the digits becomes 1 minus it; whether it was not 0.
    fn complement(&mut self) -> bool {
        let mut borrowed = false;
        for digit in &mut self.digit[..self.last] {
            if borrowed {
                *digit = 0xffffff - *digit;
            } else if *digit != 0 {
                borrowed = true;
                *digit = 0x1000000 - *digit;
            }
        }
        match self.exponent {
            1 => self.digit[self.last - 1] &= 0x7fffff,
            2 => self.digit[self.last - 1] &= 0x3fffff,
            _ => {}
        }
        borrowed
    }

    /// Whether more digits were needed, and have been added.
    fn extend(&mut self) -> bool {
        if self.digit[4..self.last].iter().any(|&digit| digit != 0) {
            return false;
        }
        let mut more = 1;
        while self.digit[4 - more] == 0 {
            more += 1;
        }
        for i in self.last + 1..=self.last + more {
            self.q[i] = self.column(i);
        }
        self.last += more;
        true
    }

    /// Puts the part above the digits under them as one or two more digits, or drops digits that are 0.
    fn top_digits(&mut self, above: f64) {
        if above == 0.0 {
            loop {
                self.last -= 1;
                self.exponent -= 24;
                if self.digit[self.last] != 0 {
                    return;
                }
            }
        }
        let z = above * runtime_power_of_two(-self.exponent);
        if z >= 16777216.0 {
            let upper = (5.9604644775390625e-8 * z) as i32;
            self.digit[self.last] = (z - 16777216.0 * upper as f64) as i32;
            self.last += 1;
            self.exponent += 24;
            self.digit[self.last] = upper;
        } else {
            self.digit[self.last] = z as i32;
        }
    }

    /// The fraction in the digits times pi/2, as a sum of two.
    fn times_half_pi(&mut self) -> (f64, f64) {
        let mut part = [0.0; 20];
        let mut scale = runtime_power_of_two(self.exponent);
        for i in (0..=self.last).rev() {
            self.q[i] = scale * self.digit[i] as f64;
            scale *= 5.9604644775390625e-8;
        }
        for i in 0..=self.last {
            for k in 0..=i.min(4) {
                part[i] += RUNTIME_HALF_PI_PARTS[k] * self.q[self.last - i + k];
            }
        }
        let mut high = 0.0;
        for i in (0..=self.last).rev() {
            high += part[i];
        }
        let mut low = part[0] - high;
        for i in 1..=self.last {
            low += part[i];
        }
        (high, low)
    }
}

/// Payne and Hanek's reduction, for large finite x > 0.
fn runtime_reduce_large(x: f64) -> (i32, f64, f64) {
    let x_exponent = (runtime_high(x) >> 20) - 1046;
    let first_digit = if x_exponent < 27 { 0 } else { (x_exponent - 3) / 24 };
    let exponent = x_exponent - 24 * (first_digit + 1);
    let first_digit = first_digit as usize;
    let mut p = RuntimeProduct {
        x: [0.0; 3],
        x_last: 2,
        first_digit,
        last: 4,
        exponent,
        q: [0.0; 20],
        digit: [0; 20],
    };
    let mut z = runtime_of_words(runtime_high(x) - x_exponent * 0x100000, runtime_low(x));
    for part in &mut p.x {
        *part = z as i32 as f64;
        z = (z - *part) * 16777216.0;
    }
    while p.x[p.x_last] == 0.0 {
        p.x_last -= 1;
    }
    for i in 0..=4 {
        p.q[i] = p.column(i);
    }
    loop {
        z = p.carry();
        let mut quadrant = z as i32;
        z -= quadrant as f64;
        let more_than_half = if exponent > 0 {
            let top = p.digit[p.last - 1] >> (24 - exponent);
            quadrant += top;
            p.digit[p.last - 1] -= top << (24 - exponent);
            p.digit[p.last - 1] >> (23 - exponent) != 0
        } else if exponent == 0 {
            p.digit[p.last - 1] >> 23 != 0
        } else {
            z >= 0.5
        };
        if more_than_half {
            let borrowed = p.complement();
            quadrant += 1;
            if exponent < 0 {
                z = 1.0 - z;
                if borrowed {
                    z -= runtime_power_of_two(exponent);
                }
            }
        }
        if z == 0.0 && p.extend() {
            continue;
        }
        p.top_digits(z);
        let (high, low) = p.times_half_pi();
        return if more_than_half { (quadrant, -high, -low) } else { (quadrant, high, low) };
    }
}

/// Cody and Waite's reduction, for x > 3/4 pi that is not large.
fn runtime_reduce_medium(x: f64) -> (i32, f64, f64) {
    let word = runtime_high(x);
    let multiple = (x * 6.36619772367581382433e-01 + 0.5) as i32;
    let n = multiple as f64;
    let lost_bits = |rest: f64| (word >> 20) - ((runtime_high(rest) >> 20) & 0x7ff);
    let mut r = x - n * 1.57079632673412561417e+00;
    let mut w = n * 6.07710050650619224932e-11;
    let near = multiple >= 32 || word == RUNTIME_HALF_PI_MULTIPLES[multiple as usize - 1];
    if near && lost_bits(r - w) > 16 {
        let t = r;
        w = n * 6.07710050630396597660e-11;
        r = t - w;
        w = n * 2.02226624879595063154e-21 - ((t - r) - w);
        if lost_bits(r - w) > 49 {
            let t = r;
            w = n * 2.02226624871116645580e-21;
            r = t - w;
            w = n * 8.47842766036889956997e-32 - ((t - r) - w);
        }
    }
    let high = r - w;
    (multiple, high, (r - high) - w)
}

/// x = n pi/2 + high + low with |high| at most about pi/4; n modulo 4 (or more), for |x| > pi/4.
fn runtime_reduce(x: f64) -> (i32, f64, f64) {
    let magnitude = x.abs();
    let word = runtime_high(magnitude);
    if word >= 0x7ff00000 {
        return (0, f64::NAN, f64::NAN);
    }
    let (n, high, low) = if word < 0x4002d97c {
        let (mut rest, mut tail) = (magnitude - 1.57079632673412561417e+00, 6.07710050650619224932e-11);
        if word == 0x3ff921fb {
            rest -= 6.07710050630396597660e-11;
            tail = 2.02226624879595063154e-21;
        }
        let high = rest - tail;
        (1, high, (rest - high) - tail)
    } else if word <= 0x413921fb {
        runtime_reduce_medium(magnitude)
    } else {
        runtime_reduce_large(magnitude)
    };
    if x > 0.0 {
        (n, high, low)
    } else {
        (-n, -high, -low)
    }
}

/// cos(x + y), |x| at most about pi/4, y its tail.
fn runtime_cos(x: f64, y: f64) -> f64 {
    let word = runtime_high(x) & 0x7fffffff;
    if word < 0x3e400000 {
        return 1.0;
    }
    let z = x * x;
    let r = z
        * (4.16666666666666019037e-02
            + z * (-1.38888888888741095749e-03
                + z * (2.48015872894767294178e-05
                    + z * (-2.75573143513906633035e-07
                        + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    if word < 0x3fd33333 {
        return 1.0 - (0.5 * z - (z * r - x * y));
    }
    let part = if word > 0x3fe90000 { 0.28125 } else { runtime_of_words(word - 0x00200000, 0) };
    (1.0 - part) - ((0.5 * z - part) - (z * r - x * y))
}

/// (sin(x) / x - 1 + x x / 6) / x^4 as a function of the square of x.
fn runtime_sin_series(z: f64) -> f64 {
    8.33333333332248946124e-03
        + z * (-1.98412698298579493134e-04
            + z * (2.75573137070700676789e-06
                + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))
}

/// sin(x + y), |x| at most about pi/4, y its tail.
fn runtime_sin(x: f64, y: f64) -> f64 {
    if (runtime_high(x) & 0x7fffffff) < 0x3e400000 {
        return x;
    }
    let z = x * x;
    let v = z * x;
    x - ((z * (0.5 * y - v * runtime_sin_series(z)) - y) - v * -1.66666666666666324348e-01)
}

/// -1 / (x + r), where w is x + r rounded.
fn runtime_negative_reciprocal(w: f64, x: f64, r: f64) -> f64 {
    let z = runtime_clear_low(w);
    let v = r - (z - x);
    let a = -1.0 / w;
    let t = runtime_clear_low(a);
    t + a * (1.0 + t * z + t * v)
}

/// tan(x + y), or -1 / tan(x + y), |x| at most about pi/4, y its tail.
fn runtime_tan(x: f64, y: f64, inverted: bool) -> f64 {
    let word = runtime_high(x) & 0x7fffffff;
    if word < 0x3e300000 {
        return if inverted { runtime_negative_reciprocal(x + y, x, y) } else { x };
    }
    let negative = x < 0.0;
    let mirrored = word >= 0x3fe59428;
    let (x, y) = if mirrored {
        let (x, y) = if negative { (-x, -y) } else { (x, y) };
        ((7.85398163397448278999e-01 - x) + (3.06161699786838301793e-17 - y), 0.0)
    } else {
        (x, y)
    };
    let z = x * x;
    let w = z * z;
    let odd = 1.33333333333201242699e-01
        + w * (2.18694882948595424599e-02
            + w * (3.59207910759131235356e-03
                + w * (5.88041240820264096874e-04
                    + w * (7.81794442939557092300e-05 + w * -1.85586374855275456654e-05))));
    let even = z
        * (5.39682539762260521377e-02
            + w * (8.86323982359930005737e-03
                + w * (1.45620945432529025516e-03
                    + w * (2.46463134818469906812e-04
                        + w * (7.14072491382608190305e-05 + w * 2.59073051863633712884e-05)))));
    let s = z * x;
    let r = y + z * (s * (odd + even) + y) + 3.33333333333334091986e-01 * s;
    let sum = x + r;
    if mirrored {
        let sign = if inverted { -1.0 } else { 1.0 };
        let value = sign - 2.0 * (x - (sum * sum / (sum + sign) - r));
        return if negative { -value } else { value };
    }
    if inverted {
        runtime_negative_reciprocal(sum, x, r)
    } else {
        sum
    }
}

fn runtime_sin_of_quadrant(n: i32, high: f64, low: f64) -> f64 {
    let value = if n & 1 == 0 { runtime_sin(high, low) } else { runtime_cos(high, low) };
    if n & 2 == 0 {
        value
    } else {
        -value
    }
}

pub fn extern_sin(x: f64) -> f64 {
    if x.abs() < 7.450580596923828125e-9 {
        return x;
    }
    if x.abs() < 0.7853984832763672 {
        return x + x * x * x * (-1.66666666666666324348e-01 + x * x * runtime_sin_series(x * x));
    }
    let (n, high, low) = runtime_reduce(x);
    runtime_sin_of_quadrant(n, high, low)
}

pub fn extern_cos(x: f64) -> f64 {
    if x.abs() < 0.7853984832763672 {
        return runtime_cos(x, 0.0);
    }
    let (n, high, low) = runtime_reduce(x);
    runtime_sin_of_quadrant(n + 1, high, low)
}

pub fn extern_tan(x: f64) -> f64 {
    if x.abs() < 0.7853984832763672 {
        return runtime_tan(x, 0.0, false);
    }
    let (n, high, low) = runtime_reduce(x);
    runtime_tan(high, low, n & 1 != 0)
}
