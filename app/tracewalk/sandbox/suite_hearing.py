"""What the parent hears of a sandboxed run of pytest: of tests, their steps, and pytest's own words."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tracewalk.model import Program, Trace
from tracewalk.recorder.collected import Collected
from tracewalk.recorder.subject import Subject, Turn
from tracewalk.sandbox.attempt import Attempt
from tracewalk.sandbox.frames import FAULT, TOLD, Forged, Frames
from tracewalk.sandbox.taken import Taken, settle
from tracewalk.sandbox.told import fault_text
from tracewalk.settings import Settings

__all__ = ["Live", "SuiteHearing", "collected"]

_OUTCOMES = frozenset(("passed", "failed", "skipped", "error"))
_MAX_TEXT = 10_000
_MAX_FAULTS = 1_000
_MAX_WORDS = 10_000_000
"""Characters of pytest's own output."""
_MARKS = 4
"""For each test at most so many stretches of time: setup, call, teardown, and one to spare."""


@dataclass(frozen=True)
class Live:
    """A test that runs, or ran."""

    test: Collected
    turn: Turn
    attempt: Attempt

    def programs(self) -> dict[str, Program]:
        """Every source text of the trace by its id, the entry's first."""
        return self.turn.programs(self.attempt.taken)

    def trace(self, test_outcome: str | None = None) -> Trace:
        """The trace, once its end is known."""
        assert self.attempt.ending is not None
        return self.turn.trace(self.attempt.taken, self.attempt.ending, test_outcome=test_outcome)


class SuiteHearing:
    """Listens to one session of at most `most` tests; `ended` gets each test that is over, `None` if unrecorded.

    After it: `exit` is pytest's exit code or None; `live` the test at which it broke off, `at` the one in its setup or
    teardown; `faults`, `words`, and of a session that only collects `tests` and `path`.
    """

    def __init__(
        self,
        *,
        most: int,
        seconds: float,
        settings: Settings,
        sources: dict[str, Program],
        subject: Callable[[Collected], Subject],
        earlier: Callable[[str], Sequence[Trace]],
        ended: Callable[[str, Live | None, str | None], None],
        said: Callable[[str], object],
    ) -> None:
        self._frames = Frames(settings.sandbox_output_bytes)
        self._room = settings.sandbox_output_bytes
        self._words = _MAX_WORDS
        self._marks = _MARKS * (most + 1)
        self._most = most
        self._seconds = seconds
        self._spare = settings.sandbox_spare_seconds
        self._sources = sources
        self._subject = subject
        self._earlier = earlier
        self._ended = ended
        self._said = said
        self._since = time.monotonic()
        self.exit: int | None = None
        self.live: Live | None = None
        self.at: str | None = None
        self.faults: list[str] = []
        self.broken: str | None = None
        """Why there is nothing to run, or what it said that no recorder says."""
        self.tests: list[Collected] = []
        self.path: list[str] = []

    @property
    def cpu_seconds(self) -> int:
        """Processor seconds that the session may have at the very most."""
        return math.ceil(2 * (self._seconds + self._spare) * (self._most + 2))

    def late(self) -> bool:
        """What is at hand takes longer than its own deadline explains."""
        return time.monotonic() > self._since + self._seconds + 3 * self._spare

    def take(self, data: bytes) -> bool:
        """Takes what the session says; False where that is too much, or no recorder says it."""
        self._room -= len(data)
        try:
            for kind, payload in self._frames.feed(data):
                if kind == TOLD:
                    self._told(_json(payload))
                elif kind == FAULT:
                    self.broken = fault_text(payload)
                else:
                    self._hear(self._running(), kind, payload)
        except Forged as fault:
            self.broken = str(fault)
            if self.live is not None:
                self.live.attempt.said_wrong = str(fault)
            return False
        return self._room >= 0

    def settle(self) -> None:
        """Looks at what the test at which it broke off has said so far."""
        if self.live is not None:
            settle([self.live.attempt.taken])
            self.live.attempt.settled()

    def _hear(self, attempt: Attempt, kind: bytes, payload: bytes) -> None:
        attempt.hear(kind, payload)
        if attempt.over:
            self.settle()
            if attempt.forged is not None:
                raise Forged(attempt.forged)

    def _running(self) -> Attempt:
        if self.live is None or self.live.attempt.over:
            raise Forged("steps of no test")
        return self.live.attempt

    def _told(self, told: dict[str, Any]) -> None:
        match told:
            case {"say": str(text)}:
                self._say(text)
            case {"fault": str(text)}:
                if len(self.faults) >= _MAX_FAULTS:
                    raise Forged("too many faults")
                self.faults.append(_storable(text[:_MAX_TEXT]))
            case {"begin": str(nodeid)}:
                self._mark()
                self.at = nodeid
            case {"test": list(test)}:
                self._mark()
                self.live = self._start(collected(test))
            case {"end": str(nodeid), "outcome": outcome}:
                self._end(nodeid, outcome)
            case {"exit": int(code)}:
                self.exit = code
            case {"tests": list(tests), "path": list(path)}:
                self._list(tests, path)
            case _:
                raise Forged("words that no recorder says")

    def _say(self, text: str) -> None:
        self._words -= len(text)
        if self._words < 0:
            raise Forged("too many words")
        self._said(_storable(text))

    def _list(self, tests: list[Any], path: list[Any]) -> None:
        if len(tests) > self._most:
            raise Forged(f"{len(tests):,} tests, where at most {self._most:,} may be")
        self.tests = list(map(collected, tests))
        self.path = [str(entry) for entry in path[:_MAX_TEXT]]

    def _mark(self) -> None:
        self._since = time.monotonic()
        self._marks -= 1
        if self._marks < 0:
            raise Forged("more tests than there are")

    def _start(self, test: Collected) -> Live:
        if self.live is not None:
            raise Forged("a test within another")
        turn = Turn(self._subject(test), self._earlier(test.nodeid))
        taken = Taken(turn.trace_id, self._sources, turn.subject.identity.limits.steps)
        return Live(test, turn, Attempt(taken, self._sources))

    def _end(self, nodeid: str, outcome: object) -> None:
        if outcome is not None and outcome not in _OUTCOMES:
            raise Forged("an outcome that pytest does not have")
        live = self.live
        if live is not None and (live.attempt.ending is None or live.test.nodeid != nodeid):
            raise Forged("a test that is over before it is over")
        self._mark()
        self.live = self.at = None
        self._room = self._frames.most
        self._ended(nodeid, live, outcome if isinstance(outcome, str) else None)


def collected(told: Any) -> Collected:
    """A test as it is told. Raises `Forged`."""
    if not isinstance(told, list) or len(told) != 3 or not all(map(_is_word, told)):
        raise Forged("a test that cannot be")
    return Collected(*map(_storable, told))


def _is_word(told: Any) -> bool:
    return isinstance(told, str) and len(told) <= _MAX_TEXT and "\0" not in told


def _json(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError) as fault:
        raise Forged(f"words that cannot be read: {type(fault).__name__}") from None
    if not isinstance(told, dict):
        raise Forged("words that are none")
    return told


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
