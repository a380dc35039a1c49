"""What a text states of a run, held against the run's trace in the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.benchmarks.judging import Judged, Life, against
from tracewalk.benchmarks.statements import stated

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["thoughts"]

_MOST = 200_000
"""Values of the variables that are named, in all frames together."""


def thoughts(lake: Lake, trace_id: str, text: str) -> list[Judged]:
    """The statements of a text about the variables of a trace, each with its verdict. Raises `NotFound`."""
    n_steps = lake.n_steps(trace_id)
    names = {row["name"] for row in lake.of_trace("trace/names", trace_id, {"n_steps": n_steps}).to_pylist()}
    statements = stated(text, names)
    named = sorted({one.name for one in statements} & names)
    if not named:
        return against(statements, ())
    asked = {"n_steps": n_steps, "names": named, "most": _MOST}
    rows = lake.of_trace("trace/lives", trace_id, asked).to_pylist()
    return against(statements, [Life(**row) for row in rows])
