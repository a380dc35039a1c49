"""Reads CWM's text as it arrives: each step as soon as its `<|frame_sep|>` is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracewalk.cwm.context import Context
from tracewalk.cwm.resolve import Resolver
from tracewalk.cwm.scan import EVENT, find_end, is_prompt, read_piece
from tracewalk.cwm.stripped import read_stripped
from tracewalk.cwm.tokens import ENDS, FRAME, TRACE_TOKEN
from tracewalk.model import CwmStep

__all__ = ["Parsed", "Position", "Reader"]

_LONGEST = max(map(len, (FRAME, *ENDS))) - 1


@dataclass(slots=True)
class Parsed:
    """What a text holds: `head`, then each step's `raw`, then `tail` are the text again."""

    steps: list[CwmStep] = field(default_factory=list)
    tail: str = ""
    """Text after the last whole step: nothing, the end-of-text token and what follows it, or a step that was cut."""
    ended: bool = False
    """An end-of-text token was seen."""
    head: str = ""
    """Text before the first step: nothing, or the prompt, where the text holds it."""
    stripped: bool = False
    """The text had lost its separators, and the steps were recovered from JSON and the source lines."""


class Position:
    """Where a text goes on after true steps: the frames on the stack, their states and lines."""

    def __init__(self, context: Context | None, steps: list[CwmStep] | tuple[CwmStep, ...] = ()) -> None:
        self._resolver = Resolver(context)
        for step in steps:
            self.advance(step)

    def advance(self, step: CwmStep) -> None:
        """Move on past one more true step; the step stays as it is."""
        self._resolver.follow(step)

    def resolver(self) -> Resolver:
        """A resolver that begins here."""
        return self._resolver.copy()


class Reader:
    """Fed with text in pieces of any size; what it yields in all is what `parse` gives for the whole text."""

    def __init__(self, context: Context | None = None, *, start: Position | None = None) -> None:
        self._resolver = start.resolver() if start is not None else Resolver(context)
        self._parsed = Parsed()
        self._pending: list[str] = []
        """Text not read yet: it holds no whole separator."""
        self._last = ""
        """The end of it, in which a separator may have begun."""

    def feed(self, text: str) -> list[CwmStep]:
        """The steps that this piece of text completes."""
        if self._parsed.ended:
            self._pending.append(text)
            return []
        probe = self._last + text
        self._pending.append(text)
        self._last = probe[-_LONGEST:]
        if FRAME not in probe and find_end(probe) < 0:
            return []
        return self._read("".join(self._pending))

    def finish(self) -> Parsed:
        """Everything; nothing can be fed any more."""
        parsed = self._parsed
        parsed.tail = "".join(self._pending)
        text = parsed.head + parsed.tail
        if not parsed.steps and text.strip() and not TRACE_TOKEN.search(text):
            steps, parsed.tail = read_stripped(text, self._resolver)
            parsed.steps, parsed.head, parsed.stripped = steps, "", bool(steps)
        return parsed

    def _read(self, text: str) -> list[CwmStep]:
        end = find_end(text)
        body = text if end < 0 else text[:end]
        self._parsed.ended = end >= 0
        *pieces, rest = body.split(FRAME)
        self._pending = [rest if end < 0 else rest + text[end:]]
        self._last = rest[-_LONGEST:]
        before = len(self._parsed.steps)
        steps = self._parsed.steps
        take = self._resolver.take
        for piece in pieces:
            for step in read_piece(piece) if steps else self._first(piece):
                take(step)
                steps.append(step)
        return steps[before:]

    def _first(self, piece: str) -> list[CwmStep]:
        """Before the first step may stand the prompt, or space."""
        event = EVENT.search(piece)
        before = piece[: event.start()] if event else piece
        if not is_prompt(before):
            return read_piece(piece)
        self._parsed.head += before if event else before + FRAME
        return read_piece(piece[event.start() :]) if event else []
