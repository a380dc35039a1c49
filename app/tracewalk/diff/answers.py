"""The answer of a prediction: what the entry returns, or raises."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracewalk.diff.outputs import output_equal
from tracewalk.diff.segments import ARG, END
from tracewalk.diff.values import compare
from tracewalk.frozen import frozen
from tracewalk.model import CwmStep

__all__ = ["Answer", "answer"]

_RETURN = "<|return_sep|>"
_DELEGATED = "(<class 'StopIteration'>"
"""`return await x` ends in one that the interpreter takes itself."""


@frozen
class Answer:
    """See `model.Verdict`."""

    output: str | None
    return_correct: bool | None = None
    output_correct: bool | None = None


def answer(truth: Sequence[CwmStep], said: Sequence[CwmStep], tail: str) -> Answer:
    """The predicted output, and whether it is right.

    `output` is the last value returned, also where the text breaks off in it: so the papers' output pass@1 has it.
    `return_correct` wants it to be the entry's own. Of a trace that raises, the exception stands for the output and
    `output_correct` is None; of one without an end, all is.
    """
    true = _last(truth, "return")
    if true is None or true.value is None:
        return Answer(_returned(said, tail))
    raised = _raised(truth, true)
    if raised is not None:
        last = _last(said, "exception")
        output = None if last is None else last.value
        ends_so = _raised(said, _last(said, "return")) is not None
        return Answer(output, ends_so and _same(raised, output))
    output = _returned(said, tail)
    return Answer(output, _returns(truth, true, said), output is not None and output_equal(true.value, output))


def _last(steps: Sequence[CwmStep], event: str) -> CwmStep | None:
    return next((step for step in reversed(steps) if step.event == event), None)


def _raised(steps: Sequence[CwmStep], last: CwmStep | None) -> str | None:
    """The exception that leaves the trace: the last frame's step before its return is one."""
    if last is None or last is not steps[-1] or last.value != "None":
        return None
    before = next((step for step in reversed(steps[:-1]) if step.frame_id == last.frame_id), None)
    if before is None or before.event != "exception" or (before.value or "").startswith(_DELEGATED):
        return None
    return before.value


def _returned(said: Sequence[CwmStep], tail: str) -> str | None:
    text = tail.split(END, 1)[0]
    if _RETURN in text:
        value = text.rpartition(_RETURN)[2].partition(ARG)[2].strip()
        return _plain(value) if value else None
    last = _last(said, "return")
    return None if last is None else last.value


def _plain(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, str) else text


def _returns(truth: Sequence[CwmStep], true: CwmStep, said: Sequence[CwmStep]) -> bool:
    """The entry's own return has the right value; the wrapper's, where it was said, must agree."""
    entry = min((t.depth for t in truth if t.event == "return" and not t.seed), default=true.depth)
    found = [s for s in said if s.event == "return" and s.depth <= entry]
    if not found:
        return False
    return _same(true.value, found[-1].value)


def _same(true: str | None, said: str | None) -> bool:
    return true is not None and said is not None and compare(true, said).right
