"""The writer of a lake: programs, traces with their steps, and items, published whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.lake.buffers import RowBuffer, StepBuffer
from tracewalk.lake.catalog import key_of
from tracewalk.lake.compact import merge_inbox
from tracewalk.lake.publish import Ledger

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import pyarrow as pa

    from tracewalk.lake.lake import Lake
    from tracewalk.model import Item, Program, Trace

__all__ = ["Writer"]


class Writer:
    """A context manager; leaving it publishes the whole traces, also on an exception or Ctrl-C. Not for two threads."""

    def __init__(self, lake: Lake, *, inbox: bool = False) -> None:
        self._lake = lake
        self._inbox = inbox
        self._settings = lake.settings
        self._ledger = Ledger(lake.path, self._settings)
        staging = self._ledger.staging
        self._rows = {table: RowBuffer(table, staging) for table in ("programs", "traces", "items")}
        self._steps = StepBuffer(staging, self._settings.row_group)

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
        self._rows["traces"].add(key, trace.row(), run_of=_key(trace.run_of, "run_of") if trace.run_of else None)
        if self._steps.n_rows >= self._settings.shard_rows:
            self.publish()

    def abandon(self) -> None:
        """Forgets the steps given since the last `add_trace`."""
        self._steps.forget()

    def add_item(self, item: Item) -> None:
        """Adds a trace's place in a dataset; the same dataset, task and trace twice is once."""
        row = {name: getattr(item, name) for name in item.__slots__} | {"tags": list(item.tags)}
        self._rows["items"].add((_key(item.trace_id, "trace"), item.dataset, item.task_id), row)

    def publish(self) -> None:
        """Makes everything whole visible, in one transaction; the steps of an unfinished trace stay with the writer."""
        parts = [part for rows in self._rows.values() for part in rows.seal(inbox=self._inbox)]
        parts += self._steps.seal(inbox=self._inbox)
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
        self._steps.close()
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
