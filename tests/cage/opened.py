"""Workers with walls taken away, to see that those that are left hold: only tests start them."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracewalk.cage.process import Overrun, Process
from tracewalk.cage.wire import Closed
from tracewalk.settings import Settings

__all__ = ["Gated", "Ungated", "Unlocked", "Unshut", "given", "started"]

_ENTER = "import sys; sys.path.insert(0, sys.argv[3]); from tracewalk.cage import confine, landlock, worker; "
_LEAVE = "worker.main(int(sys.argv[1]), sys.argv[2])"
_LATER = """
own = worker.confine
def confined(order):
    abi = own(order)
    import duckdb
    from tracewalk.cage import bench
    bench.admit = lambda cursor, text, rows, chars: text
    {more}
    return abi
worker.confine = confined
"""


class Ungated(Process):
    """Whatever is sent is run: the lock and Landlock are left."""

    BEGIN = f"{_ENTER}{_LATER.format(more='')}{_LEAVE}"


class Unlocked(Process):
    """Nothing but Landlock is left: DuckDB is open, as it comes."""

    BEGIN = f"{_ENTER}{_LATER.format(more='bench.connect = lambda order: duckdb.connect()')}{_LEAVE}"


class Gated(Process):
    """Nothing but the gate is left: what passes it runs with all rights."""

    BEGIN = f"""{_ENTER}landlock.restrict = lambda readable, writable: 1
own = worker.confine
def confined(order):
    own(order)
    import duckdb
    from tracewalk.cage import bench
    bench.connect = lambda order: duckdb.connect(config={{"errors_as_json": True, "threads": 1}})
worker.confine = confined
{_LEAVE}"""


class Unshut(Process):
    """Nothing but DuckDB's lock is left."""

    BEGIN = f"{_ENTER}landlock.restrict = lambda readable, writable: 1{_LATER.format(more='')}{_LEAVE}"


@contextmanager
def started(kind: type[Process], lake: Path, settings: Settings) -> Iterator[list[Process]]:
    """A worker of a kind, in a list, so that it may be replaced; it is ended at the end."""
    workers = [kind(lake, settings, unsafe=False)]
    try:
        yield workers
    finally:
        workers[-1].kill()


def given(workers: list[Process], text: str, lake: Path, settings: Settings) -> bytes:
    """What a worker gives for a statement that goes through no gate; one that ends is replaced."""
    if not workers[-1].alive:
        workers.append(type(workers[-1])(lake, settings, unsafe=False))
    try:
        reply, file = workers[-1].ask({"text": text, "parameters": {}, "rows": 100}, 1.0, None)
    except (Overrun, Closed):
        return b""
    if file is None:
        return str(reply).encode()
    try:
        with mmap.mmap(file, 0, prot=mmap.PROT_READ) as memory:
            return bytes(memory)
    finally:
        os.close(file)
