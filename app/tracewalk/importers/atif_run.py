"""A document of ATIF -> the run in it, and those of the sub-agents that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.atif_links import NAME, Link, link_to, picture_in, referred
from tracewalk.importers.atif_steps import OWN, Ref, Steps
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, moment_of, sound, text_of
from tracewalk.importers.instance import repo_at
from tracewalk.importers.json_text import json_of
from tracewalk.model import METHODS, TRAJECTORY_OUTCOMES, Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source

__all__ = ["NAME", "runs_of"]

_Parent = tuple[str, int | None]
"""Who started a sub-agent, and in which turn."""
_DEEPEST = 20
"""Sub-agents within sub-agents."""
_TEXTS = (
    "native_id", "dataset", "agent", "agent_version", "model", "task_id", "task", "repo", "base_commit", "outcome",
    "outcome_from", "scores", "exit_status", "patch", "patch_method",
)  # fmt: skip
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
    extra = dict_of(document.get("extra"))
    git = dict_of(dict_of(agent.get("extra")).get("git"))  # as Harbor gives that of Codex
    cost = float_of(total.get("total_cost_usd"))
    more = dict_of(total.get("extra"))
    known = {
        "native_id": text_of(document.get("trajectory_id") or document.get("session_id")),
        "agent": text_of(agent.get("name")), "agent_version": text_of(agent.get("version")),
        "model": text_of(agent.get("model_name")), "task_id": _first(extra, "task_id", "instance_id", "task_name"),
        "task": steps.task, "repo": _first(extra, "repo") or repo_at(git.get("repository_url")),
        "base_commit": _first(extra, "base_commit") or text_of(git.get("commit_hash")),
        "exit_status": _first(extra, "exit_status", "termination_reason"),
        "score": float_of(extra.get("reward")), **_outcome(extra),
    }  # fmt: skip
    own = dict_of(extra.get(OWN))
    return Trajectory(
        source.run, "", NAME, format_version=text_of(document.get("schema_version")),
        n_records=len(list_of(document.get("steps"))),
        prompt_tokens=_count(total.get("total_prompt_tokens")),
        completion_tokens=_count(total.get("total_completion_tokens")),
        cached_tokens=_count(total.get("total_cached_tokens")),
        reasoning_tokens=_reasoned(more), cost=cost,
        cost_method=None if cost is None else _method(own.get("cost_method")),
        parent=parent[0] if parent else None, parent_turn=parent[1] if parent else None, continues=continues,
        source_record=source.place, metadata=_metadata(document, own),
        notes=tuple(f"{n:,} {note}" for note, n in steps.notes.items()), **(_exported(own) if own else known),
    )  # fmt: skip


def _exported(own: dict[str, Any]) -> dict[str, Any]:
    """What our own export kept, in the place of what ATIF's fields say."""
    found: dict[str, Any] = {name: text_of(own.get(name)) for name in _TEXTS}
    found |= {name: float_of(own.get(name)) for name in ("score", "seconds")}
    found |= {name: moment_of(own.get(name))[0] for name in ("started_at", "ended_at")}
    found["context_window"] = _count(own.get("context_window"))
    if found["outcome"] not in TRAJECTORY_OUTCOMES:
        found["outcome"] = None
    if found["patch_method"] not in METHODS:
        found["patch_method"] = None
    return found


def _reasoned(more: dict[str, Any]) -> int | None:
    names = ("total_reasoning_tokens", "reasoning_tokens", "reasoning_output_tokens")
    return next((n for name in names if (n := _count(more.get(name))) is not None), None)


def _first(extra: dict[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := text_of(extra.get(name)))), None)


def _count(value: Any) -> int | None:
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def _method(value: Any) -> str:
    return value if value in ("derived", "estimated") else "recorded"


def _outcome(extra: dict[str, Any]) -> dict[str, Any]:
    for name in ("resolved", "is_resolved", "success"):
        if isinstance(said := extra.get(name), bool):
            return {"outcome": "solved" if said else "unsolved", "outcome_from": f"extra.{name}"}
    return {}


def _metadata(document: dict[str, Any], own: dict[str, Any]) -> str | None:
    """What else is said of the run."""
    kept = {
        "notes": document.get("notes"),
        "session_id": document.get("session_id"),
        "agent": dict_of(document.get("agent")).get("extra"),
        "final_metrics": dict_of(document.get("final_metrics")).get("extra"),
        "extra": {name: value for name, value in dict_of(document.get("extra")).items() if name != OWN},
        "exported": {name: own[name] for name in ("source_format", "format_version", "continues") if name in own},
    }
    kept = {name: value for name, value in kept.items() if value not in (None, {}, "")}
    return sound(json_of(kept)) if kept else None
