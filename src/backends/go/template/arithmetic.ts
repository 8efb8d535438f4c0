/** Numbers and arrays, where Go has another meaning: it computes with literals exactly, and takes -0.0 for 0. */
export const ARITHMETIC = `var registers Registers

var nan, infinity, negativeInfinity, negativeZero = math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)

func number(literal float64) float64 { return literal }
func integer(literal int32) int32     { return literal }

// Dividing by zero gives 0; shifts use the low five bits of their count.
func i32Div(a, b int32) int32 { if b == 0 { return 0 }; return a / b }
func i32Rem(a, b int32) int32 { if b == 0 { return 0 }; return a % b }
func i32Shl(a, b int32) int32 { return a << (uint32(b) & 31) }
func i32Shr(a, b int32) int32 { return a >> (uint32(b) & 31) }

// Towards zero, modulo 2^32; NaN and infinities give 0.
func i32FromF64(x float64) int32 {
    if x > -2147483649 && x < 2147483648 { return int32(x) }
    if x-x != 0 { return 0 }
    return int32(uint32(int64(math.Mod(math.Trunc(x), 4294967296))))
}

func choose[T any](condition bool, yes, no T) T { if condition { return yes }; return no }

// A cell at an address that an instruction computes: outside there is nothing to read, and writes are lost.
func cell[T any](cells []T, at int32, nothing T) *T {
    if uint32(at) < uint32(len(cells)) { return &cells[at] }
    lost := nothing
    return &lost
}
func row[T any](rows [][]T, at int32) []T { return *cell(rows, at, nil) }`;
