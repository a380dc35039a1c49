"""A moment as text for other tools: SQL for any DuckDB, Python for a notebook. `{step}` is filled in by the browser."""

from __future__ import annotations

from pathlib import Path

from tracewalk.sql import statement

__all__ = ["as_python", "as_sql"]


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
