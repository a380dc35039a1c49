"""Server-sent events, read from bytes cut anywhere (WHATWG HTML, 9.2 "Server-sent events")."""

from __future__ import annotations

import codecs
import re

__all__ = ["EventReader"]

_LINE_END = re.compile(r"\r\n|\n|\r")


class EventReader:
    """Turns chunks of bytes into the data of whole events.

    Chunks may end in the middle of a character, of a line end or of an event. Several data lines of one event are
    joined with a newline; comments, other fields and events without data are left out. What is no UTF-8 becomes U+FFFD.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._line: list[str] = []
        self._data: list[str] = []
        self._after_cr = False

    def feed(self, chunk: bytes, *, last: bool = False) -> list[str]:
        """The data of the events that this chunk completes; `last` also gives one whose blank line never came."""
        text = self._decoder.decode(chunk, last) + ("\n\n" if last else "")
        if self._after_cr and text:
            text = text.removeprefix("\n")
            self._after_cr = False
        if not text:
            return []
        self._after_cr = text.endswith("\r")
        *lines, rest = _LINE_END.split(text)
        events = [data for line in lines if (data := self._take(line)) is not None]
        if rest:
            self._line.append(rest)
        return events

    def _take(self, end: str) -> str | None:
        """Takes the end of a line; the data of an event where the line is the blank one that closes it."""
        line = "".join([*self._line, end])
        self._line.clear()
        if line:
            name, _, value = line.partition(":")
            if name == "data":
                self._data.append(value.removeprefix(" "))
            return None
        data = "\n".join(self._data)
        self._data.clear()
        return data if data.strip() else None
