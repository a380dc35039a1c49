"""Runs one of our own queries in this process, under the same limits as a typed one."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tracewalk.cage.answer import Answer
from tracewalk.cage.cancel import TICK_SECONDS
from tracewalk.cage.faults import kind_of
from tracewalk.cage.text import wrapped
from tracewalk.errors import SqlError, SqlStopped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracewalk.cage.cancel import Cancel
    from tracewalk.settings import Settings
    from tracewalk.sql import Query

__all__ = ["answer_here"]

_BATCH = 122_880


def answer_here(
    cursor: duckdb.DuckDBPyConnection,
    query: Query,
    parameters: Mapping[str, object],
    *,
    rows: int | None,
    cancel: Cancel | None,
    settings: Settings,
) -> Answer:
    """The answer; the cursor is closed. Raises `SqlError`, and `SqlStopped` for a limit or where it is cancelled."""
    began = time.perf_counter()
    try:
        with _watched(cursor, settings.sql_seconds, cancel):
            table = _read(cursor, query, parameters, rows, settings.sql_bytes)
    except (duckdb.Error, pa.ArrowException, OSError) as why:  # Arrow passes on what DuckDB says late
        raise _fault(query, why, cancel, settings) from None
    finally:
        cursor.close()
    truncated = rows is not None and table.num_rows > rows
    if truncated:
        table = table.slice(0, rows)
    seconds = time.perf_counter() - began
    return Answer(table.schema, table.num_rows, truncated, seconds, lambda: iter(table.to_batches()))


def _fault(query: Query, why: Exception, cancel: Cancel | None, settings: Settings) -> SqlError:
    kind = kind_of(why)
    if kind == "stopped" and cancel and cancel.cancelled:
        return SqlStopped("the query was cancelled")
    if kind == "stopped":
        limit = f"{settings.sql_seconds:g} s, which TRACEWALK_SQL_SECONDS allows"
        return SqlStopped(f"{query.name} took longer than {limit}")
    if kind == "memory":
        return SqlStopped(f"{query.name} needs more memory than TRACEWALK_QUERY_MEMORY allows: {why}")
    return SqlError(f"{query.name}: {why}")


def _read(
    cursor: duckdb.DuckDBPyConnection, query: Query, parameters: Mapping[str, object], rows: int | None, most: int
) -> pa.Table:
    found = cursor.sql(wrapped(query.text, rows), params=dict(parameters) or None)
    batches, size = [], 0
    with found.to_arrow_reader(_BATCH) as reader:
        for batch in reader:
            size += batch.nbytes
            if size > most:
                raise SqlStopped(f"the answer to {query.name} has more than {most:,} bytes (TRACEWALK_SQL_BYTES)")
            batches.append(batch)
        return pa.Table.from_batches(batches, schema=reader.schema)


@contextlib.contextmanager
def _watched(cursor: duckdb.DuckDBPyConnection, seconds: float, cancel: Cancel | None) -> Iterator[None]:
    """Interrupts what the cursor runs when its time is over or it is cancelled."""
    done = threading.Event()

    def watch() -> None:
        deadline = time.monotonic() + seconds
        while not done.wait(TICK_SECONDS):
            if time.monotonic() > deadline or (cancel and cancel.cancelled):
                cursor.interrupt()

    watcher = threading.Thread(target=watch, name="tracewalk-query-limit", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
