"""lm-evaluation-harness: `samples_TASK_DATE.jsonl`, and `results_DATE.json` where there are no samples.

A sample has `doc_id`, `doc`, `target`, `resps` (raw answers), `filtered_resps` (what was taken from them), `filter`,
`metrics` (names) and a value under each name. The model is the folder's name, in which `/` was made `__`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tracewalk.benchmarks.names import known_suite, sanitised, stem_of
from tracewalk.benchmarks.score import Document, Format, Score, lacking, passing, thought

__all__ = ["RESULTS", "SAMPLES"]

_DATE = re.compile(r"_\d{4}-\d\d-\d\dT[\d.:-]+$")
_IDS = ("unique_id", "task_id", "problem_id", "ID", "id", "question_id")
_METRICS = ("exact_match", "math_verify", "acc", "pass@1", "pass_at_1", "exact_match_original", "acc_norm")
"""Metrics of older files, whose rows do not list them."""


def _task_of(document: Document) -> str | None:
    stem = _DATE.sub("", stem_of(document.path))
    return stem.removeprefix("samples_") if stem.startswith("samples_") else None


def _suite(document: Document) -> str | None:
    task = _task_of(document)
    return (known_suite(task) or task) if task else None


def _model(document: Document) -> str | None:
    folder = document.path.parent.name
    return sanitised(folder) if "__" in folder else None


def _scores(document: Document) -> Iterator[Score]:
    several = len({row.get("filter", "none") for row in document.rows}) > 1
    seen: dict[tuple[str, str], int] = {}
    for row in document.rows:
        suffix = f",{row.get('filter')}" if several else ""
        for name in _names(row):
            value = passing(row.get(name))
            if value is None:
                continue
            key = (_id(row), f"{name}{suffix}")
            sample = seen[key] = seen.get(key, -1) + 1
            answer, reasoning = _said(row)
            passed = int(value) if value in (0, 1) else None
            yield Score(key[1], value, key[0], sample, 1, passed, answer, reasoning)


def _names(row: dict[str, Any]) -> list[str]:
    listed = row.get("metrics")
    return [
        name for name in (listed if isinstance(listed, list) else _METRICS) if isinstance(name, str) and name in row
    ]


def _id(row: dict[str, Any]) -> str:
    doc = row["doc"] if isinstance(row.get("doc"), dict) else {}
    named = next((doc[name] for name in _IDS if isinstance(doc.get(name), str | int)), None)
    return str(row["doc_id"] if named is None else named)


def _said(row: dict[str, Any]) -> tuple[str | None, str | None]:
    answer, whole = _first(row.get("filtered_resps")), _first(row.get("resps"))
    reasoning, rest = thought(whole)
    if reasoning is None and whole and answer and whole.strip() != answer.strip():
        reasoning = whole
    return (rest if answer is None or answer == whole else answer), reasoning


def _first(value: object) -> str | None:
    while isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else None


def _totals(document: Document) -> Iterator[Score]:
    found = document.value["results"]
    for task, metrics in found.items():
        for name, value in metrics.items() if isinstance(metrics, dict) else ():
            metric, _, filter_ = name.partition(",")
            share = passing(value)
            if (
                share is None
                or metric.endswith("_stderr")
                or metric in ("alias", "sample_len")
                or isinstance(value, str)
            ):
                continue
            counts = document.value.get("n-samples")
            of_task = counts.get(task) if isinstance(counts, dict) else None
            n = of_task.get("effective") if isinstance(of_task, dict) else None
            yield Score(metric if filter_ in ("", "none") else name, share, n=n if isinstance(n, int) else None)


def _one_task(document: Document) -> list[str]:
    """A file of several tasks is of several suites, and which score is whose would be lost."""
    found = document.value.get("results")
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        return ["results"]
    missing = lacking(document.value, configs=dict)
    return missing if len(found) == 1 else [*missing, "one task alone"]


def _totals_model(document: Document) -> str | None:
    name = document.value.get("model_name")
    return name if isinstance(name, str) and name else _model(document)


def _totals_suite(document: Document) -> str | None:
    task = next(iter(document.value["results"]), None)
    return (known_suite(task) or task) if task else None


SAMPLES = Format(
    name="lm-eval samples",
    about="rows with doc_id, target, resps, filtered_resps, and a value for each metric",
    lacks=lambda document: lacking(
        document.first, doc_id=int, target=(str, int, float, list, dict), filtered_resps=list, doc=dict
    ),
    marks=4,
    scores=_scores,
    suite=_suite,
    model=_model,
)
RESULTS = Format(
    name="lm-eval results",
    about="results of one task by metric, configs",
    lacks=_one_task,
    marks=3,
    scores=_totals,
    suite=_totals_suite,
    model=_totals_model,
)
