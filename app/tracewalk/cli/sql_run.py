"""Runs a query for the command line and writes its rows: data on stdout or in a file, facts on stderr."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import typer

from tracewalk.cage import Answer
from tracewalk.cli.common import talk
from tracewalk.cli.pointed import pointed
from tracewalk.cli.writing import to_stdout
from tracewalk.client.folder import FolderDoor
from tracewalk.errors import SqlError, UsageError
from tracewalk.results import FORMS, Form, as_table, form_of_file, text_table
from tracewalk.settings import load
from tracewalk.words import counted

__all__ = ["form_for", "run"]


def form_for(asked: str | None, output: Path | None) -> Form | None:
    """How rows are written; None: as a table. Raises `UsageError` for bytes on a terminal, a name that says nothing."""
    form = FORMS.get(asked) if asked else form_of_file(output.name) if output else None
    if form is None and output is not None and not asked:
        known = ", ".join(suffix for known in FORMS.values() for suffix in known.suffixes)
        raise UsageError(f"{output} does not say how to write rows: name it by one of {known}, or give --format")
    if form is not None and form.binary and output is None and sys.stdout.isatty():
        raise UsageError(
            f"{form.name} is bytes, which a terminal cannot show; --output FILE{form.suffixes[0]} keeps them"
        )
    return form


def run(
    door: FolderDoor, text: str, given: dict[str, str], *, named: bool, form: Form | None, output: Path | None
) -> None:
    """Runs a query's text, or the query that it names; a table has at most `sql_rows` rows, the rest has all."""
    rows = load().sql_rows if form is None else None
    with closing(door):
        try:
            answer = _answer(door, text, given, rows, named=named)
        except KeyboardInterrupt:
            talk.print("interrupted: the query was stopped")
            raise typer.Exit(130) from None
        with closing(answer):
            _write(_table(answer, output) if form is None else form.write(answer), output)
            talk.print(_told(answer))


def _answer(door: FolderDoor, text: str, given: dict[str, str], rows: int | None, *, named: bool) -> Answer:
    if named:
        return door.named(text, given, rows=rows)
    try:
        return door.typed(text, given, rows=rows)
    except SqlError as fault:
        if fault.position is not None:
            fault.args = (f"{fault}\n{pointed(text, fault.position)}",)
        raise


def _table(answer: Answer, output: Path | None) -> Iterable[bytes]:
    """Into a file or a pipe whole values go: only a terminal has an edge."""
    columns = shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None
    encoding = "utf-8" if output else sys.stdout.encoding
    return (f"{line}\n".encode(encoding, "replace") for line in text_table(as_table(answer), columns))


def _write(pieces: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            to_stdout(piece)
        return
    try:
        with output.open("wb") as file:
            for piece in pieces:
                file.write(piece)
    except OSError as fault:
        raise UsageError(f"{output} cannot be written: {fault.strerror}; what is in it is not whole") from None


def _told(answer: Answer) -> str:
    took = f"{answer.seconds * 1e3:,.0f} ms"
    if not answer.truncated:
        return f"{counted(answer.n_rows, 'row')}, {took}"
    return (
        f"the first {counted(answer.n_rows, 'row')} (TRACEWALK_SQL_ROWS), {took}; "
        "--format csv, json, parquet and arrow have all"
    )
