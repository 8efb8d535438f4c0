/** What `tiling.go` holds for any machine. */
export const TILING_IN_GO = `// An instruction, decoded. A jump target is the OldPC of the instruction it names.
type SuperInstruction struct {
    Op int32
    Operands []int64
    // Control may come here not only from the instruction before.
    IsLeader bool
    OldPC int
}

// Whether the instruction after this one stays as it is. Instructions that the tables lack stay as well.
func superKeepsNext(instruction SuperInstruction) bool {
    index, known := superIndex[instruction.Op]
    return known && superInfos[index].keeps_next
}

// Whether superinstructions have room for all operands: where they do not, the instruction stays as it is.
func superHasRoom(instruction SuperInstruction) bool {
    first := superInfos[superIndex[instruction.Op]].first_operand
    for k, value := range instruction.Operands {
        bits, least := superOperands[first+k].fused_bits, int64(0)
        if bits == 0 { continue }
        if superOperands[first+k].is_signed {
            bits--
            least = -(int64(1) << bits)
        }
        if value < least || value >= int64(1)<<bits { return false }
    }
    return true
}

// The operands that a pattern keeps, if it fits the instructions at the start of 'code'; nil if not.
func superFit(pattern SuperPattern, code []SuperInstruction) []int64 {
    seen, kept := []int64{}, []int64{}
    if pattern.part_count > len(code) { return nil }
    for p, part := range superParts[pattern.first_part:pattern.first_part+pattern.part_count] {
        if code[p].Op != part.op || len(code[p].Operands) != part.binding_count { return nil }
        if p > 0 && (code[p].IsLeader || superKeepsNext(code[p-1])) { return nil }
        if !superHasRoom(code[p]) { return nil }
        for k, binding := range superBindings[part.first_binding:part.first_binding+part.binding_count] {
            operand := code[p].Operands[k]
            if binding.kind == 0 { kept = append(kept, operand) }
            if binding.kind == 1 && operand != seen[binding.earlier]+binding.value { return nil }
            if binding.kind == 2 && operand != binding.value { return nil }
            seen = append(seen, operand)
        }
    }
    return kept
}

// The best way to reach a boundary between instructions, by its last instruction.
type superStep struct {
    dispatches, length int
    instruction SuperInstruction
}

// Rewrites a function with the fewest instructions per basic block; among equal ways the one whose last
// instruction replaces the most. Each has the OldPC of its first part. Jump targets stay what they were: see
// superRelocate.
func superTile(code []SuperInstruction) []SuperInstruction {
    best := make([]superStep, len(code)+1)
    reach := func(at, length int, instruction SuperInstruction) {
        end, dispatches := &best[at+length], best[at].dispatches+1
        isLonger := dispatches == end.dispatches && length > end.length
        if end.length == 0 || dispatches < end.dispatches || isLonger { *end = superStep{dispatches, length, instruction} }
    }
    for at, instruction := range code {
        reach(at, 1, instruction)
        if at > 0 && superKeepsNext(code[at-1]) { continue }
        for _, pattern := range superPatterns {
            if superParts[pattern.first_part].op != instruction.Op { continue }
            operands := superFit(pattern, code[at:])
            if operands == nil { continue }
            reach(at, pattern.part_count, SuperInstruction{pattern.op, operands, instruction.IsLeader, instruction.OldPC})
        }
    }
    out := []SuperInstruction{}
    for at := len(code); at > 0; at -= best[at].length { out = append(out, best[at].instruction) }
    for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 { out[i], out[j] = out[j], out[i] }
    return out
}

// The instructions that one stands for: itself if it is no superinstruction.
func superDecompose(fused SuperInstruction) []SuperInstruction {
    for _, pattern := range superPatterns {
        if pattern.op != fused.Op { continue }
        seen, next, out := []int64{}, 0, []SuperInstruction{}
        for p, part := range superParts[pattern.first_part:pattern.first_part+pattern.part_count] {
            start := len(seen)
            for _, binding := range superBindings[part.first_binding:part.first_binding+part.binding_count] {
                operand := binding.value
                if binding.kind == 0 { operand = fused.Operands[next]; next++ }
                if binding.kind == 1 { operand += seen[binding.earlier] }
                seen = append(seen, operand)
            }
            operands := append([]int64{}, seen[start:]...)
            out = append(out, SuperInstruction{part.op, operands, p == 0 && fused.IsLeader, fused.OldPC})
        }
        return out
    }
    return []SuperInstruction{fused}
}

func superIsLabel(op int32, operand int) bool {
    index, known := superIndex[op]
    return known && superOperands[superInfos[index].first_operand+operand].label
}

// Lays code out anew: 'width' says how many units an instruction takes. Moves jump targets, and gives where each old
// pc up to 'oldEnd' is now, the end too; -1 where there is no instruction any more.
func superRelocate(code []SuperInstruction, oldEnd int, width func(SuperInstruction) int) []int {
    newPC, end := make([]int, oldEnd+1), 0
    for pc := range newPC { newPC[pc] = -1 }
    for _, instruction := range code {
        newPC[instruction.OldPC] = end
        end += width(instruction)
    }
    newPC[oldEnd] = end
    for i := range code {
        code[i].Operands = append([]int64{}, code[i].Operands...)
        for k, operand := range code[i].Operands {
            if superIsLabel(code[i].Op, k) { code[i].Operands[k] = int64(newPC[operand]) }
        }
    }
    return newPC
}

// Code of words rewritten, and where things went: by old pc, and by new pc; -1 where no instruction starts.
type SuperTiled struct {
    Code []SuperWord
    NewPC, OldPC []int
}

// All of this for code of words: an opcode and its operands, a word each; jump targets count words from the start of
// the function. 'isEntry' (or nil) says where control may come in otherwise: handlers of exceptions, targets in tables.
// False where the code is not such code.
func superTileWords(code []SuperWord, isEntry func(pc int) bool) (SuperTiled, bool) {
    before, isStart := []SuperInstruction{}, make([]bool, len(code)+1)
    isLeader := make([]bool, len(code)+1)
    for at := 0; at < len(code); {
        op := int32(code[at])
        index, known := superIndex[op]
        if !known || len(code)-at <= superInfos[index].operand_count { return SuperTiled{}, false }
        instruction := SuperInstruction{op, []int64{}, false, at}
        isStart[at] = true
        for k := 0; k < superInfos[index].operand_count; k++ {
            operand := int64(code[at+1+k])
            instruction.Operands = append(instruction.Operands, operand)
            if !superIsLabel(op, k) { continue }
            if operand < 0 || operand > int64(len(code)) { return SuperTiled{}, false }
            isLeader[operand] = true
        }
        before = append(before, instruction)
        at += 1 + len(instruction.Operands)
    }
    for at := range code {
        if isLeader[at] && !isStart[at] { return SuperTiled{}, false }
    }
    for i, instruction := range before {
        before[i].IsLeader = isLeader[instruction.OldPC] || (isEntry != nil && isEntry(instruction.OldPC))
    }
    after, tiled := superTile(before), SuperTiled{}
    tiled.NewPC = superRelocate(after, len(code), func(one SuperInstruction) int { return 1 + len(one.Operands) })
    for _, instruction := range after {
        tiled.Code = append(tiled.Code, SuperWord(instruction.Op))
        tiled.OldPC = append(tiled.OldPC, instruction.OldPC)
        for _, operand := range instruction.Operands {
            tiled.Code = append(tiled.Code, SuperWord(operand))
            tiled.OldPC = append(tiled.OldPC, -1)
        }
    }
    return tiled, true
}
`;
