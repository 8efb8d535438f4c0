//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// exp, log, log10, sinh, cosh, tanh: after fdlibm.

var runtime_ln2_high = 6.93147180369123816490e-01
var runtime_ln2_low = 1.90821492927058770002e-10
var runtime_largest_exponent = 7.09782712893383973096e+02
var runtime_two_1023 = 8.98846567431157953865e+307

// x = k ln 2 + (high - low) with |high - low| at most about half of ln 2; |x| above that, below 750.
func runtime_reduce_exponent(x float64) (k int32, high, low float64) {
	magnitude := math.Abs(x)
	k = 1
	if runtime_high(magnitude) >= 0x3ff0a2b2 {
		k = int32(float64(1.44269504088896338700e+00*magnitude) + 0.5)
	}
	if x < 0 {
		k = -k
	}
	return k, x - float64(float64(k)*runtime_ln2_high), float64(float64(k) * runtime_ln2_low)
}

func extern_exp(x float64) float64 {
	high_word := runtime_high(x) & 0x7fffffff
	if x != x {
		return x
	}
	if x > runtime_largest_exponent {
		return math.Inf(1)
	}
	if x < -7.45133219101941108420e+02 {
		return 0
	}
	if x == 1 {
		return 2.718281828459045
	}
	k, high, low, reduced := int32(0), x, 0.0, x
	if high_word > 0x3fd62e42 {
		k, high, low = runtime_reduce_exponent(x)
		reduced = high - low
	} else if high_word < 0x3e300000 {
		return 1 + x
	}
	square := float64(reduced * reduced)
	c := reduced - float64(square*(1.66666666666666019037e-01+float64(square*(-2.77777777770155933842e-03+float64(square*(6.61375632143793436117e-05+float64(square*(-1.65339022054652515390e-06+float64(square*4.13813679705723846039e-08)))))))))
	if k == 0 {
		return 1 - ((reduced*c)/(c-2) - reduced)
	}
	y := 1 - ((low - (reduced*c)/(2-c)) - high)
	if k == 1024 {
		return float64(y * 2 * runtime_two_1023)
	}
	if k >= -1021 {
		return float64(y * runtime_power_of_two(k))
	}
	return float64(y * runtime_power_of_two(k+1000) * 9.33263618503218878990e-302)
}

// exp(x) - 1 without cancellation.
func runtime_exp_minus_1(x float64) float64 {
	high_word := runtime_high(x) & 0x7fffffff
	if x != x {
		return x
	}
	if x > runtime_largest_exponent {
		return math.Inf(1)
	}
	if x < 0 && high_word >= 0x4043687a {
		return -1
	}
	k, c := int32(0), 0.0
	if high_word > 0x3fd62e42 {
		var high, low float64
		k, high, low = runtime_reduce_exponent(x)
		x = high - low
		c = (high - x) - low
	} else if high_word < 0x3c900000 {
		return x
	}
	half := float64(0.5 * x)
	square := float64(x * half)
	ratio := 1 + float64(square*(-3.33333333333331316428e-02+float64(square*(1.58730158725481460165e-03+float64(square*(-7.93650757867487942473e-05+float64(square*(4.00821782732936239552e-06+float64(square*-2.01099218183624371326e-07)))))))))
	t := 3 - float64(ratio*half)
	e := float64(square * ((ratio - t) / (6 - float64(x*t))))
	if k == 0 {
		return x - (float64(x*e) - square)
	}
	e = float64(x*(e-c)) - c
	e -= square
	if k == -1 {
		return float64(0.5*(x-e)) - 0.5
	}
	if k == 1 {
		if x < -0.25 {
			return float64(-2 * (e - (x + 0.5)))
		}
		return 1 + float64(2*(x-e))
	}
	if k <= -2 || k > 56 {
		y := 1 - (e - x)
		if k == 1024 {
			return float64(y*2*runtime_two_1023) - 1
		}
		return float64(y*runtime_power_of_two(k)) - 1
	}
	if k < 20 {
		return float64((runtime_of_words(0x3ff00000-(0x200000>>uint32(k)), 0) - (e - x)) * runtime_power_of_two(k))
	}
	return float64((x - (e + runtime_power_of_two(-k)) + 1) * runtime_power_of_two(k))
}

