"""One problem as page and API show it: its candidates with their source, and each test with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracewalk.lake import Lake
from tracewalk.links import Focus
from tracewalk.verify import RULES
from tracewalk.web.highlight import highlighted
from tracewalk.web.verify.counted import Counted

__all__ = ["problem"]

Row = Mapping[str, Any]

_LONGEST = 2_000
"""Characters of a value that are shown; the rest is on its own page."""
_LONGEST_STATEMENT = 20_000
_MOST_LINES = 400
_MOST = 50
"""Candidates that are shown at once."""


def problem(lake: Lake, of: Counted, task_id: str, first: int = 0) -> dict[str, Any]:
    """The candidates [first, first + 50) of a problem, each with its tests."""
    judged = of.of_task(task_id).to_pylist()
    shown = judged[first : first + _MOST]
    numbers = {row["candidate"] for row in shown}
    tests: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    programs: dict[int, str] = {}
    about: dict[int, Row] = {}
    for row in lake.query("verified/of_task", of.group.parameters() | {"task_id": task_id}).to_pylist():
        if row["candidate"] in numbers:
            tests[row["candidate"]].append(_test(row))
            programs[row["candidate"]] = row["program_id"]
            about[row["candidate"]] = row
    # More are alike than may be said to be chosen, where the verdict says nothing of any.
    spoken = any(row["yes"] + row["no"] for row in judged)
    candidates = [
        _candidate(lake, row, about[row["candidate"]], programs[row["candidate"]], spoken=spoken)
        | {"tests": tests[row["candidate"]]}
        for row in shown
    ]
    return {
        "task": task_id,
        "statement": _statement(lake, of.group.problem_set, task_id),
        "n_candidates": len(judged),
        "first": first,
        "candidates": candidates,
    }


def _statement(lake: Lake, problem_set: str, task_id: str) -> str | None:
    """What a program is to do; None of given programs, and of those that were verified before texts were kept."""
    rows = lake.query("verified/statement", {"problem_set": problem_set, "task_id": task_id}).to_pylist()
    return _short(rows[0]["text"], _LONGEST_STATEMENT) if rows else None


def _candidate(lake: Lake, row: Row, about: Row, program_id: str, *, spoken: bool) -> dict[str, Any]:
    text = lake.program(program_id).text
    lines = highlighted(text)
    names = ("candidate", "is_output", "passes", "accepted", "words", "yes", "no", "bench", "own", "tokens")
    return {name: row[name] for name in names} | {
        "chosen": bool(spoken and row["best"]),
        "origin": about["candidate_origin"],
        "author": about["author"],
        "program_id": program_id,
        "lines": lines[:_MOST_LINES],
        "n_lines": len(lines),
    }


def _test(row: Row) -> dict[str, Any]:
    names = (
        "check_id", "test", "entry", "input_origin", "expected_origin", "predicted_by", "actual_outcome", "match",
        "rule", "accepts", "true_pass", "first_divergent_step", "tokens", "truncated", "trace_id", "prediction_id",
    )  # fmt: skip
    texts = ("input", "expected", "predicted", "predicted_exception", "actual", "actual_exception", "error")
    return (
        {name: row[name] for name in names}
        | {name: _short(row[name]) for name in texts}
        | {"about_rule": RULES.get(row["rule"] or ""), "trace": _trace(row), "compare": _compare(row)}
    )


def _trace(row: Row) -> dict[str, str | None]:
    """A link to the run, or why there is none."""
    if row["trace_id"] is None:
        return {"url": None, "why": f"It was not run: {_short(row['error']) or 'nothing says why'}."}
    return {"url": Focus(row["trace_id"]).url(), "why": None}


def _compare(row: Row) -> dict[str, str | None]:
    """A link to the prediction beside the run, or why there is none."""
    if row["prediction_id"] is not None and row["trace_id"] is not None:
        focus = Focus(row["trace_id"], row["first_divergent_step"], prediction=row["prediction_id"])
        return {"url": focus.url(), "why": None}
    said = row["predicted"] is not None or row["predicted_exception"] is not None
    if row["trace_id"] is None:
        why = "There is no run beside which a prediction could be shown."
    elif said and row["actual_outcome"] != "returned":
        why = "The run did not return, so there is no true step beside which a bare answer could be shown."
    elif said:
        why = "What was said is a bare value: no prediction with steps is kept of it."
    else:
        why = f"Nothing was predicted: {_short(row['error']) or 'nothing says why'}."
    return {"url": None, "why": why}


def _short(text: str | None, most: int = _LONGEST) -> str | None:
    if text is None or len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text):,} characters)"
