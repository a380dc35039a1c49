"""CWM's text of programs by `sys.settrace` and `repr` alone, in a process of its own.

stdin: JSON `[text, entry, module]` per line; the file named by the first argument gets the text as JSON, per line.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType


def traced(text, entry, module):
    """`entry()` of a program, from its call to its return."""
    lines = text.split("\n")
    space = ModuleType(module)
    sys.modules[module] = space
    exec(compile(text, "<live>", "exec"), space.__dict__)
    out = []
    base = None

    def trace(frame, event, arg):
        nonlocal base
        if frame.f_code.co_filename != "<live>":
            return None
        out.append(f"<|{event}_sep|>")
        if event in ("call", "line"):
            now = {name: shown(value) for name, value in frame.f_locals.items()}
            old = base[1] if event == "line" and base is not None and base[0] is frame else {}
            out.append(json.dumps({name: ".." if old.get(name) == value else value for name, value in now.items()}))
            base = (frame, now)
        out.append(f"<|action_sep|>{lines[frame.f_lineno - 1]}\n")
        if event in ("return", "exception"):
            out.append(f"<|arg_sep|>{json.dumps(shown(arg))}")
            base = None if event == "return" else base
        out.append("<|frame_sep|>")
        return trace

    sys.settrace(trace)
    try:
        space.__dict__[entry]()
    except Exception:
        pass
    finally:
        sys.settrace(None)
        del sys.modules[module]
    return f"{''.join(out)}<|end_of_text|>"


def shown(value):
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
    return text.replace("<str_ascii_iterator object>", "<str_iterator object>")


if __name__ == "__main__":
    asked = sys.stdin.read().splitlines()
    Path(sys.argv[1]).write_text("".join(f"{json.dumps(traced(*json.loads(line)))}\n" for line in asked))
