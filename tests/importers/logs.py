"""Logs of agents in tests: the real ones that the manifest lists, and whatever a test writes into a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.importers.conftest import DATA

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import complete
from tracewalk.importers.formats import Fault, Format, Options, Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample
from tracewalk.model import STATE_CHANGES, TRAJECTORIES, TURNS, Record, change_row, turn_row
from tracewalk.settings import Settings

LOGS = DATA / "trajectories"
OPTIONS = Options(Settings())


def manifest(*formats: str) -> list[dict[str, str]]:
    """The rows of the manifest that are of some formats, or all; none where the folder is not there."""
    if not (LOGS / "MANIFEST.csv").exists():
        return []
    with (LOGS / "MANIFEST.csv").open() as file:
        return [row for row in csv.DictReader(file) if not formats or row["format"] in formats]


EDGES = "claude-code/ccl_edge_cases.jsonl"
"""The manifest counts nothing in it: what counted stopped at its lines that are bare strings and numbers. Its other
lines are messages of two sessions, `edge_cases` and `todowrite_session`, with three calls: to leave them out because of
three bad lines would lose what is there, so they are read, and the bad lines are told as faults."""


def listed(*formats: str, holding_runs: bool = False) -> pytest.MarkDecorator:
    """Runs a test for each of these rows, or of those that hold runs; without the folder it is skipped."""
    rows = [one for one in manifest(*formats) if not holding_runs or one["trajectories"] != "0" or one["file"] == EDGES]
    return pytest.mark.parametrize("row", rows, ids=[row["file"] for row in rows])


def found_in(path: Path, options: Options = OPTIONS) -> list[AgentRun | Fault | Skipped]:
    """What is read from a file in the format that its content shows, completed."""
    known = recognise(take_sample(path, options.settings.import_bytes), options)
    assert isinstance(known, Format), known
    what = [reading.what for reading in known.read(path, options)]
    return [complete(one, str(path)) if isinstance(one, AgentRun) else one for one in what]  # type: ignore[misc]


def runs_in(path: Path) -> list[AgentRun]:
    """The runs in a file that holds nothing else."""
    found = found_in(path)
    assert all(isinstance(one, AgentRun) for one in found), found
    return found  # type: ignore[return-value]


def read(folder: Path, content: Any, name: str = "log.json") -> Any:
    """The one thing in a file with some content, completed where it is a run."""
    (found,) = found_in(written(folder, content, name))
    return found


def written(folder: Path, content: Any, name: str = "log.json") -> Path:
    """A file with a text as it is, or with JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def text_of(run: AgentRun) -> str:
    """All text of a run's turns."""
    parts = []
    for turn in run.turns:
        parts += [
            turn.message,
            turn.reasoning,
            *(c.arguments for c in turn.calls),
            *(c.observation for c in turn.calls),
        ]
    return "\n".join(part for part in parts if part)


def require_storable(run: AgentRun) -> None:
    """Fails where the lake's columns could not hold a run."""
    pa.Table.from_pylist([run.trajectory.row()], schema=TRAJECTORIES).validate(full=True)
    turns = [turn_row(run.trajectory.trajectory_id, turn) for turn in run.turns]
    pa.Table.from_pylist(turns, schema=TURNS).validate(full=True)
    changes = [change_row(run.trajectory.trajectory_id, change) for change in run.changes]
    pa.Table.from_pylist(changes, schema=STATE_CHANGES).validate(full=True)
    assert [turn.turn for turn in run.turns] == list(range(len(run.turns)))
    for change in run.changes:
        assert 0 <= change.turn < len(run.turns)
        assert -1 <= change.call < len(run.turns[change.turn].calls)


def raw_of(path: Path, record: Record) -> Any:
    """What a record points to."""
    value = json.loads(path.read_bytes()[record.offset :][: record.length])
    for part in record.pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
