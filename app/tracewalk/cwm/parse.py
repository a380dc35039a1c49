"""CWM's text -> steps: leniently, which loses nothing, or strictly, which takes nothing that is off."""

from __future__ import annotations

from tracewalk.cwm.context import Context
from tracewalk.cwm.reader import Parsed, Position, Reader
from tracewalk.errors import CwmFormatError

__all__ = ["parse", "parse_strict"]


def parse(text: str, context: Context | None = None, *, start: Position | None = None) -> Parsed:
    """The steps of a text that a model wrote; raises nothing, and drops nothing.

    A malformed step is kept with the reason in `fault` (see `scan`), and reading goes on at the next separator. Text
    without any separator (`skip_special_tokens`) is read by its JSON and the context's source lines. With a `start`
    the text goes on where true steps ended, and the context is that of the start. Without a context there are no
    functions and no line numbers. Takes time linear in the text, about 10 µs a step.
    """
    reader = Reader(context, start=start)
    reader.feed(text)
    return reader.finish()


def parse_strict(text: str, context: Context | None = None, *, start: Position | None = None) -> Parsed:
    """The steps of a text that keeps to the format in everything; raises `CwmFormatError` where it first does not."""
    parsed = parse(text, context, start=start)
    at = len(parsed.head)
    if parsed.stripped or (not parsed.steps and not parsed.ended):
        raise CwmFormatError("no separators: the text is not in CWM's format, or was stripped of its special tokens", 0)
    for number, step in enumerate(parsed.steps):
        fault = step.fault or (None if step.source.endswith("\n") else "the source line has no newline")
        if fault:
            raise CwmFormatError(f"step {number}, at character {at:,}: {fault}", at)
        at += len(step.raw)
    if not parsed.ended:
        what = "a step that is not closed" if parsed.tail else "no end-of-text token"
        raise CwmFormatError(f"at character {at:,}: {what}; the text was cut, or goes on elsewhere", at)
    if not parsed.tail.startswith("<|end_of_text|>") or len(parsed.tail) > len("<|end_of_text|>"):
        raise CwmFormatError(f"at character {at:,}: {parsed.tail[:60]!r} where <|end_of_text|> is expected", at)
    return parsed
