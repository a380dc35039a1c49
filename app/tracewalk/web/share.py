"""What a page shows as text for other tools: SQL, and Python for a notebook. `{step}` is filled in by the browser."""

from __future__ import annotations

from pathlib import Path

from tracewalk.links import Sql
from tracewalk.sql import statement

__all__ = ["as_python", "as_sql", "query_as_python"]


def as_sql(lake: Path, trace_id: str) -> str:
    """A query over the lake's own Parquet files that gives the running frame's locals."""
    quoted = str(lake).replace("'", "''")
    return statement("share/moment").replace("{lake}", quoted).replace("{trace_id}", trace_id).rstrip()


def as_python(lake: Path, trace_id: str) -> str:
    """Lines that open the lake and ask it for the state."""
    return (
        "from tracewalk.lake import Lake\n\n"
        f"lake = Lake.open({str(lake)!r})\n"
        f"for frame in lake.state({trace_id!r}, {{step}}):\n"
        "    print(frame.func, frame.line, {v.name: v.value for v in frame.variables})"
    )


def query_as_python(lake: Path, focus: Sql) -> str:
    """Lines that open the lake and give the rows of a query of the SQL page."""
    asked = repr(focus.name) if focus.name is not None else _quoted((focus.q or "").strip())
    given = "".join(f", {name}={value!r}" for name, value in focus.given)
    return (
        f"import tracewalk\n\nlake = tracewalk.open({str(lake)!r})\nrows = lake.sql({asked}{given})\nrows.to_pandas()"
    )


def _quoted(text: str) -> str:
    """As a string of Python that keeps its lines."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""\n{text}\n"""' if "\n" in text else repr(text)
