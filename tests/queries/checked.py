"""Checks so few that every answer about them can be found by reading them; beside traces and predictions of `small.py`.

The set `sums` is of programs that ada wrote, with tests of hers and of the benchmark: two problems, three candidates
each. `calls` is of given programs, whose output bob and cy predicted; `finds` of inputs that ada found.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from tracewalk.model import Check

__all__ = ["PROGRAM_NAMES", "made"]

_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


class Told(NamedTuple):
    """One check: what should come, what was predicted, what came."""

    problem_set: str
    task: str
    candidate: int
    origins: str
    """Of the candidate, the input and what should come: a letter each of model, bench and human."""
    input: str
    expected: str
    predicted: str | None
    actual: str
    trace: str
    model: str = "cy"
    mode: str = "return"
    author: str | None = "ada"


_ORIGIN = {"m": "model", "b": "bench", "h": "human"}

_CHECKS = (
    # candidate 0 is right, 1 fools its own tests, 2 is wrong and seen through
    Told("sums", "one", 0, "mmm", "1", "2", "2", "2", "fact"),
    Told("sums", "one", 0, "mbb", "2", "4", "3", "4", "fact"),
    Told("sums", "one", 1, "mmm", "1", "2", "2", "2", "fact"),
    Told("sums", "one", 1, "mbb", "2", "4", "4", "5", "fact"),
    Told("sums", "one", 2, "mmm", "1", "2", "3", "3", "fact"),
    Told("sums", "one", 2, "mbb", "2", "4", None, "6", "fact"),
    # of two a test of ada's own is wrong, which candidate 0 fails; 1 is right too, and accepted on nothing
    Told("sums", "two", 0, "mmm", "5", "9", "9", "10", "fact"),
    Told("sums", "two", 0, "mbb", "3", "6", "6", "6", "fact"),
    Told("sums", "two", 1, "mmm", "5", "9", None, "10", "fact"),
    Told("sums", "two", 1, "mbb", "3", "6", "7", "6", "fact"),
    Told("sums", "two", 2, "mmm", "5", "9", "8", "9", "fact"),
    Told("sums", "two", 2, "mbb", "3", "6", "6", "7", "fact"),
    # given programs: bob is right of one in two, cy of both
    Told("calls", "x", 0, "bbb", "1", "2", "2", "2", "fact", "bob", "full", None),
    Told("calls", "y", 0, "bbb", "1", "3", "2", "3", "fact", "bob", "full", None),
    Told("calls", "x", 0, "bbb", "1", "2", "2", "2", "fact", "cy", "return", None),
    Told("calls", "y", 0, "bbb", "1", "3", "3", "3", "fact", "cy", "return", None),
    # inputs for x that ada found: right, wrong
    Told("finds", "x", 0, "bmb", "1", "2", "2", "2", "fact"),
    Told("finds", "x", 1, "bmb", "4", "2", "2", "5", "fact"),
)  # fmt: skip


_PROGRAMS = tuple(dict.fromkeys(f"{told.task}.{told.candidate}" for told in _CHECKS))
PROGRAM_NAMES = {f"{number:032x}": name for number, name in enumerate(_PROGRAMS, 0x401)}


def _program(told: Told) -> str:
    return next(id_ for id_, name in PROGRAM_NAMES.items() if name == f"{told.task}.{told.candidate}")


def made(traces: dict[str, str]) -> Iterator[Check]:
    """The checks; `traces`: ids by name."""
    for number, told in enumerate(_CHECKS, 0x301):
        candidate, given, wanted = (_ORIGIN[letter] for letter in told.origins)
        said = told.predicted
        yield Check(
            check_id=f"{number:032x}",
            problem_set=told.problem_set,
            task_id=told.task,
            candidate=told.candidate,
            candidate_origin=candidate,
            author=told.author,
            test=0 if given == "model" else 1,
            program_id=_program(told),
            entry="f",
            input=told.input,
            input_origin=given,
            expected=told.expected,
            expected_origin=wanted,
            predicted_by=told.mode,
            params="{}",
            model=told.model,
            fingerprint=told.model,
            created_at=_MOMENT,
            predicted=said,
            actual=told.actual,
            actual_outcome="returned",
            trace_id=traces[told.trace],
            match=None if said is None else said == told.actual,
            rule=None if said is None else "identical" if said == told.actual else "value",
            accepts=None if said is None else said == told.expected,
            true_pass=told.actual == told.expected,
            tokens=5,
        )
