/** Makes a loaded program of an image, and refuses one that names what is not there. */
export const IMAGE = `// Loads a program's image, runs it by its schedule, times it, prints digests of its memories. An image is
// little-endian and made by 'mine-superinstructions generate --images'; everything an instruction can name is checked
// when it is loaded.
package main

import ("bytes"; "encoding/binary"; "fmt"; "math"; "os"; "sort"; "strconv"; "time")

// A memory or a pool: numbers of one type, or rows of them.
type Array struct {
    f64     []float64
    i32     []int32
    f64Rows [][]float64
    i32Rows [][]int32
}

func (a *Array) length() int64 { return int64(len(a.f64) + len(a.i32) + len(a.f64Rows) + len(a.i32Rows)) }

var arrays [len(memoryInfos) + len(poolInfos)]Array
var memories, pools = arrays[:len(memoryInfos)], arrays[len(memoryInfos):]
var code, stack, actions, dispatches = []int32{}, []Cell{}, [][5]uint32{}, uint64(0)
var image *bytes.Reader

const ( RUN = iota; COPY; OBSERVE; REPEAT; LEAVE )

func check(good bool, message string) {
    if !good { fmt.Fprintln(os.Stderr, message); os.Exit(2) }
}

// So many numbers that the image still has.
func take[T any](count uint32) []T {
    check(int(count) <= image.Len(), "the image is cut short")
    numbers := make([]T, count)
    check(binary.Read(image, binary.LittleEndian, numbers) == nil, "the image is cut short")
    return numbers
}
func takeCount() uint32 { return take[uint32](1)[0] }

func load(path string) {
    file, err := os.ReadFile(path)
    check(err == nil, "cannot open the image")
    check(len(file) >= 16 && string(file[:4]) == "MSI1", "this is not an image of a program")
    set := binary.LittleEndian.Uint64(file[4:])
    check(set == INSTRUCTION_SET, "the image is for another machine, or another set of superinstructions")
    image = bytes.NewReader(file[12:])
    stack = make([]Cell, takeCount()+1)
    code = take[int32](takeCount())
    for m, info := range memoryInfos {
        count := takeCount()
        if info.cell == F64 { memories[m].f64 = make([]float64, count) } else { memories[m].i32 = make([]int32, count) }
    }
    for p, info := range poolInfos {
        pool, count := &pools[p], takeCount()
        if !info.rows && info.cell == F64 { pool.f64 = take[float64](count) }
        if !info.rows && info.cell == I32 { pool.i32 = take[int32](count) }
        for i := uint32(0); info.rows && i < count; i++ {
            length := takeCount()
            if info.cell == F64 { pool.f64Rows = append(pool.f64Rows, take[float64](length)) }
            if info.cell == I32 { pool.i32Rows = append(pool.i32Rows, take[int32](length)) }
        }
    }
    actions = take[[5]uint32](takeCount())
    checkCode()
}

// An array that operands index: of a memory, or of a pool.
func limitOf(kind Kind) int64 {
    if kind.label { return int64(len(code)) }
    if kind.pool >= 0 { return pools[kind.pool].length() }
    if kind.memory >= 0 { return memories[kind.memory].length() }
    return math.MaxInt64
}

func checkCode() {
    isStart, isUsed, targets := make([]bool, len(code)), make([]bool, len(opcodes)), []int32{}
    for at := 0; at < len(code); {
        check(code[at] >= 0 && int(code[at]) < len(opcodes), "the image has an unknown opcode")
        isStart[at], isUsed[code[at]] = true, true
        operands := opcodes[code[at]].operands
        at++
        for _, operand := range operands {
            check(at < len(code), "the image ends inside an instruction")
            kind, word, limit := kinds[operand.kind], int64(code[at]), limitOf(kinds[operand.kind])
            isInside := word >= int64(operand.below) && word < limit-int64(operand.above)
            check(isInside || limit == math.MaxInt64, "the image has an operand out of range")
            if kind.label { targets = append(targets, code[at]) }
            at++
        }
    }
    for _, target := range targets { check(isStart[target], "the image has a jump into an instruction") }
    for _, fixed := range fixedCells {
        isThere := fixed.cell >= 0 && fixed.cell < arrays[fixed.array].length()
        check(isThere || !isUsed[fixed.opcode], "the image has too few cells for an instruction")
    }
    for i, action := range actions {
        a, b, c, d := int64(action[1]), int64(action[2]), int64(action[3]), int64(action[4])
        known, isGood := int64(len(memories)), false
        switch action[0] {
        case RUN: isGood = a < int64(len(code)) && isStart[a]
        case COPY:
            isGood = a < known && b < known && memoryInfos[a].cell == memoryInfos[b].cell
            isGood = isGood && c+d <= memories[a].length() && c+d <= memories[b].length()
        case OBSERVE: isGood = true
        case REPEAT: isGood = c > int64(i) && c <= int64(len(actions))
        case LEAVE: isGood = a < known && b < memories[a].length() && c < memories[a].length()
        }
        check(isGood, "the image has a schedule out of range")
    }
}
`;
