"""One worker as the server sees it: started, asked one thing at a time, stopped, and ended for good."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tracewalk.cage.cancel import TICK_SECONDS
from tracewalk.cage.order import Order
from tracewalk.cage.wire import Closed, Malformed, receive, send
from tracewalk.errors import TracewalkError

if TYPE_CHECKING:
    from tracewalk.cage.cancel import Cancel
    from tracewalk.settings import Settings

__all__ = ["Overrun", "Process"]

_START_SECONDS = 60.0
_GRACE_SECONDS = 0.5
"""Between the request to stop and the end by force."""
_WHOLE_SECONDS = 5.0
"""For a message to be sent, or to come whole once it has begun."""
_MOST = 4_000_000
"""Bytes of a message of a worker; rows are not in it."""


class Overrun(Exception):
    """It took longer than it may, or was cancelled; the process may have been ended for that."""


class Process:
    """A worker that is ready. Must be made in a thread that outlives it: the kernel ends it with that thread."""

    BEGIN = (
        "import sys; sys.path.insert(0, sys.argv[3]); "
        "from tracewalk.cage.worker import main; main(int(sys.argv[1]), sys.argv[2])"
    )

    def __init__(self, lake: Path, settings: Settings, *, unsafe: bool) -> None:
        self.version: int | None = None
        """Of the catalog, that its views are at."""
        self._number = 0
        self._ended = False
        self._tmp = TemporaryDirectory(prefix="tracewalk-cage-", ignore_cleanup_errors=True)
        self._socket, theirs = socket.socketpair()
        order = Order(
            lake=str(lake.resolve()),
            tmp=str(Path(self._tmp.name).resolve()),
            parent=os.getpid(),
            memory=settings.sql_memory,
            spill=settings.sql_spill,
            threads=settings.sql_threads,
            bytes=settings.sql_bytes,
            value_chars=settings.sql_value_chars,
            chars=settings.sql_chars,
            unsafe=unsafe,
        )
        command = [sys.executable, "-I", "-c", self.BEGIN, str(theirs.fileno()), order.text()]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [*command, str(Path(__file__).parents[2])],
                env=_environment(),
                cwd=self._tmp.name,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._await_start()

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._ended and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, message: dict[str, Any], seconds: float, cancel: Cancel | None) -> tuple[dict[str, Any], int | None]:
        """The reply to a message, and the file that came with it.

        Raises `Overrun` after that many seconds or when it was cancelled, `Closed` where the process ended, `Malformed`
        for a reply that is none; after these two it is ended.
        """
        self._number += 1
        try:
            self._socket.settimeout(_WHOLE_SECONDS)
            send(self._socket, message | {"id": self._number})
            if self._answers(time.monotonic() + seconds, cancel):
                return receive(self._socket, _MOST, _WHOLE_SECONDS)
            if self._stops():
                _, file = receive(self._socket, _MOST, _WHOLE_SECONDS)
                if file is not None:
                    os.close(file)
        except BaseException:  # also Ctrl-C: a reply that comes later must not be taken for that to the next message
            self.kill()
            raise
        raise Overrun

    def kill(self) -> None:
        """Ends the process and all that it started, and removes its folder."""
        if self._ended:
            return
        self._ended = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._socket.close()
        self._tmp.cleanup()

    def _await_start(self) -> None:
        try:
            ready = self._waits(_START_SECONDS)
            reply = (
                receive(self._socket, _MOST, _WHOLE_SECONDS)[0]
                if ready
                else {"failed": f"nothing in {_START_SECONDS:.0f} s"}
            )
        except (Closed, Malformed) as why:
            reply = {"failed": str(why)}
        if "ready" not in reply:
            self.kill()
            raise TracewalkError(f"the process that runs typed SQL did not start: {str(reply.get('failed'))[:500]}")

    def _answers(self, deadline: float, cancel: Cancel | None) -> bool:
        """Waits for a reply; False where its time is over or it was cancelled."""
        while (left := deadline - time.monotonic()) > 0 and not (cancel and cancel.cancelled):
            if self._waits(min(left, TICK_SECONDS)):
                return True
        return False

    def _stops(self) -> bool:
        """Asks it to stop, and ends it where it does not; whether there is a reply."""
        send(self._socket, {"stop": self._number})
        if self._waits(_GRACE_SECONDS):
            return True
        self.kill()
        return False

    def _waits(self, seconds: float) -> bool:
        poller = select.poll()  # select() would fail in a server with a thousand connections
        poller.register(self._socket, select.POLLIN)
        return bool(poller.poll(seconds * 1_000))


def _environment() -> dict[str, str]:
    """Nothing of the server's but its time zone."""
    ours = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    return ours | {name: os.environ[name] for name in ("TZ",) if name in os.environ}
