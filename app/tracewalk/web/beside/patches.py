"""Patch against patch: what two runs left changed, file by file, and which lines of it both have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from tracewalk.agents.contents import net_diffs, root_of
from tracewalk.agents.patches import patches_of
from tracewalk.agents.paths import same_file
from tracewalk.agents.unified import counts, hunks_of, rendered
from tracewalk.frozen import frozen
from tracewalk.model import StateChange, Trajectory
from tracewalk.web.context import current
from tracewalk.web.trajectory.read import changes_of, trajectory_of

__all__ = ["patches"]

_FILES = 300
_DIFF = 60_000
"""Characters of one file's diff that are told."""

_Line = tuple[str, str]


@frozen
class _File:
    """What a run did to one file."""

    path: str
    action: str
    diff: str
    sure: bool


def patches(left: str, right: str) -> dict[str, Any]:
    """Where each side's patch is from, and its files, those of both first side by side. Raises `NotFound`."""
    lake = current().lake
    return _patches(str(lake.path), lake.version, left, right)


@lru_cache(8)
def _patches(_path: str, _version: int, left: str, right: str) -> dict[str, Any]:
    one, other = _patch(left), _patch(right)
    pairs = list(_paired(one.files, other.files))
    return {
        "left": {"from": one.source, "method": one.method, "files": len(one.files)},
        "right": {"from": other.source, "method": other.method, "files": len(other.files)},
        "files": [_told(*pair) for pair in pairs[:_FILES]],
        "n_files": len(pairs),
    }


@frozen
class _Patch:
    source: str | None
    """`log`: the final patch that the log has; `turns`: worked out from what the turns changed; None: no change."""
    method: str | None
    files: list[_File]


def _patch(trajectory_id: str) -> _Patch:
    told, changes = trajectory_of(trajectory_id), changes_of(trajectory_id)
    recorded = list(_recorded(told))
    if recorded:
        return _Patch("log", told.patch_method, recorded)
    worked_out = list(_worked_out(changes))
    return _Patch("turns" if worked_out else None, "derived" if worked_out else None, worked_out)


def _recorded(told: Trajectory) -> Iterator[_File]:
    for file in patches_of(told.patch or ""):
        yield _File(file.path or "(a file)", file.action, rendered(file.hunks), sure=True)


def _worked_out(changes: Sequence[StateChange]) -> Iterator[_File]:
    root = (root_of(changes) or "").rstrip("/") + "/"
    for file in net_diffs(changes):
        yield _File(file.path.removeprefix(root).lstrip("/"), file.action, file.diff, file.sure)


def _paired(left: Sequence[_File], right: Sequence[_File]) -> Iterator[tuple[_File | None, _File | None]]:
    """The files of both by their names; where one side names a file by more of its path, that is the same file."""
    rest = {file.path: file for file in right}
    alone = []
    for file in left:
        found = rest.pop(file.path, None)
        if found is None:
            ends = [path for path in rest if same_file(path, file.path)]
            found = rest.pop(ends[0]) if len(ends) == 1 else None
        if found is None:
            alone.append(file)
        else:
            yield file, found
    yield from ((file, None) for file in alone)
    yield from ((None, file) for file in rest.values())


def _told(left: _File | None, right: _File | None) -> dict[str, Any]:
    """A file with each side's diff; `common`: the numbers of its lines, from 0, that the other side's diff has too."""
    one, other = _lines(left), _lines(right)
    shared = Counter(one) & Counter(other)
    named = left or right
    assert named is not None
    return {
        "path": named.path,
        "same": left is not None and right is not None and one == other and left.action == right.action,
        "n_common": sum(shared.values()),
        "left": _side(left, Counter(shared)),
        "right": _side(right, Counter(shared)),
    }


def _lines(file: _File | None) -> list[_Line]:
    """The lines that a diff takes and adds, in order, wherever in the file."""
    if file is None:
        return []
    return [line for hunk in hunks_of(file.diff) for line in hunk.lines if line[0] != " "]


def _side(file: _File | None, shared: Counter[_Line]) -> dict[str, Any] | None:
    if file is None:
        return None
    diff = file.diff
    shown = diff[: diff.rfind("\n", 0, _DIFF) + 1] if len(diff) > _DIFF else diff
    common = []
    for at, line in enumerate(shown.removesuffix("\n").split("\n")):
        key = (line[:1], line[1:])
        if key[0] in {"+", "-"} and shared[key] > 0:
            shared[key] -= 1
            common.append(at)
    added, removed = counts(diff)
    own = {"path": file.path, "action": file.action, "sure": file.sure, "added": added, "removed": removed}
    return own | {"diff": shown, "size": len(diff), "common": common}
