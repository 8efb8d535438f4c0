import { ABOUT_TILING, lineComments } from '../../template-text.js';

/** The peephole pass, which stands alone beside its patterns and the tables of the machine. */
export const TILING = `// Rewrites code of the base machine with superinstructions, by the patterns of patterns.go.
package main

import "math"

// The best way to reach a boundary between instructions, by its last instruction.
type step struct {
    dispatches, length int
    words []int32
}

// The words of a superinstruction, if it fits the instructions that start at 'starts'; nil if not.
func fit(pattern *Pattern, code []int32, starts []int, constant func(pool int, index int32) float64) []int32 {
    seen, words := []int32{}, []int32{pattern.opcode}
    for p, part := range pattern.parts {
        if p == len(starts) || code[starts[p]] != part.opcode { return nil }
        for k, binding := range part.bindings {
            word, pool := code[starts[p]+1+k], kinds[opcodes[part.opcode].operands[k].kind].pool
            seen = append(seen, word)
            switch binding.kind {
            case FREE: words = append(words, word)
            case SAME: if word != seen[binding.earlier]+binding.offset { return nil }
            case CONSTANT:
                value := float64(word)
                if pool >= 0 { value = constant(pool, word) }
                isSame := math.Float64bits(value) == math.Float64bits(binding.value)
                if !isSame && (value == value || binding.value == binding.value) { return nil }
            }
        }
    }
    return words
}

${lineComments('//', ABOUT_TILING)}
func tileBlock(code []int32, constant func(pool int, index int32) float64) []int32 {
    starts := []int{}
    for at := 0; at < len(code); at += 1 + len(opcodes[code[at]].operands) { starts = append(starts, at) }
    best := make([]step, len(starts)+1)
    reach := func(at, length int, words []int32) {
        end, dispatches := &best[at+length], best[at].dispatches+1
        isLonger := dispatches == end.dispatches && length > end.length
        if end.length == 0 || dispatches < end.dispatches || isLonger { *end = step{dispatches, length, words} }
    }
    for at, start := range starts {
        reach(at, 1, code[start : start+1+len(opcodes[code[start]].operands)])
        first := firstPatterns[code[start]]
        for i := first.start; i < first.end; i++ {
            words := fit(&patterns[i], code, starts[at:], constant)
            if words != nil { reach(at, len(patterns[i].parts), words) }
        }
    }
    out := []int32{}
    for at := len(starts); at > 0; at -= best[at].length { out = append(append([]int32{}, best[at].words...), out...) }
    return out
}
`;
