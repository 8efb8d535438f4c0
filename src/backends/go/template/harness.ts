import { ABOUT_HARNESS, COMMANDS, lineComments } from '../../template-text.js';

/** Loads an image and refuses one that names what is not there, runs it by its schedule, does what the command line says. */
export const HARNESS = `${lineComments('//', ABOUT_HARNESS)}
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

// A section set it: nothing of the program runs any more.
var trapped bool

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
            if info.cell == F64 { pool.f64Rows = append(pool.f64Rows, take[float64](takeCount())) }
            if info.cell == I32 { pool.i32Rows = append(pool.i32Rows, take[int32](takeCount())) }
        }
    }
    actions = take[[5]uint32](takeCount())
    checkCode()
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
            kind, word, limit := kinds[operand.kind], int64(code[at]), int64(math.MaxInt64)
            switch {
            case kind.label: limit, targets = int64(len(code)), append(targets, code[at])
            case kind.pool >= 0: limit = pools[kind.pool].length()
            case kind.memory >= 0: limit = memories[kind.memory].length()
            }
            isInside := word >= int64(operand.below) && word < limit-int64(operand.above)
            check(isInside || limit == math.MaxInt64, "the image has an operand out of range")
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

// Runs the actions from 'at' to 'end'; true when one of them leaves the 'repeat' they are in, or traps.
func perform(at, end int, observe func()) bool {
    for at < end {
        a, b, c, d := actions[at][1], actions[at][2], actions[at][3], actions[at][4]
        at++
        switch actions[at-1][0] {
        case RUN:
            run(int(a))
            if trapped { return true }
        case COPY:
            if memories[a].f64 != nil { copy(memories[b].f64[c:c+d], memories[a].f64[c:c+d]) }
            if memories[a].i32 != nil { copy(memories[b].i32[c:c+d], memories[a].i32[c:c+d]) }
        case OBSERVE: observe()
        case REPEAT:
            for times := uint64(a) | uint64(b)<<32; times > 0 && !perform(at, int(c), observe); times-- {}
            if trapped { return true }
            at = int(c)
        case LEAVE:
            f64, i32 := memories[a].f64, memories[a].i32
            if f64 != nil && f64[b] >= f64[c] || i32 != nil && i32[b] >= i32[c] { return true }
        }
    }
    return false
}

func runProgram(observe func()) {
    for _, memory := range memories {
        for i := range memory.f64 { memory.f64[i] = 0 }
        for i := range memory.i32 { memory.i32[i] = 0 }
    }
    trapped = false
    perform(0, len(actions), observe)
}

// 64-bit FNV-1a over the 32-bit words of all memories, every NaN as the same.
func printDigest() {
    hash := uint64(0xcbf29ce484222325)
    mix := func(word uint64) { hash = (hash ^ word) * 0x100000001b3 }
    for _, memory := range memories {
        for _, cell := range memory.i32 { mix(uint64(uint32(cell))) }
        for _, cell := range memory.f64 {
            bits := math.Float64bits(cell)
            if cell != cell { bits = 0x7ff8000000000000 }
            mix(bits & 0xffffffff); mix(bits >> 32)
        }
    }
    fmt.Printf("%016x\\n", hash)
}

// Seconds of runs, of at least so many, for so long.
func timeRuns(seconds float64, least int) (samples []float64) {
    for start := time.Now(); len(samples) < least || time.Since(start).Seconds() < seconds; {
        before := time.Now()
        runProgram(func() {})
        samples = append(samples, time.Since(before).Seconds())
    }
    sort.Float64s(samples)
    return samples
}

func main() {
    check(len(os.Args) > 1, "usage: <image> ${COMMANDS}")
    command, number := "observe", 1000.0
    if len(os.Args) > 2 { command = os.Args[2] }
    if len(os.Args) > 3 { number, _ = strconv.ParseFloat(os.Args[3], 64) }
    load(os.Args[1])
    switch command {
    case "observe":
        runProgram(printDigest); printDigest()
        if trapped { fmt.Println("trapped") }
        if counting { fmt.Println("dispatches", dispatches) }
    case "time":
        timeRuns(number/1000, 0)
        samples := timeRuns(number/1000, 3)
        fmt.Println(samples[len(samples)/2])
    case "state":
        stop := 0.0
        printState := func() {
            for m := 0; m < len(memories) && stop == number; m++ {
                binary.Write(os.Stdout, binary.LittleEndian, memories[m].f64)
                binary.Write(os.Stdout, binary.LittleEndian, memories[m].i32)
            }
            if stop++; stop > number { os.Exit(0) }
        }
        runProgram(printState)
        printState()
        check(false, "the program has no such stop")
    case "disassemble":
        for at := 0; at < len(code); {
            operands := opcodes[code[at]].operands
            fmt.Printf("%6d  %s", at, opcodes[code[at]].name)
            at++
            for range operands { fmt.Print(" ", code[at]); at++ }
            fmt.Println()
        }
    default:
        check(false, "there is no such command")
    }
}
`;
