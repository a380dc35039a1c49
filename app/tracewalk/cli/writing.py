"""Writing documents to a file or stdout such that what is left behind is whole ones, whatever ends the writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import typer

from tracewalk.errors import UsageError

__all__ = ["STDOUT", "to_stdout", "writing"]

STDOUT = Path("-")


@contextmanager
def writing(out: Path) -> Iterator[Callable[[str], None]]:
    """Within it, the function that writes one document; `-` is stdout. Raises `UsageError` where it cannot be written.

    A file that was there is written over. A reader of stdout that has enough, as `head` does, ends the command.
    """
    if out == STDOUT:
        yield lambda text: to_stdout(text.encode())
        return
    try:
        file = out.open("wb", buffering=0)
    except OSError as fault:
        raise UsageError(f"{out} cannot be written: {fault.strerror}") from None
    with file:
        yield lambda text: _whole(file, text.encode(), out)


def _whole(file: FileIO, data: bytes, out: Path) -> None:
    """All of a document or nothing of it, where the file can be cut."""
    start = file.tell() if file.seekable() else None
    view = memoryview(data)
    try:
        while view:
            view = view[file.write(view) :]
    except BaseException as fault:
        if start is not None:
            with suppress(OSError):  # a device
                file.truncate(start)
        if isinstance(fault, OSError):
            raise UsageError(f"{out} cannot be written on: {fault.strerror}; the documents before are in it") from None
        raise


def to_stdout(data: bytes) -> None:
    """Writes to stdout at once. A reader that has enough, as `head` does, ends the command."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains as it exits
        raise typer.Exit(0) from None
