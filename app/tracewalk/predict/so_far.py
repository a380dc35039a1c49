"""How far into the truth a prediction that still grows has come."""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.model import CwmStep

__all__ = ["reached"]

_LAST = 12
"""Steps at the end of what was said, by which its place in the truth is found."""
_BACK, _AHEAD = 200, 1_000
"""True steps around the place at the same distance from the beginning, in which it is looked for."""


def reached(truth: Sequence[CwmStep], said: Sequence[CwmStep], start: int) -> int:
    """The index behind the true step beside which the last predicted one stands, as it seems.

    Without skipped or added steps that is as many true steps as were said; otherwise where the last ones agree most.
    """
    last = said[-_LAST:]
    same = min(start + len(said), len(truth))
    ends = range(max(start, same - _BACK), min(len(truth), same + _AHEAD) + 1)
    return max(ends, key=lambda end: (_agreement(truth, last, end, start), -abs(end - same)), default=same)


def _agreement(truth: Sequence[CwmStep], last: Sequence[CwmStep], end: int, start: int) -> int:
    """Lines that are the same count once, and once more where the state or the value is, too."""
    agreed = 0
    for true, said in zip(reversed(truth[max(start, end - len(last)) : end]), reversed(last), strict=False):
        if true.source == said.source and true.event == said.event:
            agreed += 1 + (true.state == said.state and true.value == said.value)
    return agreed
