"""Which wrong steps are roots and which are inherited: the chain from each wrong step back to where it began.

A step is inherited where something that its line reads was wrong before in the prediction's own state, where a wrong
value came in as an argument or came back from a call, where it merely persists, or where the path had left the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracewalk.diff.reads import decides, names_read
from tracewalk.diff.steps import WRONG
from tracewalk.model import CwmStep, StepVerdict

__all__ = ["trace_roots"]

ASTRAY = frozenset({"action", "event", "extra", "missing", "malformed"})
"""Verdicts of a step that is not on the true path, so that what comes after may follow from it."""


_Key = int | tuple[str, int]
"""The number of a true frame, or of one that only the prediction has."""


@dataclass(slots=True)
class _Frame:
    """What is known of a frame, up to the row looked at."""

    caller: _Key | None = None
    line: CwmStep | None = None
    """The latest step: the line that ran."""
    wrong: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    """Name -> its wrong text, and the row where it became wrong."""
    came_back: int | None = None
    """The row of a wrong value that came back from a call since, or of a wrong value that is on its way out."""
    raised: int | None = None
    """The row of a wrong exception, while `except` lines look at it."""
    touched: int | None = None
    """The row of a value that was wrong in a called frame when it was left: it may be a shared object."""


def trace_roots(
    verdicts: Sequence[StepVerdict],
    truth: Sequence[CwmStep],
    said: Sequence[CwmStep | None],
    sources: Mapping[str, str],
) -> None:
    """Sets `root` and `cause` of every verdict that is not correct."""
    walk = _Walk(truth, said, sources)
    for at, verdict in enumerate(verdicts):
        walk.row(at, verdict)


class _Walk:
    """Goes through the rows with what is wrong in each frame of the prediction's own state.

    Frames are the truth's where a row has a true step, as only the truth knows a resumed generator.
    """

    def __init__(self, truth: Sequence[CwmStep], said: Sequence[CwmStep | None], sources: Mapping[str, str]) -> None:
        self.truth = truth
        self.said = said
        self.sources = sources
        self.frames: dict[_Key, _Frame] = {}
        self.known_as: dict[int, _Key] = {}
        self.strayed: int | None = None
        """The row where the path left the truth, until the first row that is on it again."""
        self.before: tuple[_Frame, CwmStep, StepVerdict, int] | None = None

    def row(self, at: int, verdict: StepVerdict) -> None:
        true = None if verdict.truth is None else self.truth[verdict.truth]
        said = None if verdict.position is None else self.said[verdict.position]
        frame = self._frame(true, said)
        step = said or true
        assert step is not None, "a row has a true step or a predicted one"
        wrong = _wrong_names(verdict) if true is not None and verdict.differs else {}
        if verdict.verdict != "correct":
            cause = self._cause(frame, step, true, verdict, wrong)
            verdict.root, verdict.cause = cause is None, cause
        self._update(at, frame, step, verdict, wrong)

    def _frame(self, true: CwmStep | None, said: CwmStep | None) -> _Frame:
        key: _Key
        caller: _Key | None
        if true is not None:
            key, caller = true.frame_id, true.caller
            if said is not None:
                self.known_as[said.frame_id] = key
        else:
            assert said is not None, "a row has a true step or a predicted one"
            key = self._key(said.frame_id)
            caller = None if said.caller is None else self._key(said.caller)
        frame = self.frames.get(key)
        if frame is None:
            frame = self.frames[key] = _Frame(caller)
        return frame

    def _key(self, said: int) -> _Key:
        return self.known_as.get(said, ("said", said))

    # ------------------------------------------------------------------ where it comes from

    def _cause(
        self,
        frame: _Frame,
        step: CwmStep,
        true: CwmStep | None,
        verdict: StepVerdict,
        wrong: dict[str, str | None],
    ) -> int | None:
        """The row that this one comes from; None: it is a root."""
        if verdict.verdict in ASTRAY:
            return self._cause_of_path(verdict, raises="exception" in (step.event, true.event if true else ""))
        if verdict.verdict == "value":
            return self._blamed(frame)
        causes = [self._cause_of_name(frame, step, name, text) for name, text in wrong.items()]
        return None if None in causes else max((c for c in causes if c is not None), default=None)

    def _cause_of_path(self, verdict: StepVerdict, *, raises: bool) -> int | None:
        """Of a step that is not on the true path: where the line before decides which comes next, what it reads."""
        if self.before is None:
            return None
        frame, step, earlier, row = self.before
        if verdict.verdict == "malformed":
            return row if earlier.verdict == "malformed" else None
        if self.strayed is not None:
            return self.strayed
        if earlier.verdict == "value" and step.event == "exception":
            return row
        ran = self._caller(frame) if step.event == "return" else frame
        decided = raises or (ran is not None and ran.line is not None and decides(ran.line.source))
        return self._blamed(ran) if decided else None

    def _cause_of_name(self, frame: _Frame, step: CwmStep, name: str, text: str | None) -> int | None:
        persists = frame.wrong.get(name)
        if persists is not None and persists[0] == text:
            return persists[1]
        if step.event != "call":
            return self._blamed(frame, name)
        caller = self._caller(frame)
        free = caller.wrong.get(name) if caller is not None else None
        return free[1] if free is not None else self._blamed(caller, name)

    def _blamed(self, frame: _Frame | None, name: str = "") -> int | None:
        """The row of something wrong on which the latest line of a frame depends."""
        if frame is None or frame.line is None:
            return self.strayed
        for row in (frame.came_back, frame.raised):
            if row is not None:
                return row
        if frame.wrong or frame.touched is not None:
            line = frame.line
            names = names_read(line.program_id, self.sources.get(line.program_id), line.line, line.source)
            rows = [row for read, (_, row) in frame.wrong.items() if read in names or read == ".0"]
            if rows:
                return max(rows)
            if frame.touched is not None and name in names:
                return frame.touched
        return self.strayed

    def _caller(self, frame: _Frame) -> _Frame | None:
        return None if frame.caller is None else self.frames.get(frame.caller)

    # ------------------------------------------------------------------ what is known afterwards

    def _update(
        self, at: int, frame: _Frame, step: CwmStep, verdict: StepVerdict, wrong: dict[str, str | None]
    ) -> None:
        if verdict.verdict not in ASTRAY:
            self.strayed = None
        elif self.strayed is None:
            self.strayed = at
        if verdict.position is not None:
            if step.event in ("call", "line"):
                old = frame.wrong
                frame.line, frame.came_back, frame.touched = step, None, None
                if frame.raised is not None and not step.source.lstrip().startswith("except"):
                    frame.raised = None
                if wrong or old:
                    frame.wrong = {n: _origin(old.get(n), text, at) for n, text in wrong.items()}
            else:
                self._leave(at, frame, step, verdict)
        self.before = (frame, step, verdict, at)

    def _leave(self, at: int, frame: _Frame, step: CwmStep, verdict: StepVerdict) -> None:
        if verdict.verdict == "value":
            frame.came_back = at
            frame.raised = at if step.event == "exception" else None
        caller = self._caller(frame)
        if step.event != "return" or caller is None:
            return
        if frame.came_back is not None:
            caller.came_back = frame.came_back
        if frame.wrong:
            caller.touched = max(row for _, row in frame.wrong.values())


def _wrong_names(verdict: StepVerdict) -> dict[str, str | None]:
    return {d.name: d.value for d in verdict.differs if d.verdict in WRONG}


def _origin(old: tuple[str | None, int] | None, text: str | None, at: int) -> tuple[str | None, int]:
    return old if old is not None and old[0] == text else (text, at)
