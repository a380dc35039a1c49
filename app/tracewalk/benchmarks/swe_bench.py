"""SWE-bench: the report of a run, the report of one task, and `results.json` of the leaderboard.

| file | holds |
|---|---|
| `MODEL.RUN.json` | `resolved_ids`, `unresolved_ids`, `empty_patch_ids`, `error_ids`, `submitted_ids`... |
| `logs/run_evaluation/RUN/MODEL/TASK/report.json` | `{TASK: {"resolved": true, "patch_exists": true...}}` |
| `evaluation/verified/RUN/results/results.json` | `resolved`, `no_generation`, `no_logs`: lists of ids |

Tasks of a run that were handed in and not resolved count as not resolved; those without a prediction are left out, and
the leaderboard's file does not name tasks that failed with a patch: its total is of all tasks of the suite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from tracewalk.benchmarks.names import known_suite, sanitised
from tracewalk.benchmarks.score import Document, Format, Score
from tracewalk.errors import RowError

__all__ = ["INSTANCE", "LEADERBOARD", "RUN"]

_SIZES = {500: "swe-bench-verified", 2294: "swe-bench"}
_WHOLE = {"swe-bench-verified": 500, "swe-bench-lite": 300, "swe-bench": 2294}
_GENERAL = ("results", "evaluation", "logs", "run_evaluation", ".", "/", "")
_TASK = re.compile(r"[A-Za-z0-9.-]+__[\w.-]+-\d+")
_REPORT = ("patch_exists", "patch_successfully_applied", "tests_status", "patch_is_None")


def _lists(document: Document, *names: str) -> list[str]:
    value = document.value
    return [name for name in names if not _is_ids(value.get(name))]


def _is_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _ids(value: dict[str, Any], *names: str) -> dict[str, None]:
    return dict.fromkeys(one for name in names if _is_ids(value.get(name)) for one in value[name])


def _resolved(task_id: str, *, resolved: bool) -> Score:
    return Score("resolved", float(resolved), task_id, n=1, passed=int(resolved))


def _of_run(document: Document) -> Iterator[Score]:
    value = document.value
    resolved = _ids(value, "resolved_ids")
    tried = _ids(value, "submitted_ids", "completed_ids", "unresolved_ids", "empty_patch_ids", "error_ids")
    missing = _ids(value, "incomplete_ids").keys() - resolved.keys()
    for task_id in sorted({*resolved, *tried} - missing):
        yield _resolved(task_id, resolved=task_id in resolved)


def _of_run_suite(document: Document) -> str | None:
    n = document.value.get("total_instances")
    return known_suite("/".join(document.path.parts[-3:])) or (
        _SIZES.get(n, "swe-bench") if isinstance(n, int) else None
    )


def _of_run_model(document: Document) -> str | None:
    """`MODEL.RUN.json`: a model's name may have dots, a run's has none."""
    model, dot, _run = document.path.name.removesuffix(".json").rpartition(".")
    return sanitised(model) if dot and model else None


def _reports(document: Document) -> dict[str, dict[str, Any]]:
    value = document.value
    return {_named(document.path): value} if isinstance(value.get("resolved"), bool) else value


def _named(path: PurePath) -> str:
    """The task of a report without an id: its file's name tells it, or its folder's; empty where neither does."""
    for name in (path.name, path.parent.name):
        if found := _TASK.search(name):
            return found[0]
    return path.parent.name if path.name == "report.json" and path.parent.name not in _GENERAL else ""


def _instance_lacks(document: Document) -> list[str]:
    reports = _reports(document)
    if not reports:
        return ["resolved", "patch_exists"]
    firsts = list(reports.values())[:50]
    if not all(isinstance(one, dict) for one in firsts):
        return ["resolved", "patch_exists"]
    lacks = [] if all(isinstance(one.get("resolved"), bool) for one in firsts) else ["resolved"]
    return lacks + ([] if all(any(name in one for name in _REPORT) for one in firsts) else ["patch_exists"])


def _of_instances(document: Document) -> Iterator[Score]:
    for task_id, report in _reports(document).items():
        if not task_id:
            raise RowError("is a SWE-bench report of a task, and neither it nor its name says of which")
        if isinstance(report, dict) and isinstance(report.get("resolved"), bool):
            yield _resolved(task_id, resolved=report["resolved"])


def _place(path: PurePath) -> tuple[str | None, str | None]:
    """Run and model of `run_evaluation/RUN/MODEL/TASK/report.json`; of the leaderboard's logs the run alone."""
    parts = path.parts
    if "run_evaluation" in parts and len(parts) - parts.index("run_evaluation") == 5:
        return parts[-4], sanitised(parts[-3])
    return None, None


def _leaderboard_model(document: Document) -> str | None:
    """The folder of a submission, `20240402_sweagent_gpt4`, which tells agent and model."""
    folders = [part for part in document.path.parts[:-1] if part not in _GENERAL]
    return folders[-1] if folders and document.path.parent.name == "results" else None


def _leaderboard_suite(document: Document) -> str | None:
    return known_suite("/".join(document.path.parts[:-1])) or "swe-bench"


def _of_leaderboard(document: Document) -> Iterator[Score]:
    resolved = _ids(document.value, "resolved")
    failed = _ids(
        document.value, "no_generation", "no_logs", "no_apply", "install_fail", "reset_failed", "test_timeout"
    )
    for task_id in sorted({*resolved, *failed}):
        yield _resolved(task_id, resolved=task_id in resolved)
    if whole := _WHOLE.get(_leaderboard_suite(document) or ""):
        yield Score("resolved", len(resolved) / whole, n=whole, passed=len(resolved))


RUN = Format(
    name="SWE-bench report of a run",
    about="lists of ids: resolved_ids, submitted_ids, unresolved_ids...",
    lacks=lambda document: _lists(document, "resolved_ids", "submitted_ids"),
    marks=2,
    scores=_of_run,
    suite=_of_run_suite,
    model=_of_run_model,
)
INSTANCE = Format(
    name="SWE-bench report of a task",
    about="resolved (true or false) and patch_exists, below the task's id",
    lacks=_instance_lacks,
    marks=2,
    scores=_of_instances,
    suite=lambda document: known_suite("/".join(document.path.parts[-5:])) or "swe-bench",
    model=lambda document: _place(document.path)[1],
    run=lambda document: _place(document.path)[0] or "one by one",
)
LEADERBOARD = Format(
    name="SWE-bench results.json",
    about="lists of ids: resolved, no_generation, no_logs",
    lacks=lambda document: _lists(document, "resolved", "no_generation"),
    marks=2,
    scores=_of_leaderboard,
    suite=_leaderboard_suite,
    model=_leaderboard_model,
)
