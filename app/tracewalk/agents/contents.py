"""The content of a file after a turn, and the diff of all that a run has changed so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracewalk.agents.folded import Folded, folded, names
from tracewalk.agents.tracked import Tracked
from tracewalk.agents.unified import Hunk, counts, rendered
from tracewalk.frozen import frozen
from tracewalk.model import StateChange

__all__ = ["Content", "FileDiff", "content_at", "cumulative", "net_diffs", "root_of"]


@frozen
class Content:
    """What is known of a file's content at some turn."""

    text: str | None
    """The whole of it; None where it is not all known, or where the file does not exist then."""
    state: str
    """`exact`, `partial` (some lines, or all but by a rule of thumb) or `unknown`."""
    why: str
    """For people."""
    pieces: tuple[tuple[int, str], ...] = ()
    """The stretches that are known: the number of the first line, from 1, and the text."""


@frozen
class FileDiff:
    """All that a run has done to one file."""

    path: str
    old_path: str | None
    """Its name at first, where that was another."""
    action: str
    """One of `FILE_ACTIONS`."""
    diff: str
    """Unified, without the lines that name the files; hunks of unknown place have a bare `@@`."""
    added: int
    removed: int
    sure: bool
    """Whether the text is known to be this, not by a rule of thumb and with nothing missing."""


def content_at(changes: Iterable[StateChange], path: str, turn: int) -> Content:
    """The content of a file after a turn; from the whole texts and the diffs of the changes up to then."""
    listed = list(changes)
    same = names(listed)
    file = folded(listed, turn).get(same.get(path, path))
    if file is None:
        return Content(None, "unknown", "no turn up to this one changed it")
    if not file.exists:
        return Content(None, "exact", "it does not exist after this turn")
    text = file.tracked.text()
    pieces = _pieces(file.tracked)
    if text is None:
        state = "partial" if pieces else "unknown"
        return Content(None, state, file.doubt or "the run shows only parts of it", pieces)
    if file.doubt:
        return Content(text, "partial", file.doubt, pieces)
    if file.estimated:
        return Content(text, "partial", "it is worked out by a rule of thumb from a command of the shell", pieces)
    return Content(text, "exact", "every change since its whole text was known is known", pieces)


def _pieces(tracked: Tracked) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, list[str]]] = []
    before: str | None = None
    for at, line in enumerate(tracked.lines()):
        if line is not None:
            if before is None:
                found.append((at + 1, []))
            found[-1][1].append(line)
        before = line
    return tuple((first, "\n".join(lines) + "\n") for first, lines in found)


def net_diffs(changes: Iterable[StateChange], turn: int | None = None) -> list[FileDiff]:
    """What changes up to the end of a turn have done to each file; what was undone is left out."""
    return [diff for file in folded(changes, turn).values() if (diff := _net(file)) is not None]


def _net(file: Folded) -> FileDiff | None:
    if not file.existed and not file.exists:
        return None
    hunks = file.tracked.net() + file.unplaced if file.exists else _gone(file.tracked)
    moved = file.first_path if file.first_path != file.path and file.existed else None
    action = "create" if not file.existed else "delete" if not file.exists else "rename" if moved else "edit"
    if action == "edit" and not hunks and not file.doubt:
        return None
    added, removed = counts(hunks)
    sure = not file.doubt and not file.estimated and all(hunk.start is not None for hunk in hunks)
    return FileDiff(file.path, moved, action, rendered(hunks), added, removed, sure)


def _gone(tracked: Tracked) -> list[Hunk]:
    """What taking a file away takes away, where all of its first content is known."""
    text = tracked.first_text()
    first = Tracked(text) if text is not None else None
    return (first.hunks([(0, len(first.now), [])]) or []) if first else []


def cumulative(changes: Iterable[StateChange], turn: int | None = None, root: str | None = None) -> str:
    """The unified diff, as `git diff` writes it, of all files from the beginning to the end of a turn or of the run.

    Paths are relative to `root`; where it is not given, to the first working directory that the changes tell.
    """
    listed = list(changes)
    root = root or root_of(listed)
    parts: list[str] = []
    for diff in net_diffs(listed, turn):
        new = _relative(diff.path, root)
        old = _relative(diff.old_path, root) if diff.old_path else new
        parts.append(f"diff --git a/{old} b/{new}\n")
        parts += ["new file mode 100644\n"] if diff.action == "create" else []
        parts += ["deleted file mode 100644\n"] if diff.action == "delete" else []
        parts += [f"rename from {old}\nrename to {new}\n"] if diff.action == "rename" else []
        if diff.diff:
            parts.append(f"--- {'/dev/null' if diff.action == 'create' else 'a/' + old}\n")
            parts.append(f"+++ {'/dev/null' if diff.action == 'delete' else 'b/' + new}\n")
            parts.append(diff.diff)
    return "".join(parts)


def root_of(changes: Sequence[StateChange]) -> str | None:
    """The folder that the run worked in: its first working directory, else what full names have before short ones."""
    for change in changes:
        if change.kind == "cwd" and change.value and change.value.startswith("/"):
            return change.value
    for short, full in names(changes).items():
        return full[: -len(short) - 1] or "/"
    return None


def _relative(path: str, root: str | None) -> str:
    """A path within the root; without its first slash where it is elsewhere."""
    if root and path.startswith(root.rstrip("/") + "/"):
        path = path[len(root.rstrip("/")) + 1 :]
    return path.lstrip("/").replace("\n", " ")
