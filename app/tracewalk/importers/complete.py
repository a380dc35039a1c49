"""What all formats have in common: an agent's run as its source records it -> kinds, targets, sums, state changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from tracewalk.agents.derive import derived
from tracewalk.agents.kinds import kind_and_target, kind_of_turn
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.file_names import bare_name
from tracewalk.importers.sums import sums
from tracewalk.model import StateChange, ToolCall, Trajectory, Turn

__all__ = ["IMPORTER", "MEMBER", "complete"]

IMPORTER = 3
"""Version of what is read from logs; a trajectory that an older one read is read anew."""

MEMBER = "!/"
"""Between the names of an archive's member and of a member of that one."""


def complete(run: AgentRun, source_file: str, source_member: str | None = None) -> AgentRun:
    """A run with everything filled in that its source does not say itself; `run` is not changed.

    `source_member` is the file's name within an archive, if it came from one.
    """
    changes = run.changes if run.all_told else derived(run.turns, run.changes, run.trajectory.source_format)
    turns = list(_turns(run.turns, changes))
    found = run.trajectory
    members = [member for member in (source_member, found.source_member) if member]
    placed = replace(
        found,
        source_file=source_file,
        source_member=MEMBER.join(members) or None,
        name=found.task_id or found.native_id or _name(found, source_member or source_file),
        importer=IMPORTER,
        imported_at=datetime.now(UTC),
        **_known(found, turns),
        **sums(found, turns, changes),
    )
    return replace(run, trajectory=placed, turns=turns, changes=changes)


def _name(found: Trajectory, file: str) -> str:
    """That of the file, with the place of the run where the file holds many."""
    name = bare_name(PurePath(file).name)
    return f"{name} {found.source_record}" if found.source_record else found.name or name


def _known(found: Trajectory, turns: Sequence[Turn]) -> dict[str, Any]:
    """What its turns record of the run where its source has no place for it."""
    times = [turn.at for turn in turns if turn.at and not turn.copied]
    started = found.started_at or min(times, default=None)
    ended = found.ended_at or max(times, default=None)
    took = (ended - started).total_seconds() if started and ended and ended >= started else None
    models = [turn.model for turn in turns if turn.model]
    return {
        "model": found.model or max(dict.fromkeys(models), key=models.count, default=None),
        "started_at": started,
        "ended_at": ended,
        "seconds": took if found.seconds is None else found.seconds,
        "patch_method": None if found.patch is None else found.patch_method or "recorded",
    }


def _turns(turns: Sequence[Turn], changes: Sequence[StateChange]) -> Iterator[Turn]:
    moves = {(change.turn, change.call): change.value for change in changes if change.kind == "cwd"}
    cwd: str | None = None
    for turn in turns:
        cwd = moves.get((turn.turn, -1), cwd)
        calls = []
        for number, call in enumerate(turn.calls):
            calls.append(_call(call, cwd))
            cwd = moves.get((turn.turn, number), cwd)
        yield _turn(turn, tuple(calls))


def _call(call: ToolCall, cwd: str | None) -> ToolCall:
    kind, target = kind_and_target(call.tool, call.arguments, cwd)
    error, method = call.error, call.error_method
    if error is None and call.exit_code is not None:
        error, method = call.exit_code != 0, "derived"
    elif error is not None and method is None:
        method = "recorded"
    # `replace` takes four times as long, for every call of every log.
    return ToolCall(
        call.tool, call.arguments, call.call_id, kind, target, call.observation, call.exit_code, error, method,
        call.malformed, call.seconds, call.trajectory,
    )  # fmt: skip


def _turn(turn: Turn, calls: tuple[ToolCall, ...]) -> Turn:
    method = turn.cost_method or (None if turn.cost is None else "recorded")
    kind = kind_of_turn(turn.source, [call.kind for call in calls], turn.message, turn.reasoning)
    return Turn(
        turn.turn, turn.source, kind, turn.message, turn.reasoning, calls, turn.images, turn.model,
        turn.at, turn.seconds, turn.prompt_tokens, turn.completion_tokens, turn.cached_tokens, turn.reasoning_tokens,
        turn.cost, method, turn.error, turn.copied, turn.traces, turn.records,
    )  # fmt: skip
