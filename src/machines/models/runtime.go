// What runtime.ts computes, operation by operation. Points are x0 y0 x1 y1 ..., x ascending; a row without points,
// which no front end makes, gives NaN.

// The index of the last point.
func runtime_last(points []float64) int { return len(points)&^1 - 2 }

// Where the last table was looked up: many tables of a model are functions of time over the same years. One thread runs a program.
var runtime_recent = 0

// The last point with a coordinate of at most x, which lies within the table, and what follows.
func runtime_around(points []float64, x float64) []float64 {
	if recent := runtime_recent; recent+2 < len(points) && points[recent] <= x && x < points[recent+2] {
		return points[recent:]
	}
	low, high := 0, len(points)/2-1
	for high-low > 1 {
		middle := (low + high) >> 1
		if points[2*middle] <= x {
			low = middle
		} else {
			high = middle
		}
	}
	runtime_recent = 2 * low
	return points[2*low:]
}

func runtime_interpolate(left []float64, x float64) float64 {
	width := left[2] - left[0]
	if width == 0 {
		return left[1]
	}
	return left[1] + ((left[3]-left[1])*(x-left[0]))/width
}

// Whether x is not between the ends, and the value there.
func runtime_beyond(points []float64, x float64) (bool, float64) {
	if len(points) < 2 {
		return true, math.NaN()
	}
	if !(x > points[0]) {
		if x == x {
			return true, points[1]
		}
		return true, x
	}
	last := runtime_last(points)
	return x >= points[last], points[last+1]
}

func extern_lookup(points []float64, x float64) float64 {
	if beyond, y := runtime_beyond(points, x); beyond {
		return y
	}
	return runtime_interpolate(runtime_around(points, x), x)
}

func extern_lookup_forward(points []float64, x float64) float64 {
	if beyond, y := runtime_beyond(points, x); beyond {
		return y
	}
	left := runtime_around(points, x)
	if left[0] == x {
		return left[1]
	}
	return left[3]
}

func extern_lookup_backward(points []float64, x float64) float64 {
	if beyond, y := runtime_beyond(points, x); beyond {
		return y
	}
	return runtime_around(points, x)[1]
}

func extern_lookup_extrapolate(points []float64, x float64) float64 {
	if len(points) < 4 {
		return extern_lookup(points, x)
	}
	last := runtime_last(points)
	if x < points[0] {
		return runtime_interpolate(points, x)
	}
	if x > points[last] {
		return runtime_interpolate(points[last-2:], x)
	}
	return extern_lookup(points, x)
}

func extern_lookup_invert(points []float64, y float64) float64 {
	if len(points) < 2 {
		return math.NaN()
	}
	last := runtime_last(points)
	for left := 0; left < last; left += 2 {
		x0, y0, y1 := points[left], points[left+1], points[left+3]
		if (y0 <= y && y <= y1) || (y1 <= y && y <= y0) {
			if y0 == y1 {
				return x0
			}
			return x0 + ((points[left+2]-x0)*(y-y0))/(y1-y0)
		}
	}
	if math.Abs(y-points[1]) <= math.Abs(y-points[last+1]) {
		return points[0]
	}
	return points[last]
}

func extern_pulse_train(first, width, interval, end, time, step float64) float64 {
	now := time + float64(step/2)
	since := now - first
	phase := since
	if !(now > first && now-step < end) {
		return 0
	}
	if interval > 0 {
		phase = since - float64(interval*math.Floor(since/interval))
	}
	if phase < width || (phase < step && width == width) {
		return 1
	}
	return 0
}

func runtime_polynomial(coefficients []float64, x float64) float64 {
	value := 0.0
	for _, coefficient := range coefficients {
		value = float64(value*x) + coefficient
	}
	return value
}

var runtime_lanczos = []float64{
	676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
	12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
}

