"""Which run of Codex started or goes on from which: their threads are logs of their own, side by side."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.frozen import frozen
from tracewalk.importers.codex_lines import stories
from tracewalk.importers.codex_story import Story
from tracewalk.importers.log_heads import heads_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Kin", "Kinship", "kin_of"]

_PLAIN = re.compile(r"[A-Za-z0-9_-]{8,100}")
_DAYS = re.compile(r"\d{2}|\d{4}")
_MOST = 10_000
"""Logs among whose names a thread's is looked for."""


@frozen
class Kin:
    """What shows how one run belongs to others."""

    trajectory: str
    thread: str | None
    parent: str | None
    path: str | None
    calls: Mapping[str, int]
    """Number of the turn, by the id of each call."""
    spawned: Mapping[str, str]
    """Id of the call, by the id or path of the sub-agent that it started."""
    said: tuple[int, ...]
    """A hash of the words and calls of each turn."""


def kin_of(story: Story) -> Kin:
    """What a run that is read to its end shows."""
    facts = story.facts
    calls = {call: turn.number for call, (turn, _) in story.calls.items()}
    spawned = {child: call for child, call in story.spawned.items() if call in calls}
    said = tuple(hash((turn.source, *turn.texts, *(call.call_id for call in turn.calls))) for turn in story.turns)
    return Kin(story.id.text, facts.thread, facts.parent, facts.path, calls, spawned, said)


class Kinship:
    """Finds the runs of other logs that one log's run belongs with."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit

    def of_thread(self, thread: str | None) -> Kin | None:
        """The run of a thread, if its log is at hand."""
        if not thread or not _PLAIN.fullmatch(thread):
            return None
        for path in self._logs_of(thread):
            for kin in self._outline(path):
                if kin.thread == thread:
                    return kin
        return None

    def children(self, own: Kin) -> Iterator[tuple[str, Kin]]:
        """The runs that one started, each with the id of the call."""
        named = {}
        for name, call in own.spawned.items():
            if kin := self.of_thread(name):
                yield call, kin
            else:
                named[name] = call
        if not named or not own.thread:
            return
        mark = f'"{own.thread}"'.encode()
        for path, head in heads_in(self._path.parent):
            if mark in head and path != self._path:
                for kin in self._outline(path):
                    if kin.parent == own.thread and kin.path in named:
                        yield named[kin.path], kin

    def _logs_of(self, thread: str) -> Iterator[Path]:
        """Logs that may be a thread's: named after it, in the folders of other days too, or beginning with its id."""
        root = self._path.parent
        while _DAYS.fullmatch(root.name):
            root = root.parent
        names = _names(str(root), root.stat().st_mtime_ns) if root != self._path.parent else ()
        yield from (Path(root, name) for name in names if thread in name)
        mark = f'"{thread}"'.encode()
        for path, head in heads_in(self._path.parent):
            if thread in path.name or mark in head[:_ID_WITHIN]:
                yield path

    def _outline(self, path: Path) -> tuple[Kin, ...]:
        if path == self._path:
            return ()
        try:
            state = path.stat()
            return _outline(str(path), state.st_size, state.st_mtime_ns, self._limit)
        except OSError:
            return ()


_ID_WITHIN = 400
"""Bytes of a log in which its own thread's id stands."""


@lru_cache(maxsize=2_048)
def _outline(path: str, _size: int, _changed: int, limit: int) -> tuple[Kin, ...]:
    return tuple(kin_of(story) for story, _ in stories(Path(path), limit) if isinstance(story, Story))


@lru_cache(maxsize=4)
def _names(root: str, _changed: int) -> tuple[str, ...]:
    """Logs in the folders of years, months and days below one."""
    found = []
    for path in Path(root).glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]/*.jsonl"):
        found.append(path.relative_to(root).as_posix())
        if len(found) == _MOST:
            break
    return tuple(sorted(found))
