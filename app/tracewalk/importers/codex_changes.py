"""What Codex records of the files that a patch of it changed."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.given import dict_of, sound, text_of
from tracewalk.model import StateChange

__all__ = ["changes_of"]

_HOW = "patch event"
_ACTIONS = {"add": "create", "delete": "delete", "update": "edit"}
_UNENDED = "\\ No newline at end of file"


def changes_of(given: Any, turn: int, call: int) -> list[StateChange]:
    """The changes of a patch: an object of path and change, or a list of paths with their kinds."""
    if isinstance(given, list):
        pairs = [(dict_of(one).get("path"), one) for one in given]
    else:
        pairs = list(dict_of(given).items())
    found = [_change(path, dict_of(change), turn, call) for path, change in pairs if isinstance(path, str) and path]
    return [change for change in found if change]


def _change(path: str, given: dict[str, Any], turn: int, call: int) -> StateChange | None:
    kind, told = _kind_of(given)
    if kind not in _ACTIONS:
        return None
    content = text_of(told.get("content"))
    diff = told.get("unified_diff", told.get("diff"))
    moved = text_of(told.get("move_path"))
    action = "rename" if moved else _ACTIONS[kind]
    if kind != "update" and content is not None:
        diff = _whole(content, "+" if kind == "add" else "-")
    return StateChange(
        -1,
        turn,
        call,
        "file",
        "recorded",
        _HOW,
        path=moved or sound(path),
        old_path=sound(path) if moved else None,
        action=action,
        diff=_without_names(sound(diff)) if isinstance(diff, str) else None,
        before=content if kind == "delete" else None,
        after=content if kind == "add" else None,
    )


def _kind_of(given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """`{"type": "add", "content": ...}`, `{"add": {"content": ...}}`, or `{"path": ..., "kind": "add"}`."""
    kind = given.get("type", given.get("kind"))
    if isinstance(kind, dict):
        return str(kind.get("type")), {**given, **kind}
    if isinstance(kind, str):
        return kind, given
    name = next((name for name in _ACTIONS if isinstance(given.get(name), dict)), "")
    return name, dict_of(given.get(name))


def _whole(content: str, sign: str) -> str:
    """A diff in which all of a file comes or goes."""
    if not content:
        return ""
    lines = content.removesuffix("\n").split("\n")
    span = f"0,0 +1,{len(lines)}" if sign == "+" else f"1,{len(lines)} +0,0"
    end = "" if content.endswith("\n") else f"{_UNENDED}\n"
    return f"@@ -{span} @@\n" + "".join(f"{sign}{line}\n" for line in lines) + end


def _without_names(diff: str) -> str:
    at = diff.find("@@")
    head = diff[: max(at, 0)]
    return diff[at:] if head.startswith(("---", "diff ", "Index:")) else diff
