"""Recordings to make lakes of: real ones, held in memory, and clones of them under other ids."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from recording import trace_of

from tracewalk.model import STEPS, Limits, Program, Trace
from tracewalk.recorder.session import Session
from tracewalk.recorder.sink import to_arrow

__all__ = ["Sample", "clone", "make_id", "record_text"]

_PATH = "program.py"
_TRACE_ID, _PROGRAM_ID, _FUNC = (STEPS.get_field_index(name) for name in ("trace_id", "program_id", "func"))


@dataclass(frozen=True)
class Sample:
    """One recorded run: its program, its trace and its steps in one batch."""

    program: Program
    trace: Trace
    steps: pa.RecordBatch


def make_id(*parts: object) -> str:
    """32 hex digits that depend on the parts only."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def record_text(text: str, entry: str, given: str, limits: Limits) -> Sample | None:
    """Runs `entry(given)` of a program and records it; None where the program has no such call or no steps."""
    space: dict[str, Any] = {"__name__": "program"}
    try:
        exec(compile(text, _PATH, "exec"), space)
        args, kwargs = eval(f"(lambda *args, **kwargs: (args, kwargs))({given})", space)
        func = eval(entry, space)
    except Exception:  # a changed constant may break the program before it is called
        return None
    batches: list[pa.RecordBatch] = []
    trace_id = make_id(text, entry, given)
    session = Session(
        trace_id,
        scope={_PATH: _PATH}.get,
        limits=limits,
        repr_style="cwm",
        outlet=to_arrow(batches.append),
        source={_PATH: text}.get,
    )
    ending = session.run(partial(func, *args, **kwargs))
    if not batches:
        return None
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    trace = trace_of(session, ending, entry, trace_id, limits=limits, style="cwm")
    return Sample(session.programs[0], replace(trace, input=given), table.to_batches()[0])


def clone(
    steps: pa.RecordBatch, trace_id: str, program_id: str | None = None, names: Mapping[str, str] | None = None
) -> pa.RecordBatch:
    """The same steps as those of another trace, of a program whose functions have other names."""
    columns = steps.columns
    columns[_TRACE_ID] = pa.DictionaryArray.from_arrays(np.zeros(steps.num_rows, np.int32), pa.array([trace_id]))
    if program_id is not None:
        old = columns[_PROGRAM_ID]
        columns[_PROGRAM_ID] = pa.DictionaryArray.from_arrays(old.indices, pa.array([program_id] * len(old.dictionary)))
    if names is not None:
        old = columns[_FUNC]
        new = [names.get(func, func) for func in old.dictionary.to_pylist()]
        columns[_FUNC] = pa.DictionaryArray.from_arrays(old.indices, pa.array(new))
    return pa.RecordBatch.from_arrays(columns, schema=steps.schema)
