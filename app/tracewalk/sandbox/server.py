"""Inside: the process that has the recorder loaded and forks a job at a time, until its parent is gone.

It never reads what a job is told, nor what a job says: the parent hands it two files for each, and is told how the
job's process ended. It is the first process of its pid namespace, so that no job can signal it, and all ends with it.

Each page of memory that it writes to between two forks is copied: hence it does little, and loads what jobs need only.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress

from tracewalk.sandbox.control import ENDED, JOB, READY
from tracewalk.sandbox.empty import empty, n_entries
from tracewalk.sandbox.inside import give_up
from tracewalk.sandbox.install import Installable
from tracewalk.sandbox.job import job
from tracewalk.sandbox.rlimits import Allowance, address_space
from tracewalk.sandbox.warm import warm_up
from tracewalk.settings import Settings

__all__ = ["main"]

_CONFIG = 1 << 18
_MESSAGE = 64
_LOOK_MS = 100
_MOST_ENTRIES = 50_000
"""Files and folders in one private folder."""


def main(control: int) -> None:
    """Serves until the control socket is closed."""
    if os.getpid() != 1:
        sys.exit("the sandbox's server runs as the first process of a pid namespace only: it kills all others in it")
    parent = socket.socket(fileno=control)
    told = json.loads(parent.recv(_CONFIG))
    server_rules, job_rules = (Installable(base64.b64decode(told[name])) for name in ("server_filter", "job_filter"))
    give_up()
    _require_readable(told["places"])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whatever has no handler cannot reach the first process
    server_rules.load()
    settings, allowed = Settings(**told["settings"]), Allowance(**told["allowance"])
    warm_up(settings)
    allowed.impose(address_space())
    server = _Server(parent, allowed, job_rules, settings, told["folders"])
    gc.collect()
    gc.freeze()  # what is there now stays shared with the jobs
    os.dup2(1, 2)  # to nowhere: what one job writes there must not stand in the way of the next
    parent.send(READY)
    server.serve()


class _Server:
    def __init__(
        self, parent: socket.socket, allowed: Allowance, rules: Installable, settings: Settings, folders: list[str]
    ) -> None:
        self._parent = parent
        self._allowed = allowed
        self._rules = rules
        self._settings = settings
        self._folders = folders
        self._poll = select.poll()
        self._poll.register(parent.fileno(), select.POLLIN)

    def serve(self) -> None:
        """Takes a job, runs it, tells how it ended."""
        while True:
            message, files, _flags, _address = socket.recv_fds(self._parent, _MESSAGE, 2)
            if not message:
                return
            if len(message) != JOB.size:  # a request to kill a job that has ended just now
                continue
            number, cpu_seconds = JOB.unpack(message)
            given, pipe = files
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                job(given, pipe, self._allowed, cpu_seconds, self._rules, self._settings)
            os.close(given)
            os.close(pipe)
            status = self._wait(child)
            _end_all()
            clean = [empty(folder) for folder in self._folders]
            self._parent.send(ENDED.pack(number, status, not all(clean)))

    def _wait(self, child: int) -> int:
        """The exit code of the job, or minus the signal that ended it; kills it where the parent asks for that."""
        watch = os.pidfd_open(child)
        self._poll.register(watch, select.POLLIN)
        while True:
            ready = [file for file, _ in self._poll.poll(_LOOK_MS)]
            if not ready and any(n_entries(folder) > _MOST_ENTRIES for folder in self._folders):
                os.kill(child, signal.SIGKILL)  # each takes memory of the kernel's, which no other limit counts
            if self._parent.fileno() in ready:
                if not self._parent.recv(_MESSAGE):
                    os._exit(0)  # the parent is gone, and with us all the others
                os.kill(child, signal.SIGKILL)
            if watch in ready:
                self._poll.unregister(watch)
                os.close(watch)
                return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _require_readable(places: list[str]) -> None:
    """Ends this process where it, now nobody, cannot read what Python is made of: root's may be private."""
    for place in places:
        if not os.access(place, os.R_OK):
            sys.exit(f"{place} cannot be read by the user nobody, as whom programs run: `chmod -R a+rX` it")


def _end_all() -> None:
    """Kills whatever else there is in the pid namespace, and takes leave of it."""
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
