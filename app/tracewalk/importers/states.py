"""The locals of steps given as rows, in any of the forms that `step_row` names -> changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeGuard

from tracewalk.cwm.shown import SAME
from tracewalk.errors import RowError
from tracewalk.importers.cwm_steps import changes_between
from tracewalk.importers.draft import text_of
from tracewalk.importers.types import type_of
from tracewalk.model import Change

__all__ = ["States"]

_CHANGE = frozenset({"name", "value", "type", "size", "cut"})
_LARGEST = 2**31 - 1


class States:
    """The state of each frame so far."""

    def __init__(self) -> None:
        self._of: dict[int, dict[str, str]] = {}

    def changes(self, frame_id: int, given: Mapping[str, Any]) -> tuple[Change, ...]:
        """What the next step of a frame changes. Raises `RowError` for what is in none of the forms."""
        if "locals" in given and "changes" in given:
            raise RowError("it has both `locals` and `changes`; one of them says all")
        state = self._of.setdefault(frame_id, {})
        if "locals" in given:
            after = _whole(_texts(given["locals"], "locals"), state)
            found = changes_between(state, after)
        else:
            found = _changes(given.get("changes", {}))
        for change in found:
            if change.value is None:
                state.pop(change.name, None)
            else:
                state[change.name] = change.value
        return found

    def forget(self, frame_id: int) -> None:
        """A frame was left for good."""
        self._of.pop(frame_id, None)


def _whole(shown: Mapping[str, str | None], before: Mapping[str, str]) -> dict[str, str]:
    bound = {name: value for name, value in shown.items() if value is not None}
    after = {name: before.get(name, SAME) if value == SAME else value for name, value in bound.items()}
    if dangling := [name for name, value in after.items() if value == SAME]:
        raise RowError(f"`..` for {', '.join(dangling)[:200]}, which the frame did not have before")
    return after


def _changes(given: object) -> tuple[Change, ...]:
    value = _unpacked(given, "changes")
    if isinstance(value, list) and not _is_map(value):
        return tuple(map(_change, value))
    found = _texts(value, "changes")
    return tuple(_made(name, text) for name, text in found.items())


def _made(name: str, value: str | None) -> Change:
    return Change(name, value, type_of(value) if value is not None else None, len(value or ""), cut=False)


def _change(given: object) -> Change:
    """One of the lake's own structs."""
    if not isinstance(given, dict) or given.keys() - _CHANGE:
        raise RowError("its `changes` are not objects of name, value and, where they are known, type, size and cut")
    name, value, kind = text_of(given, "name"), text_of(given, "value"), text_of(given, "type")
    size, cut = given.get("size"), given.get("cut") or False
    if name is None or not isinstance(cut, bool):
        raise RowError("one of its `changes` has no `name`, or a `cut` that is neither true nor false")
    made = _made(name, value)
    if size is None:
        size = -1 if cut else made.size
    if not isinstance(size, int) or isinstance(size, bool) or not -1 <= size <= _LARGEST:
        raise RowError(f"the change of `{name[:40]}` has the size {str(size)[:40]!r}")
    return Change(name, value, (kind or made.type) if value is not None else None, size, cut)


def _texts(given: object, column: str) -> dict[str, str | None]:
    """Names with reprs, as an object, as JSON text, or as the pairs of Parquet's maps."""
    value = _unpacked(given, column)
    if _is_map(value):
        value = dict(value)
    if not isinstance(value, dict):
        raise RowError(f"its `{column}` are of type {type(value).__name__}, not an object of name and repr")
    found: dict[str, str | None] = {}
    for name, text in value.items():
        if not isinstance(text, str | None):
            raise RowError(f"the value of `{str(name)[:40]}` is of type {type(text).__name__}, not the text of a repr")
        found[text_of({"name": name}, "name") or ""] = text_of({name: text}, name)
    return found


def _is_map(value: object) -> TypeGuard[list[tuple[str, object]]]:
    """Whether it is what a map of Parquet becomes."""
    return isinstance(value, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)


def _unpacked(given: object, column: str) -> object:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except (ValueError, RecursionError) as fault:
        raise RowError(f"its `{column}` are text that is not JSON: {fault}") from None
