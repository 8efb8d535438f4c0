#!/usr/bin/env python3
"""Counts how often CPython 3.11 to 3.13 executes each instruction of a program, for mine-superinstructions.

    python3 trace-cpython.py [-o trace.jsonl] [--program NAME] script.py [argument ...]
    python3 trace-cpython.py [-o trace.jsonl] [--program NAME] [--warm-up N] --call module:function

Only the main thread is counted, from the first line of the script, or the call of the function, to its end: no
threads, no child processes, nothing that runs at exit. The program runs several times slower than without.

The output is JSON lines. A header names the version and the program. Then each function begins with its name,
followed by its instructions: all that it consists of, executed or not. The last line tells how many executions
there are in all, so that a file that was cut off is noticed.

    {"format": "cpython", "version": "3.11.2", "program": "sieve"}
    {"function": "sieve sieve.py:4"}
    {"pc": 0, "op": "RESUME", "arg": 0, "n": 1, "entry": "start"}
    {"pc": 24, "op": "FOR_ITER", "arg": 20, "n": 99, "entry": "jump", "to": 68}
    {"end": true, "executions": 18215}

"arg" is the instruction's own byte: what EXTENDED_ARG adds to it is an instruction before it. "to" is where a
jump goes. "entry" says that control can get to an instruction other than from the one before it: "start" of the
function, "handler" of an exception, "jump" to it, or "return" to it from what the instruction before it called
or, in a generator, yielded to.
"""

import argparse
import dis
import importlib
import json
import os
import sys
import threading
import traceback
import types

VERSIONS = ((3, 11), (3, 12), (3, 13))

# The eval loop goes on in another frame, and comes back to the next instruction. What specialised instructions
# do in this way is left aside: none of them run here.
LEAVES_AND_RETURNS = {
    (3, 11): {"CALL", "RETURN_GENERATOR", "YIELD_VALUE"},
    (3, 12): {"CALL", "CALL_FUNCTION_EX", "RETURN_GENERATOR", "SEND", "YIELD_VALUE"},
    (3, 13): {"CALL", "CALL_FUNCTION_EX", "CALL_KW", "RETURN_GENERATOR", "SEND", "YIELD_VALUE"},
}
# At its end FOR_ITER goes past so many instructions that `dis` shows as its target: END_FOR, and POP_TOP.
SKIPPED_BY_FOR_ITER = {(3, 11): 0, (3, 12): 1, (3, 13): 2}

# Nothing of this file is counted.
OWN_FILE = (lambda: None).__code__.co_filename


