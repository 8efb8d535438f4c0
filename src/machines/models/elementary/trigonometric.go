//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// sin, cos, tan: after fdlibm.

// 2/pi in digits of 24 bits.
var runtime_two_over_pi = [...]int32{
	0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163, 0xabdebb,
	0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5,
	0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8,
	0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
	0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b,
	0x6babf0, 0xcfbc20, 0x9af436, 0x1da9e3, 0x91615e, 0xe61b08, 0x659985, 0x5f14a0, 0x68408d, 0xffd880,
	0x4d7327, 0x310606, 0x1556ca, 0x73a8c9, 0x60e27b, 0xc08c6b,
}

// pi/2 in parts of 24 bits.
var runtime_half_pi_parts = [...]float64{
	1.57079625129699707031e+00, 7.54978941586159635335e-08, 5.39030252995776476554e-15,
	3.28200341580791294123e-22, 1.27065575068307607349e-29,
}

// The high words of pi/2, 2 pi/2, 3 pi/2 ...
var runtime_half_pi_multiples = [...]int32{
	0x3ff921fb, 0x400921fb, 0x4012d97c, 0x401921fb, 0x401f6a7a, 0x4022d97c, 0x4025fdbb, 0x402921fb,
	0x402c463a, 0x402f6a7a, 0x4031475c, 0x4032d97c, 0x40346b9c, 0x4035fdbb, 0x40378fdb, 0x403921fb,
	0x403ab41b, 0x403c463a, 0x403dd85a, 0x403f6a7a, 0x40407e4c, 0x4041475c, 0x4042106c, 0x4042d97c,
	0x4043a28c, 0x40446b9c, 0x404534ac, 0x4045fdbb, 0x4046c6cb, 0x40478fdb, 0x404858eb,
}

// A product x * 2/pi being worked out: digits of 24 bits up to number last, times 2^exponent.
type runtime_product struct {
	x                                   [3]float64
	x_last, first_digit, last, exponent int32
	q                                   [20]float64
	digit                               [20]int32
}

// Column i of the long multiplication.
func (p *runtime_product) column(i int32) float64 {
	sum := 0.0
	for j := int32(0); j <= p.x_last; j++ {
		if at := p.first_digit + i - j; at >= 0 {
			sum += float64(p.x[j] * float64(runtime_two_over_pi[at]))
		} else {
			sum += float64(p.x[j] * 0)
		}
	}
	return sum
}

// Carries from the columns to the digits; what is above them modulo 8.
func (p *runtime_product) carry() float64 {
	z := p.q[p.last]
	for i, j := 0, p.last; j > 0; i, j = i+1, j-1 {
		upper := float64(int32(5.9604644775390625e-8 * z))
		p.digit[i] = int32(z - float64(16777216.0*upper))
		z = p.q[j-1] + upper
	}
	z = float64(z * runtime_power_of_two(p.exponent))
	return z - float64(8*math.Floor(z*0.125))
}

// The fraction in the digits becomes 1 minus it; whether it was not 0.
func (p *runtime_product) complement() bool {
	borrowed := false
	for i := int32(0); i < p.last; i++ {
		if borrowed {
			p.digit[i] = 0xffffff - p.digit[i]
		} else if p.digit[i] != 0 {
			borrowed = true
			p.digit[i] = 0x1000000 - p.digit[i]
		}
	}
	if p.exponent == 1 {
		p.digit[p.last-1] &= 0x7fffff
	}
	if p.exponent == 2 {
		p.digit[p.last-1] &= 0x3fffff
	}
	return borrowed
}

// Whether more digits were needed, and have been added.
func (p *runtime_product) extend() bool {
	for i := int32(4); i < p.last; i++ {
		if p.digit[i] != 0 {
			return false
		}
	}
	more := int32(1)
	for p.digit[4-more] == 0 {
		more++
	}
	for i := p.last + 1; i <= p.last+more; i++ {
		p.q[i] = p.column(i)
	}
	p.last += more
	return true
}

// Puts the part above the digits under them as one or two more digits, or drops digits that are 0.
func (p *runtime_product) top_digits(z float64) {
	if z == 0 {
		p.last--
		p.exponent -= 24
		for p.digit[p.last] == 0 {
			p.last--
			p.exponent -= 24
		}
		return
	}
	z = float64(z * runtime_power_of_two(-p.exponent))
	if z >= 16777216.0 {
		upper := float64(int32(5.9604644775390625e-8 * z))
		p.digit[p.last] = int32(z - float64(16777216.0*upper))
		p.last++
		p.exponent += 24
		p.digit[p.last] = int32(upper)
	} else {
		p.digit[p.last] = int32(z)
	}
}

