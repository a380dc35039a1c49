"""The truth that the published figures were scored against, by a tracer of its own, on CRUXEval."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from tests.diff.truths import Truth

from tracewalk.diff.addresses import unmatchable

Frame = tuple[str, dict[str, str] | None]


def published_truth(code: str, given: str) -> list[Frame]:
    """Event and observation of each step; `..` where the same `id(frame)` had the value before, addresses kept."""
    frames: list[Frame] = []
    before: dict[int, dict[str, str]] = {}

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        if not frames and frame.f_code.co_name != "main":
            return None
        seen = None
        if event in ("call", "line"):
            values = {name: repr(value) for name, value in frame.f_locals.items()}
            base = before.get(id(frame), {})
            seen = {name: ".." if base.get(name) == value else value for name, value in values.items()}
            before[id(frame)] = values
        frames.append((event, seen))
        return trace

    space: dict[str, Any] = {}
    exec(compile(f"{code}\ndef main():\n    return f({given})\n", "<traced>", "exec"), space)
    tracing = sys.gettrace()
    sys.settrace(trace)
    try:
        space["main"]()
    finally:
        sys.settrace(tracing)
    return frames


def test_observations_are_the_published_ones_and_addresses_never_match(cruxeval: dict[str, Truth]) -> None:
    """But for a reused `id(frame)`, and for values whose text depends on the hash seed."""
    same = addressed = 0
    for truth in cruxeval.values():
        expected = published_truth(truth.code, truth.given)
        shown = [unmatchable(seen) for seen in truth.shown_kth]
        assert len(expected) == len(shown)
        values = [v for _, seen in expected if seen for v in seen.values()]
        addressed += sum(" at 0x" in v for v in values)
        same += all(
            (a is None) == (b is None) and (a is None or b is None or match(a, b))
            for (_, a), b in zip(expected, shown, strict=True)
        )
        assert sum(" at 0x" in v for v in values) <= sum(v.endswith("\0") for s in shown if s for v in s.values())
    assert addressed > 5
    assert same >= len(cruxeval) - 3


def match(published: dict[str, str], ours: dict[str, str]) -> bool:
    return published.keys() == ours.keys() and all(
        ours[name].endswith("\0") if " at 0x" in value else ours[name] == value for name, value in published.items()
    )
