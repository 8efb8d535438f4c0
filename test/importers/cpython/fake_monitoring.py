"""Runs the tracer on 3.11 as if it had sys.monitoring, which sys.settrace stands in for.

    python3.11 fake_monitoring.py .../trace-cpython.py [argument ...]

As in 3.12 and 3.13, instructions before the first RESUME have no event, RESUME starts or resumes a function
instead, and an exception that is thrown into a generator does neither. Unlike there, what belongs to an
EXTENDED_ARG has no event either.
"""

import dis
import importlib.util
import sys
import threading
import types


class FakeMonitoring:
    PROFILER_ID = 2
    DISABLE = object()
    events = types.SimpleNamespace(INSTRUCTION=1, PY_START=2, PY_RESUME=4)

    def __init__(self):
        self._names = {}
        self._events = {}
        self._callbacks = {}
        self._disabled = set()

    def use_tool_id(self, tool, name):
        if tool in self._names:
            raise ValueError(f"tool {tool} is already in use")
        self._names[tool] = name

    def free_tool_id(self, tool):
        del self._names[tool]

    def get_tool(self, tool):
        return self._names.get(tool)

    def register_callback(self, tool, event, callback):
        self._callbacks[tool, event] = callback

    def get_events(self, tool):
        return self._events.get(tool, 0)

    def set_events(self, tool, events):
        self._events[tool] = events
        # As sys.monitoring, on all threads.
        tracer = self._enter if events else None
        if events:
            threading.settrace(tracer)
            sys.settrace(tracer)
        else:
            sys.settrace(tracer)
            threading.settrace(tracer)

    def _tell(self, name, code, offset):
        event = getattr(self.events, name)
        for tool, events in self._events.items():
            place = (tool, event, id(code), offset)
            if not events & event or place in self._disabled:
                continue
            if self._callbacks[tool, event](code, offset) is self.DISABLE:
                self._disabled.add(place)

    def _enter(self, frame, event, arg):
        # The functions of sys.monitoring are no Python.
        if frame.f_code.co_filename == __file__:
            return None
        frame.f_trace_lines = False
        frame.f_trace_opcodes = True
        raw = frame.f_code.co_code
        if raw[frame.f_lasti] == dis.opmap["RESUME"]:
            self._tell("PY_RESUME" if raw[frame.f_lasti + 1] else "PY_START", frame.f_code, frame.f_lasti)
        return self._local

    def _local(self, frame, event, arg):
        if event == "opcode":
            self._tell("INSTRUCTION", frame.f_code, frame.f_lasti)
        return self._local


path = sys.argv[1]
spec = importlib.util.spec_from_file_location("trace_cpython", path)
tracer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tracer)
sys.monitoring = FakeMonitoring()
sys.exit(tracer.main(sys.argv[2:]))
