"""Steps as Arrow rows of schema `STEPS`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import pyarrow as pa

from tracewalk.model import CHANGE, STEPS, Step

__all__ = ["batch_of", "identified"]

_PLAIN = [name for name in STEPS.names if name not in ("trace_id", "changes")]


def batch_of(steps: Sequence[Step]) -> pa.RecordBatch:
    """All steps of one trace, whose id is not known yet."""
    columns = {name: pa.array([getattr(s, name) for s in steps], STEPS.field(name).type) for name in _PLAIN}
    changes = list(chain.from_iterable(step.changes for step in steps))
    fields = [pa.array([getattr(c, f.name) for c in changes], f.type) for f in CHANGE]
    offsets = pa.array(accumulate((len(step.changes) for step in steps), initial=0), pa.int32())
    columns["changes"] = pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(fields, fields=list(CHANGE)))
    columns["trace_id"] = pa.repeat("", len(steps))
    return pa.RecordBatch.from_arrays([columns[name] for name in STEPS.names], schema=STEPS)


def identified(batch: pa.RecordBatch, trace_id: str) -> pa.RecordBatch:
    """The same steps, of this trace."""
    ids = pa.repeat(trace_id, batch.num_rows)
    return batch.set_column(STEPS.get_field_index("trace_id"), STEPS.field("trace_id"), ids)
