"""One warm sandbox as its parent sees it: started, given a job at a time, and thrown away where anything is off."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tracewalk.errors import SandboxMissing
from tracewalk.sandbox.bwrap import Walls, outer_user
from tracewalk.sandbox.control import ENDED, JOB, KILL, READY
from tracewalk.sandbox.places import PACKAGE, PYTHON, python_places
from tracewalk.sandbox.rlimits import allowance
from tracewalk.sandbox.seccomp import filter_of, refusal_of
from tracewalk.sandbox.syscalls import FORKING, SERVER
from tracewalk.settings import Settings

__all__ = ["Cancelled", "Place", "Status"]

_START_SECONDS = 60.0
_KILL_SECONDS = 5.0
_TICK = 0.1
_MOMENT = 0.01
_CHUNK = 1 << 18
_ROWS_AT_ONCE = 512
"""Steps that a program that is killed may lose in its first run."""
_BEGIN = "import sys; sys.path.append(sys.argv[2]); from tracewalk.sandbox.server import main; main(int(sys.argv[1]))"


class Cancelled(Exception):
    """Whoever asked for the job does not want it any more."""


@dataclass(frozen=True)
class Status:
    """How a job's process ended: its exit code, or minus a signal; None: with its sandbox."""

    code: int | None
    late: bool = False
    """It was ended for its time."""
    too_much: bool = False
    """It was ended for what it said."""


class Place:
    """A server inside its walls. Make it in a thread that outlives it: the kernel ends it with that thread."""

    def __init__(self, settings: Settings, folders: tuple[Path, ...]) -> None:
        self._settings = settings
        self._number = 0
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        config: dict[str, object] = {
            "server_filter": _text(filter_of(SERVER).program),
            "job_filter": _text(refusal_of(FORKING).program),
            "allowance": asdict(allowance(settings)),
            "settings": asdict(replace(settings, row_group=min(settings.row_group, _ROWS_AT_ONCE))),
            "places": [*map(str, python_places())],
            "folders": ["/tmp", *map(str, folders)],  # noqa: S108
        }
        walls = Walls(settings.sandbox_tmp_bytes, _environment(), folders)
        # Not -I: that would take the hash seed away.
        python = [PYTHON, "-s", "-P", "-c", _BEGIN, str(theirs.fileno()), str(PACKAGE.parent)]
        with theirs:
            self._control.send(json.dumps(config).encode())
            self._process = subprocess.Popen(  # noqa: S603 - bubblewrap with our own interpreter
                walls.command(python),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                env={},
                process_group=0,
                **outer_user(),  # type: ignore[call-overload]
            )
        self._await_start()

    @property
    def usable(self) -> bool:
        """Whether it can take a job."""
        return self._control.fileno() >= 0 and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of bubblewrap, outside."""
        return int(self._process.pid)

    def run(
        self,
        orders: bytes,
        *,
        cpu_seconds: int,
        take: Callable[[bytes], bool],
        late: Callable[[], bool],
        wanted: Callable[[], bool] = lambda: True,
    ) -> Status:
        """Runs a job; `take` gets what it says, and says whether it may go on.

        Once it is `late` it is killed, and where that does not end it, the sandbox. Raises `Cancelled`, after the job's
        end, where it is not `wanted` any more.
        """
        self._number += 1
        given = os.memfd_create("orders", os.MFD_CLOEXEC)
        pipe, theirs = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(pipe, False)
        with suppress(OSError):  # a user may have so much in all pipes together
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)
        try:
            try:
                os.write(given, orders)
                socket.send_fds(self._control, [JOB.pack(self._number, cpu_seconds)], [given, theirs])
            except OSError:
                self.close()
                return Status(None)
            finally:
                os.close(theirs)
                os.close(given)
            return self._follow(pipe, take, late, wanted)
        finally:
            os.close(pipe)

    def _follow(
        self, pipe: int, take: Callable[[bytes], bool], late: Callable[[], bool], wanted: Callable[[], bool]
    ) -> Status:
        too_late = too_much = cancelled = False
        killed: float | None = None
        open_, control = True, self._control.fileno()
        while True:
            over = control in _ready(control, pipe if open_ else None)
            while open_ and (data := _heard(pipe)) is not None:
                open_ = bool(data)
                if data and not (too_late or too_much or cancelled):
                    too_much = not take(data)
                if not over:  # else nobody is left who could say more
                    break
            if over:
                status = self._status(late=too_late, too_much=too_much)
                if cancelled:
                    raise Cancelled
                return status
            too_late = too_late or late()
            cancelled = cancelled or not wanted()
            if killed is None and (too_late or too_much or cancelled):
                killed = time.monotonic()
                with suppress(OSError):
                    self._control.send(KILL)
            if killed is not None and time.monotonic() > killed + _KILL_SECONDS:
                self.close()
                if cancelled:
                    raise Cancelled
                return Status(None, late=too_late, too_much=too_much)

    def _status(self, *, late: bool, too_much: bool) -> Status:
        """What the server says of the job's end; a server that says anything else is ended."""
        try:
            number, code, spent = ENDED.unpack(self._control.recv(_CHUNK))
        except (OSError, struct.error):
            number, code, spent = 0, 0, True
        mine = number == self._number
        if spent or not mine:
            self.close()
        return Status(code if mine else None, late=late, too_much=too_much)

    def close(self) -> None:
        """Ends the sandbox and everything in it."""
        self._control.close()
        with suppress(ProcessLookupError):
            self._process.kill()  # its first process dies with it, and all others with that
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def _await_start(self) -> None:
        ready = select.select([self._control], [], [], _START_SECONDS)[0]
        try:
            said = self._control.recv(_CHUNK) if ready else b""
        except OSError:
            said = b""
        if said != READY:
            why = self._words() if ready else f"nothing came in {_START_SECONDS:.0f} s"
            self.close()
            raise SandboxMissing(f"the sandbox did not start: {why}")

    def _words(self) -> str:
        """The end of what it wrote before it gave up."""
        assert self._process.stderr is not None
        self._process.kill()
        return self._process.stderr.read()[-2_000:].decode("utf-8", "replace").strip() or "it said nothing"


def _ready(control: int, pipe: int | None) -> list[int]:
    """Those of the two at which there is something to do; empty after a while.

    Most jobs are over soon, and what they say comes in small pieces: better looked at a few at once.
    """
    files = [control] if pipe is None else [control, pipe]
    return select.select([control], [], [], _MOMENT)[0] or select.select(files, [], [], _TICK)[0]


def _heard(pipe: int) -> bytes | None:
    """What is in a pipe, empty at its end; None: nothing at the moment."""
    try:
        return os.read(pipe, _CHUNK)
    except BlockingIOError:
        return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _environment() -> dict[str, str]:
    """Nothing of the parent's but its time zone and what makes runs equal."""
    ours: dict[str, Any] = {
        "LANG": "C.UTF-8",
        "HOME": "/tmp",  # noqa: S108
        "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED") or "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of address space
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    return ours | {name: os.environ[name] for name in ("TZ",) if name in os.environ}
