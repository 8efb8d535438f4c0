/** What the test of handlers in Go does, whatever the machine. */
export const HARNESS_IN_GO = `const testStates, testMostStates = 1000, 20000

var testSeed, testLast = uint64(88172645463325252), int64(0)

func testRandom() uint64 {
    testSeed ^= testSeed << 13
    testSeed ^= testSeed >> 7
    testSeed ^= testSeed << 17
    return testSeed
}

func testBetween(low, high int64) int64 { return low + int64(testRandom()%uint64(high-low+1)) }

// Often small, often what it was before, sometimes anything.
func testValue() int64 {
    switch way := testRandom() % 8; {
    case way == 0: testLast = int64(int32(testRandom()))
    case way < 5: testLast = testBetween(-2, 9)
    }
    return testLast
}

func testOperand(op int32, k int) SuperOperand { return superOperands[superInfos[superIndex[op]].first_operand+k] }

func testLabels(one SuperInstruction) int {
    labels := 0
    for k := range one.Operands { if testOperand(one.Op, k).label { labels++ } }
    return labels
}

// Where a run of one instruction ends: behind it (0), where a label pointed (from 1), nowhere (-1) or elsewhere (-2).
func testRun(vm *VM, one SuperInstruction, firstLabel, labels int) int {
    operands, pads := append([]int64{}, one.Operands...), []int{}
    // Twice for the labels, as how long code is may depend on where they are, and once to run.
    for i := 0; i < 3; i++ {
        vm.code, pads = nil, nil
        emit(vm, one.Op, operands)
        for pad := 0; pad <= labels; pad++ {
            pads = append(pads, len(vm.code))
            emitStop(vm)
        }
        label := firstLabel
        for k := range operands {
            if testOperand(one.Op, k).label { label++; operands[k] = int64(pads[label]) }
        }
    }
    end := run(vm)
    for pad, at := range pads { if at == end { return pad } }
    if end < 0 { return -1 }
    return -2
}

// Random operands; those that go by an earlier one have to be operands as well.
func testOperands(pattern SuperPattern) SuperInstruction {
    fused := SuperInstruction{Op: pattern.op}
    for tries := 0; tries < 1000; tries++ {
        fused.Operands = nil
        for k := 0; k < superInfos[superIndex[pattern.op]].operand_count; k++ {
            fused.Operands = append(fused.Operands, testBetween(testRange(testOperand(pattern.op, k).kind)))
        }
        good := true
        for p, one := range superDecompose(fused) {
            for k, operand := range one.Operands {
                low, high := testRange(testOperand(one.Op, k).kind)
                binding := superBindings[superParts[pattern.first_part+p].first_binding+k]
                if binding.kind == 1 && (operand < low || operand > high) { good = false }
            }
        }
        if good { break }
    }
    return fused
}

func testHandler(pattern SuperPattern) (result string, good bool) {
    // What panics, and is no exit.
    defer func() {
        if cause := recover(); cause != nil { result, good = fmt.Sprint("failed: ", cause), false }
    }()
    taken, ways, states := map[int]bool{}, 0, 0
    for states < testStates || (len(taken) < ways && states < testMostStates) {
        states++
        fused := testOperands(pattern)
        parts, labels := superDecompose(fused), testLabels(fused)
        ways = labels
        for _, one := range parts { if testLeaves[superIndex[one.Op]] { ways++ } }
        expected := &VM{}
        testRandomise(expected)
        found := clone(expected)
        way, p, label, words := 0, 0, 0, 0
        for {
            way = testRun(expected, parts[p], label, labels)
            if way != 0 || p+1 == len(parts) { break }
            label += testLabels(parts[p])
            words += 1 + len(parts[p].Operands)
            p++
        }
        foundWay := testRun(found, fused, 0, labels)
        difference := testDifference(expected, found)
        if way == -1 && foundWay == -1 {
            if place := testPlace(found); place >= 0 && place != words { difference = "the part that left" }
        }
        if way != foundWay { difference = "where control went" }
        if way == -1 && !testLeaves[superIndex[parts[p].Op]] { difference = "leaving where nothing leaves" }
        if difference != "" {
            return fmt.Sprintf("%s is wrong in state %d, where part %d of %d was the last", difference, states, p+1, len(parts)), false
        }
        if way > 0 { taken[way] = true }
        if way < 0 { taken[-1-p] = true }
    }
    return fmt.Sprintf("the same in %d states, %d of %d ways out taken", states, len(taken), ways), true
}

func main() {
    failed := 0
    for _, pattern := range superPatterns {
        result, good := testHandler(pattern)
        if !good { failed = 1 }
        fmt.Printf("%s: %s\\n", superInfos[superIndex[pattern.op]].name, result)
    }
    os.Exit(failed)
}`;
