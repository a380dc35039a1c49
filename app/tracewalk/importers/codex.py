"""Logs of Codex: rollouts, the unwrapped ones of 2025 too, and what `codex exec --json` writes."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.codex_exec import EXEC
from tracewalk.importers.codex_items import ITEMS
from tracewalk.importers.codex_kin import Kinship, kin_of
from tracewalk.importers.codex_lines import WRAPPED, elements, stories
from tracewalk.importers.codex_story import FORMAT_NAME, Story
from tracewalk.importers.formats import Fault, Format, Guess, Reading, Skipped
from tracewalk.importers.given import dict_of
from tracewalk.model import Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.codex_kin import Kin
    from tracewalk.importers.formats import Options
    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_COPIED = "turns up to the last that the run shares with the one it goes on from count as copied"


def _guess(sample: Sample, _options: Options) -> Guess:
    document = sample.document
    found = elements(document)
    rows = [row for _, row in found[:8] if isinstance(row, dict)] if found else sample.rows
    if any(row.get("type") in WRAPPED and isinstance(row.get("payload"), dict) for row in rows if _is_typed(row)):
        return Guess(1, "its lines wrap items of a conversation")
    if any(row.get("type") in EXEC and _is_exec(row) for row in rows if _is_typed(row)):
        return Guess(1, "its lines tell of threads, turns and items")
    if any(isinstance(row.get("msg"), dict) and "type" in row["msg"] and "id" in row for row in rows):
        return Guess(1, "its lines are events")
    if any(_is_head(row) for row in rows):
        return Guess(1, "it begins as a rollout of 2025 does")
    bare = [row for row in rows if _is_typed(row) and row["type"] in ITEMS]
    if bare and not isinstance(document, list) and any("call_id" in row or _is_input(row) for row in bare):
        return Guess(1, "its lines are items of a conversation")
    return Guess(0, "it has no items or events of a thread")


def _is_typed(row: dict[str, Any]) -> bool:
    return isinstance(row.get("type"), str)


def _is_exec(row: dict[str, Any]) -> bool:
    named = isinstance(row.get("thread_id", row.get("session_id")), str)
    return isinstance(row.get("item"), dict) or row["type"] == "turn.started" or named or "usage" in row


def _is_head(row: dict[str, Any]) -> bool:
    return row.get("record_type") == "state" or (
        "type" not in row and {"id", "timestamp", "instructions"} <= row.keys()
    )


def _is_input(row: dict[str, Any]) -> bool:
    content = row.get("content")
    first = dict_of(content[0]) if isinstance(content, list) and content else {}
    return first.get("type") in ("input_text", "output_text")


def _read(path: Path, options: Options) -> Iterator[Reading]:
    n_runs, position = 0, 0
    faults = False
    limit = options.settings.import_bytes
    kinship = Kinship(path, limit)
    for found, position in stories(path, limit):
        if isinstance(found, Fault):
            faults = True
            yield Reading(found, position)
        elif found.turns:
            n_runs += 1
            yield Reading(_agent_run(found, kinship), position)
    if not n_runs and faults:
        yield Reading(Fault(str(path), 0, "none of its lines is a record of Codex"), position)
    elif not n_runs:
        yield Reading(Skipped(str(path), "a log of Codex without a message"), position)


def _agent_run(story: Story, kinship: Kinship) -> AgentRun:
    own = kin_of(story)
    facts = story.facts
    parent = kinship.of_thread(facts.parent)
    before = kinship.of_thread(facts.forked) if facts.forked != facts.parent else None
    started = _started(own, parent)
    for call, child in kinship.children(own):
        turn, number = story.calls[call]
        turn.calls[number].trajectory = child.trajectory
    _mark_copied(story, own, before or parent, forked=before is not None)
    prompt, cached, completion, reasoning = story.usage.totals
    trajectory = Trajectory(
        trajectory_id=own.trajectory,
        name="",
        source_format=FORMAT_NAME,
        format_version=story.version,
        native_id=facts.thread,
        agent="codex",
        agent_version=facts.version,
        model=story.model,
        task=facts.task,
        repo=facts.repo,
        base_commit=facts.commit,
        exit_status=facts.exit_status,
        started_at=facts.first,
        ended_at=facts.last,
        n_records=facts.n_records,
        context_window=facts.window,
        parent=parent.trajectory if parent else None,
        parent_turn=started,
        continues=before.trajectory if before else None,
        metadata=facts.metadata(parent_thread_id=facts.parent, forked_from_id=facts.forked),
        notes=tuple(story.notes),
    )
    if not any(turn.copied for turn in story.turns) or story.usage.inherited:
        trajectory = replace(
            trajectory,
            prompt_tokens=prompt,
            cached_tokens=cached,
            completion_tokens=completion,
            reasoning_tokens=reasoning,
        )
    return AgentRun(trajectory, [turn.made() for turn in story.turns], story.changes, story.notes)


def _started(own: Kin, parent: Kin | None) -> int | None:
    """The turn of its parent that started a run."""
    if parent is None:
        return None
    call = next((parent.spawned[name] for name in (own.thread, own.path) if name and name in parent.spawned), None)
    return parent.calls[call] if call else None


def _mark_copied(story: Story, own: Kin, before: Kin | None, *, forked: bool) -> None:
    """Tells the turns that another run had first, by the calls that both made; of a fork also by the first words."""
    if before is None or any(turn.copied for turn in story.turns):
        return
    shared = max((turn for call, turn in own.calls.items() if call in before.calls), default=-1)
    if forked:
        pairs = zip(own.said[shared + 1 :], before.said[shared + 1 :], strict=False)
        shared += sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if shared >= 0:
        story.notes[_COPIED] += 1
    for turn in story.turns[: shared + 1]:
        turn.copied = True


FORMAT = Format(FORMAT_NAME, "a log of Codex (a rollout, or of `codex exec --json`)", _guess, _read)
