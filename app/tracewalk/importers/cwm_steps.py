"""Steps read from CWM's text -> steps of the lake: changes out of states, and the events that CWM's four stand for.

CWM writes `yield` as `return` and `resume` as `call`; a frame that an exception leaves is written as a `return` of
None. They are told apart again: a `call` of a frame that was there before is a `resume`; the `return` before it is a
`yield`, and so is the last one of a generator on a line with `yield` that gives a value; a `return` of None right
after an exception of the same frame is an `unwind`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from tracewalk.cwm.shown import SAME
from tracewalk.errors import RowError
from tracewalk.importers.types import type_of
from tracewalk.model import Change, CwmStep, Step

__all__ = ["Raised", "changes_between", "steps_of", "without_traceback"]

_TUPLE = re.compile(r"\(<class '([^']+)'>, (.*), (?:<traceback object(?: at 0x[0-9a-f]+)?>|None)\)", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?=\()")
_YIELD = re.compile(r"\byield\b")

Raised = tuple[str, str]
"""The full name of an exception's class, and its repr."""


def without_traceback(value: str) -> Raised:
    """Class and repr out of `(<class 'KeyError'>, KeyError('a'), <traceback object>)`, or out of the repr alone."""
    if found := _TUPLE.fullmatch(value):
        return found[1], found[2]
    named = _NAME.match(value)
    return (named[0] if named else "Exception"), value


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What makes one state into the other: names unbound first, then those bound anew, in their order."""
    gone = [Change(name, None, None, 0, cut=False) for name in before if name not in after]
    new = [
        Change(name, value, type_of(value), len(value), cut=False)
        for name, value in after.items()
        if before.get(name) != value
    ]
    return (*gone, *new)


def steps_of(given: Sequence[CwmStep], pausing: Container[str]) -> tuple[list[Step], dict[str, None]]:
    """The steps, and the full names of the classes raised; `pausing` are the generators among the functions.

    Raises `RowError` for a `..` that stands for nothing.
    """
    events = _events(given, pausing)
    states: dict[int, dict[str, str]] = {}
    raised: dict[str, None] = {}
    steps: list[Step] = []
    for number, (step, event) in enumerate(zip(given, events, strict=True)):
        value = step.value
        changes: tuple[Change, ...] = ()
        if event == "exception" and value is not None:
            name, value = without_traceback(value)
            raised.setdefault(name)
        elif event == "unwind":
            value = None
        elif step.shown is not None and event in ("call", "line", "resume"):
            before = states.get(step.frame_id, {})
            state = _resolved(step.state or {}, before, number)
            changes, states[step.frame_id] = changes_between(before, state), state
        if event in ("return", "unwind"):
            states.pop(step.frame_id, None)
        steps.append(
            Step(
                number, event, step.frame_id, step.caller, step.depth, 0, step.program_id, step.func, step.line, value,
                changes,
            )
        )  # fmt: skip
    return steps, raised


def _resolved(state: dict[str, str], before: Mapping[str, str], number: int) -> dict[str, str]:
    """The state; a `..` beyond a change of scope, as some tracers write it, is what the same frame had before."""
    if SAME not in state.values():
        return state
    found = {name: before.get(name, SAME) if value == SAME else value for name, value in state.items()}
    if dangling := [name for name, value in found.items() if value == SAME]:
        raise RowError(f"step {number}: `..` for {', '.join(dangling)[:200]}, which the frame did not have before")
    return found


def _events(given: Sequence[CwmStep], pausing: Container[str]) -> list[str]:
    events = [step.event for step in given]
    last: dict[int, int] = {}
    """The latest step of each frame."""
    raised: dict[int, int] = {}
    """The latest exception of each frame."""
    for number, step in enumerate(given):
        before = last.get(step.frame_id)
        if step.event == "call" and before is not None:
            events[number] = "resume"
            if events[before] == "return":
                events[before] = "yield"
        elif step.event == "exception":
            raised[step.frame_id] = number
        elif step.event == "return" and _unwinds(given, number, before, raised.get(step.frame_id)):
            events[number] = "unwind"
        last[step.frame_id] = number
    for number in last.values():
        step = given[number]
        waits = step.func in pausing and _YIELD.search(step.source)
        if events[number] == "return" and step.value != "None" and waits:
            events[number] = "yield"
    return events


def _unwinds(given: Sequence[CwmStep], number: int, before: int | None, raised: int | None) -> bool:
    """Whether a `return` of None is the end of a frame by its latest exception.

    That stands right before it, or goes on in the next frame, as after a `finally`. A StopIteration without traceback
    is the end of an `await`, after which the frame goes on.
    """
    if given[number].value != "None" or raised is None:
        return False
    value = given[raised].value or ""
    if before == raised and not value.endswith(", None)"):
        return True
    after = given[number + 1] if number + 1 < len(given) else None
    return after is not None and after.event == "exception" and after.value == value
