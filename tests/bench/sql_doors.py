"""What the SQL API costs: the round trip of the smallest query, and a million rows as Arrow, from a server's process.

`TRACEWALK_BENCH_LAKE` names a lake made before; else the sample lake, whose steps are taken several times.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import httpx
import pyarrow as pa
from stepper import serving
from table import Row, percentile

from tracewalk.resources import folder

__all__ = ["measure"]

ROWS = 1_000_000
ROUNDS, EXPORTS = 200, 7
EXPORT = f"SELECT s.* EXCLUDE (changes) FROM steps s, range(9) LIMIT {ROWS}"
FORMS = ("arrow", "csv", "parquet")


def measure() -> list[Row]:
    """A typed query over a connection that stays open, then exports; each time whole answers, read to their end."""
    with tempfile.TemporaryDirectory() as place:
        given = os.environ.get("TRACEWALK_BENCH_LAKE")
        lake = Path(given) if given else shutil.copytree(folder("sample_data") / "lake", Path(place) / "lake")
        with serving(lake, Path(place) / "log.txt") as base, httpx.Client(base_url=base, timeout=120) as client:
            return [_small(client), *(_export(client, form) for form in FORMS)]


def _small(client: httpx.Client) -> Row:
    times, queries = [], []
    for n in range(ROUNDS + 20):
        began = time.perf_counter()
        response = client.get("/api/sql", params={"q": "SELECT 42 AS x"}).raise_for_status()
        if n >= 20:  # the first ones start the workers
            times.append(1e3 * (time.perf_counter() - began))
            queries.append(float(response.headers["x-tracewalk-milliseconds"]))
    told = f"**{percentile(times, 50):.1f}** (p95 {percentile(times, 95):.1f}; query {percentile(queries, 50):.1f})"
    return Row("`SELECT 42` typed, through cage and API, ms median", told, "< 60")


def _export(client: httpx.Client, form: str) -> Row:
    rates, size = [], 0
    for _ in range(EXPORTS):
        began = time.perf_counter()
        response = client.post("/api/sql", json={"q": EXPORT, "format": form}, headers={"Accept-Encoding": "identity"})
        seconds = time.perf_counter() - began
        assert response.headers["x-tracewalk-rows"] == str(ROWS), response.text[:500]
        size = len(response.content)
        rates.append(size / 1e6 / seconds)
        if form == "arrow":
            assert pa.ipc.open_stream(response.content).read_all().num_rows == ROWS
    rate = percentile(rates, 50)
    rows = f"{rate * 1e6 / size * ROWS / 1e6:.2f} M rows/s"
    told = f"**{rate:.0f} MB/s** ({min(rates):.0f} to {max(rates):.0f}), {rows}; {size / 1e6:.0f} MB"
    what = f"API export of 1 M rows as {form}, query and all, median of {EXPORTS}"
    return Row(what, told, "≥ 50 MB/s" if form == "arrow" else "")
