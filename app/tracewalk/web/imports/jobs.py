"""Imports of files that visitors brought: one after the other, in the background, whoever watches."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tracewalk.errors import Busy, NotFound, TracewalkError
from tracewalk.importers import Imported, Options, files_of, import_files
from tracewalk.lake import Lake
from tracewalk.settings import Settings
from tracewalk.web.imports.received import Received, forget_left_behind

__all__ = ["Import", "Imports"]

_LOG = logging.getLogger(__name__)
_REMEMBERED = 20
"""Imports that are over; the last ones stay known to those who watch them."""
_RECEIVING = 8
"""Imports whose files arrive at once."""
_IDLE = 600.0
"""Seconds without a byte after which an import that was not begun is forgotten."""
_PATIENCE = 10.0
"""Seconds in which an import may keep what it has read when the server ends."""


@dataclass(slots=True, eq=False)
class Import:
    """One import: its files arrive, it waits for its turn, reads, and is over."""

    import_id: str
    received: Received
    state: str = "receiving"
    """receiving, waiting, reading, done, stopped, failed."""
    done: int = 0
    total: int = 0
    """Bytes that were read, of all."""
    file: str = ""
    """The one that is read."""
    folder: Path | None = None
    """Where the files are, once it was begun."""
    result: Imported | None = None
    error: str | None = None
    stop: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ("done", "stopped", "failed")


class Imports:
    """All imports of one server."""

    def __init__(self, lake: Lake, settings: Settings) -> None:
        self._lake = lake
        self._settings = settings
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._imports: dict[str, Import] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False

    def begin(self) -> Import:
        """A new one, to receive files. Raises `ReadOnlyLake`, and `Busy` where as many receive as may."""
        self._lake.require_writable()
        with self._lock:
            if self._closed:
                raise Busy("this server is ending; start it again")
            self._forget()
            if sum(one.state == "receiving" for one in self._imports.values()) >= _RECEIVING:
                raise Busy("the files of several imports arrive just now; try again when they are there")
            forget_left_behind(self._lake.path)
            import_id = uuid4().hex
            made = Import(import_id, Received(self._lake.path, import_id, self._settings))
            self._imports[import_id] = made
        return made

    def get(self, import_id: str) -> Import:
        """One by its id. Raises `NotFound`."""
        with self._lock:
            if import_id not in self._imports:
                raise NotFound(
                    f"no import {import_id[:60]!r} is known to this server. It forgets imports when it restarts, and "
                    "those whose files stop to arrive; what was read is in the lake."
                )
            return self._imports[import_id]

    def running(self) -> Import | None:
        """The one that is read, or waits to be; None: there is none."""
        with self._lock:
            return next((one for one in self._imports.values() if one.state in ("waiting", "reading")), None)

    def start(self, import_id: str, dataset: str | None) -> Import:
        """All its files are there. Raises `NotFound`, `UsageError`."""
        one = self.get(import_id)
        one.folder = one.received.settle()
        with self._lock:
            one.state = "waiting"
            thread = threading.Thread(target=self._run, args=(one, dataset), name="import", daemon=True)
            self._threads = [*(t for t in self._threads if t.is_alive()), thread]
        thread.start()
        return one

    def cancel(self, import_id: str) -> Import:
        """Stops one: what was read stays in the lake; where nothing was begun, its files are gone."""
        one = self.get(import_id)
        one.stop = True
        if one.state == "receiving":
            one.state = "stopped"
            one.received.drop()
        return one

    def close(self) -> None:
        """Stops all; what was read stays."""
        with self._lock:
            self._closed = True
            under_way = [one for one in self._imports.values() if not one.over]
            threads = list(self._threads)
        for one in under_way:
            self.cancel(one.import_id)
        until = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(max(until - time.monotonic(), 0.0))

    def _forget(self) -> None:
        """Drops those whose files stopped to arrive, and the oldest of those that are over."""
        for one in list(self._imports.values()):
            if one.state == "receiving" and time.monotonic() - one.received.at > _IDLE:
                one.state = "stopped"
                one.received.drop()
        over = [import_id for import_id, one in self._imports.items() if one.over]
        for import_id in over[: max(0, len(over) - _REMEMBERED)]:
            del self._imports[import_id]

    def _run(self, one: Import, dataset: str | None) -> None:
        with self._turn:
            one.state = "stopped" if one.stop else "reading"
            try:
                if not one.stop:
                    one.result = self._read(one, dataset)
                    one.state = "stopped" if one.result.interrupted else "done"
            except TracewalkError as failed:
                one.state, one.error = "failed", str(failed)
            except Exception:
                _LOG.exception("an import failed")
                one.state = "failed"
                one.error = "It is a fault of Tracewalk; the server's log says where. What was read is in the lake."
            if one.error is None and not _in_lake(one.result):
                one.received.drop()

    def _read(self, one: Import, dataset: str | None) -> Imported:
        def tell(done: int, total: int, name: str) -> None:
            one.done, one.total, one.file = done, total, name

        files = files_of([one.folder] if one.folder else [])
        return import_files(
            files, self._lake, Options(self._settings), dataset=dataset, jobs=None, progress=tell,
            stopped=lambda: one.stop,
        )  # fmt: skip


def _in_lake(result: Imported | None) -> bool:
    """Whether something in the lake was read from these files, so that its raw records stand there."""
    return result is not None and any(n for word, n in result.counts.items() if word != "kept")
