import { MAX_IDLE_REPEATS } from '../../../bytecode/validate.js';
import { ABOUT_HARNESS, COMMANDS, lineComments } from '../../template-text.js';

/** Runs a loaded program by its schedule, and does what the command line says. */
export const HARNESS = `${lineComments('//', ABOUT_HARNESS)}
package main

import ("encoding/binary"; "fmt"; "math"; "os"; "sort"; "strconv"; "time")

// A memory or a pool: numbers of one type, or rows of them.
type Array struct {
    f64     []float64
    i32     []int32
    f64Rows [][]float64
    i32Rows [][]int32
}

func (a *Array) length() int64 { return int64(len(a.f64) + len(a.i32) + len(a.f64Rows) + len(a.i32Rows)) }

// Words of code.
type Section struct{ start, end int }

var arrays [len(memoryInfos) + len(poolInfos)]Array
var memories, pools = arrays[:len(memoryInfos)], arrays[len(memoryInfos):]
var code, stack, sections, actions, dispatches = []int32{}, []Cell{}, []Section{}, [][5]uint32{}, uint64(0)

// A section set it: nothing of the program runs any more.
var trapped bool

const ( RUN = iota; COPY; OBSERVE; REPEAT; LEAVE )

// Whoever tests this program has it go on.
var exit = os.Exit

func check(good bool, format string, values ...any) {
    if !good { fmt.Fprintf(os.Stderr, format+"\\n", values...); exit(2) }
}

// Ends a run that does not seem to end by itself.
func stop(format string, values ...any) {
    fmt.Fprintf(os.Stderr, "stopped after "+format+"\\n", values...)
    exit(3)
}

var maxDispatches = uint64(math.MaxUint64)

func countDispatch() {
    if dispatches == maxDispatches { stop("%d dispatches", dispatches) }
    dispatches++
}

// Of the whole run.
var sectionsRun, idleRepeats uint64

// Runs the actions from 'at' to 'end'; true when one of them leaves the 'repeat' they are in, or traps.
func perform(at, end int, observe func()) bool {
    for at < end {
        a, b, c, d := actions[at][1], actions[at][2], actions[at][3], actions[at][4]
        at++
        switch actions[at-1][0] {
        case RUN:
            sectionsRun++
            run(sections[a].start)
            if trapped { return true }
        case COPY:
            if memories[a].f64 != nil { copy(memories[b].f64[c:c+d], memories[a].f64[c:c+d]) }
            if memories[a].i32 != nil { copy(memories[b].i32[c:c+d], memories[a].i32[c:c+d]) }
        case OBSERVE: observe()
        case REPEAT:
            for times := uint64(a) | uint64(b)<<32; times > 0; times-- {
                before := sectionsRun
                if perform(at, int(c), observe) { break }
                if sectionsRun == before { idleRepeats++ }
                if idleRepeats > ${MAX_IDLE_REPEATS} { stop("repeating ${MAX_IDLE_REPEATS} times without running a section") }
            }
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
    trapped, sectionsRun, idleRepeats = false, 0, 0
    perform(0, len(actions), observe)
}

// 64-bit FNV-1a over words of 32 bits.
type Hash uint64

func newHash() Hash { return 0xcbf29ce484222325 }
func (hash *Hash) mix(word uint32) { *hash = (*hash ^ Hash(word)) * 0x100000001b3 }

// Of all memories, every NaN as the same.
func printDigest() {
    hash := newHash()
    for m, memory := range memories {
        if memoryInfos[m].scratch { continue }
        for _, cell := range memory.i32 { hash.mix(uint32(cell)) }
        for _, cell := range memory.f64 {
            bits := math.Float64bits(cell)
            if cell != cell { bits = 0x7ff8000000000000 }
            hash.mix(uint32(bits)); hash.mix(uint32(bits >> 32))
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
    checkArithmetic()
    file, err := os.ReadFile(os.Args[1])
    check(err == nil, "cannot open the image")
    load(file)
    prepare()
    switch command {
    case "observe":
        check(counting || len(os.Args) <= 3, "only a program that counts dispatches has a limit: build it with counting.go")
        if len(os.Args) > 3 { maxDispatches = uint64(number) }
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
