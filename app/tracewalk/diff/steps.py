"""The verdict of one predicted step beside one true step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tracewalk.diff.values import compare
from tracewalk.model import CwmStep, Difference

__all__ = [
    "WRONG",
    "Pair",
    "action",
    "extra_names",
    "is_wrong",
    "judge_pair",
    "same_action",
    "state_differs",
    "state_right",
    "step_right",
]

WRONG = frozenset({"wrong", "missing", "extra"})
"""Verdicts of a `Difference` that make a state wrong."""
_MARKER = re.compile(r"\s*#\s*<<\s*START_OF_TRACE\s*\Z")


@dataclass(slots=True)
class Pair:
    """What a step is beside the true one."""

    verdict: str
    rule: str | None
    differs: list[Difference]
    value_right: bool = False
    """What is returned or raised is right, whatever else is not."""


def judge_pair(true: CwmStep, said: CwmStep, *, forced: bool) -> Pair:
    """The verdict of `VERDICTS` that applies first; with `forced`, events and lines are the truth's own."""
    differs = [] if said.state is None and true.state is None else state_differs(true, said)
    right, rule = (False, None) if true.state is not None or said.event != true.event else _value(true, said)
    if said.fault is not None:
        verdict = "malformed"
    elif not forced and said.event != true.event:
        verdict = "event"
    elif not forced and said.source != true.source and not same_action(true.source, said.source):
        verdict = "action"
    elif true.state is not None:
        verdict = "state" if said.state is None or (differs and any(map(is_wrong, differs))) else "correct"
    else:
        verdict = "correct" if right else "value"
    return Pair(verdict, rule, differs, right)


@lru_cache(maxsize=8192)
def action(source: str) -> str:
    """A source line as it is compared: without trailing space, and without the mark of the trace's start."""
    return _MARKER.sub("", source).rstrip() if "START_OF_TRACE" in source else source.rstrip()


def same_action(true: str, said: str) -> bool:
    """Two source lines are the same, but for what `action` leaves out."""
    return true == said or action(true) == action(said)


def is_wrong(difference: Difference) -> bool:
    """The difference makes the state wrong."""
    return difference.verdict in WRONG


def _value(true: CwmStep, said: CwmStep) -> tuple[bool, str | None]:
    if true.value is None or said.value is None:
        return true.value == said.value, None if true.value == said.value else "missing"
    equality = compare(true.value, said.value, true.cut)
    return equality.right, equality.rule


def state_differs(true: CwmStep, said: CwmStep) -> list[Difference]:
    """The names whose predicted text is not the true one, in the order of the true state, the extra ones last."""
    mine, theirs = true.state, said.state
    if mine == theirs or theirs is None:
        return []
    if mine is None:
        return extra_names(said)
    differs = []
    for name, value in mine.items():
        other = theirs.get(name)
        if other is None:
            differs.append(Difference(name, None, "name", "missing"))
        elif other is not value and other != value:
            equality = compare(value, other, true.cut)
            differs.append(Difference(name, other, equality.rule, equality.verdict))
    if len(theirs) != len(mine) or differs:
        differs += [Difference(name, value, "name", "extra") for name, value in theirs.items() if name not in mine]
    return differs


def extra_names(said: CwmStep) -> list[Difference]:
    """All names of a step that has no true one."""
    return [Difference(name, value, "name", "extra") for name, value in (said.state or {}).items()]


def state_right(true: CwmStep, said: CwmStep) -> bool:
    """The resolved states mean the same."""
    mine, theirs = true.state, said.state
    if mine == theirs:
        return True
    if mine is None or theirs is None or mine.keys() != theirs.keys():
        return False
    return all(theirs[name] == value or compare(value, theirs[name], true.cut).right for name, value in mine.items())


def step_right(true: CwmStep, said: CwmStep, *, forced: bool) -> bool:
    """Whether `judge_pair` says `correct`, without the differences."""
    if said.fault is not None:
        return False
    if not forced:
        if said.event != true.event:
            return False
        if not same_action(true.source, said.source):
            return False
    return state_right(true, said) if true.state is not None else _value(true, said)[0]
