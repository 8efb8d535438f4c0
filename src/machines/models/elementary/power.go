//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
//

// pow: the logarithm in two parts, by (x - base) / (x + base), is after fdlibm.

// log2(1 + i / 32): 32 bits after the point, so that an integer can be added exactly, and the rest.
var runtime_log2_high = [33]float64{
	0, 0.04439411940984428, 0.0874628413002938, 0.12928301701322198, 0.16992500144988298, 0.20945336553268135,
	0.24792751343920827, 0.28540221881121397, 0.3219280948396772, 0.35755200451239944, 0.3923174226656556,
	0.42626475472934544, 0.4594316186849028, 0.4918530962895602, 0.5235619561281055, 0.5545888517517596,
	0.5849625007249415, 0.6147098441142589, 0.6438561896793544, 0.6724253420252353, 0.7004397180862725,
	0.7279204544611275, 0.7548875021748245, 0.78135971352458, 0.8073549221735448, 0.8328900141641498,
	0.8579809952061623, 0.8826430493500084, 0.9068905955646187, 0.9307373375631869, 0.9541963103692979,
	0.9772799233905971, 1,
}
var runtime_log2_low = [33]float64{
	0, -5.1390841636143616e-11, -4.9954394960960846e-11, -6.82555238289466e-11, -7.570621253899065e-12,
	9.626843591816795e-11, 4.3772246742567274e-12, 5.1034371666225424e-11, 4.768513324782187e-11,
	1.0568425812263634e-10, 1.1310467595015162e-10, -2.7247501980421348e-11, -4.760553100919408e-11,
	4.0114511993922805e-11, -7.109264890793916e-11, -7.412227615224832e-11, -3.785310626949533e-12,
	9.493295003326775e-13, 9.537026649564374e-11, -5.373970558791038e-11, 5.481968229317496e-11,
	1.0207165967323408e-10, -1.1355931880848598e-11, 7.960223862778872e-14, -1.1594065707676847e-10,
	5.91914047307195e-13, -7.859021276869104e-11, 1.1832890315280468e-11, 4.389982262087234e-11,
	-3.0060745418937855e-13, 1.757734675320612e-11, 1.0931936532320209e-10, 0,
}

// 2^(i / 16): the nearest double, and the rest.
var runtime_root_high = [16]float64{
	1, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484,
	1.2968395546510096, 1.3542555469368927, 1.4142135623730951, 1.4768261459394993, 1.5422108254079407,
	1.6104903319492543, 1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474,
}
var runtime_root_low = [16]float64{
	0, 8.551889705537965e-17, -3.046782079812471e-17, 8.912812676025408e-17, 3.982015231465646e-17,
	4.658027591836937e-17, 2.5382502794888315e-17, 7.70094837980299e-17, -9.667293313452913e-17,
	-3.483994556892796e-17, 7.949834809697621e-17, 2.4707192569797888e-17, 8.199010020581497e-17,
	2.960140695448873e-17, 3.283107224245627e-17, -1.0619946056195963e-16,
}

// 2^(high + low), where high has at most 48 bits.
func runtime_exp2(high, low float64) float64 {
	sum := high + low
	if sum >= 1025 {
		return math.Inf(1)
	}
	if sum <= -1076 {
		return 0
	}
	nearest := int32(float64(sum*16)+32768.5) - 32768
	t := high - float64(float64(nearest)*0.0625) + low
	series := 0.6931471805599453 + float64(t*(0.24022650695910072+float64(t*(0.05550410866482158+float64(t*(0.009618129107628477+float64(t*(0.0013333558146428443+float64(t*(0.0001540353039338161+float64(t*1.5252733804059841e-5)))))))))))
	root := runtime_root_high[nearest&15]
	half := nearest >> 5
	return float64((root + (float64(root*(t*series)) + runtime_root_low[nearest&15])) * runtime_power_of_two(half) * runtime_power_of_two((nearest>>4)-half))
}

func runtime_single(x float64) float64 { return float64(float32(x)) }

// x^y for 0 < x < infinity and |y| < 2^64.
func runtime_power(x, y float64) float64 {
	if y == 1 {
		return x
	}
	if y == -1 {
		return 1 / x
	}
	if y == 0.5 {
		return math.Sqrt(x)
	}
	exponent := int32(-1023)
	if x < 2.2250738585072014e-308 {
		x = float64(x * 9007199254740992.0)
		exponent -= 53
	}
	word := runtime_high(x)
	exponent += word >> 20
	nearest := ((word & 0xfffff) + 0x4000) >> 15
	fraction := runtime_of_words((word&0xfffff)|0x3ff00000, runtime_low(x))
	base := 1 + float64(float64(nearest)*0.03125)
	whole := float64(exponent) + runtime_log2_high[nearest]

	u := fraction - base
	v := 1 / (fraction + base)
	s := float64(u * v)
	s_high := runtime_single(s)
	fraction_high := runtime_single(fraction)
	s_low := float64(v * (u - float64(s_high*(fraction_high+base)) - float64(s_high*(fraction-fraction_high))))
	square := float64(s * s)
	series := 0.9617966939259756 + float64(square*(0.5770780163555996+float64(square*(0.41219858192699316+float64(square*0.3206304257116095)))))
	rest := float64(2.885390043258667*s_low) + float64(3.851925982253235e-8*s) + runtime_log2_low[nearest] + float64(s*square*series)
	product := float64(2.885390043258667 * s_high)
	high := runtime_single(whole + product)
	low := product - (high - whole) + rest

	y_high := runtime_single(y)
	return runtime_exp2(float64(y_high*high), float64((y-y_high)*high)+float64(y*low))
}

// x^y for all others. As in JavaScript: NaN for (+-1)^(+-infinity) and for 1^NaN.
func runtime_special_power(x, y float64) float64 {
	magnitude, exponent := math.Abs(x), math.Abs(y)
	if y == 0 {
		return 1
	}
	if x != x || y != y {
		return math.NaN()
	}
	if exponent >= 18446744073709551616.0 {
		if magnitude == 1 {
			if math.IsInf(exponent, 1) {
				return math.NaN()
			}
			return 1
		}
		if (magnitude > 1) == (y > 0) {
			return math.Inf(1)
		}
		return 0
	}
	result := magnitude
	if magnitude == 0 || math.IsInf(magnitude, 1) {
		if y < 0 {
			result = 1 / magnitude
		}
	} else {
		if math.Floor(y) != y {
			return math.NaN()
		}
		result = runtime_power(magnitude, y)
	}
	if runtime_high(x) < 0 && exponent-float64(2*math.Floor(exponent/2)) == 1 {
		return -result
	}
	return result
}

func extern_pow(x, y float64) float64 {
	if y == 2 {
		return float64(x * x)
	}
	if x > 0 && x < math.Inf(1) && math.Abs(y) < 18446744073709551616.0 {
		return runtime_power(x, y)
	}
	return runtime_special_power(x, y)
}
