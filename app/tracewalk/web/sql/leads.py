"""Where the ids of a result lead: to a trace, a step, a prediction, a trajectory, a turn, the traces of a program."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from pyarrow import types

from tracewalk.links import Focus, Sql, TrajectoryFocus

__all__ = ["Lead", "leads"]

Lead = Focus | TrajectoryFocus | Sql
_ID = re.compile(r"[0-9a-f]{32}")
_TRUE_STEPS = ("truth", "first_bad_step")
_TURNS = ("turn", "last_turn", "passing_turn", "made_in_turn", "last_test")
_RUNS = ("trajectory_id", "sub_trajectory", "parent", "continues", "root_id")
_OF_PROGRAM = "traces/of_program"


def leads(table: pa.Table) -> dict[int, list[Lead | None]]:
    """For each column of ids, by its place, where each of its cells leads; None: nowhere."""
    named = {name: table.column(name).to_pylist() for name in _LEADS if _is_of(table, name)}
    rows = [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)] if named else []
    found = {table.schema.get_field_index(name): [_LEADS[name](row) for row in rows] for name in named}
    return {place: focuses for place, focuses in found.items() if any(focuses)}


def _is_of(table: pa.Table, name: str) -> bool:
    """Whether there is one column of that name, and it holds ids, or steps."""
    at = table.schema.get_field_index(name)
    if at < 0:
        return False
    kind = table.schema.field(at).type
    return bool(
        types.is_integer(kind)
        if name in ("step", *_TRUE_STEPS, *_TURNS)
        else types.is_string(kind) or types.is_large_string(kind)
    )


def _id(row: dict[str, Any], name: str) -> str | None:
    text = row.get(name)
    return text if isinstance(text, str) and _ID.fullmatch(text) else None


def _trace(row: dict[str, Any]) -> Lead | None:
    trace = _id(row, "trace_id")
    return Focus(trace) if trace else None


def _moment(row: dict[str, Any]) -> Lead | None:
    """The step of the trace, beside the prediction where the row names one.

    In rows of `predicted_steps`, which have `truth`, it numbers a predicted step: it is `truth` that leads there.
    """
    trace = None if "truth" in row else _id(row, "trace_id")
    return Focus(trace, row["step"], prediction=_id(row, "prediction_id")) if trace and _is_step(row["step"]) else None


def _true_step(name: str) -> Callable[[dict[str, Any]], Lead | None]:
    """Of a column that holds steps of the truth, in a row that names a prediction."""

    def lead(row: dict[str, Any]) -> Lead | None:
        prediction = _id(row, "prediction_id")
        return (
            Focus(_id(row, "trace_id"), row[name], prediction=prediction)
            if prediction and _is_step(row[name])
            else None
        )

    return lead


def _run(name: str) -> Callable[[dict[str, Any]], Lead | None]:
    """Of a column of trajectories, in a row that is about one: traces too have a `parent`."""

    def lead(row: dict[str, Any]) -> Lead | None:
        run = _id(row, name) if "trajectory_id" in row else None
        return TrajectoryFocus(run) if run else None

    return lead


def _turn(name: str) -> Callable[[dict[str, Any]], Lead | None]:
    """Of a column of turns, in a row that names their trajectory."""

    def lead(row: dict[str, Any]) -> Lead | None:
        run = _id(row, "trajectory_id")
        return TrajectoryFocus(run, row[name]) if run and _is_step(row[name]) else None

    return lead


def _is_step(step: Any) -> bool:
    return isinstance(step, int) and 0 <= step < 2**31


def _prediction(row: dict[str, Any]) -> Lead | None:
    prediction = _id(row, "prediction_id")
    return Focus(_id(row, "trace_id"), prediction=prediction) if prediction else None


def _program(row: dict[str, Any]) -> Lead | None:
    program = _id(row, "program_id")
    return Sql(_OF_PROGRAM, given=(("program", program),)) if program else None


_LEADS: dict[str, Callable[[dict[str, Any]], Lead | None]] = {
    "trace_id": _trace,
    "step": _moment,
    **{name: _true_step(name) for name in _TRUE_STEPS},
    "prediction_id": _prediction,
    "program_id": _program,
    **{name: _run(name) for name in _RUNS},
    **{name: _turn(name) for name in _TURNS},
}
