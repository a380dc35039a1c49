"""A file as far as a run shows it: which of its lines are as they were at first, which are new, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from tracewalk.agents.hunks import Splice, finest, hunks_of, with_last_line
from tracewalk.agents.lines import changed_blocks, joined, split
from tracewalk.agents.unified import Hunk

__all__ = ["MOST_LINES", "State", "Tracked"]

MOST_LINES = 200_000
"""Of a file that is followed; what is said of later lines is passed over."""

State = tuple[tuple[int | str, ...], int | None, bool | None]
"""What `now`, `rest` and `ended` were at some time."""


class Tracked:
    """The first content of a file, and the present one in terms of it; lines that nothing shows are unknown."""

    def __init__(self, text: str | None = None) -> None:
        """A file with a known text, or one of which nothing is known yet."""
        lines, ended = split(text) if text is not None else ([], None)
        self.old: list[str | None] = list(lines)
        """Lines at first; None: not known."""
        self.old_ended: bool | None = ended
        """Whether the last of them is ended by a line feed."""
        self.now: list[int | str] = list(range(len(lines)))
        """Lines now: the number of an old one, or the text of a new one."""
        self.rest: int | None = None if text is not None else 0
        """The old line from which on all follow that `now` does not list; None: `now` lists all."""
        self.ended: bool | None = ended
        self.old_whole = text is not None
        """Whether there were no more lines at first than those in `old`."""

    @property
    def whole(self) -> bool:
        """Whether all of its present text is known."""
        return self.rest is None and (None not in self.old or None not in self.lines())

    def line(self, at: int) -> str | None:
        """A present line; None where it is not known, or not there."""
        if not 0 <= at < len(self.now):
            return None
        entry = self.now[at]
        return entry if isinstance(entry, str) else self.old[entry]

    def lines(self, start: int = 0, end: int | None = None) -> list[str | None]:
        """The present lines that are listed, or some of them."""
        old, now = self.old, self.now if not start and end is None else self.now[start:end]
        return [old[entry] if entry.__class__ is int else entry for entry in now]  # type: ignore[misc]

    def text(self) -> str | None:
        """The present text; None where not all of it is known."""
        if self.rest is not None:
            return None
        lines = self.lines()
        if None in lines:
            return None
        return joined([line for line in lines if line is not None], self.ended is not False)

    def reach(self, count: int) -> bool:
        """Lists at least so many present lines; False where there are not so many, or too many to follow."""
        missing = count - len(self.now)
        if missing <= 0:
            return True
        if self.rest is None or count > MOST_LINES or self.rest + missing > MOST_LINES:
            return False
        self.now.extend(range(self.rest, self.rest + missing))
        self.rest += missing
        self.old.extend([None] * (self.rest - len(self.old)))
        return True

    def see(self, start: int, lines: Sequence[str], *, last: bool = False) -> bool:
        """Takes note of present lines; `last`: no more follow. False, and nothing noted, where they contradict it."""
        end = start + len(lines)
        if not self.reach(end) or (last and end < len(self.now)):
            return False
        known = self.lines(start, end)
        if known != lines:
            if any(was is not None and was != text for was, text in zip(known, lines, strict=True)):
                return False
            for entry, text in zip(self.now[start:end], lines, strict=True):
                if isinstance(entry, int):
                    self.old[entry] = text
        if last:
            self.close()
        return True

    def close(self) -> None:
        """Takes note that no more lines follow than those that are listed."""
        self.old_whole = self.old_whole or self.rest is not None
        self.rest = None

    def see_all(self, text: str) -> bool:
        """Takes note of the whole present text. False where it contradicts what is known."""
        lines, ended = split(text)
        fresh = self.rest == len(self.now) and self.ended is None
        if (self.ended is not None and self.ended != ended) or not self.see(0, lines, last=True):
            return False
        self.ended = ended
        if fresh:
            self.old_ended = ended
        return True

    def locate(self, block: Sequence[str]) -> list[int]:
        """The first two places at which some whole lines stand in known lines."""
        places: list[int] = []
        text = "\n" + "\n".join(block) + "\n"
        for begin, run in self._runs() if block else []:
            lines = "\n" + run if run.endswith("\n") else f"\n{run}\n"
            at = lines.find(text)
            while at >= 0 and len(places) < 2:
                places.append(begin + lines.count("\n", 0, at))
                at = lines.find(text, at + 1)
        return places

    def replaced(self, text: str, new: str) -> tuple[Splice, bool | None] | None:
        """What replacing the only place of a text changes: lines, and whether the last one is ended then (None: as is).

        None where known lines have it not at all or more than once.
        """
        found: tuple[Splice, bool | None] | None = None
        for begin, run in self._runs():
            at = run.find(text) if text else -1
            if at < 0:
                continue
            if found or run.find(text, at + len(text)) >= 0:
                return None
            found = self._placed(begin, run, at, text, new)
            if found is None:
                return None
        return found

    def replaced_everywhere(self, text: str, new: str, most: int = -1) -> list[Splice]:
        """What replacing a text wherever known lines have it changes."""
        found: list[Splice] = []
        for begin, run in self._runs():
            if text and text in run:
                old_lines, new_lines = split(run)[0], split(run.replace(text, new, most))[0]
                blocks = changed_blocks(old_lines, new_lines)
                found += [(begin + a, begin + b, new_lines[c:d]) for a, b, c, d in blocks]
                if most > 0:
                    break
        return found

    def _runs(self) -> list[tuple[int, str]]:
        """Stretches of known lines: where each begins, and its text."""
        lines = self.lines()
        ends = self.rest is None and self.ended is False
        runs: list[tuple[int, str]] = []
        at = 0
        while at < len(lines):
            begin = at
            try:
                at = lines.index(None, begin)
            except ValueError:
                at = len(lines)
            if at > begin:
                known = [line for line in lines[begin:at] if line is not None]
                runs.append((begin, "\n".join(known) + ("" if ends and at == len(lines) else "\n")))
            while at < len(lines) and lines[at] is None:
                at += 1
        return runs

    def _placed(self, begin: int, run: str, at: int, text: str, new: str) -> tuple[Splice, bool | None] | None:
        """The lines of a run that a replacement touches, and those that come in their place.

        None where the last of them is joined with a line that is not known.
        """
        first = run.count("\n", 0, at)
        after = at + len(text)
        stop = run.find("\n", after)
        content = run[run.rfind("\n", 0, at) + 1 : at] + new + (run[after:] if stop < 0 else run[after:stop])
        if stop >= 0:
            return (begin + first, begin + first + run.count("\n", at, after) + 1, content.split("\n")), None
        total = run.count("\n") + (not run.endswith("\n"))
        lines, ended = split(content)
        at_end = begin + total == len(self.now) and self.rest is None
        if content and not ended and not at_end:
            return None
        return (begin + first, begin + total, lines), (ended or not content) if at_end else None

    def hunks(self, splices: Sequence[Splice], ended: bool | None = None) -> list[Hunk] | None:
        """What some splices of the present lines, in order, look like; None where a line that goes is not known."""
        if splices and not self.reach(splices[-1][1]):
            return None
        present = _Present(self)
        pieces: list[Splice] = []
        for begin, end, new in splices:
            known = [line for line in present[begin:end] if line is not None]
            if len(known) < end - begin:
                return None
            pieces += [(begin + a, begin + b, new[c:d]) for a, b, c, d in finest(known, new)]
        was = self.ended is False and self.rest is None
        will = was if ended is None else not ended
        return hunks_of(with_last_line(pieces, present, was, will), present, was, will, self.rest is None)

    def splice(self, splices: Sequence[Splice], ended: bool | None = None) -> None:
        """Changes present lines; the splices are in order and do not overlap."""
        if splices and self.reach(splices[-1][1]):
            made: list[int | str] = []
            at = splices[0][0]
            for begin, end, new in splices:
                made += self.now[at:begin]
                made += new
                at = end
            self.now[splices[0][0] : at] = made
        if ended is not None:
            self.ended = ended

    def rewrite(self, text: str) -> tuple[list[Splice], bool]:
        """What gives it another whole text: the splices where its present one is known, else one of all lines."""
        lines, ended = split(text)
        known = [line for line in self.lines() if line is not None]
        if self.rest is None and len(known) == len(self.now):
            return [(a, b, lines[c:d]) for a, b, c, d in changed_blocks(known, lines)], ended
        return [(0, len(self.now), lines)], ended

    def state(self) -> State:
        """What it is now, to come back to."""
        return tuple(self.now), self.rest, self.ended

    def first_text(self) -> str | None:
        """The text at first; None where not all of it is known."""
        known = [line for line in self.old if line is not None]
        if not self.old_whole or len(known) < len(self.old):
            return None
        return joined(known, self.old_ended is not False)

    def first_state(self) -> State:
        """What it was at first."""
        return tuple(range(len(self.old))), None if self.old_whole else len(self.old), self.old_ended

    def restore(self, state: State) -> list[Hunk] | None:
        """Comes back to a state, and says what that changes; None where it cannot be said, as lines are not known."""
        then, rest, ended = state
        if rest is not None and self.rest is not None:  # both as long as the other
            longest = max(rest, self.rest)
            then = (*then, *range(rest, longest))
            self.reach(len(self.now) + longest - self.rest)
            rest = longest
        same = self.now == list(then)
        blocks = [] if same else changed_blocks([f"{e!r}" for e in self.now], [f"{e!r}" for e in then])
        coming = [[e if isinstance(e, str) else self.old[e] for e in then[c:d]] for _, _, c, d in blocks]
        hunks: list[Hunk] | None = None
        if not any(None in lines for lines in coming) and (rest is None) == (self.rest is None):
            news = [[line for line in lines if line is not None] for lines in coming]
            splices = [(a, b, new) for (a, b, _, _), new in zip(blocks, news, strict=True)]
            hunks = self.hunks(splices, ended)
        self.now, self.rest, self.ended = list(then), rest, ended
        return hunks

    def net(self) -> list[Hunk]:
        """How the present text differs from the first one; what replaces lines that are not known has no place."""
        now, first = self.text(), self.first_text()
        if now is not None and first is not None:
            then = Tracked(first)
            return then.hunks(*then.rewrite(now)) or []
        pieces: list[Splice] = []
        unplaced: list[Hunk] = []
        at, new = 0, list[str]()
        end = self.rest if self.rest is not None else len(self.old) + (not self.old_whole)
        for entry in [*self.now, end]:
            if isinstance(entry, str):
                new.append(entry)
                continue
            known = [line for line in self.old[at:entry] if line is not None]
            if len(known) == entry - at:
                pieces += [(at + a, at + b, new[c:d]) for a, b, c, d in finest(known, new)]
            elif known or new:
                unplaced.append(Hunk(None, (*(("-", line) for line in known), *(("+", line) for line in new))))
            at, new = entry + 1, []
        whole = self.rest is None
        was, will = whole and self.old_ended is False, whole and self.ended is False
        return hunks_of(with_last_line(pieces, self.old, was, will), self.old, was, will, whole) + unplaced


class _Present(Sequence[str | None]):
    """The present lines of a file, each looked up when it is asked for."""

    def __init__(self, tracked: Tracked) -> None:
        self.tracked = tracked

    def __len__(self) -> int:
        return len(self.tracked.now)

    @overload
    def __getitem__(self, at: int) -> str | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[str | None]: ...

    def __getitem__(self, at: int | slice) -> str | list[str | None] | None:
        if isinstance(at, slice):
            return self.tracked.lines(*at.indices(len(self))[:2])
        entry = self.tracked.now[at]
        return entry if isinstance(entry, str) else self.tracked.old[entry]
