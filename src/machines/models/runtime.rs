// What runtime.ts computes, operation by operation. Points are x0 y0 x1 y1 …, x ascending; a row without points,
// which no front end makes, gives NaN.

/// The index of the last point.
fn runtime_last(points: &[f64]) -> usize {
    (points.len() & !1) - 2
}

thread_local! {
    /// Where the last table was looked up: many tables of a model are functions of time over the same years.
    static RUNTIME_RECENT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The last point with a coordinate of at most x, which lies within the table, and the next.
fn runtime_around(points: &[f64], x: f64) -> &[f64] {
    let recent = RUNTIME_RECENT.with(|recent| recent.get());
    if recent + 2 < points.len() && points[recent] <= x && x < points[recent + 2] {
        return &points[recent..];
    }
    let mut low = 0;
    let mut high = points.len() / 2 - 1;
    while high - low > 1 {
        let middle = (low + high) >> 1;
        if points[2 * middle] <= x {
            low = middle;
        } else {
            high = middle;
        }
    }
    RUNTIME_RECENT.with(|recent| recent.set(2 * low));
    &points[2 * low..]
}

fn runtime_interpolate(left: &[f64], x: f64) -> f64 {
    let width = left[2] - left[0];
    if width == 0.0 {
        left[1]
    } else {
        left[1] + ((left[3] - left[1]) * (x - left[0])) / width
    }
}

/// The value at x when x is not between the ends.
fn runtime_beyond(points: &[f64], x: f64) -> Option<f64> {
    if points.len() < 2 {
        return Some(f64::NAN);
    }
    if !(x > points[0]) {
        return Some(if x.is_nan() { x } else { points[1] });
    }
    let last = runtime_last(points);
    if x >= points[last] {
        Some(points[last + 1])
    } else {
        None
    }
}

pub fn extern_lookup(points: &[f64], x: f64) -> f64 {
    runtime_beyond(points, x).unwrap_or_else(|| runtime_interpolate(runtime_around(points, x), x))
}

pub fn extern_lookup_forward(points: &[f64], x: f64) -> f64 {
    runtime_beyond(points, x).unwrap_or_else(|| {
        let left = runtime_around(points, x);
        if left[0] == x {
            left[1]
        } else {
            left[3]
        }
    })
}

pub fn extern_lookup_backward(points: &[f64], x: f64) -> f64 {
    runtime_beyond(points, x).unwrap_or_else(|| runtime_around(points, x)[1])
}

pub fn extern_lookup_extrapolate(points: &[f64], x: f64) -> f64 {
    if points.len() >= 4 {
        let last = runtime_last(points);
        if x < points[0] {
            return runtime_interpolate(points, x);
        }
        if x > points[last] {
            return runtime_interpolate(&points[last - 2..], x);
        }
    }
    extern_lookup(points, x)
}

pub fn extern_lookup_invert(points: &[f64], y: f64) -> f64 {
    if points.len() < 2 {
        return f64::NAN;
    }
    let last = runtime_last(points);
    for left in (0..last).step_by(2) {
        let (x0, y0, x1, y1) = (points[left], points[left + 1], points[left + 2], points[left + 3]);
        if (y0 <= y && y <= y1) || (y1 <= y && y <= y0) {
            return if y0 == y1 { x0 } else { x0 + ((x1 - x0) * (y - y0)) / (y1 - y0) };
        }
    }
    if (y - points[1]).abs() <= (y - points[last + 1]).abs() {
        points[0]
    } else {
        points[last]
    }
}

pub fn extern_pulse_train(first: f64, width: f64, interval: f64, end: f64, time: f64, step: f64) -> f64 {
    let now = time + step / 2.0;
    if !(now > first && now - step < end) {
        return 0.0;
    }
    let since = now - first;
    let phase = if interval > 0.0 { since - interval * (since / interval).floor() } else { since };
    let on = phase < width || (phase < step && !width.is_nan());
    if on {
        1.0
    } else {
        0.0
    }
}

fn runtime_polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |value, coefficient| value * x + coefficient)
}

const RUNTIME_LANCZOS: [f64; 8] = [
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
];

