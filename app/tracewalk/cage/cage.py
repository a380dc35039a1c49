"""The cage as the others see it: typed SQL runs in a worker, ours in this process, under the same limits."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tracewalk.cage import landlock
from tracewalk.cage.held import Held
from tracewalk.cage.here import answer_here
from tracewalk.cage.line import Line
from tracewalk.cage.pool import Pool
from tracewalk.cage.process import Overrun
from tracewalk.cage.received import answer
from tracewalk.cage.wire import Closed, Malformed
from tracewalk.errors import CageMissing, ShardError, SqlError, SqlRefused, SqlStopped
from tracewalk.sql.scan import uses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracewalk.cage.answer import Answer
    from tracewalk.cage.cancel import Cancel
    from tracewalk.cage.process import Process
    from tracewalk.lake import Lake
    from tracewalk.settings import Settings
    from tracewalk.sql import Query

__all__ = ["Cage"]

_NOTHING: Mapping[str, object] = {}
_MOVE_SECONDS = 60.0
"""For the views of a lake of very many shards."""


class Cage:
    """Safe to share between threads; close it with the server, so that no process is left.

    `unsafe` runs typed SQL also where there is no Landlock: for the operator's own.
    """

    def __init__(self, lake: Lake, settings: Settings, *, unsafe: bool = False) -> None:
        self._lake = lake
        self._settings = settings
        self._pool = Pool(lake.path, settings, unsafe=unsafe)
        self._typed = Line(settings)
        self._ours = Line(settings)
        self._held = Held(settings)
        self.refusal: str | None = None if unsafe else landlock.refusal()
        """Why typed SQL cannot run here, or None."""

    def warm(self) -> None:
        """Starts the workers before the first query comes."""
        if self.refusal is None:
            self._pool.warm()

    def run(
        self, text: str, parameters: Mapping[str, object] = _NOTHING, *, rows: int | None, cancel: Cancel | None = None
    ) -> Answer:
        """The answer to SQL that a visitor typed, or of a query of `--queries`; `rows` None: all rows.

        Raises `SqlError` with the place in the text, `SqlRefused`, `SqlStopped`, `CageBusy`, and `CageMissing` where
        `refusal` says why.
        """
        if self.refusal is not None:
            raise CageMissing(self.refusal)
        with self._typed.turn(cancel):
            worker = self._pool.take()
            try:
                self._move(worker)
                return self._asked(worker, {"text": text, "parameters": dict(parameters), "rows": rows}, rows, cancel)
            finally:
                self._pool.give(worker)

    def ask(
        self,
        query: Query,
        parameters: Mapping[str, object] = _NOTHING,
        *,
        rows: int | None,
        cancel: Cancel | None = None,
    ) -> Answer:
        """The answer to a named query with bound parameters: ours in this process, an operator's as `run`."""
        if query.yours:
            return self.run(query.text, parameters, rows=rows, cancel=cancel)
        with self._ours.turn(cancel):
            cursor = self._lake.cursor()
            return answer_here(cursor, query, parameters, rows=rows, cancel=cancel, settings=self._settings)

    def parameters(self, text: str) -> tuple[str, ...]:
        """The names of the `$parameters` in a text, in order; the text is not run."""
        return tuple(dict.fromkeys(use.name for use in uses(text)))

    def close(self) -> None:
        """Ends the workers."""
        self._pool.close()

    def _move(self, worker: Process) -> None:
        """Shows a worker the lake as it is now, where it knows an older version; it never reads the catalog itself."""
        version = self._lake.catalog.version()  # asked first: if it moves between, the next query moves the views again
        if worker.version == version:
            return
        shards = [asdict(shard) for shard in self._lake.catalog.shards()]
        reruns = [row[0].hex() for row in self._lake.catalog.rows("rerun")]
        try:
            reply, _ = worker.ask({"shards": shards, "reruns": reruns}, _MOVE_SECONDS, None)
        except (Overrun, Closed, Malformed) as why:
            worker.kill()
            raise ShardError(
                f"{self._lake.path}: its views could not be made; `tracewalk lake check` says more"
            ) from why
        if "moved" not in reply:
            said = str(reply.get("message"))[:1_000]
            raise ShardError(f"{self._lake.path}: {said}; `tracewalk lake check` says more")
        worker.version = version

    def _asked(self, worker: Process, message: dict[str, Any], rows: int | None, cancel: Cancel | None) -> Answer:
        try:
            reply, file = worker.ask(message, self._settings.sql_seconds, cancel)
            if file is not None:
                return answer(reply, file, rows=rows, most=self._settings.sql_bytes, held=self._held)
        except Overrun:
            if cancel and cancel.cancelled:
                raise SqlStopped("the query was cancelled") from None
            raise SqlStopped(
                f"the query took longer than {self._settings.sql_seconds:g} s, which TRACEWALK_SQL_SECONDS allows"
            ) from None
        except Closed:
            raise SqlStopped(
                "the query's process ended, most likely because it needed more memory than there is; "
                f"TRACEWALK_SQL_MEMORY allows {self._settings.sql_memory:,} bytes"
            ) from None
        except Malformed as why:
            worker.kill()
            raise SqlStopped("the query's process gave no answer that can be read, and was ended") from why
        raise self._fault(worker, reply)

    def _fault(self, worker: Process, reply: dict[str, Any]) -> SqlError:
        """The error that a worker tells of."""
        kind, message, place = reply.get("fault"), str(reply.get("message"))[:4_000], reply.get("position")
        position = place if isinstance(place, int) else None
        if kind == "refused":
            return SqlRefused(message, position)
        if kind == "sql":
            return SqlError(message, position)
        if kind == "large":
            return SqlStopped(message)
        worker.kill()  # what such a query leaves behind is not worth knowing
        if kind == "memory":
            most = f"{self._settings.sql_memory:,} bytes, which TRACEWALK_SQL_MEMORY allows"
            said = message.partition("\n")[0]  # further lines advise to set what cannot be set here
            return SqlStopped(f"the query needs more memory than {most}: {said}")
        return SqlStopped(f"the query's process had to be ended: {message.partition(chr(10))[0]}")
