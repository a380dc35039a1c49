"""A run -> a document in ATIF 1.7, which readers of 1.8 take too: one step a turn, sub-agents within it.

What ATIF has no field for stands in `extra`, under `tracewalk`: outcome, patch, exit status, what calls took. The
import takes it from there again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.exporters.agent_run import Run, call_ids, given
from tracewalk.exporters.strict_json import compact, data_url, read_object, stamp

if TYPE_CHECKING:
    from tracewalk.model import ToolCall, Trajectory, Turn

__all__ = ["VERSION", "atif_document"]

VERSION = "ATIF-v1.7"
_OWN = "tracewalk"
_KEPT = (
    "name", "source_format", "format_version", "native_id", "dataset", "agent", "agent_version", "model", "task_id",
    "task", "repo", "base_commit", "outcome", "outcome_from", "score", "scores", "exit_status", "patch", "patch_method",
    "seconds", "context_window", "cost_method", "continues",
)  # fmt: skip
"""Columns of a trajectory that stand in `extra`."""


def atif_document(run: Run) -> dict[str, Any]:
    """The document, of which `atif.Trajectory` says that it is valid."""
    made = run.trajectory
    started: dict[int, list[Run]] = {}
    for child in run.children:
        turn = _started_in(run, child)
        if turn is not None:
            started.setdefault(turn, []).append(child)
    own = {name: value for name in _KEPT if (value := getattr(made, name)) is not None}
    own |= compact(started_at=stamp(made.started_at), ended_at=stamp(made.ended_at))
    return compact(
        schema_version=VERSION,
        session_id=made.native_id or made.trajectory_id,
        trajectory_id=made.trajectory_id,
        agent=compact(name=made.agent or "unknown", version=made.agent_version or "unknown", model_name=made.model),
        notes="\n".join(made.notes) or None,
        final_metrics=_totals(made, len(run.turns)),
        extra={_OWN: own},
        subagent_trajectories=[atif_document(child) for child in run.children],
    ) | {"steps": [_step(turn, number, started.get(turn.turn, [])) for number, turn in enumerate(run.turns, 1)]}


def _started_in(run: Run, child: Run) -> int | None:
    """The turn that started a sub-agent."""
    for turn in run.turns:
        if any(call.trajectory == child.trajectory.trajectory_id for call in turn.calls):
            return turn.turn
    turn_number = child.trajectory.parent_turn
    return turn_number if turn_number is not None and 0 <= turn_number < len(run.turns) else None


def _totals(made: Trajectory, n_steps: int) -> dict[str, Any]:
    return compact(
        total_prompt_tokens=made.prompt_tokens,
        total_completion_tokens=made.completion_tokens,
        total_cached_tokens=made.cached_tokens,
        total_cost_usd=made.cost,
        total_steps=n_steps,
        extra=compact(total_reasoning_tokens=made.reasoning_tokens),
    )


def _step(turn: Turn, number: int, started: list[Run]) -> dict[str, Any]:
    ids = call_ids(turn)
    # only an agent's step has calls: a user's own become one of an agent that no model was asked for
    source = "agent" if turn.calls else turn.source
    agent = source == "agent"
    results = [
        found for call, call_id in zip(turn.calls, ids, strict=True) if (found := _result(call, call_id, started))
    ]
    held = {call.trajectory for call in turn.calls}
    refs = [_ref(child) for child in started if child.trajectory.trajectory_id not in held]
    results += [{"subagent_trajectory_ref": refs}] if refs else []
    own = compact(
        source=None if source == turn.source else turn.source,
        reasoning=None if agent else turn.reasoning,
        seconds=turn.seconds,
        error=turn.error,
        cost_method=turn.cost_method if turn.cost_method != "recorded" else None,
    )
    return {"step_id": number, "source": source, "message": _message(turn)} | compact(
        timestamp=stamp(turn.at),
        model_name=turn.model if agent else None,
        reasoning_content=turn.reasoning if agent else None,
        tool_calls=[_call(call, call_id) for call, call_id in zip(turn.calls, ids, strict=True)],
        observation=compact(results=results),
        metrics=_metrics(turn) if agent else None,
        is_copied_context=turn.copied or None,
        extra=compact(tracewalk=own),
    )


def _message(turn: Turn) -> str | list[dict[str, Any]]:
    if not turn.images:
        return turn.message or ""
    text = [{"type": "text", "text": turn.message}] if turn.message is not None else []
    return text + [
        {"type": "image", "source": {"media_type": image.media_type, "path": data_url(image.media_type, image.data)}}
        for image in turn.images
    ]


def _call(call: ToolCall, call_id: str) -> dict[str, Any]:
    own = compact(
        call_id=None if call.call_id == call_id else call.call_id or False,
        # as they were, where they are no object
        arguments=None if read_object(call.arguments) is not None else call.arguments,
        malformed=call.malformed,
        seconds=call.seconds,
    )
    made = {"tool_call_id": call_id, "function_name": call.tool, "arguments": given(call)}
    return made | compact(extra=compact(tracewalk=own))


def _result(call: ToolCall, call_id: str, started: list[Run]) -> dict[str, Any]:
    refs = [_ref(child) for child in started if child.trajectory.trajectory_id == call.trajectory]
    told = compact(
        exit_code=call.exit_code,
        is_error=call.error,
        tracewalk=compact(error_method=call.error_method if call.error_method != "recorded" else None),
    )
    found = compact(content=call.observation, subagent_trajectory_ref=refs, extra=told)
    return {"source_call_id": call_id} | found if found else {}


def _ref(child: Run) -> dict[str, Any]:
    return {"trajectory_id": child.trajectory.trajectory_id}


def _metrics(turn: Turn) -> dict[str, Any]:
    return compact(
        prompt_tokens=turn.prompt_tokens,
        completion_tokens=turn.completion_tokens,
        cached_tokens=turn.cached_tokens,
        cost_usd=turn.cost,
        extra=compact(reasoning_tokens=turn.reasoning_tokens),
    )
