"""`tracewalk sql`: a query, typed or named, over a lake; its rows as a table, CSV, JSON, Parquet or Arrow."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from tracewalk.cli.common import HERE, LakeOption, talk
from tracewalk.errors import UsageError

__all__ = ["SqlCommand", "sql"]

_COMMENT = re.compile(r"--(?![\w-]*(?:=|\Z))")
"""How text begins whose first line is a comment: an option is a word, alone or with = after it."""


class SqlCommand(TyperCommand):
    """Takes a text that begins with a comment for text: the blank before it keeps it from being read as an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments."""
        return super().parse_args(ctx, [f" {arg}" if _COMMENT.match(arg) else arg for arg in args])


class Out(StrEnum):
    """How rows are written; `table` is for people, the others are `results.FORMS`."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"
    arrow = "arrow"


def sql(
    query: Annotated[str | None, typer.Argument(help="The query's text; - reads it from stdin.")] = None,
    lake: LakeOption = HERE,
    name: Annotated[str | None, typer.Option(help="A named query instead; --list has them.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE of a $NAME in the query; may be repeated.")
    ] = None,
    format_: Annotated[
        Out | None,
        typer.Option("--format", help="How rows are written.", show_default="by --output's name, else table"),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="stdout")] = None,
    queries: Annotated[Path | None, typer.Option(help="Folder of your own .sql files, as yours/NAME.")] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the views and macros, and what each column is.")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the named queries, and what each of them answers.")
    ] = False,
) -> None:
    """Run a query over a lake: `tracewalk sql "SELECT event, count(*) FROM steps GROUP BY ALL"`.

    It only reads. A table, also one in a file or a pipe, has at most TRACEWALK_SQL_ROWS rows, and stderr says so where
    it is cut; the other formats have all. A $NAME is text, unless the query's header or a cast $NAME::BIGINT says more.
    """
    if sum([query is not None, name is not None, schema, list_]) != 1:
        raise UsageError("give one of: a query's text, --name NAME, --list for the named ones, --schema for the tables")
    if schema or list_:
        _tell(queries, schema=schema)
        return
    from tracewalk.cli.sql_run import form_for, run
    from tracewalk.client.folder import FolderDoor

    given = _given(param or [])
    form = form_for(format_ and format_.value, output)
    text = sys.stdin.read() if query == "-" else name or query or ""
    run(FolderDoor(lake, queries), text, given, named=name is not None, form=form, output=output)


def _given(pairs: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.isidentifier():
            raise UsageError(f"--param {pair!r} must be NAME=VALUE, e.g. --param limit=10")
        if key in given:
            raise UsageError(f"--param {key} is given twice")
        given[key] = value
    return given


def _tell(queries: Path | None, *, schema: bool) -> None:
    """What there is to ask: needs no lake."""
    from tracewalk.client import Gallery, schema_lines
    from tracewalk.sql import empty_schema, library, library_faults

    if schema:
        print("\n".join(schema_lines(empty_schema())))
        return
    print(repr(Gallery(library(queries).values())))
    for fault in library_faults(queries):
        talk.print(f"fault: {fault}")
    if library_faults(queries):
        raise typer.Exit(1)
