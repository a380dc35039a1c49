"""Messages between the server and a worker: a length, then JSON; a message may carry one open file."""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from typing import Any

__all__ = ["Closed", "Malformed", "receive", "send"]

_LENGTH = struct.Struct("!I")


class Closed(Exception):
    """The other side is gone."""


class Malformed(Exception):
    """What came is no message."""


def send(to: socket.socket, message: dict[str, Any], file: int | None = None) -> None:
    """Sends a message. Raises `Closed`."""
    data = json.dumps(message, default=str).encode("utf-8", "surrogatepass")
    head = _LENGTH.pack(len(data))
    try:
        if file is None:
            to.sendall(head + data)
        else:
            socket.send_fds(to, [head], [file])
            to.sendall(data)
    except OSError as why:
        raise Closed(str(why)) from why


def receive(of: socket.socket, most: int, seconds: float | None = None) -> tuple[dict[str, Any], int | None]:
    """The next message of at most `most` bytes, and the file that came with it.

    Raises `Closed`, also where the message is not whole after that many seconds, and `Malformed`.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    head, files = _head(of, deadline)
    try:
        return _message(of, head, most, deadline), _one(files)
    except BaseException:
        _close(files)
        raise


def _message(of: socket.socket, head: bytes, most: int, deadline: float | None) -> dict[str, Any]:
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise Malformed(f"a message of {length} bytes")
    try:
        message = json.loads(_exactly(of, length, deadline))
    except (ValueError, RecursionError) as why:
        raise Malformed(str(why)) from why
    if not isinstance(message, dict):
        raise Malformed("a message that is no object")
    return message


def _one(files: list[int]) -> int | None:
    if len(files) > 1:
        raise Malformed(f"a message with {len(files)} files")
    return files[0] if files else None


def _head(of: socket.socket, deadline: float | None) -> tuple[bytes, list[int]]:
    try:
        _hurry(of, deadline)
        head, files, _, _ = socket.recv_fds(of, _LENGTH.size, 4, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
    except OSError as why:
        raise Closed(str(why)) from why
    try:
        return head + _exactly(of, _LENGTH.size - len(head), deadline) if head else _gone(), list(files)
    except BaseException:
        _close(list(files))
        raise


def _gone() -> bytes:
    raise Closed("the other side has closed")


def _exactly(of: socket.socket, n: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < n:
        try:
            _hurry(of, deadline)
            part = of.recv(min(n - len(parts), 1 << 20))
        except OSError as why:
            raise Closed(str(why)) from why
        if not part:
            _gone()
        parts += part
    return bytes(parts)


def _hurry(of: socket.socket, deadline: float | None) -> None:
    """Lets the next call wait until then; the sender may be hostile and send a byte at a time."""
    if deadline is not None:
        if (left := deadline - time.monotonic()) <= 0:
            raise TimeoutError("the message is not whole in time")
        of.settimeout(left)


def _close(files: list[int]) -> None:
    for file in files:
        os.close(file)
