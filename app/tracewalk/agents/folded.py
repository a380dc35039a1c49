"""A file as the changes of a run tell it: each one laid over what the ones before it left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracewalk.agents.tracked import Tracked
from tracewalk.agents.unified import Hunk, hunks_of
from tracewalk.model import StateChange

__all__ = ["Folded", "folded", "names"]

_DEEPEST = 40
"""Folders of a short name, at most."""


class Folded:
    """What changes up to some turn say of one file."""

    def __init__(self, path: str) -> None:
        """A file that no change has been laid over yet."""
        self.path = path
        self.first_path = path
        self.existed = True
        """Before the first change."""
        self.exists = True
        self.tracked = Tracked()
        self.doubt: str | None = None
        """Why its text is not sure to be what it was."""
        self.estimated = False
        """Whether a rule of thumb gave a change since the whole text was last given."""
        self.unplaced: list[Hunk] = []
        """Parts of changes whose place in it is not known."""
        self._begun = False

    def add(self, change: StateChange) -> None:
        """Lays one change over it."""
        if not self._begun:
            self._begun = True
            self.existed = change.action != "create"
            self.tracked = Tracked("") if change.action == "create" else Tracked()
        self.estimated = self.estimated or change.method == "estimated"
        hunks = hunks_of(change.diff) if change.diff else []
        before, after = self._whole_texts(change, hunks)
        if change.action == "create" and self.tracked.now:
            self._write("")
        if before is not None and not self.tracked.see_all(before):
            self._write(before)
        self.exists = change.action != "delete"
        placed = self._lay(hunks)
        if after is not None and not (hunks and placed and self.tracked.see_all(after)):
            self._write(after)
            placed = True
        if before is not None or after is not None:
            self.estimated = change.method == "estimated"
            self.doubt = None if placed else self.doubt
        shown = change.diff is not None or after is not None
        if not shown and change.action == "create":
            self.tracked = Tracked()
        if not shown and change.action not in {"delete", "rename"}:
            self.doubt = f"turn {change.turn} changed it in a way that the run does not show"

    @staticmethod
    def _whole_texts(change: StateChange, hunks: list[Hunk]) -> tuple[str | None, str | None]:
        """The whole texts before and after a change; none where its diff shows them to be only parts of the file."""
        before = change.before
        if before is None or not hunks or change.action == "create":
            return before, change.after
        fits = all(_place(Tracked(before), hunk) is not None for hunk in hunks)
        return (before, change.after) if fits else (None, None)

    def _write(self, text: str) -> None:
        """Makes a text the present one, whatever the one before was."""
        splices, ended = self.tracked.rewrite(text)
        self.tracked.splice(splices, ended)
        self.tracked.rest = None

    def _lay(self, hunks: list[Hunk]) -> bool:
        """Lays hunks over the present text, the last first, as their numbers are those before all; False: not all."""
        placed = True
        for hunk in reversed(hunks):
            at = _place(self.tracked, hunk)
            if at is None:
                placed = False
                self.unplaced.append(hunk)
                self.doubt = "the place of some of its changes is not known"
                continue
            self.tracked.see(at, hunk.old)
            self.tracked.splice([(at + a, at + b, new) for a, b, new in hunk.parts()])
            self._end(hunk, at)
        return placed

    def _end(self, hunk: Hunk, at: int) -> None:
        """Takes note of whether the last line is ended, where a hunk says so."""
        if hunk.old_unended or hunk.new_unended:
            self.tracked.ended = not hunk.new_unended
            if self.tracked.rest is not None and len(self.tracked.now) == at + len(hunk.new):
                self.tracked.close()


def _place(tracked: Tracked, hunk: Hunk) -> int | None:
    """Where a hunk belongs: by its number where its lines agree, else the only place that has them."""
    old = hunk.old
    if hunk.start is not None and tracked.reach(hunk.start + len(old)):
        known = [tracked.line(at) for at in range(hunk.start, hunk.start + len(old))]
        if all(was is None or was == line for was, line in zip(known, old, strict=True)):
            return hunk.start
    places = tracked.locate(old)
    return places[0] if len(places) == 1 else None


def folded(changes: Iterable[StateChange], turn: int | None = None) -> dict[str, Folded]:
    """The files that changes up to the end of a turn, or of the run, touch; by their present paths."""
    files: dict[str, Folded] = {}
    listed = list(changes)
    same = names(listed)
    for change in listed:
        if change.kind != "file" or change.path is None or (turn is not None and change.turn > turn):
            continue
        path = same.get(change.path, change.path)
        old_path = same.get(change.old_path, change.old_path) if change.old_path else None
        if change.action == "rename" and old_path and old_path != path:
            moved = files.pop(old_path, None) or Folded(old_path)
            moved.path = path
            files[path] = moved
        file = files.setdefault(path, Folded(path))
        file.add(change)
    return files


def names(changes: Iterable[StateChange]) -> dict[str, str]:
    """A path as a change names it -> the longer name of the same file, where only one other ends in it."""
    paths = {path for c in changes if c.kind == "file" for path in (c.path, c.old_path) if path}
    short = {path for path in paths if not path.startswith("/")}
    found: dict[str, list[str]] = {}
    for path in paths - short:
        for end in _ends(path):
            if end in short:
                found.setdefault(end, []).append(path)
    return {end: longer[0] for end, longer in found.items() if len(longer) == 1}


def _ends(path: str) -> Iterator[str]:
    """What is left of a path without its first folders."""
    parts = path.split("/")
    for at in range(max(1, len(parts) - _DEEPEST), len(parts)):
        yield "/".join(parts[at:])