// The fraction in the digits times pi/2, in two parts.
func (p *runtime_product) times_half_pi() (float64, float64) {
	var part [20]float64
	scale, sum := runtime_power_of_two(p.exponent), 0.0
	for i := p.last; i >= 0; i-- {
		p.q[i] = float64(scale * float64(p.digit[i]))
		scale = float64(scale * 5.9604644775390625e-8)
	}
	for i := p.last; i >= 0; i-- {
		for k := int32(0); k <= 4 && k <= p.last-i; k++ {
			part[p.last-i] += float64(runtime_half_pi_parts[k] * p.q[i+k])
		}
	}
	for i := p.last; i >= 0; i-- {
		sum += part[i]
	}
	rest := part[0] - sum
	for i := int32(1); i <= p.last; i++ {
		rest += part[i]
	}
	return sum, rest
}

// Payne and Hanek's reduction, for large finite x > 0.
func runtime_reduce_large(x float64) (int32, float64, float64) {
	p := runtime_product{x_last: 2, last: 4}
	x_exponent := (runtime_high(x) >> 20) - 1046
	z := runtime_of_words(runtime_high(x)-x_exponent*0x100000, runtime_low(x))
	for i := range p.x {
		p.x[i] = float64(int32(z))
		z = float64((z - p.x[i]) * 16777216.0)
	}
	for p.x[p.x_last] == 0 {
		p.x_last--
	}
	if x_exponent >= 27 {
		p.first_digit = (x_exponent - 3) / 24
	}
	for i := int32(0); i <= 4; i++ {
		p.q[i] = p.column(i)
	}
	for {
		p.exponent = x_exponent - 24*(p.first_digit+1)
		z = p.carry()
		quadrant := int32(z)
		z -= float64(quadrant)
		more_than_half := z >= 0.5
		if p.exponent > 0 {
			top := p.digit[p.last-1] >> uint32(24-p.exponent)
			quadrant += top
			p.digit[p.last-1] -= top << uint32(24-p.exponent)
			more_than_half = p.digit[p.last-1]>>uint32(23-p.exponent) != 0
		} else if p.exponent == 0 {
			more_than_half = p.digit[p.last-1]>>23 != 0
		}
		if more_than_half {
			borrowed := p.complement()
			quadrant++
			if p.exponent < 0 {
				z = 1 - z
				if borrowed {
					z -= runtime_power_of_two(p.exponent)
				}
			}
		}
		if z == 0 && p.extend() {
			continue
		}
		p.top_digits(z)
		y, tail := p.times_half_pi()
		if more_than_half {
			return quadrant, -y, -tail
		}
		return quadrant, y, tail
	}
}

// Cody and Waite's reduction, for x > 3/4 pi that is not large.
func runtime_reduce_medium(x float64) (int32, float64, float64) {
	word := runtime_high(x)
	multiple := int32(float64(x*6.36619772367581382433e-01) + 0.5)
	n, exponent := float64(multiple), word>>20
	r := x - float64(n*1.57079632673412561417e+00)
	w := float64(n * 6.07710050650619224932e-11)
	y := r - w
	if multiple >= 32 || word == runtime_half_pi_multiples[multiple-1] {
		if exponent-((runtime_high(y)>>20)&0x7ff) > 16 {
			t := r
			w = float64(n * 6.07710050630396597660e-11)
			r = t - w
			w = float64(n*2.02226624879595063154e-21) - ((t - r) - w)
			y = r - w
			if exponent-((runtime_high(y)>>20)&0x7ff) > 49 {
				t = r
				w = float64(n * 2.02226624871116645580e-21)
				r = t - w
				w = float64(n*8.47842766036889956997e-32) - ((t - r) - w)
				y = r - w
			}
		}
	}
	return multiple, y, (r - y) - w
}

// x = n pi/2 + y + tail with |y| at most about pi/4; n modulo 4 (or more), for |x| > pi/4.
func runtime_reduce(x float64) (n int32, y, tail float64) {
	magnitude := math.Abs(x)
	word := runtime_high(magnitude)
	if word >= 0x7ff00000 {
		return 0, math.NaN(), math.NaN()
	}
	if word < 0x4002d97c {
		rest, low := magnitude-1.57079632673412561417e+00, 6.07710050650619224932e-11
		if word == 0x3ff921fb {
			rest -= 6.07710050630396597660e-11
			low = 2.02226624879595063154e-21
		}
		n, y = 1, rest-low
		tail = (rest - y) - low
	} else if word <= 0x413921fb {
		n, y, tail = runtime_reduce_medium(magnitude)
	} else {
		n, y, tail = runtime_reduce_large(magnitude)
	}
	if x > 0 {
		return n, y, tail
	}
	return -n, -y, -tail
}

