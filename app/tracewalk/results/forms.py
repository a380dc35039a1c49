"""The forms in which an answer leaves: by name, media type and the end of a file's name."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.results.columnar import arrow_stream, parquet
from tracewalk.results.csv_text import csv_text
from tracewalk.results.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracewalk.results.rows import Rows

__all__ = ["FORMS", "Form", "form_named", "form_of_file"]


@frozen
class Form:
    """One way to write rows."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    """The first is the one that we give."""
    binary: bool
    write: Callable[[Rows], Iterator[bytes]]


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("json", "application/json", (".json",), binary=False, write=json_text),
        Form("csv", "text/csv; charset=utf-8; header=present", (".csv",), binary=False, write=csv_text),
        Form("parquet", "application/vnd.apache.parquet", (".parquet",), binary=True, write=parquet),
        Form("arrow", "application/vnd.apache.arrow.stream", (".arrows", ".arrow"), binary=True, write=arrow_stream),
    )
}
"""`.arrows` is the registered suffix of an Arrow IPC stream."""


def form_named(name: str) -> Form:
    """The form of that name. Raises `UsageError`."""
    if name not in FORMS:
        raise UsageError(f"there is no format {name[:60]!r}; there are: {', '.join(FORMS)}")
    return FORMS[name]


def form_of_file(name: str) -> Form | None:
    """The form that a file's name ends in; None where it says nothing."""
    suffix = PurePath(name).suffix.lower()
    return next((form for form in FORMS.values() if suffix in form.suffixes), None)
