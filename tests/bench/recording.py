"""Records one of the benchmark's own programs, as the ways in do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa
import work

from tracewalk.lake import Writer
from tracewalk.model import Limits, ReprStyle, Trace
from tracewalk.recorder.session import Ending, Session
from tracewalk.recorder.sink import to_arrow

__all__ = ["in_memory", "into", "record", "trace_of"]

LIMITS = Limits(steps=100_000_000, seconds=3_600, value_chars=4_000, items=100)
ID = "0123456789abcdef" * 2


def record(
    name: str | None, emit: Callable[[pa.RecordBatch], None], workload: work.Workload, trace_id: str = ID
) -> tuple[Session, Ending]:
    """Runs a workload recorded in the bounded style; `name` is the path under which it is shown."""
    func, arguments = workload
    session = Session(
        trace_id,
        scope=lambda filename: name or "work.py" if filename == work.__file__ else None,
        limits=LIMITS,
        repr_style="bounded",
        outlet=to_arrow(emit),
    )
    ending = session.run(partial(func, *arguments()))
    if ending.outcome != "returned":
        raise RuntimeError(f"{func.__name__} was not recorded whole: {ending.outcome}, {ending.stop_reason}")
    return session, ending


def in_memory(workload: work.Workload) -> list[pa.RecordBatch]:
    """The batches of a recording."""
    batches: list[pa.RecordBatch] = []
    record(None, batches.append, workload)
    return batches


def into(writer: Writer, workload: work.Workload, trace_id: str = ID) -> Trace:
    """Records into a lake, publishes it, and gives the trace."""
    session, ending = record(None, writer.add_steps, workload, trace_id)
    for program in session.programs:
        writer.add_program(program)
    trace = trace_of(session, ending, workload[0].__name__, trace_id)
    writer.add_trace(trace)
    writer.publish()
    return trace


def trace_of(
    session: Session, ending: Ending, name: str, trace_id: str, *, limits: Limits = LIMITS, style: ReprStyle = "bounded"
) -> Trace:
    """The trace of a session that ran, with what the benchmark does not care about left plain."""
    program_id = session.programs[0].program_id
    return Trace(
        trace_id=trace_id,
        name=name,
        program_id=program_id,
        files=session.files,
        entry=name,
        input="",
        python="3.11",
        hash_seed="0",
        repr_style=style,
        limits=json.dumps(asdict(limits)),
        recorder=1,
        run=0,
        run_of=None,
        n_steps=session.n_steps,
        n_frames=session.n_frames,
        max_depth=session.max_depth,
        n_cut=session.n_cut,
        functions=session.functions,
        exceptions=session.exceptions,
        outcome=ending.outcome,
        stop_reason=ending.stop_reason,
        result=ending.result,
        error=ending.error,
        steps_digest=session.digest,
        origin="recorded",
        parent=None,
        test_outcome=None,
        seconds=ending.seconds,
        created_at=datetime.now(UTC),
    )
