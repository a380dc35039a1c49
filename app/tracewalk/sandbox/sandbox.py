"""Runs programs that nobody trusts, and records them: a few warm sandboxes, each of which runs a job at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from tracewalk.errors import SandboxMissing, UsageError
from tracewalk.sandbox.desk import Desk
from tracewalk.sandbox.jobs import Job, Ran
from tracewalk.sandbox.many import run_many
from tracewalk.sandbox.missing import missing
from tracewalk.sandbox.one import run_alone
from tracewalk.sandbox.place import Place
from tracewalk.sandbox.shell import ShellResult, run_shell

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.sandbox.folder_copy import Entry
    from tracewalk.settings import Settings

__all__ = ["Sandbox"]


def _always() -> bool:
    return True


class Sandbox:
    """`slots` programs at once (default: the setting). Thread-safe; a context manager, or `close` it.

    `folders` are private folders, writable and empty, that programs find under these paths. Nothing of the machine is
    shown but, read-only, what Python needs. Raises `SandboxMissing` where there can be no sandbox here.
    """

    def __init__(self, settings: Settings, *, slots: int | None = None, folders: Sequence[Path] = ()) -> None:
        if why := missing():
            raise SandboxMissing(why)
        self.settings = settings
        self.slots = slots or settings.sandbox_slots
        self.desk = Desk()
        self._folders = tuple(folders)
        self._free: SimpleQueue[Place | None] = SimpleQueue()
        for _ in range(self.slots):
            self._free.put(None)
        self._places: set[Place] = set()
        self._lock = threading.Lock()
        self._closed = False
        # The kernel ends a sandbox with the thread that started it: this one lives as long as all of them.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox")

    @staticmethod
    def missing() -> str | None:
        """Why there can be no sandbox here and how to get one; None where there can."""
        return missing()

    def record(
        self,
        job: Job,
        emit: Callable[[pa.RecordBatch], None] | None = None,
        *,
        wanted: Callable[[], bool] = _always,
    ) -> Ran:
        """Runs a job alone in a process and gives what came of it; waits for a free sandbox.

        A program that does not tell how it ended is run once more, each step sent at once, so that its last step is
        known. `emit` gets the batches of steps once all is over. `wanted` is asked every 0.1 s: where it says no the
        job is killed and `Cancelled` raised.
        """
        with self.place() as place:
            ran = run_alone(place, job, self.settings, self.desk, wanted)
        if emit:
            for batch in ran.batches:
                emit(batch)
        return ran

    def record_many(self, jobs: Iterable[Job], *, wanted: Callable[[], bool] = _always) -> Iterator[Ran]:
        """Runs many jobs, a few (setting `sandbox_batch`) in one process; gives each as it ends, in no order.

        Those in one process are not isolated from each other: one that is hostile may spoil what later ones of its
        batch say. Where a process dies, what had not ended in it is run again, each job alone. Raises `Cancelled`.
        """
        return run_many(self, jobs, wanted)

    def shell(
        self,
        command: str,
        folder: Path | Sequence[Entry],
        *,
        seconds: float | None = None,
        shell: Literal["bash", "sh"] = "bash",
        wanted: Callable[[], bool] = _always,
    ) -> ShellResult:
        """Runs a command in a private copy of the folder, which stays as it is; waits for a free sandbox.

        `folder` may also be what an earlier command left, `ShellResult.after`, so that commands can follow each other.
        The copy is `/folder`; links are links in it, those that lead out of it lead nowhere. The command may start
        processes, which end with it; all programs in `/usr` can be seen, read-only. `seconds`: default is the setting
        `sandbox_shell_seconds`. Raises `NotFound`, `LimitError` for a folder that is too large, `Cancelled`.
        """
        limit = self.settings.sandbox_shell_seconds if seconds is None else seconds
        with self.place():
            return run_shell(command, folder, self.settings, seconds=limit, shell=shell, wanted=wanted)

    @contextmanager
    def place(self) -> Iterator[Callable[[], Place]]:
        """A turn: within it a function that gives a sandbox that can be used, another one where the last is spent."""
        place = self._free.get()

        def usable() -> Place:
            nonlocal place
            if place is None or not place.usable:
                self._forget(place)
                place = self._start()
            return place

        try:
            yield usable
        finally:
            self._free.put(place)

    def close(self) -> None:
        """Ends all sandboxes, and with them what runs there."""
        self._closed = True
        self._starter.shutdown()  # one that is being started is there after it
        with self._lock:
            places, self._places = self._places, set()
        for place in places:
            place.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _k: type[BaseException] | None, _v: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def _start(self) -> Place:
        if self._closed:
            raise UsageError("this sandbox is closed; make another one")
        place = self._starter.submit(Place, self.settings, self._folders).result()
        with self._lock:
            self._places.add(place)
        return place

    def _forget(self, place: Place | None) -> None:
        if place is not None:
            place.close()
            with self._lock:
                self._places.discard(place)
