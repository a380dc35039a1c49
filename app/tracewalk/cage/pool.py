"""Warm workers: as many as may run at once, each replaced in the background when it ends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tracewalk.cage.process import Process
from tracewalk.errors import TracewalkError

if TYPE_CHECKING:
    from pathlib import Path

    from tracewalk.settings import Settings

__all__ = ["Pool"]

_AGAIN_SECONDS = 2.0
"""Before another try, where a worker did not start."""


class Pool:
    """Starts its workers at the first `take` or `warm`, in a thread of its own that lives as long as they do."""

    def __init__(self, lake: Path, settings: Settings, *, unsafe: bool) -> None:
        self._lake = lake
        self._settings = settings
        self._unsafe = unsafe
        self._changed = threading.Condition()
        self._spare: list[Process] = []
        self._missing = settings.sql_workers
        self._failed: TracewalkError | None = None
        self._closed = False
        self._keeper: threading.Thread | None = None

    def warm(self) -> None:
        """Has the workers started."""
        with self._changed:
            if self._keeper is None and not self._closed:
                self._keeper = threading.Thread(target=self._keep, name="tracewalk-cage", daemon=True)
                self._keeper.start()

    def take(self) -> Process:
        """A worker, to be given back; at most `sql_workers` may be out. Raises `TracewalkError` where none starts."""
        self.warm()
        with self._changed:
            while not self._spare:
                if self._closed:
                    raise TracewalkError("the server is closing")
                if self._failed is not None:
                    raise self._failed
                self._changed.wait()
            return self._spare.pop()

    def give(self, worker: Process) -> None:
        """Takes a worker back, or has it replaced where it has ended."""
        with self._changed:
            if worker.alive and not self._closed:
                self._spare.append(worker)
            else:
                self._missing += 1
            self._changed.notify_all()
        if self._closed:
            worker.kill()

    def close(self) -> None:
        """Ends all workers that are not out, and those when they are given back."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._keeper is not None:
            self._keeper.join()  # it may just be starting one
        for worker in self._spare:
            worker.kill()
        self._spare.clear()

    def _keep(self) -> None:
        while True:
            with self._changed:
                while not self._missing and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
            self._start()

    def _start(self) -> None:
        try:
            worker = Process(self._lake, self._settings, unsafe=self._unsafe)
        except (TracewalkError, OSError) as why:
            with self._changed:
                self._failed = why if isinstance(why, TracewalkError) else TracewalkError(f"no worker starts: {why}")
                self._changed.notify_all()
                self._changed.wait(_AGAIN_SECONDS)
                self._failed = None
            return
        with self._changed:
            self._failed = None
            self._missing -= 1
            self._spare.append(worker)
            self._changed.notify_all()