// cos(x + y), |x| at most about pi/4, y its tail.
func runtime_cos(x, y float64) float64 {
	word := runtime_high(x) & 0x7fffffff
	if word < 0x3e400000 {
		return 1
	}
	z := float64(x * x)
	r := float64(z * (4.16666666666666019037e-02 + float64(z*(-1.38888888888741095749e-03+float64(z*(2.48015872894767294178e-05+float64(z*(-2.75573143513906633035e-07+float64(z*(2.08757232129817482790e-09+float64(z*-1.13596475577881948265e-11)))))))))))
	if word < 0x3fd33333 {
		return 1 - (float64(0.5*z) - (float64(z*r) - float64(x*y)))
	}
	part := 0.28125
	if word <= 0x3fe90000 {
		part = runtime_of_words(word-0x00200000, 0)
	}
	return (1 - part) - ((float64(0.5*z) - part) - (float64(z*r) - float64(x*y)))
}

// (sin(x) / x - 1 + x x / 6) / x^4 as a function of the square of x.
func runtime_sin_series(z float64) float64 {
	return 8.33333333332248946124e-03 + float64(z*(-1.98412698298579493134e-04+float64(z*(2.75573137070700676789e-06+float64(z*(-2.50507602534068634195e-08+float64(z*1.58969099521155010221e-10)))))))
}

// sin(x + y), |x| at most about pi/4, y its tail.
func runtime_sin(x, y float64) float64 {
	if (runtime_high(x) & 0x7fffffff) < 0x3e400000 {
		return x
	}
	z := float64(x * x)
	v := float64(z * x)
	return x - ((float64(z*(float64(0.5*y)-float64(v*runtime_sin_series(z)))) - y) - float64(v*-1.66666666666666324348e-01))
}

// -1 / (x + r), where w is x + r rounded.
func runtime_negative_reciprocal(w, x, r float64) float64 {
	z := runtime_clear_low(w)
	v := r - (z - x)
	a := -1 / w
	t := runtime_clear_low(a)
	return t + float64(a*(1+float64(t*z)+float64(t*v)))
}

// tan(x + y), or -1 / tan(x + y), |x| at most about pi/4, y its tail.
func runtime_tan(x, y float64, inverted bool) float64 {
	high_word := runtime_high(x)
	word := high_word & 0x7fffffff
	if word < 0x3e300000 {
		if inverted {
			return runtime_negative_reciprocal(x+y, x, y)
		}
		return x
	}
	sign, side := 1.0, 1.0
	if inverted {
		sign = -1
	}
	if word >= 0x3fe59428 {
		if high_word < 0 {
			x, y, side = -x, -y, -1
		}
		x = (7.85398163397448278999e-01 - x) + (3.06161699786838301793e-17 - y)
		y = 0
	}
	z := float64(x * x)
	w := float64(z * z)
	r := 1.33333333333201242699e-01 + float64(w*(2.18694882948595424599e-02+float64(w*(3.59207910759131235356e-03+float64(w*(5.88041240820264096874e-04+float64(w*(7.81794442939557092300e-05+float64(w*-1.85586374855275456654e-05)))))))))
	v := float64(z * (5.39682539762260521377e-02 + float64(w*(8.86323982359930005737e-03+float64(w*(1.45620945432529025516e-03+float64(w*(2.46463134818469906812e-04+float64(w*(7.14072491382608190305e-05+float64(w*2.59073051863633712884e-05)))))))))))
	s := float64(z * x)
	r = y + float64(z*(float64(s*(r+v))+y))
	r += float64(3.33333333333334091986e-01 * s)
	w = x + r
	if word >= 0x3fe59428 {
		return float64(side * (sign - float64(2*(x-(w*w/(w+sign)-r)))))
	}
	if inverted {
		return runtime_negative_reciprocal(w, x, r)
	}
	return w
}

func runtime_sin_of_quadrant(n int32, y, tail float64) float64 {
	value := runtime_cos(y, tail)
	if n&1 == 0 {
		value = runtime_sin(y, tail)
	}
	if n&2 == 0 {
		return value
	}
	return -value
}

func extern_sin(x float64) float64 {
	if math.Abs(x) < 7.450580596923828125e-9 {
		return x
	}
	if math.Abs(x) < 0.7853984832763672 {
		return x + float64(x*x*x*(-1.66666666666666324348e-01+float64(x*x*runtime_sin_series(float64(x*x)))))
	}
	n, y, tail := runtime_reduce(x)
	return runtime_sin_of_quadrant(n, y, tail)
}

func extern_cos(x float64) float64 {
	if math.Abs(x) < 0.7853984832763672 {
		return runtime_cos(x, 0)
	}
	n, y, tail := runtime_reduce(x)
	return runtime_sin_of_quadrant(n+1, y, tail)
}

func extern_tan(x float64) float64 {
	if math.Abs(x) < 0.7853984832763672 {
		return runtime_tan(x, 0, false)
	}
	n, y, tail := runtime_reduce(x)
	return runtime_tan(y, tail, n&1 != 0)
}
