"""A lake: a folder of Parquet shards and a catalog, as one object to read from and write to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb

from tracewalk.errors import NotALake, NotFound, ReadOnlyLake, ShardError, UsageError
from tracewalk.lake import traces
from tracewalk.lake.agent_rows import as_trajectory
from tracewalk.lake.branches import branches
from tracewalk.lake.catalog import CATALOG, Catalog
from tracewalk.lake.engine import Engine, fetch
from tracewalk.lake.publish import create_catalog
from tracewalk.lake.staging import TMP
from tracewalk.lake.writer import Writer
from tracewalk.model import TABLES, TRACES, Check, File, Item, Program, Result, Trace
from tracewalk.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self

    import pyarrow as pa

    from tracewalk.lake.branches import BranchNode
    from tracewalk.lake.catalog import Place
    from tracewalk.lake.traces import Find, Frame
    from tracewalk.model import Trajectory
    from tracewalk.settings import Settings

__all__ = ["Lake", "as_trace"]


class Lake:
    """Opened with `Lake.open` or `Lake.create`; safe to share between threads, a context manager that closes it."""

    def __init__(self, path: Path, *, writable: bool, settings: Settings | None) -> None:
        self.path = path
        self.settings = settings or load()
        self.writable = writable
        self.catalog = Catalog(path)
        self.engine = Engine(path, self.catalog, self.settings.query_memory)

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, settings: Settings | None = None) -> Self:
        """Makes an empty lake, or opens the one that is there. Raises `NotALake` for a folder with other things."""
        folder = Path(path).absolute()
        if not (folder / CATALOG).exists():
            _make(folder)
        return cls.open(folder, writable=True, settings=settings)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, writable: bool = False, settings: Settings | None = None) -> Self:
        """Opens a lake. Raises `NotALake` where there is none, `ReadOnlyLake` where `writable` can't be had."""
        folder = Path(path).absolute()
        lake = cls(folder, writable=writable, settings=settings)
        if writable and not os.access(folder, os.W_OK):
            lake.close()
            raise ReadOnlyLake(f"{folder} cannot be written by this user; copy the lake to a folder of your own")
        return lake

    @property
    def version(self) -> int:
        """How many publications there were; it moves with each."""
        return self.catalog.version()

    def paths(self, table: str = "steps") -> list[Path]:
        """The Parquet files that make up a table now, for DuckDB, polars or pandas.

        A glob over the folder would count rows twice: what a compaction replaced stays for `settings.grace_seconds`.
        Raises `UsageError` for a table that is none.
        """
        if table not in TABLES:
            raise UsageError(f"no table {table!r}; a lake has {', '.join(TABLES)}")
        return [self.path / shard.path for shard in self.catalog.shards(table)]

    def writer(self, *, inbox: bool = False) -> Writer:
        """A writer; `inbox=True` for small publications, which merge themselves. Raises `ReadOnlyLake`."""
        self.require_writable()
        return Writer(self, inbox=inbox)

    def require_writable(self) -> None:
        """Raises `ReadOnlyLake` for a lake that was opened for reading."""
        if not self.writable:
            raise ReadOnlyLake(f"{self.path} was opened for reading; Lake.open(path, writable=True) opens it for both")

    def has(self, trace_id: str) -> bool:
        """Whether the lake has a trace."""
        return self.catalog.trace(trace_id) is not None

    def trace(self, trace_id: str) -> Trace:
        """A trace without its steps. Raises `NotFound`, which names the nearest ids."""
        place = self._place(trace_id)
        return as_trace(self._one("shard/trace_row", place.path, {"row": place.row, "trace_id": trace_id}))

    def program(self, program_id: str) -> Program:
        """A program. Raises `NotFound`."""
        place = self.catalog.program(program_id)
        if place is None:
            n = self.catalog.count("programs")
            raise NotFound(f"no program {program_id!r} in {self.path}, which has {n:,}; a trace's `files` name its own")
        row = self._one("shard/program_row", place[0], {"row": place[1], "program_id": program_id})
        return Program(row["text"])

    def items(self, trace_id: str) -> list[Item]:
        """A trace's places in datasets."""
        found: list[Item] = []
        for path, number in self.catalog.items(trace_id):
            row = self._one("shard/item_row", path, {"row": number, "trace_id": trace_id})
            found.append(Item(**row | {"tags": tuple(row["tags"] or ())}))
        return found

    def runs(self, trace_id: str) -> list[Trace]:
        """All runs of the same identity, run 0 first; see `nondeterministic`."""
        trace = self.trace(trace_id)
        root = trace.run_of or trace_id
        ids = {root, trace_id, *self.catalog.runs(root)}
        return sorted((self.trace(run) for run in ids if self.has(run)), key=lambda run: (run.run, run.trace_id))

    def branches(self, trace_id: str) -> list[BranchNode]:
        """The tree of branches that a trace is in, each trace before those made from it. Raises `NotFound`."""
        return branches(self, trace_id)

    def steps(self, trace_id: str, start: int = 0, stop: int | None = None) -> pa.Table:
        """Steps [start, stop) of a trace: the columns of `STEPS` without `trace_id`, ordered by step."""
        n_steps = self.n_steps(trace_id)
        until = n_steps if stop is None else min(stop, n_steps)
        return self.of_trace("trace/steps", trace_id, {"start": max(start, 0), "stop": until})

    def state(self, trace_id: str, step: int) -> list[Frame]:
        """The live frames at a step with their variables, outermost first. Raises `NotFound` out of range."""
        return traces.state(self, trace_id, step)

    def history(self, trace_id: str, frame_id: int, name: str) -> pa.Table:
        """All changes of a name in a frame: columns step, value, type, size, cut."""
        return traces.history(self, trace_id, frame_id, name)

    def outline(self, trace_id: str, buckets: int) -> pa.Table:
        """A trace in at most `buckets` parts: columns from, depth, and a count of each event."""
        return traces.outline(self, trace_id, buckets)

    def find(self, trace_id: str, kind: Find, from_step: int, direction: int, **what: object) -> int | None:
        """The next (1) or last (-1) step, strictly after or before `from_step`, of a kind; see `traces.find`."""
        return traces.find(self, trace_id, kind, from_step, direction, **what)

    def nondeterministic(self, trace_id: str) -> bool:
        """Whether another run of the same identity gave other steps; an interrupted run says nothing about that."""
        whole = [run.trace_id for run in self.runs(trace_id) if run.stop_reason != "interrupted"]
        return len(whole) > 1 and trace_id in whole

    def n_steps(self, trace_id: str) -> int:
        """How many steps a trace has. Raises `NotFound`."""
        return self._place(trace_id).n_steps

    def of_trace(self, name: str, trace_id: str, parameters: Mapping[str, object]) -> pa.Table:
        """The answer to a named query over one trace's steps, to which $path, $first and $trace_id are given too."""
        return self._of(self._place(trace_id), "steps", name, {"trace_id": trace_id, **parameters})

    def has_prediction(self, prediction_id: str) -> bool:
        """Whether the lake has a prediction."""
        return self.catalog.prediction(prediction_id) is not None

    def known_predictions(self, prediction_ids: Iterable[str]) -> set[str]:
        """Those of the ids that are predictions of the lake: what need not be asked of a model again."""
        return {known for known in prediction_ids if self.has_prediction(known)}

    def prediction(self, prediction_id: str) -> dict[str, Any]:
        """A prediction's row of `PREDICTIONS`, without its steps. Raises `NotFound`, which names the nearest ids."""
        place = self._prediction_place(prediction_id)
        keys = {"row": place.row, "prediction_id": prediction_id}
        return self._one("shard/prediction_row", place.path, keys)

    def predictions_of(self, trace_id: str) -> list[dict[str, Any]]:
        """The rows of a trace's predictions, ordered by model, mode and sample."""
        paths = [str(self.path / path) for path in self.catalog.prediction_paths(trace_id)]
        keys: dict[str, object] = {"paths": paths, "trace_id": trace_id}
        rows = self._fetch(self.engine.plain(), "shard/predictions_of", keys).to_pylist() if paths else []
        return cast("list[dict[str, Any]]", rows)

    def predicted_steps(self, prediction_id: str, start: int = 0, stop: int | None = None) -> pa.Table:
        """Rows [start, stop) of a prediction: the columns of `PREDICTED_STEPS` without `prediction_id`, in order."""
        n_rows = self._prediction_place(prediction_id).n_steps
        until = n_rows if stop is None else min(stop, n_rows)
        return self.of_prediction("shard/steps_of_prediction", prediction_id, {"start": max(start, 0), "stop": until})

    def of_prediction(self, name: str, prediction_id: str, parameters: Mapping[str, object]) -> pa.Table:
        """The answer to a named query over one prediction's steps, to which $path, $first, $prediction_id are given."""
        place = self._prediction_place(prediction_id)
        return self._of(place, "predicted_steps", name, {"prediction_id": prediction_id, **parameters})

    def has_check(self, check_id: str) -> bool:
        """Whether the lake has a check."""
        return self.catalog.alone("checks", check_id) is not None

    def check(self, check_id: str) -> Check:
        """A check. Raises `NotFound`, which names the nearest ids."""
        return Check(**self._alone("checks", check_id))

    def result(self, result_id: str) -> Result:
        """A benchmark result. Raises `NotFound`, which names the nearest ids."""
        return Result(**self._alone("results", result_id))

    def has_trajectory(self, trajectory_id: str) -> bool:
        """Whether the lake has a trajectory."""
        return self.catalog.trajectory(trajectory_id) is not None

    def trajectory(self, trajectory_id: str) -> Trajectory:
        """A trajectory without its turns. Raises `NotFound`, which names the nearest ids."""
        place = self._trajectory_place(trajectory_id)
        keys = {"row": place.row, "trajectory_id": trajectory_id}
        return as_trajectory(self._one("shard/trajectory_row", place.path, keys))

    def turns(self, trajectory_id: str, start: int = 0, stop: int | None = None) -> pa.Table:
        """Turns [start, stop) of a trajectory: the columns of `TURNS` without `trajectory_id`, in order.

        `as_turns` makes objects of them.
        """
        return self._part_of_trajectory("turns", trajectory_id, start, stop)

    def state_changes(self, trajectory_id: str, start: int = 0, stop: int | None = None) -> pa.Table:
        """State changes [start, stop) of a trajectory, by number: `STATE_CHANGES` without `trajectory_id`, in order.

        `as_changes` makes objects of them.
        """
        return self._part_of_trajectory("state_changes", trajectory_id, start, stop)

    def _part_of_trajectory(self, body: str, trajectory_id: str, start: int, stop: int | None) -> pa.Table:
        n_rows = self._trajectory_place(trajectory_id, body).n_steps
        rows = {"start": max(start, 0), "stop": n_rows if stop is None else min(stop, n_rows)}
        return self.of_trajectory(f"shard/{body}_of_trajectory", trajectory_id, rows, body=body)

    def of_trajectory(
        self, name: str, trajectory_id: str, parameters: Mapping[str, object], *, body: str = "turns"
    ) -> pa.Table:
        """The answer to a named query over the turns of one trajectory, or its state changes (`body`).

        $path, $first (the row of the first there) and $trajectory_id are given too.
        """
        place = self._trajectory_place(trajectory_id, body)
        return self._of(place, body, name, {"trajectory_id": trajectory_id, **parameters})

    def _of(self, place: Place, table: str, name: str, parameters: dict[str, object]) -> pa.Table:
        cursor = self.engine.plain()
        path = self.engine.empty(table) if place.steps_path is None else self.path / place.steps_path
        return self._fetch(cursor, name, {"path": str(path), "first": place.steps_row} | parameters)

    def query(self, name: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """The answer to a named query over the views: one of each table."""
        return self._fetch(self.cursor(), name, dict(params or {}))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB cursor for one thread, with the views at the catalog's version now."""
        return self.engine.viewing()

    def close(self) -> None:
        """Closes the lake."""
        self.engine.close()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _one(self, name: str, path: str, keys: dict[str, object]) -> dict[str, Any]:
        rows = self._fetch(self.engine.plain(), name, {"path": str(self.path / path)} | keys).to_pylist()
        if not rows:
            raise ShardError(f"{self.path / path} has no row {keys['row']} as the catalog says; `tracewalk lake check`")
        row: dict[str, Any] = rows[0]
        return row

    def _alone(self, table: str, text: str) -> dict[str, Any]:
        place = self.catalog.alone(table, text)
        if place is None:
            raise self._not_found(table, text)
        return self._one(f"shard/{TABLES[table].one}_row", place[0], {"row": place[1], TABLES[table].order[0]: text})

    def _fetch(self, cursor: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, object]) -> pa.Table:
        try:
            return fetch(cursor, name, parameters)
        except (duckdb.IOException, duckdb.InvalidInputException) as fault:
            where = parameters.get("path", self.path)
            raise ShardError(f"{where} cannot be read: {fault}; `tracewalk lake check` says more") from fault

    def _place(self, trace_id: str) -> Place:
        place = self.catalog.trace(trace_id)
        if place is None:
            raise self._not_found("traces", trace_id)
        return place

    def _prediction_place(self, prediction_id: str) -> Place:
        place = self.catalog.prediction(prediction_id)
        if place is None:
            raise self._not_found("predictions", prediction_id)
        return place

    def _trajectory_place(self, trajectory_id: str, body: str = "turns") -> Place:
        place = self.catalog.trajectory(trajectory_id, body)
        if place is None:
            raise self._not_found("trajectories", trajectory_id)
        return place

    def _not_found(self, table: str, given: str) -> NotFound:
        near = ", ".join(self.catalog.nearest(table, given))
        nearest = f"; the nearest ids are {near}" if near else ""
        n = self.catalog.count(table)
        return NotFound(f"no {TABLES[table].one} {given!r} in {self.path}, which has {n:,}{nearest}")


def _make(folder: Path) -> None:
    if folder.is_file():
        raise NotALake(f"{folder} is a file, and a lake is a folder; name a folder that is empty or new")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotALake(f"{folder} has other things in it and is not a lake; name a folder that is empty or new")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*TABLES, TMP):
        (folder / name).mkdir(exist_ok=True)
    create_catalog(folder)


def as_trace(row: dict[str, Any]) -> Trace:
    """A trace from its row of the `traces` table."""
    facts = {name: row[name] for name in TRACES.names}
    facts["files"] = tuple(File(**file) for file in row["files"])
    return Trace(**facts | {name: tuple(row[name]) for name in ("functions", "exceptions")})