func extern_gamma_ln(x float64) float64 {
	if x < 0.5 {
		return extern_log(runtime_pi/math.Abs(extern_sin(float64(runtime_pi*x)))) - extern_gamma_ln(1-x)
	}
	shifted := x - 1
	base, sum := shifted+7.5, 0.99999999999980993
	for term, coefficient := range runtime_lanczos {
		sum += coefficient / (shifted + float64(term) + 1)
	}
	return float64(0.5*extern_log(float64(2*runtime_pi))) + float64((shifted+0.5)*extern_log(base)) - base + extern_log(sum)
}

var runtime_normal_upper = []float64{
	3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
	221.213596169931, 220.206867912376,
}
var runtime_normal_lower = []float64{
	8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
	637.333633378831, 793.826512519948, 440.413735824752,
}

func extern_normal_probability(z float64) float64 {
	distance := math.Abs(z)
	if z != z {
		return z
	}
	if distance > 37 {
		if z > 0 {
			return 1
		}
		return 0
	}
	density := extern_exp((-distance * distance) / 2)
	var tail float64
	if distance < 7.07106781186547 {
		tail = (density * runtime_polynomial(runtime_normal_upper, distance)) / runtime_polynomial(runtime_normal_lower, distance)
	} else {
		fraction := distance + 0.65
		for term := 4.0; term >= 1; term-- {
			fraction = distance + term/fraction
		}
		tail = density / fraction / 2.506628274631
	}
	if z > 0 {
		return 1 - tail
	}
	return tail
}

var runtime_inverse_a = []float64{
	-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
	2.506628277459239,
}
var runtime_inverse_b = []float64{
	-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
	-1.328068155288572e1,
}
var runtime_inverse_c = []float64{
	-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
	2.938163982698783,
}
var runtime_inverse_d = []float64{
	7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416,
}

// Where the tails begin. Not a constant, with which Go would compute exactly.
var runtime_tail = 0.02425

func runtime_rough_inverse_normal(p float64) float64 {
	if p < runtime_tail {
		q := math.Sqrt(-2 * extern_log(p))
		return runtime_polynomial(runtime_inverse_c, q) / (float64(runtime_polynomial(runtime_inverse_d, q)*q) + 1)
	}
	if p > 1-runtime_tail {
		return -runtime_rough_inverse_normal(1 - p)
	}
	q := p - 0.5
	r := float64(q * q)
	return (runtime_polynomial(runtime_inverse_a, r) * q) / (float64(runtime_polynomial(runtime_inverse_b, r)*r) + 1)
}

func extern_inverse_normal(p float64) float64 {
	if !(p > 0) {
		if p == 0 {
			return math.Inf(-1)
		}
		return math.NaN()
	}
	if p >= 1 {
		if p == 1 {
			return math.Inf(1)
		}
		return math.NaN()
	}
	rough := runtime_rough_inverse_normal(p)
	error := extern_normal_probability(rough) - p
	correction := float64(error * math.Sqrt(2*runtime_pi) * extern_exp((rough*rough)/2))
	return rough - correction/(1+float64(rough*correction/2))
}

func extern_normal_curve(z float64) float64 {
	t := 1 / (1 + float64(0.33267*math.Abs(z)))
	density := extern_exp((-z*z)/2) / math.Sqrt(2*runtime_pi)
	tail := float64(density * t * (0.4361836 + float64(t*(-0.1201676+float64(t*0.937298)))))
	if z > 0 {
		return 1 - tail
	}
	return tail
}

func extern_poisson_quantile(p, mean float64) float64 {
	if !(mean > 0) {
		return 0
	}
	if mean > 500 {
		estimate := mean + float64(math.Sqrt(mean)*extern_inverse_normal(p))
		rounded := math.Floor(estimate)
		if estimate-rounded >= 0.5 {
			rounded += 1
		}
		if rounded <= 0 {
			return 0
		}
		return rounded
	}
	k, term := 0.0, extern_exp(-mean)
	sum := term
	for sum < p && k < 10000 {
		k += 1
		term = float64(term * (mean / k))
		sum += term
	}
	return k
}
