"""What is said of a run of OpenHands as a whole: by the row or state around its events, and by the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import run_id
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, sound, text_of
from tracewalk.importers.instance import repo_of
from tracewalk.importers.json_text import json_of
from tracewalk.importers.openhands_usage import Usage
from tracewalk.model import Record, Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.openhands_story import Story

__all__ = ["NAME", "Found", "metrics_of", "trajectory_of"]

NAME = "openhands"
_SECRET = ("key", "token", "secret", "password", "credential")
_SAID = ("attempt", "title", "result_explanation", "success_explanation", "runtime_runs")
"""What a row says besides, and is kept."""
_PATCHES = ("git_patch", "model_patch")
_DEEPEST = 6


@dataclass(slots=True)
class Found:
    """A run as it lies in a file: its bytes, its events, and what stands around them."""

    raw: Sequence[bytes]
    """Of which its id is made."""
    events: Iterable[tuple[Any, Record]]
    """Each with its place; a pair of action and observation counts as one here."""
    around: dict[str, Any] = field(default_factory=dict)
    """The row of an evaluation's output, or the state of a conversation."""
    place: str | None = None
    """In a file of many."""
    notes: Counter[str] = field(default_factory=Counter)
    """What could not be read."""


def metrics_of(found: Found, story: Story) -> list[dict[str, Any]]:
    """The `metrics` of the whole run: one, or one of each use that it made of a model."""
    if metrics := dict_of(found.around.get("metrics")):
        return [metrics]
    stats = dict_of(found.around.get("stats")) or dict_of(story.facts.get("v1_stats"))
    return [told for value in dict_of(stats.get("usage_to_metrics")).values() if (told := dict_of(value))]


def trajectory_of(found: Found, story: Story, n_records: int, version: str) -> Trajectory:
    """All but the turns."""
    around, facts = found.around, story.facts
    meta, result = dict_of(around.get("metadata")), dict_of(around.get("test_result"))
    agent = dict_of(around.get("agent")) or dict_of(facts.get("v1_agent"))
    llm = dict_of(meta.get("llm_config")) or dict_of(meta.get("llm")) or dict_of(agent.get("llm"))
    totals = [Usage.of(metrics) for metrics in metrics_of(found, story)]
    total = _sum(totals) if totals else facts.get("sums")
    outcome, outcome_from = _outcome(around, result)
    return Trajectory(
        run_id(NAME, found.raw), "", NAME, format_version=version,
        native_id=_first(around.get("sid"), around.get("id"), around.get("conversation_id"), facts.get("v1_id")),
        dataset=text_of(meta.get("dataset")),
        agent=_first(meta.get("agent_class"), facts.get("agent"), agent.get("kind")) or NAME,
        agent_version=text_of(facts.get("version")), model=_first(llm.get("model"), around.get("llm_model")),
        outcome=outcome, outcome_from=outcome_from, score=_score(result),
        scores=_json({name: value for name, value in result.items() if name not in (*_PATCHES, "history")}),
        exit_status=_exit(around, facts), started_at=story.first, ended_at=story.last, n_records=n_records,
        context_window=_window(llm, total), metadata=_json(_rest(around, meta)), source_record=found.place,
        notes=tuple(f"{n:,} {note}" for note, n in story.notes.items()),
        **_task(around, facts), **_patch(around, result), **_total(total),
    )  # fmt: skip


def _first(*values: Any) -> str | None:
    return next((text for value in values if value not in (None, "") and (text := text_of(value))), None)


def _task(around: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """What was to be done, and in which repository: an instance of a benchmark, or an issue."""
    instance = dict_of(around.get("instance")) or dict_of(around.get("swe_instance"))
    issue = dict_of(around.get("issue"))
    owner, name, number = (text_of(issue.get(part)) for part in ("owner", "repo", "number"))
    task_id = _first(around.get("instance_id"), instance.get("instance_id"))
    repo = _first(instance.get("repo"), around.get("repo"), around.get("selected_repository"))
    of_issue = f"{owner}/{name}" if owner and name else None
    return {
        "task_id": task_id or (f"{of_issue}#{number}" if of_issue and number else None),
        "task": _first(around.get("instruction"), facts.get("task")),
        "repo": repo or of_issue or repo_of(task_id),
        "base_commit": _first(instance.get("base_commit"), around.get("base_commit")),
    }


def _patch(around: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    for place in (result, around):
        for name in _PATCHES:
            if isinstance(patch := place.get(name), str):
                return {"patch": sound(patch), "patch_method": "recorded"}
    return {}


def _sum(parts: list[Usage]) -> Usage:
    def add(name: str) -> Any:
        values = [value for part in parts if (value := getattr(part, name)) is not None]
        return sum(values) if values else None

    window = next((part.window for part in parts if part.window), None)
    return Usage(add("prompt"), add("completion"), add("cached"), add("reasoning"), add("cost"), window)


def _total(total: Usage | None) -> dict[str, Any]:
    if total is None:
        return {}
    return {
        "prompt_tokens": total.prompt, "completion_tokens": total.completion, "cached_tokens": total.cached,
        "reasoning_tokens": total.reasoning, "cost": total.cost,
        "cost_method": None if total.cost is None else "recorded",
    }  # fmt: skip


def _window(llm: dict[str, Any], total: Usage | None) -> int | None:
    limit = int_of(llm.get("max_input_tokens"))
    return limit if limit and limit > 0 else total.window if total else None


def _exit(around: dict[str, Any], facts: dict[str, Any]) -> str | None:
    """How it ended: the error that stopped it, else the last state that the agent was in."""
    state = _first(around.get("execution_status"), around.get("agent_status"), facts.get("state"))
    return _first(around.get("error"), facts.get("error")) or state


def _outcome(around: dict[str, Any], result: dict[str, Any]) -> tuple[str | None, str | None]:
    """Whether the task was solved, and where that stands."""
    for place, value in (
        ("test_result.report", dict_of(result.get("report")).get("resolved")),
        ("report", dict_of(around.get("report")).get("resolved")),
        ("test_result", result.get("resolved")),
        ("resolved", around.get("resolved")),
        ("success, as a model judged it", around.get("success") if "issue" in around else None),
    ):
        if isinstance(value, bool):
            return "solved" if value else "unsolved", place
    return None, None


def _score(result: dict[str, Any]) -> float | None:
    """The share of points, or the score, that an evaluation gave."""
    given = dict_of(result.get("final_score"))
    got, total = float_of(given.get("result")), float_of(given.get("total"))
    return got / total if got is not None and total else float_of(result.get("score"))


def _json(value: dict[str, Any]) -> str | None:
    return sound(json_of(value)) if value else None


def _rest(around: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
    """What else is said of the run, without what may be secret."""
    kept = {name: around[name] for name in _SAID if around.get(name) is not None}
    return dict_of(_without_secrets(kept | ({"metadata": meta} if meta else {}), _DEEPEST))


def _without_secrets(value: Any, depth: int) -> Any:
    if isinstance(value, dict) and depth:
        return {
            name: _without_secrets(part, depth - 1)
            for name, part in value.items()
            if part is not None and not (isinstance(part, str) and any(word in name.lower() for word in _SECRET))
        }
    if isinstance(value, list) and depth:
        return [_without_secrets(part, depth - 1) for part in list_of(value)]
    return None if isinstance(value, dict | list) else value
