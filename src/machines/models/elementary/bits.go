// Runtime functions of the models machine for Go: to the bit those of runtime.ts. A product, or a half, that a sum may follow is converted to
// float64, which keeps compilers from rounding both at once.

import "math"

var runtime_pi = 3.141592653589793

// The half with sign, exponent and the first 20 bits of the fraction.
func runtime_high(x float64) int32 { return int32(math.Float64bits(x) >> 32) }

func runtime_low(x float64) uint32 { return uint32(math.Float64bits(x)) }

func runtime_of_words(high int32, low uint32) float64 {
	return math.Float64frombits(uint64(uint32(high))<<32 | uint64(low))
}

func runtime_clear_low(x float64) float64 { return runtime_of_words(runtime_high(x), 0) }

// 2^n, a normal number.
func runtime_power_of_two(n int32) float64 { return runtime_of_words((1023+n)*0x100000, 0) }
