"""Makes an answer of what a worker sent, trusting none of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracewalk.cage.answer import Answer
from tracewalk.cage.sealed import is_sealed
from tracewalk.cage.wire import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.cage.held import Held

__all__ = ["answer"]


def answer(reply: dict[str, Any], file: int, *, rows: int | None, most: int, held: Held) -> Answer:
    """The answer in a sealed file, which is closed.

    Raises `Malformed` for anything that no sound worker sends, and `CageBusy` where answers hold too much memory.
    """
    try:
        if not is_sealed(file):
            raise Malformed("an answer that can still be changed")
        size = os.fstat(file).st_size
        if not 0 < size <= most:
            raise Malformed(f"an answer of {size} bytes")
        memory = pa.py_buffer(held.mapped(file, size))
    except OSError as why:
        raise Malformed(str(why)) from why
    finally:
        os.close(file)
    schema, n_rows = _checked(memory)
    if n_rows != reply.get("rows") or (rows is not None and n_rows > rows):
        raise Malformed(f"an answer of {n_rows} rows, said to be {reply.get('rows')!r}")
    seconds, truncated = reply.get("seconds"), reply.get("truncated")
    if not isinstance(seconds, float) or not isinstance(truncated, bool):
        raise Malformed("an answer without its time")
    return Answer(schema, n_rows, truncated, seconds, lambda: _batches(memory))


def _checked(memory: pa.Buffer) -> tuple[pa.Schema, int]:
    """Reads everything once: offsets within bounds, texts in UTF-8, so that who reads it later needs no care."""
    n_rows = 0
    try:
        with pa.ipc.open_stream(memory) as stream:
            for batch in stream:
                batch.validate(full=True)
                n_rows += batch.num_rows
            if stream.schema.metadata:  # what is there, `to_pandas` believes
                raise Malformed("an answer with metadata")
            return stream.schema, n_rows
    except pa.ArrowException as why:
        raise Malformed(str(why)) from why


def _batches(memory: pa.Buffer) -> Iterator[pa.RecordBatch]:
    with pa.ipc.open_stream(memory) as stream:
        yield from stream
