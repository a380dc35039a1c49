"""What the run had changed by the end of a turn: the content of a file, and the diff of all files so far."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tracewalk.agents.contents import content_at, cumulative, net_diffs
from tracewalk.agents.folded import names
from tracewalk.web.context import current
from tracewalk.web.highlight import highlighted, language_of
from tracewalk.web.trajectory.outline import changes_columns
from tracewalk.web.trajectory.read import changes_of

__all__ = ["changes", "diff_so_far", "diff_text", "file_at"]

_LONG = 400_000
_DIFF = 100_000


def changes(trajectory_id: str) -> dict[str, Any]:
    """All state changes as columns, without their texts."""
    found = changes_of(trajectory_id)
    return changes_columns(found, names(found))


def file_at(trajectory_id: str, path: str, turn: int) -> dict[str, Any]:
    """What is known of a file after a turn, in stretches of highlighted lines, each with the number of its first."""
    content = content_at(changes_of(trajectory_id), path, turn)
    pieces = ((1, content.text),) if content.text is not None else content.pieces
    shown, left = [], _LONG
    for first, text in pieces:
        if left > 0:
            part = text[:left]
            lines = highlighted(part.removesuffix("\n"), language_of(path)) if part else ()
            shown.append({"first": first, "lines": lines})
        left -= len(text)
    return {
        "path": path,
        "turn": turn,
        "state": content.state,
        "why": content.why,
        "size": sum(len(text) for _, text in pieces),
        "cut": left < 0,
        "pieces": shown,
    }


def diff_so_far(trajectory_id: str, turn: int) -> dict[str, Any]:
    """All that the run had done to each file by the end of a turn."""
    lake = current().lake
    return _diff_so_far(str(lake.path), lake.version, trajectory_id, turn)


@lru_cache(32)
def _diff_so_far(_path: str, _version: int, trajectory_id: str, turn: int) -> dict[str, Any]:
    found = net_diffs(changes_of(trajectory_id), turn)
    files = [
        {
            "path": f.path,
            "old_path": f.old_path,
            "action": f.action,
            "added": f.added,
            "removed": f.removed,
            "sure": f.sure,
            "size": len(f.diff),
            "diff": f.diff[: f.diff.rfind("\n", 0, _DIFF) + 1] if len(f.diff) > _DIFF else f.diff,
        }
        for f in found
    ]
    return {"turn": turn, "files": files}


def diff_text(trajectory_id: str, turn: int) -> str:
    """The same as `git diff` writes it."""
    return cumulative(changes_of(trajectory_id), turn)
