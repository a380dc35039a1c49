"""What each turn of a run changed: what the source records, and what follows from the calls of tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from tracewalk.agents.commits import commits_of
from tracewalk.agents.files import Seen
from tracewalk.agents.plans import Plan, Planned, planned
from tracewalk.agents.seeing import see, see_diff, take
from tracewalk.agents.shown import Shown, Stretch, cursors, diffs_shown, stretches
from tracewalk.agents.tests_run import tests_of
from tracewalk.agents.world import World
from tracewalk.model import StateChange, Turn

__all__ = ["derived"]


def derived(turns: Sequence[Turn], recorded: Sequence[StateChange], source_format: str = "") -> list[StateChange]:
    """All changes of a run in order and numbered from 0, those recorded included.

    Nothing is derived from a call that failed, nor of a kind that the source records for it. The format tells whether
    its agent's shell goes on from call to call. Takes time near linear in the size of the run.
    """
    plan = planned(turns, recorded, source_format)
    run = _Run(plan, recorded)
    for step in plan.steps:
        run.go(step)
    found = [*recorded, *plan.moves, *run.found]
    found.sort(key=lambda change: (change.turn, change.call))
    return [_numbered(change, number) for number, change in enumerate(found)]


class _Run:
    def __init__(self, plan: Plan, recorded: Sequence[StateChange]) -> None:
        self.plan = plan
        self.world = World(undoes=plan.undoes)
        self.found: list[StateChange] = []
        self.told: dict[tuple[int, int], list[StateChange]] = {}
        """What the source records of each call."""
        for change in recorded:
            self.told.setdefault((change.turn, change.call), []).append(change)
        opened = [change for change in recorded if change.kind == "open_file"]
        self.opens = {(change.turn, change.call): change.value for change in opened}
        self.records_opens = bool(opened)
        self.open: str | None = None
        """The file that is open in SWE-agent's editor."""
        self.cursors: tuple[int, int] | None = None
        """Its lines between the cursors of that editor, where it has them."""
        self.diffs: dict[str, int] = {}
        """Files into which `git diff` was written, each with the number of changes at that time."""
        self.added = False
        """Whether something was staged, so that `git diff` does not show all."""

    def go(self, step: Planned) -> None:
        """Goes through one call."""
        place = (step.turn, step.number)
        self.world.at = place
        told = self.told.get((step.turn, -1), []) * (step.number == 0) + self.told.get(place, [])
        for change in told:
            if change.kind == "file":
                take(self.world, change)
        self.open = self.opens.get((step.turn, -1), self.open) if step.number == 0 else self.open
        kinds = {change.kind for change in told}
        if step.done:
            self._do(step, edits="file" not in kinds)
        self.found += [] if "tests" in kinds else tests_of(step)
        if commits := [] if "commit" in kinds else commits_of(step):
            self.found += commits
        if commits or "commit" in kinds:
            self.world.commit()
        self.open = self.opens.get(place, self.open)
        self.added = self.added or "git add" in (step.line or "")

    def _do(self, step: Planned, *, edits: bool) -> None:
        """What a call does to files, in order."""
        named, after = self._window(step)
        shown = {one.what.path: one.what for one in step.done if isinstance(one.what, Shown) and one.what.path}
        for one in step.done:
            if isinstance(one.what, Shown):
                self._look(step, one.what, named, after)
            elif edits and (path := one.what.path or named or self.open):
                edit = one.what
                if edit.what == "lines" and not edit.first and self.cursors:
                    edit = replace(edit, first=self.cursors[0], last=self.cursors[1])
                parts = after if edit.path is None else _parts(step, shown.get(path)) if edit.what in _SHOWN else []
                for outcome in self.world.do(edit, path, parts):
                    self.found.append(outcome.change(step.turn, step.number))
                if edit.how == "git diff":
                    self.diffs[path] = len(self.found)
        if named:
            self.cursors = cursors(step.call.observation or "")

    def _window(self, step: Planned) -> tuple[str | None, list[Stretch]]:
        """The file that SWE-agent's editor shows after a call, and the lines in it."""
        if not any(isinstance(one.what, Shown) and one.what.style == "window" for one in step.done):
            return None, []
        named, parts = stretches(Shown(None, "window"), step.call.observation or "")
        path = step.absolute(named) if named else None
        if path and path != self.open:
            self.open = path
            if not self.records_opens:
                how = "header of the editor's window"
                self.found.append(StateChange(0, step.turn, step.number, "open_file", "derived", how, value=path))
        return path, parts

    def _look(self, step: Planned, shown: Shown, named: str | None, window: list[Stretch]) -> None:
        """Takes note of the lines that a call shows, where they are of a file that is edited."""
        if shown.style == "diff":
            self._look_at_diff(step, staged=shown.whole)
        elif self.diffs.get(shown.path or "") == len(self.found):
            self._look_at_diff(step, staged="git add" in (step.line or ""))
        elif shown.style == "window":
            if named and (named in self.plan.edited or self.plan.windowed):
                self._seen(step, see(self.world, named, window))
        elif shown.path in self.plan.edited and shown.path and step.call.observation:
            self._seen(step, see(self.world, shown.path, stretches(shown, step.call.observation)[1]))

    def _look_at_diff(self, step: Planned, *, staged: bool) -> None:
        """Takes note of what `git diff` shows, where it shows all there is."""
        adds = "git add" in (step.line or "")
        if staged == adds and (staged or not self.added):
            for path, action, hunks in diffs_shown(step.call.observation or ""):
                file = next((name for name in (step.absolute(path), path) if name in self.world.files), None)
                file = file or next((name for name in self.world.files if name.endswith(f"/{path}")), None)
                if file and action == "edit":
                    self._seen(step, see_diff(self.world, file, hunks))

    def _seen(self, step: Planned, seen: Seen | None) -> None:
        """Keeps what a look tells of an edit before: of one that could not be worked out, else as one of its own."""
        if seen is None:
            return
        outcome, lost = seen.outcome, seen.lost
        if lost is None:
            self.found.append(outcome.change(step.turn, step.number))
            return
        place = (lost.turn, lost.call)
        for at in range(len(self.found) - 1, -1, -1):
            change = self.found[at]
            if (change.turn, change.call) < place:
                break
            # What was edited since has changes of its own.
            if (change.turn, change.call) == place and change.kind == "file" and change.path == outcome.path:
                made = outcome.change(*place)
                how = f"{change.how}, seen at turn {step.turn}"
                before = made.before if change.before is None else change.before
                self.found[at] = _with(made, action=change.action, how=how, before=before)
                break


_SHOWN = frozenset({"replace", "insert"})
"""Edits that are placed by what is shown once they are made."""


def _parts(step: Planned, shown: Shown | None) -> list[Stretch]:
    """The lines of a file that a call shows once it has edited it."""
    if shown is None or shown.style != "snippet":
        return []
    return stretches(shown, step.call.observation or "")[1]


def _with(change: StateChange, **values: object) -> StateChange:
    return StateChange(**dict(zip(_NAMES, _VALUES(change), strict=True)) | values)


_NAMES = tuple(StateChange.__dataclass_fields__)
_VALUES = attrgetter(*_NAMES)


def _numbered(change: StateChange, number: int) -> StateChange:
    return change if change.number == number else StateChange(number, *_VALUES(change)[1:])  # the first of all
