"""Prints what this CPython says of its own opcodes, as JSON."""

import dis
import json

KINDS = {
    "local": dis.haslocal,
    "cell": dis.hasfree,
    "const": dis.hasconst,
    "name": dis.hasname,
    "compare_op": dis.hascompare,
    "jump": dis.hasjrel + dis.hasjabs,
}


def has_operand(opcode):
    return opcode in dis.hasarg if hasattr(dis, "hasarg") else opcode >= dis.HAVE_ARGUMENT


def effects(opcode):
    operands = range(4) if has_operand(opcode) else [None]
    return sorted({dis.stack_effect(opcode, operand, jump=jump) for operand in operands for jump in (False, True)})


facts = {}
for name, opcode in dis.opmap.items():
    # Higher ones are the compiler's own.
    if opcode < 256 and not name.startswith("INSTRUMENTED_"):
        facts[name] = {
            "has_operand": has_operand(opcode),
            "kinds": [kind for kind, opcodes in KINDS.items() if opcode in opcodes],
            "effects": effects(opcode) if name not in ("CACHE", "RESERVED") else [],
        }
print(json.dumps(facts))
