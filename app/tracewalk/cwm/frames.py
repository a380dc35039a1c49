"""One activation of a function, as far as predicted text tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tracewalk.cwm.index import Located

__all__ = ["Frame", "Suspended"]

_SEARCHED = 64
"""Frames left on the same line that are considered for a resumption, latest first."""


@dataclass(slots=True, eq=False)
class Frame:
    """A frame on the stack, or one that was left at a `yield`."""

    frame_id: int
    caller: int | None
    depth: int
    where: Located | None
    program_id: str
    """Of its function; "" where that is not known."""
    func: str
    line: int = 0
    source: str = ""
    """The text of its latest step."""
    first: frozenset[str] = frozenset()
    """Names shown by its first step."""
    state: dict[str, str] = field(default_factory=dict)
    """As shown last."""
    raising: bool = False
    """Its latest step is an exception."""
    idle: bool = False
    """It was resumed, and no step of it or of a callee came since."""
    over: bool = False
    """It was left in a way that looks like its end."""
    resumer: int | None = None
    """The frame that ran when it was called, or resumed last."""
    called: tuple[Located, ...] = ()
    """Comprehensions and lambdas called since its latest line began."""

    def copy(self) -> Frame:
        """Another one that is the same."""
        return replace(self)


class Suspended:
    """Generators and coroutines that were left and may be resumed, by the text of the line where they were."""

    def __init__(self) -> None:
        self.by_source: dict[str, list[Frame]] = {}
        self.sources: dict[int, str] = {}
        """By frame number."""

    def copy(self) -> Suspended:
        """Another one with copies of the frames."""
        twin = Suspended()
        twin.by_source = {source: [f.copy() for f in frames] for source, frames in self.by_source.items()}
        twin.sources = dict(self.sources)
        return twin

    def add(self, frame: Frame) -> None:
        """A frame is left."""
        self.by_source.setdefault(frame.source, []).append(frame)
        self.sources[frame.frame_id] = frame.source

    def waits_at(self, source: str) -> bool:
        """Whether a frame was left on a line with this text."""
        return bool(self.by_source.get(source))

    def by_id(self, frame_id: int) -> Frame | None:
        """A frame taken out by its number."""
        source = self.sources.get(frame_id)
        if source is None:
            return None
        frames = self.by_source[source]
        return self._out(frames, next(at for at, frame in enumerate(frames) if frame.frame_id == frame_id))

    def take(self, source: str, shown: dict[str, str], resumer: int | None, *, new: bool) -> Frame | None:
        """The frame that a `call` on this line resumes, which then is here no more; None: it begins a new one.

        `resumer` is the frame that runs. `new`: a new frame could begin on this line, too.
        """
        frames = self.by_source.get(source)
        if not frames:
            return None
        best = max(_candidates(frames, shown, resumer, new=new), default=None)
        return self._out(frames, best[-1]) if best is not None else None

    def _out(self, frames: list[Frame], at: int) -> Frame:
        frame = frames.pop(at)
        self.sources.pop(frame.frame_id, None)
        return frame


_Rank = tuple[bool, bool, bool, bool, int, int]


def _candidates(frames: list[Frame], shown: dict[str, str], resumer: int | None, *, new: bool) -> Iterator[_Rank]:
    """What speaks for each frame, from the weightiest on; its place last."""
    for at in range(len(frames) - 1, max(len(frames) - 1 - _SEARCHED, -1), -1):
        frame = frames[at]
        whole = shown.keys() >= frame.state.keys()
        if new and (shown.keys() == frame.first or not whole):
            continue
        alike = sum(shown.get(name) == value for name, value in frame.state.items())
        yield whole, not frame.over, alike == len(frame.state), frame.resumer == resumer, alike, at
