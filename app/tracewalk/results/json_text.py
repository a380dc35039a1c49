"""Rows as one JSON document: the columns and the facts first, then one row a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tracewalk.results.plain import plain
from tracewalk.results.rows import named_apart, pieces
from tracewalk.results.types import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.results.rows import Rows

__all__ = ["json_text"]


def json_text(rows: Rows) -> Iterator[bytes]:
    """`{"columns": [{name, type}], n_rows, truncated, milliseconds, "rows": [{...}, ...]}`; values as in `plain`."""
    schema = named_apart(rows.schema)
    head = {
        "columns": [{"name": field.name, "type": sql_type(field.type)} for field in schema],
        "n_rows": rows.n_rows,
        "truncated": rows.truncated,
        "milliseconds": round(rows.seconds * 1e3, 1),
    }
    yield f'{_dumps(head)[:-1]},"rows":['.encode()
    before = "\n"
    for piece in pieces(rows):
        columns = [plain(column) for column in piece.columns]
        lines = ",\n".join(_dumps(dict(zip(schema.names, row, strict=True))) for row in zip(*columns, strict=True))
        yield f"{before}{lines}".encode()
        before = ",\n"
    yield b"\n]}\n"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
