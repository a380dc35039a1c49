"""CWM's own evaluations: `all_metrics.jsonl`, and the dumped rollouts with the same metrics.

A row has `metrics`: `[{"data_src": {"path", "line_no", "pos"}, "task_name", "terminal_rewards", "terminal_metrics":
{"pass": true, ...}}]`; a rollout has `rollouts` beside it, with what was said. Of the answers to one problem each is a
row. The problem is told by what the rollout began with, else by its place in the data, as `LCB.jsonl:12`. No file names
the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from tracewalk.benchmarks.names import known_suite
from tracewalk.benchmarks.score import Document, Format, Score, thought
from tracewalk.errors import RowError

__all__ = ["CWM"]

_IDS = ("instance_id", "question_id", "task_id", "id")


def _lacks(document: Document) -> list[str]:
    row = document.rows[0] if document.rows else {}
    metrics = row.get("metrics")
    first = metrics[0] if isinstance(metrics, list) and metrics and isinstance(metrics[0], dict) else {}
    return [name for name in ("terminal_metrics", "data_src", "task_name") if name not in first and name not in row]


def _metrics(row: dict[str, Any], number: int) -> dict[str, Any]:
    metrics = row.get("metrics")
    first = metrics[0] if isinstance(metrics, list) and metrics else None
    if not isinstance(first, dict) or not isinstance(first.get("terminal_metrics"), dict):
        raise RowError(f"row {number} has no terminal_metrics")
    return first


def _scores(document: Document) -> Iterator[Score]:
    seen: dict[str, int] = {}
    for number, row in enumerate(document.rows):
        metrics = _metrics(row, number)
        passed = metrics["terminal_metrics"].get("pass")
        if not isinstance(passed, bool):
            raise RowError(f"row {number}: its metric `pass` is neither true nor false")
        task_id = _task(row, metrics)
        sample = seen[task_id] = seen.get(task_id, -1) + 1
        answer, reasoning = _said(row, metrics)
        yield Score("pass@1", float(passed), task_id, sample, 1, int(passed), answer, reasoning)


def _rollout(row: dict[str, Any]) -> dict[str, Any]:
    rollouts = row.get("rollouts")
    return rollouts[0] if isinstance(rollouts, list) and rollouts and isinstance(rollouts[0], dict) else {}


def _last(row: dict[str, Any]) -> dict[str, Any]:
    traj = _rollout(row).get("traj")
    steps = traj.get("transitions") if isinstance(traj, dict) else None
    return steps[-1] if isinstance(steps, list) and steps and isinstance(steps[-1], dict) else {}


def _task(row: dict[str, Any], metrics: dict[str, Any]) -> str:
    start, info = _rollout(row).get("start_args"), _last(row).get("info")
    for place in (start, info):
        for name in _IDS:
            if isinstance(place, dict) and isinstance(place.get(name), str | int) and place[name] != "":
                return str(place[name])
    source = metrics.get("data_src") or row.get("data_src")
    if not isinstance(source, dict):
        return "?"
    return f"{PurePath(str(source.get('path'))).name}:{source.get('line_no')}"


def _said(row: dict[str, Any], metrics: dict[str, Any]) -> tuple[str | None, str | None]:
    """What the last answer says, of a talk with one; of an agent's run the trajectory tells it."""
    traj = _rollout(row).get("traj")
    steps = traj.get("transitions") if isinstance(traj, dict) else None
    text = _last(row).get("action_str")
    found = metrics["terminal_metrics"].get("answer")
    answer = found if isinstance(found, str) else None
    if not isinstance(text, str) or not isinstance(steps, list) or len(steps) > 2:
        return answer, None
    reasoning, rest = thought(text)
    return answer or rest, reasoning


def _suite(document: Document) -> str | None:
    row = document.rows[0]
    first = _metrics(row, 0)
    source = first.get("data_src") or row.get("data_src")
    path = source.get("path", "") if isinstance(source, dict) else ""
    return known_suite(f"{first.get('task_name') or row.get('task_name')} {path}")


CWM = Format(
    name="CWM evaluation",
    about="rows with metrics: data_src, task_name, terminal_metrics",
    lacks=_lacks,
    marks=3,
    scores=_scores,
    suite=_suite,
    model=lambda _document: None,
)
