"""Whole turns for the page: messages as Markdown, calls field by field, outputs as a terminal showed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from tracewalk.model import StateChange, ToolCall, Turn
from tracewalk.web.context import current
from tracewalk.web.trajectory.arguments import fields_of
from tracewalk.web.trajectory.read import changes_of, turns_of
from tracewalk.web.trajectory.texts import message, output

__all__ = ["IMAGES", "is_image", "whole_turns"]

IMAGES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
_DIFF = 60_000
_CALLS = 200
_NAMES = 40
_TRACES = 40
_OWN = (
    "turn", "source", "kind", "model", "at", "seconds", "prompt_tokens", "completion_tokens", "cached_tokens",
    "reasoning_tokens", "cost", "cost_method", "error", "copied",
)  # fmt: skip
_OF_CALL = (
    "tool", "call_id", "kind", "target", "exit_code", "error", "error_method", "malformed", "seconds", "trajectory",
)  # fmt: skip
_OF_CHANGE = (
    "number", "call", "kind", "method", "how", "path", "old_path", "action", "value", "passed", "failed", "errors",
    "skipped",
)  # fmt: skip


def whole_turns(trajectory_id: str, start: int, stop: int) -> list[dict[str, Any]]:
    """Turns [start, stop), each with what it changed; those told before are not made again. Raises `NotFound`."""
    lake = current().lake
    of_turn: dict[int, list[StateChange]] = {}
    for change in changes_of(trajectory_id):
        if start <= change.turn < stop:
            of_turn.setdefault(change.turn, []).append(change)
    made = []
    for number in range(start, stop):
        known = _Kept.told.get((str(lake.path), lake.version, trajectory_id, number))
        if known is None:
            break
        made.append(known)
    for turn in turns_of(trajectory_id, start + len(made), stop) if start + len(made) < stop else ():
        told = _told(turn, of_turn.get(turn.turn, ()))
        _Kept.keep((str(lake.path), lake.version, trajectory_id, turn.turn), told)
        made.append(told)
    return made


class _Kept:
    """The turns told last."""

    told: dict[tuple[str, int, str, int], dict[str, Any]] = {}  # noqa: RUF012
    most = 400

    @classmethod
    def keep(cls, key: tuple[str, int, str, int], told: dict[str, Any]) -> None:
        while len(cls.told) >= cls.most:
            cls.told.pop(next(iter(cls.told)), None)
        cls.told[key] = told


def _told(turn: Turn, changes: Iterable[StateChange]) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in _OWN} | {
        "message": message(turn.message),
        "reasoning": message(turn.reasoning),
        "calls": [_call(call) for call in turn.calls[:_CALLS]],
        "n_calls": len(turn.calls),
        "images": [
            {"media_type": image.media_type, "bytes": len(image.data), "shown": is_image(image.media_type, image.data)}
            for image in turn.images
        ],
        "changes": [_change(change) for change in changes],
        "traces": _traces(turn.traces),
        "n_records": len(turn.records),
    }


def _call(call: ToolCall) -> dict[str, Any]:
    own = {name: getattr(call, name) for name in _OF_CALL}
    return own | {"fields": fields_of(call), "observation": output(call.observation)}


def _change(change: StateChange) -> dict[str, Any]:
    diff = change.diff or ""
    end = diff.rfind("\n", 0, _DIFF) + 1 if len(diff) > _DIFF else len(diff)
    return {name: getattr(change, name) for name in _OF_CHANGE} | {
        "diff": diff[:end],
        "size": len(diff),
        "tests_passed": list(change.tests_passed[:_NAMES]),
        "tests_failed": list(change.tests_failed[:_NAMES]),
    }


def _traces(ids: Sequence[str]) -> list[dict[str, Any]]:
    """Recorded runs of the turn's programs, those that this lake has with how they ended."""
    lake = current().lake
    return [_trace(str(lake.path), lake.version, trace_id) for trace_id in ids[:_TRACES]]


@lru_cache(2_000)
def _trace(_path: str, _version: int, trace_id: str) -> dict[str, Any]:
    lake = current().lake
    if not lake.has(trace_id):
        return {"trace_id": trace_id, "here": False}
    found = lake.trace(trace_id)
    bad = found.test_outcome in {"failed", "error"} if found.test_outcome else found.outcome == "raised"
    step = lake.find(trace_id, "exception", found.n_steps, -1) if bad else None
    return {
        "trace_id": trace_id,
        "here": True,
        "name": found.name,
        "outcome": found.outcome,
        "test_outcome": found.test_outcome,
        "error": found.error,
        "n_steps": found.n_steps,
        "step": step,
    }


def is_image(media_type: str, data: bytes) -> bool:
    """Whether it is a picture of one of the kinds that the page shows, as its first bytes prove."""
    begins = data.startswith(IMAGES.get(media_type, ())) if media_type in IMAGES else False
    return begins and (media_type != "image/webp" or data[8:12] == b"WEBP")
