"""`tracewalk demo` and `tracewalk serve`: the explorer in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeArgument, LakeOption, talk
from tracewalk.errors import ReadOnlyLake

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["demo", "serve"]

Host = Annotated[str, typer.Option(help="Address to listen on; others than loopback are read-only.")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on, or the next free one.")]
BasePath = Annotated[str, typer.Option(help="Path under which everything is served, e.g. /tracewalk.")]
AllowWrite = Annotated[bool, typer.Option("--allow-write", help="Offer what writes or runs, also to other machines.")]
Queries = Annotated[Path | None, typer.Option(help="Folder of your own .sql files, shown beside ours on the SQL page.")]
UnsafeSql = Annotated[
    bool,
    typer.Option(
        "--unsafe-sql", help="Run typed SQL also where this system cannot confine it: it may read your files."
    ),
]


def demo(
    host: Host = "127.0.0.1",
    port: Port = 8501,
    base_path: BasePath = "",
    queries: Queries = None,
    unsafe_sql: UnsafeSql = False,
) -> None:
    """Open the explorer on the sample lake, copied to a folder of yours so that it can be written to."""
    from tracewalk.web.demo import demo_lake
    from tracewalk.web.server import Where
    from tracewalk.web.server import serve as run

    where = Where(host, port, base_path)
    run(demo_lake(), where, queries=queries, unsafe_sql=unsafe_sql, say=talk.print)


def serve(
    lake_path: LakeArgument = None,
    lake: LakeOption = HERE,
    host: Host = "127.0.0.1",
    port: Port = 8501,
    base_path: BasePath = "",
    allow_write: AllowWrite = False,
    queries: Queries = None,
    unsafe_sql: UnsafeSql = False,
) -> None:
    """Open the explorer on a lake."""
    found = _writable_or_not(lake_path or lake)  # first, as the web takes a while to load

    from tracewalk.web.server import Where
    from tracewalk.web.server import serve as run

    where = Where(host, port, base_path)
    run(found, where, allow_write=allow_write, queries=queries, unsafe_sql=unsafe_sql, say=talk.print)


def _writable_or_not(path: Path) -> Lake:
    """A lake that predictions can be kept in, where this user may write to it."""
    from tracewalk.lake import Lake

    try:
        return Lake.open(path, writable=True)
    except ReadOnlyLake:
        return Lake.open(path)
