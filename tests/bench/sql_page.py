"""The SQL page's round trip as its server sees it: a query begun, answered by a worker, its rows on the page."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest
from table import Row, percentile

import tracewalk.web
from tracewalk.lake import Lake
from tracewalk.links import Sql
from tracewalk.resources import folder
from tracewalk.web.context import Context, use

__all__ = ["measure"]

ROUNDS = 50
APP = Path(tracewalk.web.__file__).parent / "app.py"


def measure() -> list[Row]:
    """Milliseconds of the runs of the page's script, the query within, without a browser."""
    with tempfile.TemporaryDirectory() as place:
        made = shutil.copytree(folder("sample_data") / "lake", Path(place) / "lake")
        context = Context(Lake.open(made))
        use(context)
        try:
            page = AppTest.from_file(str(APP), default_timeout=60).run()
            page.switch_page("views/sql.py").run()
            _round(page, 0)  # starts the worker
            times = [1e3 * _round(page, number) for number in range(1, ROUNDS + 1)]
        finally:
            context.close()
            context.lake.close()
    told = f"**{percentile(times, 50):.0f}** (p95 {percentile(times, 95):.0f})"
    return [Row("SQL page, round trip of `SELECT 42`, server time, ms median", told, "< 60")]


def _round(page: AppTest, number: int) -> float:
    """Seconds from a new query in the URL to its rows on the page; a slow query needs a further run of the script."""
    page.query_params.clear()
    page.query_params.update(Sql(q=f"SELECT 42 AS n{number}").query())
    began = time.perf_counter()
    page.run()
    while not any(f'"n{number}"' in element.proto.json for element in page.get("bidi_component")):
        page.session_state.sql_desk.run.settled(within=30)
        page.run()
    return time.perf_counter() - began
