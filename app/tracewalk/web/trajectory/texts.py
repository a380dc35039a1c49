"""Long texts in parts: how much of one is shown at first, and what a call for more of it gives."""

from __future__ import annotations

from typing import Any

from tracewalk.errors import UsageError
from tracewalk.web.highlight import marked
from tracewalk.web.trajectory.markdown import rendered
from tracewalk.web.trajectory.terminal import styled

__all__ = ["MOST", "message", "output", "part", "source"]

MESSAGE = 12_000
"""Characters of a message or a thought shown at first."""
HEAD, TAIL = 9_000, 4_000
"""Characters shown at first of an output: how it begins, and how it ends, which often says how it went."""
SOURCE = 8_000
MOST = 200_000
"""Characters that one call gives at most."""
_SLOW = 20_000
"""Characters in the same, of a text that a terminal must draw."""


def message(text: str | None) -> dict[str, Any] | None:
    """A message as Markdown, cut at a line's end where it is long."""
    if not text:
        return None
    end = _line_end(text, MESSAGE) if len(text) > MESSAGE else len(text)
    return {"size": len(text), "to": end, "html": rendered(text[:end])}


def output(text: str | None) -> dict[str, Any] | None:
    """An output as a terminal showed it: all of it, or its head and its tail, which begins at `tail_from`."""
    if text is None:
        return None
    if len(text) <= HEAD + TAIL:
        return {"size": len(text), "to": len(text), "head": styled(text).pieces()}
    end = _line_end(text, HEAD)
    start = text.find("\n", len(text) - TAIL, len(text) - TAIL // 2) + 1 or len(text) - TAIL
    tail = {"tail_from": start, "tail": styled(text[start:]).pieces()}
    return {"size": len(text), "to": end, "head": styled(text[:end]).pieces()} | tail


def source(text: str, language: str) -> dict[str, Any]:
    """A text in some language, highlighted, cut at a line's end where it is long."""
    end = _line_end(text, SOURCE) if len(text) > SOURCE else len(text)
    return {"size": len(text), "to": end, "html": marked(text[:end], language)}


def part(text: str, start: int, stop: int, sort: str) -> dict[str, Any]:
    """Characters [start, stop) or fewer, up to a line's end: an output's in pieces, a message as Markdown or plain.

    Raises `UsageError` for a range that is none.
    """
    if start > len(text) or stop < start:
        raise UsageError(f"from={start}, to={stop} is no range of this text; it has {len(text):,} characters.")
    most = _SLOW if sort == "output" and "\x1b" in text[start : start + MOST] else MOST
    stop = min(stop, len(text), start + most)
    if stop < len(text):
        stop = _line_end(text, stop - start, start)
    chosen = text[start:stop]
    told: dict[str, Any] = {"from": start, "to": stop, "size": len(text)}
    if sort == "output":
        return told | {"pieces": styled(chosen).pieces()}
    if sort == "markdown":
        return told | {"html": rendered(chosen)}
    return told | {"text": chosen}


def _line_end(text: str, length: int, start: int = 0) -> int:
    """After the last line that ends within so many characters; just those where it would be less than half."""
    end = text.rfind("\n", start + length // 2, start + length) + 1
    return end or min(start + length, len(text))
