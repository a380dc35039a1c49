"""What the copy menu gives runs as it is, and says what the page says."""

from __future__ import annotations

import contextlib
import io

import duckdb

from tracewalk.lake import Lake
from tracewalk.web.share import as_python, as_sql


def test_the_sql_gives_the_locals_of_the_running_frame(lake: Lake, ids: dict[str, str]) -> None:
    trace_id = ids["night_shift.main"]
    for step in (0, 37, 120):
        here = lake.state(trace_id, step)[-1]
        rows = duckdb.sql(as_sql(lake.path, trace_id).replace("{step}", str(step))).fetchall()
        assert {name: value for name, value, _ in rows} == {v.name: v.value for v in here.variables}


def test_the_python_prints_the_stack(lake: Lake, ids: dict[str, str]) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(as_python(lake.path, ids["night_shift.main"]).replace("{step}", "37"))
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["main", "schedule"]
