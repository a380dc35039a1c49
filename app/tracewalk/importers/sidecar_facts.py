"""What a file beside runs says of them: SWE-bench's reports and predictions, Harbor's and Terminal-Bench's results.

Each is told by its content. What it says is given by the id of the task, or of the trial; a report without one, as
SWE-bench's logs hold it, is of the task that its folder or its own name tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, moment_of, text_of
from tracewalk.importers.json_text import json_of

__all__ = ["Says", "says_of"]

_NEEDLE = re.compile(rb'"(?:resolved|model_patch"|trial_name"|is_resolved"|n_total_trials"|data_src")')
_EXIT_STATUSES = b"instances_by_exit_status:"
_HEAD = 1 << 16
"""Bytes in which one of these stands: most files are runs, and are not to be read twice."""
_NAMED = 100
"""Failed tests whose names are kept."""

Facts = dict[str, Any]
"""Columns of a trajectory."""


@frozen
class Says:
    """What one kind of file says."""

    kind: str
    """For people, as `SWE-bench report`."""
    runs: tuple[tuple[str | None, Facts], ...] = ()
    """By task or trial; None: of the run in whose folder it stands, or whose task the folder is called after."""
    within: bool = False
    """What it says without an id is of every run in its folder, at any depth."""


def says_of(head: bytes, document: Callable[[], Any], rows: Callable[[], Iterable[Any]]) -> Says | None:
    """What a file says of runs beside it; None where it is no such file. `rows` are all its JSON lines."""
    if head.startswith(_EXIT_STATUSES):
        return Says("exit statuses", tuple(_exit_statuses(head)))
    if not _NEEDLE.search(head, 0, _HEAD):
        return None
    value = document()
    if isinstance(value, dict):
        return next(filter(None, (read(value) for read in _OF_OBJECT)), None)
    if isinstance(value, list):
        return _predictions({str(n): row for n, row in enumerate(value)})
    if value is None:
        return _of_lines(rows())
    return None


def _of_lines(rows: Iterable[Any]) -> Says | None:
    found: list[tuple[str | None, Facts]] = []
    kind = None
    for row in rows:
        if _is_prediction(row):
            kind, facts = "predictions", (text_of(row["instance_id"]), _patch(row))
        elif isinstance(row, dict) and {"data_src", "task_name", "metrics"} <= row.keys() and "rollouts" not in row:
            kind, facts = "CWM metrics", (_place_of(row), _metrics(row))
        else:
            return None
        found.append(facts)
    return Says(kind, tuple(found)) if kind else None


def _report(value: Mapping[str, Any]) -> Says | None:
    """SWE-bench's report of one task, with its id or without."""
    if _is_report(value):
        return Says("SWE-bench report", ((None, _judged(value)),))
    if value and all(_is_report(one) for one in value.values()):
        return Says("SWE-bench report", tuple((name, _judged(one)) for name, one in value.items()))
    return None


def _is_report(value: Any) -> bool:
    marks = ("tests_status", "patch_successfully_applied", "patch_exists")
    return isinstance(value, dict) and isinstance(value.get("resolved"), bool) and any(name in value for name in marks)


def _judged(report: Mapping[str, Any]) -> Facts:
    scores: dict[str, Any] = {name: value for name, value in report.items() if isinstance(value, bool)}
    for name, tests in dict_of(report.get("tests_status")).items():
        failed = list_of(dict_of(tests).get("failure"))
        counts = {"passed": len(list_of(dict_of(tests).get("success"))), "failed": len(failed)}
        scores[name] = counts | ({"failures": failed[:_NAMED]} if failed else {})
    return {"outcome": "solved" if report["resolved"] else "unsolved", "scores": text_of(scores)}


_UNSOLVED = (
    "unresolved",
    "empty_patch",
    "no_generation",
    "no_apply",
    "applied",
    "generated",
    "with_logs",
    "test_errored",
)
_FAILED = ("error", "install_fail", "reset_failed", "test_timeout")


def _of_many(value: Mapping[str, Any]) -> Says | None:
    """SWE-bench's report of a whole run: lists of the ids of tasks."""
    solved = value.get("resolved_ids", value.get("resolved"))
    if not isinstance(solved, list) or not all(isinstance(one, str) for one in solved):
        return None
    outcomes: dict[str, str] = {}
    for outcome, names in (("unsolved", _UNSOLVED), ("error", _FAILED), ("solved", ("resolved",))):
        for name in names:
            ids = list_of(value.get(f"{name}_ids")) or list_of(value.get(name))
            outcomes |= {one: outcome for one in ids if isinstance(one, str)}
    return Says("SWE-bench report of a run", tuple((one, {"outcome": outcome}) for one, outcome in outcomes.items()))


def _predictions(value: Mapping[str, Any]) -> Says | None:
    if _is_prediction(value):
        return Says("predictions", ((text_of(value["instance_id"]), _patch(value)),))
    rows = list(value.values())
    if not rows or not all(isinstance(row, dict) and "model_patch" in row and len(row) < 20 for row in rows):
        return None
    ids = [text_of(row.get("instance_id")) or name for name, row in value.items()]
    return Says("predictions", tuple(zip(ids, map(_patch, rows), strict=True)))


