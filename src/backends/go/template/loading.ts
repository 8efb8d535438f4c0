import { MAX_CELLS, MAX_REPEAT_DEPTH } from '../../../bytecode/validate.js';
import { IMAGE_MAGIC } from '../../image.js';

/** Loads an image, and refuses one of a program that `validate` refuses. */
export const LOADING = `// Loads images: everything is checked before there is memory for the program.
package main

import ("bytes"; "encoding/binary"; "math"; "sort")

var image *bytes.Reader

// So many numbers that the image still has.
func take[T any](count uint32) []T {
    var one T
    check(uint64(count)*uint64(binary.Size(one)) <= uint64(image.Len()), "the image is cut short")
    numbers := make([]T, count)
    check(binary.Read(image, binary.LittleEndian, numbers) == nil, "the image is cut short")
    return numbers
}
func takeCount() uint32 { return take[uint32](1)[0] }

func takeSections() {
    for _, words := range take[uint32](takeCount()) {
        start := 0
        if len(sections) > 0 { start = sections[len(sections)-1].end }
        sections = append(sections, Section{start, start + int(words)})
        check(start+int(words) <= image.Len()/4, "the image is cut short")
    }
    if len(sections) > 0 { code = take[int32](uint32(sections[len(sections)-1].end)) }
}

func takePool(pool *Array, info PoolInfo) {
    count := takeCount()
    check(int(count) <= image.Len()/4, "the image is cut short")
    if !info.rows && info.cell == F64 { pool.f64 = take[float64](count) }
    if !info.rows && info.cell == I32 { pool.i32 = take[int32](count) }
    for i := uint32(0); info.rows && i < count; i++ {
        if info.cell == F64 { pool.f64Rows = append(pool.f64Rows, take[float64](takeCount())) }
        if info.cell == I32 { pool.i32Rows = append(pool.i32Rows, take[int32](takeCount())) }
    }
}

// Of each memory how many.
var cells [len(memoryInfos)]int64

func load(file []byte) {
    image = bytes.NewReader(file)
    check(len(file) >= 4 && string(take[byte](4)) == "${IMAGE_MAGIC}", "this is not an image in the format ${IMAGE_MAGIC}")
    set := take[uint64](1)[0]
    check(set == INSTRUCTION_SET, "the image is for another machine, or another set of superinstructions")
    takeSections()
    for m, info := range memoryInfos {
        if first := kinds[info.kind].memory; first == m { cells[m] = int64(takeCount()) } else { cells[m] = cells[first] }
    }
    for p, info := range poolInfos { takePool(&pools[p], info) }
    actions = take[[5]uint32](takeCount())
    check(image.Len() == 0, "the image goes on behind its end")
    checkCells()
    for p, info := range poolInfos { checkPool(&pools[p], info) }
    stack = make([]Cell, checkCode())
    checkActions()
    for m, info := range memoryInfos {
        if info.cell == F64 { memories[m].f64 = make([]float64, cells[m]) } else { memories[m].i32 = make([]int32, cells[m]) }
    }
}

// A compiled program has no code but its own.
func requireImage(digest Hash) {
    image.Seek(0, 0)
    hash := newHash()
    for image.Len() > 0 { hash.mix(takeCount()) }
    check(hash == digest, "the image is of another program than the one compiled")
}

func checkCells() {
    total := int64(0)
    for m, info := range memoryInfos {
        kind := kinds[info.kind]
        most := int64(kind.high) + 1
        check(cells[m] <= most, "%d cells for each %s: it can address 0 to %d", cells[m], kind.name, most)
        total += cells[m]
    }
    check(total <= ${MAX_CELLS}, "%d cells in all memories: there may be ${MAX_CELLS}", total)
}

// A pool of numbers has every value once, any NaN like any other.
func checkPool(pool *Array, info PoolInfo) {
    bits := []uint64{}
    for _, value := range pool.f64 {
        if value == value { bits = append(bits, math.Float64bits(value)) } else { bits = append(bits, math.MaxUint64) }
    }
    for _, value := range pool.i32 { bits = append(bits, uint64(uint32(value))) }
    sort.Slice(bits, func(i, j int) bool { return bits[i] < bits[j] })
    for i := 1; i < len(bits); i++ { check(bits[i-1] != bits[i], "the pool %s has a value twice", info.name) }
}

// The least and the greatest that an operand can be.
func rangeOf(operand Operand) (low, high int64) {
    kind := kinds[operand.kind]
    low, high = int64(kind.low), int64(kind.high)
    last := high
    if kind.pool >= 0 {
        low, last = 0, pools[kind.pool].length()-1
    } else if kind.memory >= 0 {
        low, last = int64(operand.below), cells[kind.memory]-1-int64(operand.above)
    }
    if last < high { high = last }
    return
}

// The cells that an opcode needs whatever its operands are.
func checkFixedCells(at int) {
    for _, fixed := range fixedCells {
        if fixed.opcode != int(code[at]) { continue }
        name, length := "", int64(0)
        if pool := fixed.array - len(memories); pool < 0 {
            name, length = memoryInfos[fixed.array].name, cells[fixed.array]
        } else {
            name, length = poolInfos[pool].name, pools[pool].length()
        }
        isThere := fixed.cell >= 0 && fixed.cell < length
        check(isThere, "word %d of the code: %s needs %s[%d]", at, opcodes[fixed.opcode].name, name, fixed.cell)
    }
}

// Of each word of the code: the number of the instruction in its section that begins there, or -1.
var instructionAt []int

// Opcodes and operands; jump targets when it is known where instructions begin.
func checkInstructions(section Section) {
    for at, count := section.start, 0; at < section.end; count++ {
        check(code[at] >= 0 && int(code[at]) < len(opcodes), "word %d of the code: %d is not an opcode", at, code[at])
        opcode := opcodes[code[at]]
        end := at + 1 + len(opcode.operands)
        check(end <= section.end, "word %d of the code: the section ends inside %s", at, opcode.name)
        checkFixedCells(at)
        instructionAt[at] = count
        for k, operand := range opcode.operands {
            kind, word := kinds[operand.kind], code[at+1+k]
            low, high := rangeOf(operand)
            isInside := kind.label || int64(word) >= low && int64(word) <= high
            check(isInside, "word %d of the code: %s: the %s %d is not in %d to %d", at, opcode.name, kind.name, word, low, high)
        }
        at = end
    }
}

// Jump targets are instructions of the same section; kinds of operands limit their numbers.
func checkTargets(section Section) {
    for at := section.start; at < section.end; {
        opcode := opcodes[code[at]]
        for k, operand := range opcode.operands {
            kind, target := kinds[operand.kind], int(code[at+1+k])
            if !kind.label { continue }
            isInside := target >= section.start && target < section.end
            isTarget := isInside && instructionAt[target] >= 0 && instructionAt[target] <= int(kind.high)
            check(isTarget, "word %d of the code: %s: %d is not a jump target", at, opcode.name, target)
        }
        at += 1 + len(opcode.operands)
    }
}

// The cells of stack that a section needs. An instruction has as many before it on every way to it.
func checkStack(section Section, depths []int) (most int) {
    waiting := []int{}
    reach := func(from, at, depth int) {
        check(at < section.end, "word %d of the code: control runs off the end of its section", from)
        isSame := depths[at] < 0 || depths[at] == depth
        check(isSame, "word %d of the code: reached with %d and with %d cells of stack", at, depths[at], depth)
        if depths[at] < 0 { waiting = append(waiting, at) }
        depths[at] = depth
    }
    reach(section.start, section.start, 0)
    for len(waiting) > 0 {
        at := waiting[len(waiting)-1]
        waiting = waiting[:len(waiting)-1]
        opcode, depth := opcodes[code[at]], depths[at]
        check(depth >= opcode.pops, "word %d of the code: %s takes %d cells of stack of %d", at, opcode.name, opcode.pops, depth)
        after := depth - opcode.pops + opcode.pushes
        if after > most { most = after }
        if opcode.target >= 0 { reach(at, int(code[at+1+opcode.target]), after) }
        if opcode.next { reach(at, at+1+len(opcode.operands), after) }
    }
    return
}

// The cells of stack that the deepest section needs.
func checkCode() int {
    depths, most := make([]int, len(code)), 1
    instructionAt = make([]int, len(code))
    for at := range code { instructionAt[at], depths[at] = -1, -1 }
    for _, section := range sections { checkInstructions(section) }
    for _, section := range sections {
        checkTargets(section)
        if needed := checkStack(section, depths); needed > most { most = needed }
    }
    return most
}

// What is wrong with an action by itself, or nothing.
func whatIsWrong(action [5]uint32) string {
    kind, a, b, c, d := action[0], int64(action[1]), int64(action[2]), int64(action[3]), int64(action[4])
    if kind > LEAVE { return "it is unknown" }
    for _, word := range action[1+[]int{1, 4, 0, 3, 3}[kind]:] {
        if word != 0 { return "it has words that mean nothing" }
    }
    known, length := int64(len(memories)), int64(0)
    if a < known { length = cells[a] }
    switch {
    case kind == RUN && a >= int64(len(sections)): return "there is no such section"
    case kind == COPY && (a >= known || b >= known): return "it cannot copy between these"
    case kind == COPY && (memoryInfos[a].cell != memoryInfos[b].cell || memoryInfos[a].kind != memoryInfos[b].kind):
        return "it cannot copy between these"
    case kind == COPY && c+d > length: return "there are no such cells"
    case kind == REPEAT && b >= 1<<21: return "it cannot repeat so often"
    case kind == LEAVE && (b >= length || c >= length): return "there are no such cells"
    }
    return ""
}

func checkActions() {
    ends := []int{}
    for i, action := range actions {
        for len(ends) > 0 && ends[len(ends)-1] == i { ends = ends[:len(ends)-1] }
        wrong := whatIsWrong(action)
        end, last := int(action[3]), len(actions)
        if len(ends) > 0 { last = ends[len(ends)-1] }
        switch {
        case wrong != "":
        case action[0] == LEAVE && len(ends) == 0: wrong = "there is no repeat to leave"
        case action[0] == REPEAT && (end <= i || end > last): wrong = "its end is not where it can be"
        case action[0] == REPEAT && len(ends) == ${MAX_REPEAT_DEPTH}: wrong = "repeats are nested too deeply"
        case action[0] == REPEAT: ends = append(ends, end)
        }
        check(wrong == "", "action %d of the schedule: %s", i, wrong)
    }
}
`;
