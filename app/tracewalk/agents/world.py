"""The files of a run as its calls change them, turn by turn; what each edit does to them as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracewalk.agents.edits import Edit
from tracewalk.agents.files import FileState, Lost, Outcome
from tracewalk.agents.hunks import Splice
from tracewalk.agents.lines import split
from tracewalk.agents.moving import copied, deleted, renamed, reverted, stashed, unstashed
from tracewalk.agents.placing import highest, place, unplaced, unplaced_method
from tracewalk.agents.shown import Stretch
from tracewalk.agents.tracked import State, Tracked

__all__ = ["World"]

_MOST_WORK = 10_000_000
"""Lines that all edits and looks of a run together may go through; beyond, edits are told without their place."""
_LONGEST_PATH = 4096
_MOST_UNDONE = 50
_LONGEST_UNDONE = 20_000


class World:
    """All files that a run edits."""

    def __init__(self, *, undoes: bool = False) -> None:
        """`undoes`: some edit is undone, so that what was before each one must be kept."""
        self.files: dict[str, FileState] = {}
        self.folders: set[str] = set()
        """All folders in which some file was named."""
        self.at = (0, 0)
        """The turn and call that is gone through."""
        self.stashes: list[list[tuple[FileState, State]]] = []
        self._undoes = undoes
        self._work = 0

    def state(self, path: str) -> FileState:
        """The file of a path, as one of which nothing is known where it has not been named yet."""
        found = self.files.get(path)
        if found is None:
            found = self.files[path] = FileState(path, Tracked())
            folder = path
            while (folder := folder.rpartition("/")[0]) and folder not in self.folders and len(folder) < _LONGEST_PATH:
                self.folders.add(folder)
        return found

    def known(self, path: str) -> FileState | None:
        """The file of a path that a call has named before, if it is there."""
        found = self.files.get(path)
        return found if found and found.exists else None

    def can(self, lines: int) -> bool:
        """Whether so many lines more may be gone through."""
        self._work += lines
        return self._work <= _MOST_WORK

    def within(self, folder: str) -> list[FileState]:
        """The files there are in a folder, at any depth."""
        if folder.rstrip("/") not in self.folders or not self.can(len(self.files)):
            return []
        inside = folder.rstrip("/") + "/"
        return [file for file in self.files.values() if file.exists and file.path.startswith(inside)]

    def do(self, edit: Edit, path: str, after: Sequence[Stretch]) -> Iterator[Outcome]:
        """What an edit of one file does; `after`: lines that are shown once it is done."""
        if edit.what in {"stash", "unstash"}:
            yield from stashed(self, edit, path) if edit.what == "stash" else unstashed(self, edit)
        elif edit.what == "revert":
            yield from reverted(self, edit, path)
        elif edit.what == "delete":
            yield from deleted(self, edit, path)
        elif edit.what == "rename":
            yield from renamed(self, edit, path)
        elif edit.what == "copy":
            yield from copied(self, edit, path)
        elif not self.can(_lines_of(edit, self.state(path))):
            yield Outcome(path, "edit", "estimated", edit.how)
        else:
            file = self.state(path)
            file.copy_of = None
            made = self.written(edit, file) if edit.what == "write" else self._edited(edit, file, after)
            if made is not None:
                yield made

    def written(self, edit: Edit, file: FileState) -> Outcome | None:
        """A file that gets a whole new text; None where it has that already."""
        if not file.exists or file.unknown:
            return self._created(edit, file)
        before = file.tracked.text()
        if before == edit.text:
            return None
        splices, ended = file.tracked.rewrite(edit.text)
        hunks = file.tracked.hunks(splices, ended) if before is not None else None
        whole = None if file.anchored else before
        self._splice(file, splices, ended)
        file.tracked.rest = None
        file.anchored = True
        return Outcome(file.path, "edit", edit.method, edit.how, hunks, whole, edit.text if before is None else None)

    def _created(self, edit: Edit, file: FileState) -> Outcome:
        """A file that was not there, as far as is known."""
        if file.unknown:
            file.tracked, file.created, file.assumed = Tracked(""), True, not edit.new
        file.exists = file.anchored = True
        file.lost = None
        lines, ended = split(edit.text)
        hunks = Tracked("").hunks([(0, 0, lines)], ended) if edit.text else []
        splices, ended = file.tracked.rewrite(edit.text)
        self._splice(file, splices, ended)
        return Outcome(file.path, "create", edit.method, edit.how, hunks, after=edit.text)

    def _edited(self, edit: Edit, file: FileState, after: Sequence[Stretch]) -> Outcome | None:
        """A file of which parts change; None where nothing does."""
        if edit.what == "undo":
            return self._undone(edit, file)
        if edit.what == "touch":
            return self.lose(edit, file)
        if edit.what == "append" and not edit.text:  # `touch`
            return self.written(replace(edit, what="write"), file) if file.unknown or not file.exists else None
        found = place(edit, file.tracked, after)
        if found is None:
            lost, hunks = self.lose(edit, file), unplaced(edit, file.loose)
            return replace(lost, hunks=hunks, method=unplaced_method(edit)) if hunks else lost
        hunks = file.tracked.hunks(*found)
        before = None if file.anchored else file.tracked.text()
        file.anchored = file.anchored or before is not None
        self._splice(file, *found)
        return None if hunks == [] else Outcome(file.path, "edit", edit.method, edit.how, hunks, before)

    def lose(self, edit: Edit, file: FileState, action: str = "edit") -> Outcome:
        """Knows no more what a file says; what was known is kept, as a later look may show what was done."""
        before = None if file.anchored else file.tracked.text()
        if file.lost:
            file.lost.turn, file.lost.call = self.at
            file.lost.times += 1
        else:
            file.lost = Lost(*self.at, file.tracked, file.anchored)
        file.tracked, file.anchored = Tracked(), False
        return Outcome(file.path, action, "estimated", edit.how, before=before)

    def _undone(self, edit: Edit, file: FileState) -> Outcome | None:
        if not file.undo:
            return self.lose(edit, file)
        hunks = file.tracked.restore(file.undo.pop())
        return None if hunks == [] else Outcome(file.path, "edit", edit.method, edit.how, hunks)

    def _splice(self, file: FileState, splices: Sequence[Splice], ended: bool | None) -> None:
        if self._undoes and len(file.tracked.now) < _LONGEST_UNDONE:
            file.undo = [*file.undo[1 - _MOST_UNDONE :], file.tracked.state()]
        file.tracked.splice(splices, ended)

    def commit(self) -> None:
        """Takes note that the last commit holds what the files are now."""
        for file in self.files.values():
            if self.can(len(file.tracked.now)):
                file.head = file.tracked.state()


def _lines_of(edit: Edit, file: FileState) -> int:
    """The lines that working out an edit goes through; those of a script several times."""
    lines = max(len(file.tracked.now), highest(edit)) + edit.text.count("\n") + 1
    return lines * 5 if edit.what == "sed" else lines
