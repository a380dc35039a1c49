"""Records that stand elsewhere than in a run's own file: in a file or member beside it, or in a column of Parquet."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO

import pyarrow.parquet as pq

from tracewalk.errors import NotFound
from tracewalk.importers.complete import MEMBER

__all__ = ["beside", "cell", "elsewhere", "parted"]

_GROWTH = 64
"""Times the limit of a record that the part of a column may have that must be read to have one row of it."""


def elsewhere(name: str, pointer: str = "") -> str:
    """The pointer of a record in a file beside the run's own one."""
    return f"{name.replace('%', '%25').replace('#', '%23')}#{pointer}"


def parted(pointer: str) -> tuple[str | None, str]:
    """The name of the file beside or of the column, if there is one, and the JSON pointer."""
    name, sign, rest = pointer.partition("#") if pointer[:1] not in ("", "/") else ("", "", "")
    return (name.replace("%23", "#").replace("%25", "%"), rest) if sign else (None, pointer)


def beside(file: str, member: str | None, name: str) -> tuple[str, str | None]:
    """File and member of a record that stands beside a run's own. Raises `NotFound` for a name that leads away."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or MEMBER in name or not path.parts:
        raise NotFound(f"the record is said to be in {name[:80]!r}, which is no file beside the log")
    if member is None:
        return str(PurePosixPath(file).parent / name), None
    outer, sign, last = member.rpartition(MEMBER)
    return file, f"{outer}{sign}{PurePosixPath(last).parent / name}"


def cell(file: IO[bytes], column: str, row: int, limit: int) -> bytes:
    """One value of a column of text in Parquet. Raises `NotFound` and what `pyarrow` does."""
    parquet = pq.ParquetFile(file)
    names = parquet.schema_arrow.names
    for number in range(parquet.num_row_groups):
        group = parquet.metadata.row_group(number)
        if row >= group.num_rows:
            row -= group.num_rows
            continue
        chunks = (group.column(n) for n in range(group.num_columns))
        sizes = [chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == column]
        if column not in names or not sizes or max(sizes) > limit * _GROWTH:
            break
        value = parquet.read_row_group(number, columns=[column]).column(0)[row].as_py()
        return value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else b""
    raise NotFound(f"the row has no `{column[:80]}` that can be shown")