class Counts:
    """How often each instruction of each code object was executed."""

    def __init__(self):
        # By identity: code objects compare by value, but not by file. They are kept, so that none has the id of
        # another that is gone.
        self._by_id = {}

    def of(self, code):
        """One count for each two bytes of the code, to be added to."""
        entry = self._by_id.get(id(code))
        if entry is None:
            entry = self._by_id[id(code)] = (code, [0] * (len(code.co_code) // 2))
        return entry[1]

    def functions(self):
        """Code objects and counts: those that were executed, those nested in them, and equal ones as one."""
        functions = {}
        pending = [code for code, _ in reversed(self._by_id.values())]
        seen = set()
        while pending:
            code = pending.pop()
            if id(code) in seen:
                continue
            seen.add(id(code))
            pending += (const for const in reversed(code.co_consts) if isinstance(const, types.CodeType))
            # Code that is compiled again and again, by exec or in a class in a loop, is one function.
            key = (code.co_filename, code.co_qualname, code.co_firstlineno, code.co_code, code.co_exceptiontable)
            merged = functions.setdefault(key, (code, [0] * (len(code.co_code) // 2)))[1]
            for i, n in enumerate(self.of(code)):
                merged[i] += n
        return list(functions.values())


class SettraceCounter:
    """Counts by sys.settrace, which tells of every instruction up to 3.11.

    While it is on, the interpreter runs unspecialised instructions. RESUME comes as a call, of a function or back
    into a generator, and what stands before the first RESUME is not told of.
    """

    def __init__(self, counts):
        self._counts = counts
        self._local = {}

    def start(self):
        sys.settrace(self._enter)

    def stop(self):
        """Whether all was counted."""
        complete = sys.gettrace() == self._enter
        sys.settrace(None)
        return complete

    def _enter(self, frame, event, arg):
        code = frame.f_code
        local = self._local.get(id(code))
        if local is None:
            if code.co_filename == OWN_FILE:
                return None
            local = self._local[id(code)] = self._local_tracer(code)
        frame.f_trace_lines = False
        frame.f_trace_opcodes = True
        return local(frame, "enter", arg)

    def _local_tracer(self, code):
        counts = self._counts.of(code)
        resumes = {i.offset for i in dis.get_instructions(code) if i.opname == "RESUME"}

        def local(frame, event, arg):
            if event == "opcode":
                counts[frame.f_lasti >> 1] += 1
            # An exception that is thrown into a generator also comes as a call, and executes nothing there.
            elif event == "enter" and frame.f_lasti in resumes:
                counts[frame.f_lasti >> 1] += 1
            return local

        return local


class MonitoringCounter:
    """Counts by sys.monitoring, from 3.12 on: there sys.settrace no longer tells of every instruction.

    Here as well, the interpreter runs unspecialised instructions, RESUME comes as a start or a resumption of its
    function, and what stands before the first RESUME is not told of.
    """

    NAME = "trace-cpython"
    EVENTS = ("INSTRUCTION", "PY_START", "PY_RESUME")

    def __init__(self, counts, monitoring):
        self._counts = counts
        self._monitoring = monitoring
        self._tool = monitoring.PROFILER_ID
        self._events = [getattr(monitoring.events, name) for name in self.EVENTS]

    def start(self):
        monitoring = self._monitoring
        monitoring.use_tool_id(self._tool, self.NAME)
        callback = self._callback()
        for event in self._events:
            monitoring.register_callback(self._tool, event, callback)
        monitoring.set_events(self._tool, sum(self._events))

    def stop(self):
        """Whether all was counted."""
        monitoring = self._monitoring
        complete = (
            monitoring.get_tool(self._tool) == self.NAME
            and monitoring.get_events(self._tool) == sum(self._events)
        )
        if monitoring.get_tool(self._tool) is not None:
            monitoring.set_events(self._tool, 0)
            for event in self._events:
                monitoring.register_callback(self._tool, event, None)
            monitoring.free_tool_id(self._tool)
        return complete

    def _callback(self):
        counts = self._counts
        known = {}
        disable = self._monitoring.DISABLE
        thread = threading.get_ident
        main = thread()

        def executed(code, offset):
            if thread() != main:
                return None
            try:
                known[id(code)][offset >> 1] += 1
            except KeyError:
                if code.co_filename == OWN_FILE:
                    return disable
                known[id(code)] = counts.of(code)
                known[id(code)][offset >> 1] += 1
            return None

        return executed


def listing(code, counts, version):
    """The instructions of a code object, as they are written.

    Adds to the counts what no event tells of: the instructions before the first RESUME run when a function is
    called, so as often as that RESUME, but for generators that are made and never started; and what belongs to an
    EXTENDED_ARG runs as often as that.
    """
    instructions = list(dis.get_instructions(code, show_caches=False, adaptive=False))
    names = [i.opname for i in instructions]
    if "RESUME" in names:
        first = names.index("RESUME")
        for i in instructions[:first]:
            counts[i.offset >> 1] = counts[instructions[first].offset >> 1]
    for before, i in zip(instructions, instructions[1:]):
        if before.opname == "EXTENDED_ARG":
            counts[i.offset >> 1] = counts[before.offset >> 1]
    entries = entries_of(code, instructions, version)
    raw = code.co_code
    rows = []
    for i in instructions:
        row = {"pc": i.offset, "op": i.opname}
        if i.arg is not None:
            row["arg"] = raw[i.offset + 1]
        row["n"] = counts[i.offset >> 1]
        if i.offset in entries:
            row["entry"] = entries[i.offset]
        if is_jump(i):
            row["to"] = i.argval
        rows.append(row)
    return rows


def is_jump(instruction):
    return instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs


def entries_of(code, instructions, version):
    """Where control can get to other than from the instruction before, and how."""
    entries = {}
    for before, i in zip(instructions, instructions[1:]):
        if before.opname in LEAVES_AND_RETURNS[version]:
            entries[i.offset] = "return"
    for offset in handlers_of(code):
        entries[offset] = "handler"
    for offset in dis.findlabels(code.co_code):
        entries[offset] = "jump"
    at = {i.offset: k for k, i in enumerate(instructions)}
    for i in instructions:
        if i.opname == "FOR_ITER":
            past = at[i.argval] + SKIPPED_BY_FOR_ITER[version]
            if past < len(instructions):
                entries[instructions[past].offset] = "jump"
    if instructions:
        entries[instructions[0].offset] = "start"
    return entries


def handlers_of(code):
    """Where exceptions are handled, by the exception table: start, length, target, depth, each a varint.

    Varints have 6 bits a byte, the highest ones first; bit 6 says that more follow.
    """
    numbers = []
    value = 0
    for byte in code.co_exceptiontable:
        value = value << 6 | byte & 63
        if not byte & 64:
            numbers.append(value)
            value = 0
    return [2 * target for target in numbers[2::4]]


def name_of(code, folders):
    """The function's name and where it is, without what differs between computers."""
    file = code.co_filename
    inside = [folder for folder in folders if file.startswith(folder + os.sep)]
    if inside:
        file = file[len(max(inside, key=len)) + 1 :].replace(os.sep, "/")
    return f"{code.co_qualname} {file}:{code.co_firstlineno}"


def write(file, program, counts, folders, version):
    """Writes what was counted; returns the number of executions."""

    def line(**values):
        file.write(json.dumps(values, separators=(",", ":")) + "\n")

    line(format="cpython", version=".".join(map(str, sys.version_info[:3])), program=program)
    names = {}
    executions = 0
    for code, per_instruction in counts.functions():
        name = name_of(code, folders)
        names[name] = names.get(name, 0) + 1
        line(function=name if names[name] == 1 else f"{name} #{names[name]}")
        for row in listing(code, per_instruction, version):
            line(**row)
        executions += sum(per_instruction)
    line(end=True, executions=executions)
    return executions


def arguments(argv):
    parser = argparse.ArgumentParser(
        prog="trace-cpython.py",
        usage="%(prog)s [-o FILE] [--program NAME] script.py [argument ...]\n"
        "       %(prog)s [-o FILE] [--program NAME] [--warm-up N] --call module:function [argument ...]",
        description="Counts how often CPython executes each instruction of a program, on its main thread.",
        allow_abbrev=False,
    )
    parser.add_argument("-o", metavar="FILE", dest="output", help="where to write to (default: NAME.jsonl)")
    parser.add_argument("--program", metavar="NAME", help="what to call the program (default: as script or function)")
    parser.add_argument("--call", metavar="module:function", help="count a call of a function instead of a script")
    parser.add_argument(
        "--warm-up",
        metavar="N",
        type=int,
        default=0,
        help="call the function N times before, uncounted: then what it imports on its first call does not count",
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.warm_up < 0:
        parser.error("--warm-up needs a whole number, 0 or more")
    if options.warm_up and not options.call:
        parser.error("--warm-up is for --call: a script runs once")
    if options.call is None and not options.rest:
        parser.error("name a script to run, or a function by --call module:function")
    return options, parser


def load_call(name, rest, parser):
    """What to run, and what to name it, for --call."""
    module_name, colon, path = name.partition(":")
    if not (module_name and colon and path):
        parser.error(f"--call {name}: expected module:function, such as workloads:sieve")
    sys.path[0] = os.getcwd()
    sys.argv = [module_name, *rest]
    try:
        function = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not (module_name + ".").startswith(error.name + "."):
            raise
        parser.error(f"--call {name}: no module {module_name} in this folder, nor in PYTHONPATH")
    for attribute in path.split("."):
        if not hasattr(function, attribute):
            parser.error(f"--call {name}: the module {module_name} has no {path}")
        function = getattr(function, attribute)
    if not callable(function):
        parser.error(f"--call {name}: {path} is not a function")
    return function, path


def load_script(rest, parser):
    """What to run, and what to name it, for a script."""
    script = rest[0]
    try:
        with open(script, "rb") as file:
            code = compile(file.read(), os.path.abspath(script), "exec", dont_inherit=True)
    except OSError as error:
        parser.error(f"cannot read {script}: {error.strerror}")
    except (SyntaxError, ValueError) as error:
        parser.error(f"{script} is not Python {sys.version_info[0]}.{sys.version_info[1]}: {error}")
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    sys.argv = rest
    main = types.ModuleType("__main__")
    main.__file__ = script
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    return lambda: exec(code, main.__dict__), os.path.splitext(os.path.basename(script))[0]


def run(counter, function):
    """Runs the program. Returns its exit code, and whether all of it was counted."""
    complete = False
    status = 0
    try:
        counter.start()
        try:
            function()
        finally:
            complete = counter.stop()
    except SystemExit as error:
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
        status = 0 if error.code is None else error.code if isinstance(error.code, int) else 1
    except BaseException as error:
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename == OWN_FILE:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        status = 130 if isinstance(error, KeyboardInterrupt) else 1
    return status, complete


def main(argv):
    options, parser = arguments(argv)
    version = sys.version_info[:2]
    if sys.implementation.name != "cpython" or version not in VERSIONS:
        known = ", ".join(".".join(map(str, v)) for v in VERSIONS)
        parser.error(f"this is {sys.implementation.name} {version[0]}.{version[1]}; it needs CPython {known}")
    load = load_call(options.call, options.rest, parser) if options.call else load_script(options.rest, parser)
    function, default_name = load
    program = options.program or default_name
    output = options.output or f"{program}.jsonl"
    if options.call is None and os.path.exists(output) and os.path.samefile(output, options.rest[0]):
        parser.error(f"the output would overwrite {output}: choose another file by -o")
    for _ in range(options.warm_up):
        function()
    try:
        # Before the run, which may take long, and may change the folder.
        file = open(output, "w", encoding="utf-8")
    except OSError as error:
        parser.error(f"cannot write {output}: {error.strerror}")
    folders = [os.path.abspath(folder) for folder in sys.path if folder]
    counts = Counts()
    monitoring = getattr(sys, "monitoring", None)
    counter = MonitoringCounter(counts, monitoring) if monitoring else SettraceCounter(counts)
    output = os.path.abspath(output)
    with file:
        status, complete = run(counter, function)
        if complete:
            executions = write(file, program, counts, folders, version)
    if not complete:
        os.remove(output)
        print(
            f"{parser.prog}: counting was ended before the program: it uses sys.settrace or sys.monitoring itself, or"
            " recurses up to the recursion limit. Nothing was written.",
            file=sys.stderr,
        )
        return status or 1
    print(f"{parser.prog}: {executions} executions, in {output}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
