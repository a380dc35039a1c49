"""LiveCodeBench's `*_eval_all.json`, which its runner and its `custom_evaluator` write: one row a problem.

A row has `question_id`, `graded_list` (a grade for each answer), `output_list` (the raw answers) and, by scenario,
`code_list` (code generation, self-repair) or `pred_list` (execution with its own `id`; test output prediction with
`test_id`). `*_eval.json` beside it has totals only: its first part is `{"pass@1": ..., "detail": ...}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tracewalk.benchmarks.names import stem_of
from tracewalk.benchmarks.score import Document, Format, Score, lacking, passing, thought
from tracewalk.errors import RowError

__all__ = ["EVAL_ALL"]

_SCENARIO = re.compile(r"_?(codegeneration|codeexecution|testoutputprediction|selfrepair)(?:_.*)?$")
_OUTPUT = re.compile(r"_output_eval_all$|_eval_all$")
_GENERAL = {"output", "outputs", "results", ""}


def _suite(document: Document) -> str:
    row = document.first
    if "test_id" in row:
        return "livecodebench-test-output"
    if "pred_list" in row:
        return "livecodebench-execution"
    return "livecodebench-repair" if "original_code_list" in row or "metadata_list" in row else "livecodebench"


def _model(document: Document) -> str | None:
    """`output/MODEL/codegeneration_10_0.2_eval_all.json`, or `MODEL_codegeneration_output_eval_all.json`."""
    own = _SCENARIO.sub("", _OUTPUT.sub("", stem_of(document.path)))
    folder = document.path.parent.name
    return own or (folder if folder.lower() not in _GENERAL else None)


def _scores(document: Document) -> Iterator[Score]:
    for number, row in enumerate(document.rows):
        grades, task_id = row.get("graded_list"), _task(row)
        if not isinstance(grades, list) or task_id is None:
            raise RowError(f"row {number} has no graded_list or no question_id")
        for sample, grade in enumerate(grades):
            value = passing(grade)
            if value is None:
                raise RowError(f"row {number}: the grade {str(grade)[:40]!r} is neither true nor false")
            answer, reasoning = _said(row, sample)
            yield Score("pass@1", value, task_id, sample, 1, int(value == 1), answer, reasoning)


def _task(row: dict[str, Any]) -> str | None:
    """Execution's problems have ids of their own; a question has several tests."""
    named = row.get("id") if "pred_list" in row and "test_id" not in row else None
    task = named if named is not None else row.get("question_id")
    if task is None:
        return None
    return f"{task}/{row['test_id']}" if "test_id" in row else str(task)


def _said(row: dict[str, Any], sample: int) -> tuple[str | None, str | None]:
    answer = _at(row.get("pred_list", row.get("code_list")), sample)
    whole = _at(row.get("output_list"), sample)
    reasoning, rest = thought(whole)
    if reasoning is None and whole is not None and whole != answer:
        reasoning = whole
    return (answer if answer is not None else rest), reasoning


def _at(texts: object, number: int) -> str | None:
    found = texts[number] if isinstance(texts, list) and number < len(texts) else None
    return found if isinstance(found, str) else None


EVAL_ALL = Format(
    name="LiveCodeBench eval_all",
    about="rows with question_id, graded_list, and code_list or pred_list",
    lacks=lambda document: [
        *lacking(document.first, question_id=(str, int), graded_list=list),
        *([] if {"code_list", "pred_list"} & document.first.keys() else ["code_list or pred_list"]),
    ],
    marks=3,
    scores=_scores,
    suite=_suite,
    model=_model,
)
