"""What looks at files tell: their lines, and what edits did that could not be worked out when they were made."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.agents.edits import Edit
from tracewalk.agents.files import FileState, Lost, Outcome, Seen
from tracewalk.agents.hunks import Splice
from tracewalk.agents.moving import renamed
from tracewalk.agents.placing import fits, place
from tracewalk.agents.shown import Stretch
from tracewalk.agents.tracked import State, Tracked
from tracewalk.agents.unified import Hunk, hunks_of
from tracewalk.agents.world import World
from tracewalk.model import StateChange

__all__ = ["see", "see_diff", "take"]

_MOST_LOOSE = 40
"""Stretches without numbers that are kept of a file."""


def see(world: World, path: str, parts: Sequence[Stretch]) -> Seen | None:
    """Takes note of lines that a call shows, and says what they tell of an edit before."""
    file = world.state(path)
    if not world.can(sum(len(part.lines) for part in parts)):
        return None
    corrected: list[Hunk] = []
    for part in parts:
        if part.start < 0:
            file.loose = [*file.loose[1 - _MOST_LOOSE :], part.lines]
            continue
        if not file.tracked.see(part.start, part.lines, last=part.last):
            if part.last and not part.start and file.tracked.whole:
                return _other(file, part.lines)
            corrected += _corrected(file.tracked, part)
        counted = part.total is not None and file.tracked.rest is not None and file.tracked.reach(part.total)
        if counted and len(file.tracked.now) == part.total:
            file.tracked.close()
    if file.lost and file.tracked.whole:
        return _found_again(file, file.lost)
    return Seen(Outcome(path, "edit", "estimated", "seen when read again", corrected), None) if corrected else None


def _other(file: FileState, lines: list[str]) -> Seen:
    """A file whose whole text turns out to be another than it should; whether its last line is ended is not shown."""
    before = None if file.anchored else file.tracked.text()
    splices, _ = file.tracked.rewrite("\n".join(lines) + "\n")
    hunks = file.tracked.hunks(splices)
    file.tracked.splice(splices)
    file.anchored = True
    return Seen(Outcome(file.path, "edit", "estimated", "seen when read again", hunks, before), None)


def _corrected(tracked: Tracked, part: Stretch) -> list[Hunk]:
    """What of the lines that edits gave is not as a stretch shows them, where most are; it is made so.

    Lines that are only blank at their ends in another way do not count, and tabs may be blanks in what a tool shows.
    """
    wrong, right = list[int](), 0
    for at, is_ in enumerate(part.lines, part.start):
        was = tracked.line(at)
        if was is None or "\t" in is_:
            continue
        if was.rstrip() == is_.rstrip():
            right += 1
        elif is_.strip() and isinstance(tracked.now[at], str):
            wrong.append(at)
        else:
            return []
    if not wrong or len(wrong) > right:
        return []
    splices: list[Splice] = [(at, at + 1, [part.lines[at - part.start]]) for at in wrong]
    hunks = tracked.hunks(splices) or []
    tracked.splice(splices)
    return hunks


def _found_again(file: FileState, lost: Lost) -> Seen | None:
    """What an edit did that could not be worked out when it was made, now that the whole text is known."""
    text, then = file.tracked.text(), file.tracked.first_text()
    if text is None or then is None:
        return None
    file.lost = None
    before, was = lost.tracked.text(), lost.tracked
    splices, ended = was.rewrite(then)
    hunks = was.hunks(splices, None if was.ended is None else ended) if before is not None else None
    was.splice(splices, ended)
    was.rest = None
    was.splice(*was.rewrite(text))  # with what was edited since
    file.tracked, file.anchored = was, True
    if lost.times > 1 or before is None:
        return Seen(Outcome(file.path, "edit", "estimated", "", after=then), lost)
    return Seen(Outcome(file.path, "edit", "estimated", "", hunks, None if lost.anchored else before), lost)


def see_diff(world: World, path: str, hunks: Sequence[Hunk]) -> Seen | None:
    """Takes note of how a file differs from the last commit, and says what that tells of edits before."""
    file = world.known(path)
    if file is None or file.created or not world.can(len(file.tracked.now)):
        return None
    if file.lost and file.tracked.now != list(range(len(file.tracked.now))):
        return None  # what was edited since cannot be told from what was lost
    lost, base = file.lost, file.lost.tracked if file.lost else file.tracked
    state = _after(base, file.head, hunks)
    if state is None:
        return None
    was = None if file.anchored or (lost and lost.anchored) else base.text()
    found = base.restore(state)
    file.tracked, file.lost = base, None
    if lost and lost.times > 1:
        after = base.text()
        return Seen(Outcome(path, "edit", "estimated", "", None if after else found, None, after), lost)
    if lost:
        return Seen(Outcome(path, "edit", "estimated", "", found, was), lost)
    return Seen(Outcome(path, "edit", "estimated", "seen in git diff", found, was), None) if found else None


def _after(base: Tracked, head: State | None, hunks: Sequence[Hunk]) -> State | None:
    """The state of a file with hunks laid over what the last commit holds; None where they do not fit."""
    entries, rest, ended = head or base.first_state()
    now: list[int | str] = list(entries)
    for hunk in reversed(hunks):
        start, old = hunk.start or 0, hunk.old
        end = start + len(old)
        if end > len(now):
            if rest is None or not base.reach(len(base.now) + end - len(now)):
                return None
            now.extend(range(rest, rest + end - len(now)))
            rest = now[-1] + 1 if isinstance(now[-1], int) else rest
            base.old.extend([None] * (rest - len(base.old)))
        for entry, line in zip(now[start:end], old, strict=True):
            known = entry if isinstance(entry, str) else base.old[entry]
            if known is not None and known != line:
                return None
            if isinstance(entry, int):
                base.old[entry] = line
        for a, b, new in reversed(list(hunk.parts())):
            now[start + a : start + b] = new
    return tuple(now), rest, ended


def take(world: World, change: StateChange) -> None:
    """Takes note of a change that the source records."""
    if change.path is None:
        return
    if change.action == "rename" and change.old_path:
        list(renamed(world, Edit(change.path, "rename", change.how, old=change.old_path), change.path))
    file = world.state(change.path)
    file.lost, file.exists = None, change.action != "delete"
    if change.action == "create":
        file.created, file.tracked = file.created or not file.anchored, Tracked("")
    hunks = tuple(hunks_of(change.diff)) if change.diff else ()
    given = change.before is not None and all(fits(change.before, hunk) for hunk in hunks)
    if change.before is not None and given and not file.tracked.see_all(change.before):
        _write(file.tracked, change.before)
    file.anchored = file.anchored or given or change.after is not None
    found = place(Edit(change.path, "hunks", change.how, hunks=hunks), file.tracked, ()) if hunks else None
    if found:
        file.tracked.splice(*found)
    if change.after is not None and (given or not hunks):
        if not (found and file.tracked.see_all(change.after)):
            _write(file.tracked, change.after)
    elif not found and change.action == "edit":
        file.tracked, file.anchored = Tracked(), False


def _write(tracked: Tracked, text: str) -> None:
    """Makes a text the present one, whatever the one before was."""
    tracked.splice(*tracked.rewrite(text))
    tracked.rest = None
