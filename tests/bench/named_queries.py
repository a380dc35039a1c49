"""Every public query with its defaults: those about predictions over a hundred thousand of them, all others over a
million traces.

`TRACEWALK_BENCH_LAKE` and `TRACEWALK_BENCH_PREDICTIONS` name lakes that large_lake.py and large_predictions.py made;
else they are made first, which takes some minutes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import large_lake
import large_predictions
from table import Row, wall

from tracewalk.lake import Lake
from tracewalk.sql import Query, bind, library

__all__ = ["measure"]

ROUNDS = 3
AIMS = {"home/events": "< 0.3 s", "values/search": "< 3 s"}
OF_PREDICTIONS = ("predictions", "models")
EXAMPLES = {
    "trace": "SELECT trace_id FROM traces ORDER BY n_steps DESC, trace_id LIMIT 1",
    "program": "SELECT program_id FROM traces ORDER BY trace_id LIMIT 1",
    "prediction": "SELECT prediction_id FROM predictions ORDER BY n_true DESC, prediction_id LIMIT 1",
    "name": """
        SELECT change.name FROM (
            SELECT unnest(changes) AS change FROM steps
            WHERE trace_id = (SELECT trace_id FROM traces ORDER BY n_steps DESC, trace_id LIMIT 1)
        ) ORDER BY change.name LIMIT 1
    """,
}
"""What a query is given that needs it."""


def measure() -> list[Row]:
    """One row a query, area by area."""
    areas: dict[bool, list[Query]] = {False: [], True: []}
    for name, query in library().items():
        areas[name.partition("/")[0] in OF_PREDICTIONS].append(query)
    with _large() as folder, Lake.open(folder) as lake:
        rows = [_row(lake, query) for query in areas[False]]
    with _predicted() as folder, Lake.open(folder) as lake:
        return rows + [_row(lake, query) for query in areas[True]]


@contextmanager
def _large() -> Iterator[Path]:
    if given := os.environ.get("TRACEWALK_BENCH_LAKE"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        large_lake.make(Path(folder) / "lake", **large_lake.SIZE)
        yield Path(folder) / "lake"


@contextmanager
def _predicted() -> Iterator[Path]:
    if given := os.environ.get("TRACEWALK_BENCH_PREDICTIONS"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        large_predictions.make(Path(folder) / "lake", predictions=100_000, traces=20_000)
        yield Path(folder) / "lake"


def _row(lake: Lake, query: Query) -> Row:
    """Rows found and milliseconds; the first run reads from the disk and is not counted."""
    needs = {p.name: EXAMPLES[p.name] for p in query.parameters if p.required}
    found = {name: lake.cursor().sql(text).fetchall() for name, text in needs.items()}
    given = bind(query, {name: rows[0][0] if rows else "none" for name, rows in found.items()})
    rows = len(lake.cursor().sql(query.text, params=given).to_arrow_table())
    times = [wall(lambda: lake.cursor().sql(query.text, params=given).to_arrow_table()) for _ in range(ROUNDS)]
    return Row(f"query {query.name}", f"{1e3 * median(times):,.0f} ms, {rows:,} rows", AIMS.get(query.name, ""))