func extern_log(x float64) float64 {
	if x == 0 {
		return math.Inf(-1)
	}
	if x < 0 {
		return math.NaN()
	}
	if !(x < math.Inf(1)) {
		return x
	}
	k := int32(0)
	if runtime_high(x) < 0x00100000 {
		k = -54
		x = float64(x * 18014398509481984.0)
	}
	high_word := runtime_high(x)
	k += (high_word >> 20) - 1023
	high_word &= 0xfffff
	normal := (high_word + 0x95f64) & 0x100000
	k += normal >> 20
	n := float64(k)
	f := runtime_of_words(high_word|(normal^0x3ff00000), runtime_low(x)) - 1
	if (0xfffff & (2 + high_word)) < 3 {
		if f == 0 {
			if k == 0 {
				return 0
			}
			return float64(n*runtime_ln2_high) + float64(n*runtime_ln2_low)
		}
		r := float64(f * f * (0.5 - float64(0.33333333333333333*f)))
		if k == 0 {
			return f - r
		}
		return float64(n*runtime_ln2_high) - ((r - float64(n*runtime_ln2_low)) - f)
	}
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	r := float64(z*(6.666666666666735130e-01+float64(w*(2.857142874366239149e-01+float64(w*(1.818357216161805012e-01+float64(w*1.479819860511658591e-01))))))) + float64(w*(3.999999999940941908e-01+float64(w*(2.222219843214978396e-01+float64(w*1.531383769920937332e-01)))))
	if high_word >= 0x6147a && high_word <= 0x6b851 {
		half_square := float64(0.5 * f * f)
		if k == 0 {
			return f - (half_square - float64(s*(half_square+r)))
		}
		return float64(n*runtime_ln2_high) - ((half_square - (float64(s*(half_square+r)) + float64(n*runtime_ln2_low))) - f)
	}
	if k == 0 {
		return f - float64(s*(f-r))
	}
	return float64(n*runtime_ln2_high) - ((float64(s*(f-r)) - float64(n*runtime_ln2_low)) - f)
}

func extern_log10(x float64) float64 {
	if x == 0 {
		return math.Inf(-1)
	}
	if x < 0 {
		return math.NaN()
	}
	if !(x < math.Inf(1)) {
		return x
	}
	if x == 1 {
		return 0
	}
	k, below_one := int32(0), int32(0)
	if runtime_high(x) < 0x00100000 {
		k = -54
		x = float64(x * 18014398509481984.0)
	}
	k += (runtime_high(x) >> 20) - 1023
	if k < 0 {
		below_one = 1
	}
	whole := float64(k + below_one)
	x = runtime_of_words((runtime_high(x)&0xfffff)|((1023-below_one)<<20), runtime_low(x))
	return float64(whole*3.69423907715893078616e-13) + float64(4.34294481903251816668e-01*extern_log(x)) + float64(whole*3.01029995663611771306e-01)
}

func extern_sinh(x float64) float64 {
	magnitude, half := math.Abs(x), 0.5
	if x < 0 {
		half = -0.5
	}
	if magnitude < 22 {
		if magnitude < 3.725290298461914e-9 {
			return x
		}
		t := runtime_exp_minus_1(magnitude)
		if magnitude < 1 {
			return float64(half * (float64(2*t) - t*t/(t+1)))
		}
		return float64(half * (t + t/(t+1)))
	}
	if magnitude < 709.7822265625 {
		return float64(half * extern_exp(magnitude))
	}
	if magnitude > 710.4758600739439 {
		return float64(x * 1e308)
	}
	t := extern_exp(float64(0.5 * magnitude))
	return float64(half * t * t)
}

func extern_cosh(x float64) float64 {
	magnitude := math.Abs(x)
	high_word := runtime_high(magnitude)
	if x != x {
		return x
	}
	if high_word < 0x3fd62e43 {
		t := runtime_exp_minus_1(magnitude)
		w := 1 + t
		if high_word < 0x3c800000 {
			return w
		}
		return 1 + (t*t)/(w+w)
	}
	if high_word < 0x40360000 {
		t := extern_exp(magnitude)
		return float64(0.5*t) + 0.5/t
	}
	if high_word < 0x40862e42 {
		return float64(0.5 * extern_exp(magnitude))
	}
	if magnitude > 710.4758600739439 {
		return math.Inf(1)
	}
	t := extern_exp(float64(0.5 * magnitude))
	return float64(0.5 * t * t)
}

func extern_tanh(x float64) float64 {
	magnitude, y := math.Abs(x), 1.0
	if x != x || magnitude < 3.725290298461914e-9 {
		return x
	}
	if magnitude < 1 {
		t := runtime_exp_minus_1(float64(-2 * magnitude))
		y = -t / (t + 2)
	} else if magnitude < 22 {
		y = 1 - 2/(runtime_exp_minus_1(float64(2*magnitude))+2)
	}
	if x < 0 {
		return -y
	}
	return y
}
