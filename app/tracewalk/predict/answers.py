"""Bare outputs, as in CRUXEval's generations: what a model says that a call returns, and nothing on the way."""

from __future__ import annotations

import re
from dataclasses import replace

from tracewalk.diff import judge
from tracewalk.predict.calls import first_call, return_of
from tracewalk.predict.draft import clean
from tracewalk.predict.said import Said
from tracewalk.predict.settle import Judgement
from tracewalk.predict.subject import Subject

__all__ = ["answer_in", "judged_answer"]

_ANSWER = re.compile(r"\[ANSWER\](.*?)(?:\[/ANSWER\]|\Z)", re.DOTALL)
# possessive, and taking an unclosed string to the end: no text makes them go back
_PART = re.compile(r"""'(?:[^'\\]|\\.)*+(?:'|\Z)|"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[({})\]]|==|[,#\n]""", re.DOTALL)


def answer_in(text: str) -> str:
    """The output that a text states: within [ANSWER] tags, behind the `==` of an assertion, or all of it."""
    found = _ANSWER.search(text)
    inner = (found[1] if found else text).strip()
    return _asserted(inner).strip() if re.match(r"assert\b", inner) else inner


def _asserted(text: str) -> str:
    """What stands behind the `==` of `assert f(..) == .., ".."  # ..`; all of a text that is no such."""
    depth, begin = 0, None
    for part in _PART.finditer(text):
        if part[0] in "[({":
            depth += 1
        elif part[0] in "])}":
            depth -= 1
        elif depth:
            continue
        elif part[0] == "==" and begin is None:
            begin = part.end()
        elif part[0] in ",#\n" and begin is not None and text[begin : part.start()].strip():
            return text[begin : part.start()]
    return text if begin is None else text[begin:]


def judged_answer(subject: Subject, text: str) -> Judgement | None:
    """The output beside what the entry returns; None where it returns nothing within the recorded steps."""
    steps = subject.cwm.steps
    call = first_call(steps)
    back = None if call is None else return_of(steps, call)
    if back is None:
        return None
    text, true = clean(text), steps[back]
    said = replace(true, value=answer_in(text), raw=text, step=None, changes=(), seed=False)
    verdict, verdicts = judge([true], [said], sources=subject.sources, mode="return", stopped_by="stop")
    return Judgement(verdict, verdicts, Said([said], [true], [[]], [{}]))
