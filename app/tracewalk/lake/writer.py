"""The writer of a lake: traces and the like with what belongs to them; whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.frozen import values_of
from tracewalk.lake.agent_rows import change_rows, turn_rows
from tracewalk.lake.buffers import RowBuffer, StepBuffer
from tracewalk.lake.catalog import key_of
from tracewalk.lake.compact import merge_inbox
from tracewalk.lake.given import storable, taken
from tracewalk.lake.publish import Ledger
from tracewalk.lake.shards import HEADS, full_shard
from tracewalk.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    import pyarrow as pa

    from tracewalk.lake.lake import Lake
    from tracewalk.model import (
        Check,
        Item,
        Prediction,
        ProblemText,
        Program,
        Result,
        StateChange,
        Trace,
        Trajectory,
        Turn,
    )

__all__ = ["Writer"]


class Writer:
    """A context manager; leaving it publishes the whole traces, also on an exception or Ctrl-C. Not for two threads."""

    def __init__(self, lake: Lake, *, inbox: bool = False) -> None:
        self._lake = lake
        self._inbox = inbox
        self._settings = lake.settings
        self._ledger = Ledger(lake.path, self._settings)
        staging = self._ledger.staging
        self._rows = {table: RowBuffer(table, staging) for table in TABLES if table not in HEADS}
        self._bodies = {body: StepBuffer(body, staging, self._settings.row_group) for body in HEADS}
        self._steps = self._bodies["steps"]

    def add_program(self, program: Program) -> None:
        """Adds a source text; twice is once."""
        self._rows["programs"].add(_key(program.program_id, "program"), program.row())

    def add_steps(self, batch: pa.RecordBatch) -> None:
        """Adds the next steps of the one trace being written: schema `STEPS`, strings may be dictionaries.

        Raises `UsageError` where they do not go on from the steps given so far.
        """
        self._steps.add(batch)

    def add_trace(self, trace: Trace) -> None:
        """Adds a trace, whose steps are complete now. A trace that the lake has already is left out, with its steps.

        Raises `UsageError` where the steps given are another trace's, or not `n_steps`.
        """
        key = _key(trace.trace_id, "trace")
        self._steps.check(trace)
        if key in self._rows["traces"] or self._lake.has(trace.trace_id):
            self._steps.forget()
            return
        self._steps.finish(key)
        self._rows["traces"].add(key, trace.row(), _key(trace.run_of, "run_of") if trace.run_of else None)
        self._publish_full()

    def abandon(self) -> None:
        """Forgets the steps given since the last `add_trace`."""
        self._steps.forget()

    def add_prediction(self, prediction: Prediction, steps: pa.Table) -> None:
        """Adds a prediction with all its steps: columns of `PREDICTED_STEPS`, strings may be dictionaries.

        `prediction_id` may be missing from the steps. A prediction that the lake has already is left out. Raises
        `UsageError` where the steps don't fit, or where neither the lake nor this writer has the trace: what is said of
        an unknown truth is of no use. Where the trace is removed before the publication, the prediction goes with it.
        """
        key, trace = _key(prediction.prediction_id, "prediction"), _key(prediction.trace_id, "trace")
        if key in self._rows["predictions"] or self._lake.has_prediction(prediction.prediction_id):
            return
        if trace not in self._rows["traces"] and not self._lake.has(prediction.trace_id):
            raise UsageError(
                f"prediction {prediction.prediction_id} is of trace {prediction.trace_id}, which is not in "
                f"{self._lake.path}; record or import the trace first"
            )
        batches = taken("predicted_steps", prediction.prediction_id, steps)
        storable("predictions", row := prediction.row() | {"n_rows": steps.num_rows})
        self._rows["predictions"].add(key, row, trace)
        self._take("predicted_steps", key, batches)
        self._publish_full()

    def add_trajectory(
        self,
        trajectory: Trajectory,
        turns: Sequence[Turn] | pa.Table,
        changes: Sequence[StateChange] | pa.Table,
    ) -> bool:
        """Adds a trajectory with all its turns and state changes, each numbered from 0; the lake counts them itself.

        Tables have the columns of `TURNS` and `STATE_CHANGES`; strings may be dictionaries, `trajectory_id` may be
        missing. False, and nothing happens, where the lake has it already: see `replace_trajectories`. Raises
        `UsageError` where something does not fit.
        """
        text = trajectory.trajectory_id
        key = _key(text, "trajectory")
        if key in self._rows["trajectories"] or self._lake.has_trajectory(text):
            return False
        bodies = {"turns": turn_rows(text, turns), "state_changes": change_rows(text, changes)}
        batches = {body: taken(body, text, rows) for body, rows in bodies.items()}
        counts = {"n_turns": bodies["turns"].num_rows, "n_changes": bodies["state_changes"].num_rows}
        storable("trajectories", row := trajectory.row() | counts)
        self._rows["trajectories"].add(key, row)
        for body, some in batches.items():
            self._take(body, key, some)
        self._publish_full()
        return True

    def _take(self, body: str, key: bytes, batches: list[pa.RecordBatch]) -> None:
        for batch in batches:
            self._bodies[body].add(batch)
        self._bodies[body].finish(key)

    def _publish_full(self) -> None:
        if any(held.n_rows >= full_shard(body, self._settings) for body, held in self._bodies.items()):
            self.publish()

    def add_item(self, item: Item) -> None:
        """Adds a trace's place in a dataset; the same dataset, task and trace twice is once."""
        row = values_of(item) | {"tags": list(item.tags)}
        self._rows["items"].add((_key(item.trace_id, "trace"), item.dataset, item.task_id), row)

    def add_check(self, check: Check) -> bool:
        """Adds a check. False, and nothing happens, where the lake has it already: see `replace_checks`."""
        return self._add_alone("checks", check.check_id, check.row())

    def add_result(self, result: Result) -> bool:
        """Adds a benchmark result. False, and nothing happens, where the lake has it: see `replace_results`."""
        return self._add_alone("results", result.result_id, result.row())

    def add_problem(self, problem: ProblemText) -> bool:
        """Adds what a problem says. False, and nothing happens, where the lake has it."""
        return self._add_alone("problems", problem.problem_id, problem.row())

    def _add_alone(self, table: str, text: str, row: dict[str, object]) -> bool:
        key = _key(text, TABLES[table].one)
        if key in self._rows[table] or self._lake.catalog.knows(table, key):
            return False
        storable(table, row)
        self._rows[table].add(key, row)
        return True

    def publish(self) -> None:
        """Makes everything whole visible, in one transaction; the steps of an unfinished trace stay with the writer."""
        parts = [part for rows in self._rows.values() for part in rows.seal(inbox=self._inbox)]
        parts += [part for rows in self._bodies.values() for part in rows.seal(inbox=self._inbox)]
        if not parts:
            return
        with self._ledger.publication() as publication:
            publication.admit(parts)
        if self._inbox:
            merge_inbox(self._ledger)

    def close(self) -> None:
        """Gives up what is not published."""
        for rows in self._rows.values():
            rows.close()
        for steps in self._bodies.values():
            steps.close()
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._steps.forget()
            self.publish()
        finally:
            self.close()


def _key(text: str, what: str) -> bytes:
    key = key_of(text)
    if key is None:
        raise UsageError(f"the {what} id {text!r} is not one: ids are 32 lower-case hex digits")
    return key
