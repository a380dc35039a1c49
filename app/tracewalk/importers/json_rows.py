"""JSON lines as rows of our columns: what the formats made of such lines share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracewalk.errors import RowError
from tracewalk.importers.formats import Fault, Found, Guess, Options, Reading
from tracewalk.importers.sample import Piece, Sample, lines_of, read_json

__all__ = ["Kind", "guess_by_columns", "guess_of_lines", "mapped", "read_json_rows", "sample_rows"]

Kind = type | tuple[type, ...]
"""What `isinstance` takes."""

_SHOWN = 12
_HEAD = 1 << 16
"""Bytes in which the names of columns are looked for, in a file that is not in lines."""


def mapped(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A row by our names of its columns; a column that is given to one of ours is no longer there by its own name."""
    taken = set(columns.values())
    kept = {name: value for name, value in row.items() if name not in taken or name in columns}
    return kept | {ours: row[theirs] for ours, theirs in columns.items() if theirs in row}


def guess_of_lines(sample: Sample, options: Options, needed: Mapping[str, Kind]) -> Guess:
    """How much a file looks like JSON lines that have the columns needed."""
    if sample.rows:
        return guess_by_columns(sample_rows(sample, options), needed)
    begins = sample.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if (
        begins in (b"{", b"[")
        and len(needed) > 1  # a name by itself, as `text`, tells nothing
        and all(f'"{name}"'.encode() in sample.head[:_HEAD] for name in needed)
    ):
        return Guess(0.3, "its rows must stand one a line, as `jq -c` writes them")
    return Guess(0, "no line of it is a JSON object")


def guess_by_columns(rows: Sequence[Mapping[str, Any]], needed: Mapping[str, Kind]) -> Guess:
    """How much rows, already mapped, look like having the columns needed; the best row counts."""
    lacking = min((_lacking(row, needed) for row in rows), key=len, default=list(needed))
    if not lacking:
        return Guess(1, "")
    names = list(dict.fromkeys(name for row in rows for name in row))
    there = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    lacks = " and no ".join(f"`{name}`" for name in lacking)
    why = f"its rows have no {lacks}; they have: {there or 'nothing'}. `--columns OURS=THEIRS` maps them"
    return Guess(0.9 * (1 - len(lacking) / len(needed)), why)


def _lacking(row: Mapping[str, Any], needed: Mapping[str, Kind]) -> list[str]:
    return [name for name, kind in needed.items() if not isinstance(row.get(name), kind)]


def read_json_rows(path: Path, options: Options, read: Callable[[dict[str, Any], str], Found]) -> Iterator[Reading]:
    """What `read` makes of each row and its place; a row of which it raises `RowError` is a fault."""
    for piece in lines_of(path, options.settings.import_bytes):
        try:
            row = _row(piece, options)
            yield Reading(read(row, f"{path.name}:{piece.line}"), piece.position)
        except RowError as fault:
            yield Reading(Fault(str(path), piece.line, str(fault)), piece.position)


def sample_rows(sample: Sample, options: Options) -> list[dict[str, Any]]:
    """The first rows of a file, mapped."""
    return [mapped(row, options.columns) for row in sample.rows]


def _row(piece: Piece, options: Options) -> dict[str, Any]:
    if piece.raw is None:
        raise RowError(f"the line is longer than {options.settings.import_bytes:,} bytes (TRACEWALK_IMPORT_BYTES)")
    try:
        row = read_json(piece.raw)
    except ValueError as fault:
        raise RowError(str(fault)) from None
    if not isinstance(row, dict):
        raise RowError(f"is of type {type(row).__name__}, not an object")
    return mapped(row, options.columns)
