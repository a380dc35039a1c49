"""A document of ATIF -> the run in it, and those of the sub-agents that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.atif_links import NAME, Link, link_to, picture_in, referred
from tracewalk.importers.atif_steps import OWN, Ref, Steps
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, moment_of, sound, text_of
from tracewalk.importers.json_text import json_of
from tracewalk.model import TRAJECTORY_OUTCOMES, Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source

__all__ = ["NAME", "runs_of"]

_Parent = tuple[str, int | None]
"""Who started a sub-agent, and in which turn."""
_DEEPEST = 20
"""Sub-agents within sub-agents."""
_TEXTS = ("task_id", "task", "repo", "base_commit", "dataset", "exit_status", "patch", "outcome_from", "scores")
"""Columns of our own export that are texts."""


def runs_of(document: dict[str, Any], source: Source, limit: int) -> Iterator[AgentRun]:
    """The run, then its sub-agents'."""
    link = link_to(source.path, limit) if not source.pointer and not source.line else None
    return _runs(document, source, limit, link, None, _DEEPEST)


def _runs(
    document: dict[str, Any], source: Source, limit: int, link: Link | None, parent: _Parent | None, deep: int
) -> Iterator[AgentRun]:
    steps = Steps(source.at, lambda name: picture_in(source.path, name))
    steps.read(list_of(document.get("steps")))
    held = list_of(document.get("subagent_trajectories"))
    parts = [source.part(f"/subagent_trajectories/{n}", value) for n, value in enumerate(held)] if deep else []
    started: dict[str, int] = {}
    for ref in steps.refs:
        child = _held(ref, parts) or referred(source.path, ref.path, limit)
        if child and ref.call:
            ref.call.trajectory = ref.call.trajectory or child
        if child:
            started.setdefault(child, ref.turn)
    if link and not link.continues:
        parent = (link.trajectory, link.turn)
    made = _trajectory(document, source, steps, parent, link.trajectory if link and link.continues else None)
    yield AgentRun(made, steps.turns(), steps.changes, dict(steps.notes))
    for part in parts:
        if isinstance(part.value, dict):
            yield from _runs(part.value, part, limit, None, (source.run, started.get(part.run)), deep - 1)


def _held(ref: Ref, parts: list[Source]) -> str | None:
    """The id of the sub-agent in the document that is referred to: by its own id, before 1.7 by its session's."""
    for name, wanted in (("trajectory_id", ref.trajectory_id), ("session_id", ref.session_id)):
        found = [part.run for part in parts if wanted and text_of(dict_of(part.value).get(name)) == wanted]
        if len(found) == 1 or (found and name == "trajectory_id"):
            return found[0]
    return None


def _trajectory(
    document: dict[str, Any], source: Source, steps: Steps, parent: _Parent | None, continues: str | None
) -> Trajectory:
    agent, total = dict_of(document.get("agent")), dict_of(document.get("final_metrics"))
    extra, more = dict_of(document.get("extra")), dict_of(total.get("extra"))
    own = dict_of(extra.get(OWN))
    cost = float_of(total.get("total_cost_usd"))
    given = {name: text_of(own.get(name)) for name in _TEXTS}
    outcome, outcome_from = _outcome(own, extra)
    return Trajectory(
        source.run, "", NAME, format_version=text_of(document.get("schema_version")),
        native_id=text_of(document.get("trajectory_id") or document.get("session_id")),
        agent=text_of(agent.get("name")), agent_version=text_of(agent.get("version")),
        model=text_of(agent.get("model_name")), dataset=given["dataset"],
        task_id=given["task_id"] or _first(extra, "task_id", "instance_id", "task_name"),
        task=given["task"] or steps.task, repo=given["repo"] or _first(extra, "repo"),
        base_commit=given["base_commit"] or _first(extra, "base_commit"), outcome=outcome,
        outcome_from=given["outcome_from"] or outcome_from,
        score=next((n for n in (float_of(own.get("score")), float_of(extra.get("reward"))) if n is not None), None),
        scores=given["scores"], exit_status=given["exit_status"] or _first(extra, "exit_status"),
        patch=given["patch"], patch_method=text_of(own.get("patch_method")) if given["patch"] is not None else None,
        started_at=moment_of(own.get("started_at"))[0], ended_at=moment_of(own.get("ended_at"))[0],
        n_records=len(list_of(document.get("steps"))),
        prompt_tokens=_count(total.get("total_prompt_tokens")),
        completion_tokens=_count(total.get("total_completion_tokens")),
        cached_tokens=_count(total.get("total_cached_tokens")),
        reasoning_tokens=_count(more.get("total_reasoning_tokens", more.get("reasoning_tokens"))),
        context_window=_count(own.get("context_window")), cost=cost,
        cost_method=None if cost is None else _method(own.get("cost_method")),
        parent=parent[0] if parent else None, parent_turn=parent[1] if parent else None, continues=continues,
        source_record=source.place, metadata=_metadata(document),
        notes=tuple(f"{n:,} {note}" for note, n in steps.notes.items()),
    )  # fmt: skip


def _first(extra: dict[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := text_of(extra.get(name)))), None)


def _count(value: Any) -> int | None:
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def _method(value: Any) -> str:
    return value if value in ("derived", "estimated") else "recorded"


def _outcome(own: dict[str, Any], extra: dict[str, Any]) -> tuple[str | None, str | None]:
    if own.get("outcome") in TRAJECTORY_OUTCOMES:
        return str(own["outcome"]), None
    for name in ("resolved", "is_resolved", "success"):
        if isinstance(said := extra.get(name), bool):
            return "solved" if said else "unsolved", f"extra.{name}"
    return None, None


def _metadata(document: dict[str, Any]) -> str | None:
    """What else is said of the run."""
    kept = {
        "notes": document.get("notes"),
        "session_id": document.get("session_id"),
        "agent": dict_of(document.get("agent")).get("extra"),
        "final_metrics": dict_of(document.get("final_metrics")).get("extra"),
        "extra": {name: value for name, value in dict_of(document.get("extra")).items() if name != OWN},
    }
    kept = {name: value for name, value in kept.items() if value not in (None, {}, "")}
    return sound(json_of(kept)) if kept else None
