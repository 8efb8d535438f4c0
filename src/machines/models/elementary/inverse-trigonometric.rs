//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// asin, acos, atan: after fdlibm.

const RUNTIME_HALF_PI: f64 = 1.57079632679489655800e+00;
const RUNTIME_HALF_PI_LOW: f64 = 6.12323399573676603587e-17;
const RUNTIME_QUARTER_PI: f64 = 7.85398163397448278999e-01;

/// (asin(x) - x) / x as a function of the square of x.
fn runtime_asin_excess(t: f64) -> f64 {
    let p = t
        * (1.66666666666666657415e-01
            + t * (-3.25565818622400915405e-01
                + t * (2.01212532134862925881e-01
                    + t * (-4.00555345006794114027e-02
                        + t * (7.91534994289814532176e-04 + t * 3.47933107596021167570e-05)))));
    let q = 1.0
        + t * (-2.40339491173441421878e+00
            + t * (2.02094576023350569471e+00
                + t * (-6.88283971605453293030e-01 + t * 7.70381505559019352791e-02)));
    p / q
}

pub fn extern_asin(x: f64) -> f64 {
    let magnitude = x.abs();
    if !(magnitude <= 1.0) {
        return f64::NAN;
    }
    if magnitude == 1.0 {
        return x * RUNTIME_HALF_PI + x * RUNTIME_HALF_PI_LOW;
    }
    if magnitude < 7.450580596923828125e-9 {
        return x;
    }
    if magnitude < 0.5 {
        return x + x * runtime_asin_excess(x * x);
    }
    let t = (1.0 - magnitude) * 0.5;
    let s = t.sqrt();
    let y = if runtime_high(magnitude) >= 0x3fef3333 {
        RUNTIME_HALF_PI - (2.0 * (s + s * runtime_asin_excess(t)) - RUNTIME_HALF_PI_LOW)
    } else {
        let w = runtime_clear_low(s);
        let c = (t - w * w) / (s + w);
        let p = 2.0 * s * runtime_asin_excess(t) - (RUNTIME_HALF_PI_LOW - 2.0 * c);
        RUNTIME_QUARTER_PI - (p - (RUNTIME_QUARTER_PI - 2.0 * w))
    };
    if x > 0.0 {
        y
    } else {
        -y
    }
}

pub fn extern_acos(x: f64) -> f64 {
    let magnitude = x.abs();
    if !(magnitude <= 1.0) {
        return f64::NAN;
    }
    if magnitude == 1.0 {
        return if x > 0.0 { 0.0 } else { RUNTIME_PI + 2.0 * RUNTIME_HALF_PI_LOW };
    }
    if runtime_high(magnitude) <= 0x3c600000 {
        return RUNTIME_HALF_PI + RUNTIME_HALF_PI_LOW;
    }
    if magnitude < 0.5 {
        return RUNTIME_HALF_PI - (x - (RUNTIME_HALF_PI_LOW - x * runtime_asin_excess(x * x)));
    }
    let z = (1.0 - magnitude) * 0.5;
    let s = z.sqrt();
    if x < 0.0 {
        return RUNTIME_PI - 2.0 * (s + (runtime_asin_excess(z) * s - RUNTIME_HALF_PI_LOW));
    }
    let w = runtime_clear_low(s);
    2.0 * (w + (runtime_asin_excess(z) * s + (z - w * w) / (s + w)))
}

/// x - atan(x), x between -7/16 and 7/16.
fn runtime_atan_deficit(x: f64) -> f64 {
    let z = x * x;
    let w = z * z;
    let odd = z
        * (3.33333333333329318027e-01
            + w * (1.42857142725034663711e-01
                + w * (9.09088713343650656196e-02
                    + w * (6.66107313738753120669e-02
                        + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
    let even = w
        * (-1.99999999998764832476e-01
            + w * (-1.11111104054623557880e-01
                + w * (-7.69187620504482999495e-02
                    + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
    x * (odd + even)
}

pub fn extern_atan(x: f64) -> f64 {
    let m = x.abs();
    if x.is_nan() || m < 7.450580596923828125e-9 {
        return x;
    }
    if m < 0.4375 {
        return x - runtime_atan_deficit(x);
    }
    let y = if m >= 73786976294838206464.0 {
        RUNTIME_HALF_PI + RUNTIME_HALF_PI_LOW
    } else {
        let (center, center_low, rest) = if m < 0.6875 {
            (4.63647609000806093515e-01, 2.26987774529616870924e-17, (2.0 * m - 1.0) / (2.0 + m))
        } else if m < 1.1875 {
            (RUNTIME_QUARTER_PI, 3.06161699786838301793e-17, (m - 1.0) / (m + 1.0))
        } else if m < 2.4375 {
            (9.82793723247329054082e-01, 1.39033110312309984516e-17, (m - 1.5) / (1.0 + 1.5 * m))
        } else {
            (RUNTIME_HALF_PI, RUNTIME_HALF_PI_LOW, -1.0 / m)
        };
        center - ((runtime_atan_deficit(rest) - center_low) - rest)
    };
    if x < 0.0 {
        -y
    } else {
        y
    }
}
