"""Inside: lays a folder out, runs one command in it, and tells what it left; the first process of its pid namespace."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from tracewalk.sandbox.folder_copy import TooMuch, changed_entries, lay_out, read_folder
from tracewalk.sandbox.inside import give_up
from tracewalk.sandbox.install import Installable
from tracewalk.sandbox.rlimits import Allowance
from tracewalk.sandbox.shell_order import FOLDER, ShellEnd, ShellOrder, read_order, write_end

__all__ = ["main"]

_TICK = 0.05
_CHUNK = 1 << 20


def main(given: int, hold: int, output: int, told: int) -> None:
    """Reads the order from `given`; the command writes to `output`, and its end goes to `told`.

    Once the parent closes the other end of `hold` the command is ended.
    """
    if os.getpid() != 1:
        sys.exit("this runs as the first process of a pid namespace only: it kills all others in it")
    order = read_order(_whole(given))
    os.close(given)
    give_up()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whatever has no handler cannot reach the first process
    lay_out(order.entries, FOLDER)
    Installable(order.rules).load()
    end = _run(order, hold, output)
    rest = memoryview(write_end(_with_folder(order, end)))
    while rest:
        rest = rest[os.write(told, rest) :]


def _run(order: ShellOrder, hold: int, output: int) -> ShellEnd:
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _become_shell(order, output)
    os.close(output)
    stopped, status = None, None
    while stopped is None:
        pid, found = os.waitpid(-1, os.WNOHANG)
        if pid == child:
            status = found
            break
        if pid:
            continue
        if time.monotonic() - began > order.seconds:
            stopped = "seconds"
        elif _memory() > order.memory:
            stopped = "memory"
        elif select.select([hold], [], [], _TICK)[0]:
            stopped = "output"
    _end_all()
    code = None if status is None else os.waitstatus_to_exitcode(status)
    return ShellEnd(code, stopped, time.monotonic() - began)


def _become_shell(order: ShellOrder, output: int) -> None:
    try:
        os.setsid()
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.closerange(3, 1 << 16)
        allowed = Allowance(order.memory, order.tasks, order.files, order.file_bytes)
        allowed.impose(0)
        allowed.impose_own(int(order.seconds) + 1)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        os.chdir(FOLDER)
        os.execve(order.shell, [order.shell, "-c", order.command], order.environment)  # noqa: S606
    except BaseException as fault:
        os.write(2, f"the shell did not start: {fault}\n".encode())
    finally:
        os._exit(127)


def _memory() -> int:
    """Bytes that all processes but this one have for themselves."""
    pages = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and process.name != "1":
            with suppress(OSError, ValueError, IndexError):
                words = (process / "statm").read_text().split()
                pages += int(words[1]) - int(words[2])
    return pages * resource.getpagesize()


def _end_all() -> None:
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _with_folder(order: ShellOrder, end: ShellEnd) -> ShellEnd:
    known = (end.exit_code, end.stopped, end.seconds)
    try:
        copy = read_folder(FOLDER, order.bounds)
    except (TooMuch, OSError) as fault:
        return ShellEnd(*known, too_much=f"the folder cannot be read afterwards: {fault}")
    changed, gone = changed_entries(order.entries, copy.entries)
    unread = tuple(copy.left_out)
    removed = tuple(path for path in gone if not any(f"{path}/".startswith(f"{one.rstrip('/')}/") for one in unread))
    return ShellEnd(*known, tuple(changed), removed, unread)


def _whole(given: int) -> bytes:
    parts, at = [], 0
    while part := os.pread(given, _CHUNK, at):
        parts.append(part)
        at += len(part)
    return b"".join(parts)
