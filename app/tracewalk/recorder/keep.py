"""A plan run in this process: its trace held in memory, or kept in a lake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from tracewalk.model import STEPS, Trace
from tracewalk.recorder.run import Plan, Recorded, Run, give, kept_runs, whole
from tracewalk.recorder.sink import to_arrow

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer

__all__ = ["keep", "remember", "take"]


def remember(plan: Plan) -> Trace:
    """Runs the plan and holds its steps in memory, in `Trace.steps`."""
    batches: list[pa.RecordBatch] = []
    run = Run(plan, to_arrow(batches.append))
    run.run()
    tables = [pa.Table.from_batches([batch]).cast(STEPS) for batch in batches]
    return run.trace(steps=pa.concat_tables(tables) if tables else STEPS.empty_table())


def keep(plan: Plan, lake: Lake, *, again: bool = False) -> Recorded:
    """Runs the plan and publishes its trace, unless the lake has it.

    `again` runs it in any case: the same steps add nothing, other steps become the next run of the same identity.
    """
    earlier = kept_runs(lake, plan.trace_id)
    if (there := whole(earlier)) and not again:
        return Recorded(there, "kept")
    with lake.writer(inbox=True) as writer:
        return take(plan, writer, earlier)


def take(plan: Plan, writer: Writer, earlier: Sequence[Trace] = ()) -> Recorded:
    """Runs the plan and gives its trace to the writer, unless an earlier run had the same steps."""
    run = Run(plan, to_arrow(writer.add_steps), earlier)
    run.run()
    if twin := run.twin():
        writer.abandon()
        return Recorded(twin, "again")
    return Recorded(give(run, writer), "recorded")