def _is_prediction(row: Any) -> bool:
    named = isinstance(row, dict) and isinstance(row.get("instance_id"), str) and "model_patch" in row
    return named and not row.keys() & {"history", "messages", "trajectory", "rollouts", "steps"}


def _patch(row: Mapping[str, Any]) -> Facts:
    return {"patch": text_of(row.get("model_patch")), "model": text_of(row.get("model_name_or_path"))}


def _trial(value: Mapping[str, Any]) -> Says | None:
    """Harbor's result of one trial, which stands in the trial's folder; or of a job, which says nothing of its own."""
    if "n_total_trials" in value and "stats" in value:
        return Says("Harbor job")
    if "trial_name" not in value or not value.keys() & {"verifier_result", "agent_result", "exception_info"}:
        return None
    rewards = dict_of(dict_of(value.get("verifier_result")).get("rewards"))
    reward = float_of(rewards.get("reward", next(iter(rewards.values()), None)))
    failed = text_of(dict_of(value.get("exception_info")).get("exception_type"))
    outcome = None if reward is None else "solved" if reward >= 1 else "unsolved"
    agent, used = dict_of(value.get("agent_info")), dict_of(value.get("agent_result"))
    ran = dict(value) | dict_of(value.get("agent_execution"))  # not with the making of its container
    facts = {
        "outcome": outcome or ("error" if failed else None),
        "score": reward,
        "scores": json_of(rewards) if rewards else None,
        "exit_status": failed,
        "task_id": text_of(value.get("task_name")),
        "dataset": text_of(value.get("source")),
        "agent": text_of(agent.get("name")),
        "agent_version": text_of(agent.get("version")),
        "model": text_of(dict_of(agent.get("model_info")).get("name")),
        "prompt_tokens": int_of(used.get("n_input_tokens")),
        "cached_tokens": int_of(used.get("n_cache_tokens")),
        "completion_tokens": int_of(used.get("n_output_tokens")),
        "cost": float_of(used.get("cost_usd")),
        "started_at": moment_of(ran.get("started_at"))[0],
        "ended_at": moment_of(ran.get("finished_at"))[0],
    }
    return Says("Harbor trial", ((None, facts),), within=True)


def _terminal_bench(value: Mapping[str, Any]) -> Says | None:
    """Terminal-Bench's result of one trial, or of all trials of a run."""
    if "is_resolved" in value and "trial_name" in value:
        return Says("Terminal-Bench trial", ((None, _resolved(value)),), within=True)
    rows = list_of(value.get("results"))
    if not rows or not all("is_resolved" in dict_of(row) and "trial_name" in dict_of(row) for row in rows):
        return None
    return Says("Terminal-Bench run", tuple((text_of(row["trial_name"]), _resolved(row)) for row in rows))


def _resolved(row: Mapping[str, Any]) -> Facts:
    tests = dict_of(row.get("parser_results"))
    failure, solved = text_of(row.get("failure_mode")), row.get("is_resolved")
    return {
        "outcome": None if solved is None else "solved" if solved else "unsolved",
        "scores": json_of(tests) if tests else None,
        "exit_status": None if failure in ("unset", "none") else failure,
        "task_id": text_of(row.get("task_id")),
        "task": text_of(row.get("instruction")),
        "prompt_tokens": int_of(row.get("total_input_tokens")),
        "completion_tokens": int_of(row.get("total_output_tokens")),
        "started_at": moment_of(row.get("trial_started_at"))[0],
        "ended_at": moment_of(row.get("trial_ended_at"))[0],
    }


_OF_OBJECT = (_report, _of_many, _predictions, _trial, _terminal_bench)


def _place_of(row: Mapping[str, Any]) -> str:
    """The id that `cwm_rl` gives the run of a dump: that of its prompt."""
    place = dict_of(row["data_src"])
    return f"{text_of(row['task_name'])}|l{place.get('line_no')}|p{place.get('pos')}"


def _metrics(row: Mapping[str, Any]) -> Facts:
    """Of CWM's evaluation; the dump of the run says the same where it is a full one."""
    metrics = dict_of((list_of(row["metrics"]) or [None])[0])
    score, passed = float_of(metrics.get("terminal_rewards")), dict_of(metrics.get("terminal_metrics")).get("pass")
    outcome = None if passed is None else "solved" if passed else "unsolved"
    return {"score": score, "outcome": outcome, "scores": text_of(metrics.get("terminal_metrics"))}


def _exit_statuses(head: bytes) -> Iterator[tuple[str | None, Facts]]:
    """SWE-agent's and mini-swe-agent's list of tasks by exit status, in the one shape of YAML that they write."""
    status = None
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if found := re.fullmatch(r"\s+- ['\"]?([^'\"]+)['\"]?\s*", line):
            yield found[1], {"exit_status": status}
        elif found := re.fullmatch(r"\s+['\"]?([\w.() -]+)['\"]?:\s*(?:\[\])?\s*", line):
            status = found[1]
        else:
            return
