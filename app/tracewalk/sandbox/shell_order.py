"""What the process that runs a shell command inside is told, and what it tells; both as JSON."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from tracewalk.sandbox.folder_copy import Bounds, Entry

__all__ = ["FOLDER", "ShellEnd", "ShellOrder", "believe_end", "read_order", "write_order"]

FOLDER = "/folder"
"""Where the copy lies inside."""

_KINDS = frozenset(("file", "link", "folder", "special"))
_MAX_PATH = 100_000


@dataclass(frozen=True)
class ShellOrder:
    """One command."""

    command: str
    shell: str
    """The program that reads it."""
    seconds: float
    memory: int
    """Bytes of all its processes together."""
    tasks: int
    files: int
    file_bytes: int
    environment: dict[str, str]
    rules: bytes
    """The filter of its system calls."""
    bounds: Bounds
    """Of what is read of the folder afterwards."""
    entries: tuple[Entry, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class ShellEnd:
    """How it ended, and what is not as it was."""

    exit_code: int | None
    stopped: str | None
    seconds: float
    changed: tuple[Entry, ...] = field(repr=False, default=())
    removed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Paths that could not be read."""
    too_much: str | None = None
    """Why nothing is known of the folder."""


def write_order(order: ShellOrder) -> bytes:
    """An order as bytes."""
    entries = [entry.plain() for entry in order.entries]
    plain = asdict(order) | {"rules": base64.b64encode(order.rules).decode(), "entries": entries}
    return json.dumps(plain).encode()


def read_order(data: bytes) -> ShellOrder:
    """An order from bytes."""
    plain = json.loads(data)
    plain["bounds"] = Bounds(**plain["bounds"])
    plain["rules"] = base64.b64decode(plain["rules"])
    plain["entries"] = tuple(map(Entry.of, plain["entries"]))
    return ShellOrder(**plain)


def write_end(end: ShellEnd) -> bytes:
    """An end as bytes."""
    return json.dumps(asdict(end) | {"changed": [entry.plain() for entry in end.changed]}).encode()


def believe_end(said: bytes, stops: Iterable[str]) -> ShellEnd:
    """An end as a stranger may have written it. Raises `ValueError`."""
    try:
        told = json.loads(said)
        code, stopped, too_much = told["exit_code"], told["stopped"], told["too_much"]
        if not (code is None or (type(code) is int and -256 < code < 256)) or not (stopped is None or stopped in stops):
            raise ValueError("an end that cannot be")
        return ShellEnd(
            exit_code=code,
            stopped=stopped,
            seconds=float(told["seconds"]),
            changed=tuple(map(_entry, told["changed"])),
            removed=tuple(map(_path, told["removed"])),
            unread=tuple(map(_path, told["unread"])),
            too_much=None if too_much is None else str(too_much)[:200],
        )
    except (KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as fault:
        raise ValueError(f"an end that cannot be read: {type(fault).__name__}") from None


def _entry(told: Any) -> Entry:
    path, kind, mode, size, data = told
    if kind not in _KINDS or type(mode) is not int or type(size) is not int or not 0 <= mode <= 0o7777 or size < 0:
        raise ValueError("a file that cannot be")
    return Entry(_path(path), kind, mode, size, None if data is None else base64.b64decode(data, validate=True))


def _path(told: Any) -> str:
    """A path within the folder."""
    parts = PurePosixPath(told).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in told or len(told) > _MAX_PATH:
        raise ValueError("a path that cannot be")
    return str(told)
