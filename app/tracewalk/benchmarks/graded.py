"""Graded answers, one row a task: what harnesses for MATH-500 and AIME write, and what is easily written by hand.

| field | one of |
|---|---|
| id | `unique_id`, `task_id`, `problem_id`, `question_id`, `id`, `idx`, `index`; else the number of the row |
| grade | `score`, `correct`, `is_correct`, `passed`, `pass`, `grade`, `graded`: true, false, or from 0 to 1 |
| answer | `pred`, `prediction`, `predicted_answer`, `extracted_answer`, `model_answer` |
| whole text | `completion`, `response`, `output`, `generation`, `generated_text`, `model_output`, `code` |
| thinking | `reasoning`, `reasoning_content`, `thinking` |
| model | `model`, `model_name`, `model_id` |

Grades, answers and texts may be lists, with a place for each sample; else each row is an answer. Qwen2.5-Math's
evaluation writes such rows (`idx`, `gt`, `pred`, `code`, `score`, each a list by sample).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracewalk.benchmarks.names import known_suite
from tracewalk.benchmarks.score import Document, Format, Score, passing, thought
from tracewalk.errors import RowError

__all__ = ["GRADED"]

_IDS = ("unique_id", "task_id", "problem_id", "question_id", "id", "idx", "index")
_GRADES = ("score", "correct", "is_correct", "passed", "pass", "grade", "graded")
_ANSWERS = ("pred", "prediction", "predicted_answer", "extracted_answer", "model_answer")
_TEXTS = ("completion", "response", "output", "generation", "generated_text", "model_output", "code")
_THINKING = ("reasoning", "reasoning_content", "thinking")
_MODELS = ("model", "model_name", "model_id")


def _named(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _lacks(document: Document) -> list[str]:
    row = document.rows[0] if document.rows else {}
    grades = _listed(_named(row, _GRADES))
    lacks = [] if grades and all(passing(grade) is not None for grade in grades) else ["score or correct"]
    return lacks if _named(row, (*_ANSWERS, *_TEXTS)) is not None else [*lacks, "pred or response"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _scores(document: Document) -> Iterator[Score]:
    seen: dict[str, int] = {}
    for number, row in enumerate(document.rows):
        named = _named(row, _IDS)
        task_id = str(number if named is None else named)
        grades = _listed(_named(row, _GRADES))
        if not grades:
            raise RowError(f"row {number} ({task_id[:60]}) has no grade")
        for place, grade in enumerate(grades):
            value = passing(grade)
            if value is None:
                raise RowError(f"row {number} ({task_id[:60]}): the grade {str(grade)[:40]!r} is none from 0 to 1")
            sample = seen[task_id] = seen.get(task_id, -1) + 1
            passed = int(value) if value in (0, 1) else None
            yield Score("pass@1", value, task_id, sample, 1, passed, *_said(row, place))


def _said(row: dict[str, Any], place: int) -> tuple[str | None, str | None]:
    answer = _text(_named(row, _ANSWERS), place)
    whole = _text(_named(row, _TEXTS), place)
    before, rest = thought(whole)
    reasoning = _text(_named(row, _THINKING), place) or before or (whole if answer is not None else None)
    return (rest if answer is None else answer), reasoning


def _text(value: Any, place: int) -> str | None:
    if isinstance(value, list):
        value = value[place] if place < len(value) else None
    return None if value is None else value if isinstance(value, str) else str(value)


def _model(document: Document) -> str | None:
    name = _named(document.rows[0], _MODELS)
    return name if isinstance(name, str) else None


GRADED = Format(
    name="graded answers",
    about="rows with a grade (score, correct...) and an answer (pred, response...)",
    lacks=_lacks,
    marks=2,
    scores=_scores,
    suite=lambda document: known_suite("/".join(document.path.parts[-2:])),
    model=_model,
)
