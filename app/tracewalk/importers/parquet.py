"""Format `parquet`: a Parquet file with one trace a row, as CWM text in `text` or as steps in `steps`.

The columns are those of the JSON forms; `steps` is a list of structs, or JSON text. `locals` may be a struct, a map or
JSON text; `changes` a list of structs, a map or JSON text, but no struct: its nulls could be either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.errors import RowError
from tracewalk.importers.cwm_jsonl import draft_of_text_row, guess_of_texts
from tracewalk.importers.draft import FACTS, Draft
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading
from tracewalk.importers.json_rows import guess_by_columns, mapped
from tracewalk.importers.sample import Sample
from tracewalk.importers.step_row import STEP_COLUMNS, draft_of_step_row
from tracewalk.importers.step_rows import NEEDED

__all__ = ["COLUMNS", "FORMAT"]

_MAGIC = b"PAR1"
_ROWS = 16
"""Of a batch: rows may be wide."""
_READ = ("text", "steps", *FACTS)
COLUMNS = frozenset({*_READ, *STEP_COLUMNS})


def _guess(sample: Sample, options: Options) -> Guess:
    if not sample.head.startswith(_MAGIC):
        return Guess(0, "it does not begin as a Parquet file does")
    try:
        with pq.ParquetFile(sample.path) as file:
            rows = _first_rows(file, options)
    except (OSError, pa.ArrowException, ValueError) as fault:
        return Guess(0.9, f"it cannot be read: {_one_line(fault)}")
    steps = guess_by_columns(rows, NEEDED)
    texts = guess_of_texts(rows, guess_by_columns(rows, {"text": str}))
    return max(steps, texts, key=lambda guess: guess.likeness)


def _first_rows(file: pq.ParquetFile, options: Options) -> list[dict[str, Any]]:
    """The first rows, mapped; of a file without rows the names of its columns, with nothing in them."""
    wanted = _wanted(file.schema_arrow.names, options)
    for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
        others = dict.fromkeys(file.schema_arrow.names)
        return [mapped(others | row, options.columns) for row in batch.to_pylist()]
    return [dict.fromkeys(file.schema_arrow.names)]


def _wanted(names: Sequence[str], options: Options) -> list[str]:
    """The file's columns that are of use."""
    return [name for name in dict.fromkeys(options.columns.get(name, name) for name in _READ) if name in names]


def _read(path: Path, options: Options) -> Iterator[Reading]:
    size = path.stat().st_size
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            _require_clear(file.schema_arrow, options)
            total = max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(batch_size=_ROWS, columns=_wanted(file.schema_arrow.names, options)):
                for row in _rows(batch, options):
                    number += 1
                    yield Reading(_draft(row, path, number, options), size * number // total)
    except RowError as fault:
        yield Reading(Fault(str(path), 0, str(fault)), size)
    except (pa.ArrowException, ValueError) as fault:
        yield Reading(Fault(str(path), 0, f"it cannot be read beyond row {number:,}: {_one_line(fault)}"), size)


def _rows(batch: pa.RecordBatch, options: Options) -> Iterator[dict[str, Any] | None]:
    """The rows of a batch, mapped; None in the place of one that is too large."""
    limit = options.settings.import_bytes
    for at in range(batch.num_rows):
        row = batch.slice(at, 1)
        yield mapped(row.to_pylist()[0], options.columns) if row.nbytes <= limit else None


def _draft(row: dict[str, Any] | None, path: Path, number: int, options: Options) -> Draft | Fault:
    where = f"{path.name}:{number}"
    try:
        if row is None:
            limit = options.settings.import_bytes
            return Fault(str(path), number, f"the row is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
        if row.get("steps") is not None:
            return draft_of_step_row(row, where, options.columns)
        return draft_of_text_row(row, where)
    except RowError as fault:
        return Fault(str(path), number, str(fault))


def _require_clear(schema: pa.Schema, options: Options) -> None:
    at = schema.get_field_index(options.columns.get("steps", "steps"))
    if (
        at < 0
        or not pa.types.is_list(schema.field(at).type)
        or not pa.types.is_struct(schema.field(at).type.value_type)
    ):
        return
    step = schema.field(at).type.value_type
    field = step.get_field_index(options.columns.get("changes", "changes"))
    if field >= 0 and pa.types.is_struct(step.field(field).type):
        raise RowError(
            "its `changes` are a struct, whose nulls may be either; a list of structs or a map tells them apart"
        )


def _one_line(fault: Exception) -> str:
    return str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__


FORMAT = Format("parquet", "Parquet with one trace a row", _guess, _read, COLUMNS)