pub fn extern_gamma_ln(x: f64) -> f64 {
    if x < 0.5 {
        return extern_log(RUNTIME_PI / extern_sin(RUNTIME_PI * x).abs()) - extern_gamma_ln(1.0 - x);
    }
    let shifted = x - 1.0;
    let base = shifted + 7.5;
    let mut sum = 0.99999999999980993;
    for (term, coefficient) in RUNTIME_LANCZOS.iter().enumerate() {
        sum += coefficient / (shifted + term as f64 + 1.0);
    }
    0.5 * extern_log(2.0 * RUNTIME_PI) + (shifted + 0.5) * extern_log(base) - base + extern_log(sum)
}

const RUNTIME_HART_UPPER: [f64; 7] = [
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
    221.213596169931, 220.206867912376,
];

const RUNTIME_HART_LOWER: [f64; 8] = [
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
    637.333633378831, 793.826512519948, 440.413735824752,
];

pub fn extern_normal_probability(z: f64) -> f64 {
    let distance = z.abs();
    if z.is_nan() {
        return z;
    }
    if distance > 37.0 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let density = extern_exp((-distance * distance) / 2.0);
    let tail = if distance < 7.07106781186547 {
        (density * runtime_polynomial(&RUNTIME_HART_UPPER, distance))
            / runtime_polynomial(&RUNTIME_HART_LOWER, distance)
    } else {
        let mut fraction = distance + 0.65;
        for term in [4.0, 3.0, 2.0, 1.0] {
            fraction = distance + term / fraction;
        }
        density / fraction / 2.506628274631
    };
    if z > 0.0 {
        1.0 - tail
    } else {
        tail
    }
}

const RUNTIME_ACKLAM_A: [f64; 6] = [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
    -3.066479806614716e1, 2.506628277459239,
];

const RUNTIME_ACKLAM_B: [f64; 5] = [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1,
];

const RUNTIME_ACKLAM_C: [f64; 6] = [
    -7.784894002430293e-3,
    -3.223964580411365e-1,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
];

const RUNTIME_ACKLAM_D: [f64; 4] =
    [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

fn runtime_rough_inverse_normal(p: f64) -> f64 {
    if p < 0.02425 {
        let q = (-2.0 * extern_log(p)).sqrt();
        return runtime_polynomial(&RUNTIME_ACKLAM_C, q)
            / (runtime_polynomial(&RUNTIME_ACKLAM_D, q) * q + 1.0);
    }
    if p > 1.0 - 0.02425 {
        return -runtime_rough_inverse_normal(1.0 - p);
    }
    let q = p - 0.5;
    let r = q * q;
    (runtime_polynomial(&RUNTIME_ACKLAM_A, r) * q) / (runtime_polynomial(&RUNTIME_ACKLAM_B, r) * r + 1.0)
}

pub fn extern_inverse_normal(p: f64) -> f64 {
    if !(p > 0.0) {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    if p >= 1.0 {
        return if p == 1.0 { f64::INFINITY } else { f64::NAN };
    }
    let rough = runtime_rough_inverse_normal(p);
    let error = extern_normal_probability(rough) - p;
    let correction = error * (2.0 * RUNTIME_PI).sqrt() * extern_exp((rough * rough) / 2.0);
    rough - correction / (1.0 + (rough * correction) / 2.0)
}

pub fn extern_normal_curve(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.33267 * z.abs());
    let density = extern_exp((-z * z) / 2.0) / (2.0 * RUNTIME_PI).sqrt();
    let tail = density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298));
    if z > 0.0 {
        1.0 - tail
    } else {
        tail
    }
}

pub fn extern_poisson_quantile(p: f64, mean: f64) -> f64 {
    if !(mean > 0.0) {
        return 0.0;
    }
    if mean > 500.0 {
        let estimate = mean + mean.sqrt() * extern_inverse_normal(p);
        let whole = estimate.floor();
        let rounded = if estimate - whole >= 0.5 { whole + 1.0 } else { whole };
        return if rounded <= 0.0 { 0.0 } else { rounded };
    }
    let mut term = extern_exp(-mean);
    let mut sum = term;
    let mut k = 0.0;
    while sum < p && k < 10000.0 {
        k += 1.0;
        term *= mean / k;
        sum += term;
    }
    k
}
