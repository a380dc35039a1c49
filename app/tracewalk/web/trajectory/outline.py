"""All turns of a trajectory as columns, for the list, the strip, and every move that needs no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tracewalk.model import SOURCES, TURN_KINDS, StateChange
from tracewalk.web.columns import coded, ints

__all__ = ["changes_columns", "outline_columns"]

_WORDS = 160
_MARKS = re.compile(r"^[#>*\-\s`_]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def outline_columns(rows: pa.Table) -> dict[str, Any]:
    """Columns of numbers (-1 or null: not recorded), the first words of each turn, and its calls as short lists."""
    numbers = ("turn", "message", "reasoning", "images", "traces", "error", "copied")
    models: dict[str, int] = {}
    return {
        "kinds": list(TURN_KINDS),
        "sources": list(SOURCES),
        "source": coded(rows["source"], SOURCES),
        "kind": coded(rows["kind"], TURN_KINDS),
        "words": _words(rows),
        "calls": [[_call(call) for call in calls or ()] for calls in rows["calls"].to_pylist()],
        "model": [models.setdefault(m, len(models)) if m else -1 for m in rows["model"].to_pylist()],
        "models": list(models),
        **{name: ints(rows[name].cast(pa.int64())) for name in numbers},
        **{name: rows[name].to_pylist() for name in ("at", "seconds", "prompt_tokens", "completion_tokens", "cost")},
    }


def _words(rows: pa.Table) -> list[str]:
    said = zip(rows["words"].to_pylist(), rows["thought"].to_pylist(), strict=True)
    return [_brief(words or "") or _brief(thought or "") for words, thought in said]


def _brief(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", _MARKS.sub("", text)).split())[:_WORDS]


def _call(call: dict[str, Any]) -> list[Any]:
    """Kind, tool, target, whether it failed (-1: not known), is malformed, characters given back, sub-agent."""
    kind = call["kind"]
    error = -1 if call["error"] is None else int(call["error"])
    target = _CONTROL.sub(" ", call["target"] or "")
    return [
        TURN_KINDS.index(kind) if kind in TURN_KINDS else len(TURN_KINDS) - 1,
        call["tool"],
        target,
        error,
        int(call["malformed"]),
        call["chars"],
        call["trajectory"],
    ]


_PLAIN = ("number", "turn", "call", "kind", "method", "how", "action", "value", "passed", "failed", "errors", "skipped")


def changes_columns(changes: Sequence[StateChange], names: dict[str, str]) -> dict[str, Any]:
    """State changes as columns; a file by the longest name that the run has for it, with lines added and removed."""
    columns: dict[str, Any] = {name: [getattr(change, name) for change in changes] for name in _PLAIN}
    columns["path"] = [names.get(c.path, c.path) if c.path else None for c in changes]
    columns["old_path"] = [names.get(c.old_path, c.old_path) if c.old_path else None for c in changes]
    counted = [_counts(change.diff or "") for change in changes]
    columns["added"] = [added for added, _ in counted]
    columns["removed"] = [removed for _, removed in counted]
    return columns


def _counts(diff: str) -> tuple[int, int]:
    signs = [line[:1] for line in diff.split("\n")]
    return signs.count("+"), signs.count("-")
