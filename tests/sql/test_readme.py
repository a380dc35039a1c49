"""The README's tables of views and macros are what the database says, and its header of a query is one."""

from __future__ import annotations

import re
from pathlib import Path

from tracewalk.resources import folder
from tracewalk.sql import empty_schema
from tracewalk.sql.header import read_query

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_tables_of_views_and_macros_are_the_databases_own() -> None:
    schema = empty_schema()
    views = [f"| `{table.name}` | {table.about} |" for table in schema.tables]
    macros = [f"| `{macro.signature}` | {macro.about} |" for macro in schema.macros]
    assert "\n".join(["| view | |", "|---|---|", *views]) in README
    assert "\n".join(["| macro | |", "|---|---|", *macros]) in README


def test_the_query_that_shows_the_header_is_the_file() -> None:
    shown = re.search(r"```sql\n(-- Hot lines.*?)```", README, re.DOTALL)
    assert shown is not None
    assert (
        shown[1].strip()
        == read_query("traces/hot_lines", (folder("queries") / "traces/hot_lines.sql").read_text()).text
    )
