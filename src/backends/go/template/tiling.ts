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
    seen, words := make([]int32, 0, MAX_PATTERN_OPERANDS), []int32{pattern.opcode}
    for p, part := range pattern.parts {
        if code[starts[p]] != part.opcode { return nil }
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

// Rewrites one basic block with the fewest instructions; among equal ways the one whose last instruction replaces the
// most. 'constant' gives the value of a pool at an index. A block starts at a jump target or after a jump; to move the
// targets of jumps is up to the caller.
func tileBlock(code []int32, constant func(pool int, index int32) float64) []int32 {
    starts := []int{}
    for at := 0; at < len(code); at += 1 + len(opcodes[code[at]].operands) { starts = append(starts, at) }
    count := len(starts)
    best := make([]step, count+1)
    for at := 0; at < count; at++ {
        dispatches, start := best[at].dispatches+1, starts[at]
        if end := &best[at+1]; end.length == 0 || dispatches < end.dispatches {
            *end = step{dispatches, 1, code[start : start+1+len(opcodes[code[start]].operands)]}
        }
        first := firstPatterns[code[start]]
        for i := first.start; i < first.end; i++ {
            length := len(patterns[i].parts)
            if at+length > count { continue }
            end := &best[at+length]
            if end.length > 0 && (dispatches > end.dispatches || dispatches == end.dispatches && length <= end.length) { continue }
            if words := fit(&patterns[i], code, starts[at:], constant); words != nil {
                *end = step{dispatches, length, words}
            }
        }
    }
    out := []int32{}
    for at := count; at > 0; at -= best[at].length { out = append(append([]int32{}, best[at].words...), out...) }
    return out
}
`;
