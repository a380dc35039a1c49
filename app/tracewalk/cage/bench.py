"""What a worker works with: its DuckDB, the views of one catalog version, and the query that runs."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tracewalk.cage.faults import kind_of, sql_error
from tracewalk.cage.gate import admit
from tracewalk.cage.locked import connect
from tracewalk.cage.output import Output
from tracewalk.cage.text import BEFORE
from tracewalk.errors import SqlError
from tracewalk.lake.catalog import Shard
from tracewalk.lake.views import create_views

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from tracewalk.cage.order import Order

__all__ = ["Bench"]

Reply = tuple[dict[str, Any], int | None]


class Bench:
    """Does one message at a time; `stop` may come from another thread."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._connection = connect(order)
        self._lock = threading.Lock()
        self._running: tuple[int, DuckDBPyConnection] | None = None
        self._stopped = -1

    def do(self, message: dict[str, Any]) -> Reply:
        """The reply to a message, and the file that holds an answer's rows."""
        cursor = self._connection.cursor()
        with self._lock:
            self._running = message["id"], cursor
        try:
            if "shards" in message:
                return self._move(cursor, message), None
            return self._run(cursor, message)
        except Exception as why:  # the server must be told, whatever it is
            return self._fault(why), None
        finally:
            with self._lock:
                self._running = None
            cursor.close()

    def stop(self, number: int) -> None:
        """Interrupts the message of that number, if it is under way."""
        with self._lock:
            self._stopped = number
            if self._running is not None and self._running[0] == number:
                self._running[1].interrupt()

    def _move(self, cursor: DuckDBPyConnection, message: dict[str, Any]) -> dict[str, Any]:
        shards = [Shard(**shard) for shard in message["shards"]]
        create_views(cursor, Path(self._order.lake), shards, message["reruns"])
        return {"moved": True}

    def _run(self, cursor: DuckDBPyConnection, message: dict[str, Any]) -> Reply:
        text, rows, parameters = message["text"], message["rows"], message["parameters"]
        query = admit(cursor, text, rows, chars=self._order.chars)
        if self._stopped == message["id"]:
            return {"fault": "stopped"}, None
        began = time.perf_counter()
        output = Output(rows, self._order)
        try:
            output.write(cursor.sql(query, params=parameters or None))
        except Exception as why:
            output.close()
            if kind_of(why) == "sql":
                raise _placed(cursor, why, query, text, parameters) from None
            raise
        facts = {"rows": output.n_rows, "truncated": output.truncated, "seconds": time.perf_counter() - began}
        return facts, output.file

    def _fault(self, why: Exception) -> dict[str, Any]:
        """What the server is told; without the paths of this machine."""
        fault = why if isinstance(why, SqlError) else sql_error(why, "")
        message = str(fault).replace(self._order.lake, "lake").replace(self._order.tmp, "tmp")
        return {"fault": kind_of(why), "message": message, "position": fault.position}


def _placed(cursor: DuckDBPyConnection, why: Exception, query: str, text: str, parameters: dict[str, Any]) -> SqlError:
    """The error with its place, which DuckDB tells of a statement and not of a relation."""
    fault = sql_error(why, text)
    if fault.position is None and isinstance(why, duckdb.BinderException | duckdb.CatalogException):
        try:
            cursor.execute(f"EXPLAIN {query}", parameters or None).fetchall()
        except duckdb.Error as again:
            return sql_error(again, text, prefix=len("EXPLAIN ") + len(BEFORE))
    return fault
