"""Whether steps read from CWM's text can be a truth: nothing malformed, every line found, one call to begin with."""

from __future__ import annotations

import ast
import warnings

from tracewalk.cwm import Parsed
from tracewalk.cwm.scopes import MAX_SOURCE
from tracewalk.cwm.tokens import END
from tracewalk.errors import RowError

__all__ = ["require_whole", "why_not_parsed"]

_DANGLING = "dangling .."
"""Judged later: another tracer's `..` may reach beyond a change of scope."""
_SHOWN = 60


def require_whole(parsed: Parsed, program: str, *, parses: bool) -> None:
    """Raises `RowError` where what was read cannot be the truth of a program. A text that was cut can."""
    steps = parsed.steps
    if not steps:
        raise RowError("it holds no steps")
    if not parses:
        raise RowError(why_not_parsed(program))
    if steps[0].event != "call":
        raise RowError(f"its first step is a {steps[0].event or 'malformed one'}, not the call of its entry")
    for number, step in enumerate(steps):
        if step.fault and not step.fault.startswith(_DANGLING):
            raise RowError(f"step {number} is malformed: {step.fault}")
        if not step.line:
            raise RowError(f"step {number}: the line {step.source[:_SHOWN]!r} is not in the program where it runs")
        if number and step.caller is None and step.frame_id != steps[0].frame_id:
            raise RowError(f"step {number} goes on after the entry was left")
    _require_end(parsed)


def _require_end(parsed: Parsed) -> None:
    tail = parsed.tail.strip()
    rest = tail.removeprefix(END).strip() if parsed.ended else tail
    left = parsed.steps[-1].event == "return" and parsed.steps[-1].frame_id == parsed.steps[0].frame_id
    if rest and (left or parsed.ended or parsed.stripped):
        raise RowError(f"the text after step {len(parsed.steps) - 1} cannot be read: {rest[:_SHOWN]!r}")


def why_not_parsed(program: str) -> str:
    """Why a program has no functions that could be found."""
    if len(program) > MAX_SOURCE:
        return f"its program is longer than {MAX_SOURCE:,} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(program)
    except SyntaxError as fault:
        return f"its program does not parse here: {fault.msg}" + (f", line {fault.lineno}" if fault.lineno else "")
    except (ValueError, MemoryError, RecursionError) as fault:
        return f"its program does not parse here: {fault or 'nested too deep'}"
    return "its program is nested too deep to be read"
