/** Refuses to run where doubles have another meaning: a processor that fuses operations, or was told to round otherwise. */
export const SELF_TEST = `
// Operands are variables: what is checked has to be computed when the program runs, as handlers do it.
var testOperands = [...]float64{1 + 0x1p-30, 1 - 0x1p-30, 1, 3, 0.5, 0x1p-53, 0x1p-1022}

func checkArithmetic() {
    above, below, one, three := testOperands[0], testOperands[1], testOperands[2], testOperands[3]
    half, halfUlp, least := testOperands[4], testOperands[5], testOperands[6]
    require := func(good bool, what string) {
        check(good, "this program computes otherwise than its handlers are meant to: %s", what)
    }
    // As handlers are printed: a conversion keeps a product and a sum apart.
    require(float64(above*below)-one == 0 && one-float64(above*below) == 0, "a product and a sum are rounded only once")
    require(one+(halfUlp+halfUlp*0x1p-11) == 1+0x1p-52, "doubles are rounded twice")
    require(one+halfUlp == 1 && -one-halfUlp == -1, "numbers are not rounded to the nearest")
    require(math.Float64bits(float64(least*half)) == 1<<51, "denormal numbers are taken for zero")
    require(math.Float64bits(float64(negativeZero*one)) == 1<<63 && math.Float64bits(negativeZero+number(0)) == 0, "-0 is taken for 0")
    require(nan != nan && !(nan >= one) && !(nan < one), "NaN is taken for a number")
    require(math.Float64bits(float64(one/three)) == 0x3fd5555555555555, "quotients are products with the reciprocal")
    require(i32FromF64(float64(three*1e9)) == -1294967296 && i32FromF64(nan) == 0, "conversions to integers are others")
}
`;
