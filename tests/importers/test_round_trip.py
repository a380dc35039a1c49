"""A trace exported and imported elsewhere: the same text byte for byte, and the same steps in all that text tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.importers.conftest import imported, jsonl

from tracewalk.cwm import project
from tracewalk.exporters import export
from tracewalk.importers import Imported
from tracewalk.lake import Lake, Whole, check, choose, read_many
from tracewalk.web.payload import steps_columns

Row = dict[str, Any]


@dataclass(frozen=True)
class Trip:
    """Traces recorded here, and imported there out of the rows of an export."""

    here: dict[str, Whole]
    """By task id, as all that follows."""
    rows: dict[str, Row]
    lake: Lake
    there: dict[str, Whole]
    done: Imported
    folder: Path


@pytest.fixture(scope="module", params=["samples", "hard", "cruxeval"])
def trip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    recorded: Lake = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp("trip")
    rows = rows_of(recorded)
    with Lake.create(folder / "lake") as lake:
        done = imported(lake, jsonl(folder / "rows.jsonl", rows.values()))
        here = whole(recorded, [row["trace_id"] for row in rows.values()])
        yield Trip(here, rows, lake, whole(lake, choose(lake)), done, folder)


def rows_of(lake: Lake) -> dict[str, Row]:
    """An export of all but the longest traces, branches, and those that have a task, or their text, with others."""
    lines: list[str] = []
    export(
        lake,
        choose(
            lake,
            where="n_steps < 3_000 AND origin <> 'branch' AND coalesce(dataset, '') NOT IN ('forage', 'problems')",
        ),
        lines.append,
    )
    return {row["task_id"]: row for row in map(json.loads, lines)}


def whole(lake: Lake, ids: list[str]) -> dict[str, Whole]:
    return {found.items[0].task_id: found for found in read_many(lake, ids)}


def test_all_is_imported_into_a_whole_lake(trip: Trip) -> None:
    assert len(trip.rows) >= 14
    assert (trip.done.faults, trip.done.counts) == ([], {"imported": len(trip.rows)})
    assert trip.there.keys() == trip.rows.keys()
    assert check(trip.lake) == []


def test_an_export_of_an_import_is_the_same_text(trip: Trip) -> None:
    again = rows_of(trip.lake)
    same = ("dataset", "text", "prompt_chars", "tokens_estimated", "python")
    for task_id, row in trip.rows.items():
        assert {name: row[name] for name in same} == {name: again[task_id][name] for name in same}


def test_importing_again_adds_nothing(trip: Trip) -> None:
    before = trip.lake.version
    done = imported(trip.lake, jsonl(trip.folder / "again.jsonl", trip.rows.values()))
    assert (done.faults, done.counts) == ([], {"kept": len(trip.rows)})
    assert trip.lake.catalog.count("traces") == len(trip.rows)
    assert whole(trip.lake, choose(trip.lake)).keys() == trip.there.keys()
    assert trip.lake.version - before <= 1


def test_steps_come_back_in_all_that_text_tells(trip: Trip) -> None:
    for task_id, other in trip.there.items():
        mine = trip.here[task_id]
        for name in ("outcome", "result", "error"):
            assert getattr(other.trace, name) == getattr(mine.trace, name)
        assert (other.trace.origin, other.trace.n_cut) == ("imported", 0)
        assert mine.trace.steps is not None
        assert other.trace.steps is not None
        was, now = mine.trace.steps.to_pylist(), other.trace.steps.to_pylist()
        first = 2 if len(now) > len(was) else 0  # behind the call and the line of a wrapper
        now = now[first : first + len(was)]
        names = ["event", "func", "line"] if len(mine.trace.files) == 1 else ["event", "func"]
        assert [[step[name] for name in names] for step in now] == [[step[name] for name in names] for step in was]
        shift = now[0]["frame_id"] - was[0]["frame_id"]
        assert [step["frame_id"] - shift for step in now] == [step["frame_id"] for step in was]


def test_the_projection_of_an_import_is_that_of_the_recording(trip: Trip) -> None:
    for task_id, other in trip.there.items():
        mine = trip.here[task_id]
        one = project(mine.trace, mine.trace.steps, mine.sources)
        two = project(other.trace, other.trace.steps, other.sources)
        assert one.context.text == two.context.text
        shown = ("event", "source", "shown", "state", "value", "func")
        for a, b in zip(one.steps, two.steps, strict=True):
            assert [getattr(a, name) for name in shown] == [getattr(b, name) for name in shown]


def test_the_trace_page_shows_an_import(trip: Trip) -> None:
    for task_id, other in trip.there.items():
        mine = trip.here[task_id]
        trace = other.trace
        assert trace.steps is not None
        page = steps_columns(trace.trace_id, trace.steps, trace.n_steps, trace.files)
        assert (page["from"], page["to"], len(page["event"])) == (0, trace.n_steps, trace.n_steps)
        assert set(page["frames"]["file"]) == {0}
        assert -1 not in page["event"]
        if trace.n_steps == mine.trace.n_steps:
            assert (
                page["frames"]["func"]
                == steps_columns("", mine.trace.steps, trace.n_steps, trace.files)["frames"]["func"]
            )
