"""Standard output and error while a program is recorded: what it writes is filed under the step that wrote it."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable
from typing import Any, TextIO

__all__ = ["Capture", "Captured"]


class Captured(io.TextIOBase):
    """Stands in for one stream; `file(text)` gets what is written, `real` too where the output is echoed."""

    def __init__(self, file: Callable[[str], None], real: TextIO, *, echo: bool) -> None:
        self._file = file
        self._real = real
        self._echo = echo
        self._bytes: _Bytes | None = None

    @property
    def buffer(self) -> Any:
        """The binary side: bytes written to it are decoded as UTF-8."""
        if self._bytes is None:
            self._bytes = _Bytes(self)
        return self._bytes

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Always UTF-8."""
        return "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """Lone surrogates are kept as their escapes."""
        return "backslashreplace"

    def write(self, text: str) -> int:
        """File the text; returns its length."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._file(text)
            if self._echo:
                self._real.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the real stream where output is echoed."""
        if self._echo:
            self._real.flush()

    def writable(self) -> bool:
        """True."""
        return True

    def isatty(self) -> bool:
        """False, also in a terminal: the program's output must not depend on it."""
        return False

    def fileno(self) -> int:
        """That of the real stream: what goes there, as from a child process, is not captured."""
        return self._real.fileno()


class _Bytes(io.BufferedIOBase):
    def __init__(self, text: Captured) -> None:
        self._text = text
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._text.write(self._decoder.decode(bytes(data)))
        return size

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        self._text.flush()


class Capture:
    """Replaces `sys.stdout` and `sys.stderr` (`with capture:`); `file(stream, text)` gets what is written, 0 or 1."""

    def __init__(self, file: Callable[[int, str], None], *, echo: bool) -> None:
        self._file = file
        self._echo = echo
        self._saved: tuple[TextIO, TextIO] | None = None

    def __enter__(self) -> None:
        self._saved = (sys.stdout, sys.stderr)
        out, err = (real or io.StringIO() for real in self._saved)
        sys.stdout = Captured(lambda text: self._file(0, text), out, echo=self._echo)
        sys.stderr = Captured(lambda text: self._file(1, text), err, echo=self._echo)

    def __exit__(self, *_: object) -> None:
        if self._saved:
            sys.stdout, sys.stderr = self._saved
