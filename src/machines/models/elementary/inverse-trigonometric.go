//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// asin, acos, atan: after fdlibm.

var runtime_half_pi = 1.57079632679489655800e+00
var runtime_half_pi_low = 6.12323399573676603587e-17
var runtime_quarter_pi = 7.85398163397448278999e-01

// (asin(x) - x) / x as a function of the square of x.
func runtime_asin_excess(t float64) float64 {
	p := float64(t * (1.66666666666666657415e-01 + float64(t*(-3.25565818622400915405e-01+float64(t*(2.01212532134862925881e-01+float64(t*(-4.00555345006794114027e-02+float64(t*(7.91534994289814532176e-04+float64(t*3.47933107596021167570e-05)))))))))))
	q := 1 + float64(t*(-2.40339491173441421878e+00+float64(t*(2.02094576023350569471e+00+float64(t*(-6.88283971605453293030e-01+float64(t*7.70381505559019352791e-02)))))))
	return p / q
}

func extern_asin(x float64) float64 {
	magnitude := math.Abs(x)
	if !(magnitude <= 1) {
		return math.NaN()
	}
	if magnitude == 1 {
		return float64(x*runtime_half_pi) + float64(x*runtime_half_pi_low)
	}
	if magnitude < 7.450580596923828125e-9 {
		return x
	}
	if magnitude < 0.5 {
		return x + float64(x*runtime_asin_excess(float64(x*x)))
	}
	t := float64((1 - magnitude) * 0.5)
	s := math.Sqrt(t)
	var y float64
	if runtime_high(magnitude) >= 0x3fef3333 {
		y = runtime_half_pi - (float64(2*(s+float64(s*runtime_asin_excess(t)))) - runtime_half_pi_low)
	} else {
		w := runtime_clear_low(s)
		c := (t - float64(w*w)) / (s + w)
		p := float64(2*s*runtime_asin_excess(t)) - (runtime_half_pi_low - float64(2*c))
		y = runtime_quarter_pi - (p - (runtime_quarter_pi - float64(2*w)))
	}
	if x > 0 {
		return y
	}
	return -y
}

func extern_acos(x float64) float64 {
	magnitude := math.Abs(x)
	if !(magnitude <= 1) {
		return math.NaN()
	}
	if magnitude == 1 {
		if x > 0 {
			return 0
		}
		return runtime_pi + float64(2*runtime_half_pi_low)
	}
	if runtime_high(magnitude) <= 0x3c600000 {
		return runtime_half_pi + runtime_half_pi_low
	}
	if magnitude < 0.5 {
		return runtime_half_pi - (x - (runtime_half_pi_low - float64(x*runtime_asin_excess(float64(x*x)))))
	}
	z := float64((1 - magnitude) * 0.5)
	s := math.Sqrt(z)
	if x < 0 {
		return runtime_pi - float64(2*(s+(float64(runtime_asin_excess(z)*s)-runtime_half_pi_low)))
	}
	w := runtime_clear_low(s)
	return float64(2 * (w + (float64(runtime_asin_excess(z)*s) + (z-float64(w*w))/(s+w))))
}

// x - atan(x), x between -7/16 and 7/16.
func runtime_atan_deficit(x float64) float64 {
	z := float64(x * x)
	w := float64(z * z)
	odd := float64(z * (3.33333333333329318027e-01 + float64(w*(1.42857142725034663711e-01+float64(w*(9.09088713343650656196e-02+float64(w*(6.66107313738753120669e-02+float64(w*(4.97687799461593236017e-02+float64(w*1.62858201153657823623e-02)))))))))))
	even := float64(w * (-1.99999999998764832476e-01 + float64(w*(-1.11111104054623557880e-01+float64(w*(-7.69187620504482999495e-02+float64(w*(-5.83357013379057348645e-02+float64(w*-3.65315727442169155270e-02)))))))))
	return float64(x * (odd + even))
}

func extern_atan(x float64) float64 {
	m := math.Abs(x)
	if x != x || m < 7.450580596923828125e-9 {
		return x
	}
	if m < 0.4375 {
		return x - runtime_atan_deficit(x)
	}
	var y float64
	if m >= 73786976294838206464.0 {
		y = runtime_half_pi + runtime_half_pi_low
	} else if m < 0.6875 {
		m = (float64(2*m) - 1) / (2 + m)
		y = 4.63647609000806093515e-01 - ((runtime_atan_deficit(m) - 2.26987774529616870924e-17) - m)
	} else if m < 1.1875 {
		m = (m - 1) / (m + 1)
		y = runtime_quarter_pi - ((runtime_atan_deficit(m) - 3.06161699786838301793e-17) - m)
	} else if m < 2.4375 {
		m = (m - 1.5) / (1 + float64(1.5*m))
		y = 9.82793723247329054082e-01 - ((runtime_atan_deficit(m) - 1.39033110312309984516e-17) - m)
	} else {
		m = -1 / m
		y = runtime_half_pi - ((runtime_atan_deficit(m) - runtime_half_pi_low) - m)
	}
	if x < 0 {
		return -y
	}
	return y
}
