"""Inside: the process that has the recorder loaded and forks a job at a time, until its parent is gone.

It never reads what a job is told, nor what a job says: the parent hands it two files for each, and is told how the
job's process ended. It is the first process of its pid namespace, so that no job can signal it, and all ends with it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from tracewalk.sandbox.empty import empty, n_entries
from tracewalk.sandbox.inside import give_up
from tracewalk.sandbox.job import job
from tracewalk.sandbox.rlimits import Allowance, address_space
from tracewalk.sandbox.seccomp import filter_of
from tracewalk.sandbox.syscalls import JOB, SERVER
from tracewalk.sandbox.warm import warm_up
from tracewalk.settings import Settings

__all__ = ["main"]

_MESSAGE = 4_096
_LOOK_MS = 100
_MOST_ENTRIES = 50_000
"""Files and folders in one private folder."""


def main(control: int, config: str) -> None:
    """Serves until the control socket is closed."""
    if os.getpid() != 1:
        sys.exit("the sandbox's server runs as the first process of a pid namespace only: it kills all others in it")
    told = json.loads(config)
    give_up()
    _require_readable(told["places"])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whatever has no handler cannot reach the first process
    filter_of(SERVER).load()
    parent = socket.socket(fileno=control)
    settings = Settings(**told["settings"])
    server = _Server(parent, Allowance(**told["allowance"]), settings, told["folders"])
    warm_up(settings)
    gc.collect()
    gc.freeze()  # what is there now stays shared with the jobs
    server.say({"ready": True})
    server.serve()


class _Server:
    def __init__(self, parent: socket.socket, allowed: Allowance, settings: Settings, folders: list[str]) -> None:
        self._parent = parent
        self._allowed = allowed
        self._settings = settings
        self._folders = folders
        self._rules = filter_of(JOB)
        self._rules.program  # noqa: B018  compiled once, before the first fork
        self._base = address_space()

    def say(self, message: dict[str, Any]) -> None:
        """Tells the parent."""
        self._parent.send(json.dumps(message).encode())

    def serve(self) -> None:
        """Takes a job, runs it, tells how it ended."""
        while True:
            message, files, _flags, _address = socket.recv_fds(self._parent, _MESSAGE, 2)
            if not message:
                return
            asked = json.loads(message)
            if "job" not in asked:  # a request to kill a job that has ended just now
                continue
            given, pipe = files
            child = os.fork()
            if child == 0:
                self._become_job(given, pipe, asked["cpu_seconds"])
            os.close(given)
            os.close(pipe)
            status = self._wait(child)
            _end_all()
            clean = [empty(folder) for folder in self._folders]
            self.say({"job": asked["job"], "status": status, "spent": not all(clean)})

    def _become_job(self, given: int, pipe: int, cpu_seconds: int) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        job(given, pipe, self._allowed, self._base, cpu_seconds, self._rules, self._settings)

    def _wait(self, child: int) -> int:
        """The exit code of the job, or minus the signal that ended it; kills it where the parent asks for that."""
        watch = os.pidfd_open(child)
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        poll.register(self._parent, select.POLLIN)
        while True:
            ready = dict(poll.poll(_LOOK_MS))
            if any(n_entries(folder) > _MOST_ENTRIES for folder in self._folders):
                os.kill(child, signal.SIGKILL)  # each takes memory of the kernel's, which no other limit counts
            if self._parent.fileno() in ready:
                if not self._parent.recv(_MESSAGE):
                    os._exit(0)  # the parent is gone, and with us all the others
                os.kill(child, signal.SIGKILL)
            if watch in ready:
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
