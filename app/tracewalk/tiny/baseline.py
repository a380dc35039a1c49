"""The trivial predictor that every score stands beside.

The first three steps and the last one count as right: they are mostly copies of the program. Every other step is
guessed to be "the next source line, nothing changed".
"""

from __future__ import annotations

from collections.abc import Sequence

from tracewalk.model import CwmStep

__all__ = ["baseline_hits", "is_middle"]

_FREE = 3


def is_middle(k: int, count: int) -> bool:
    """Whether step k of so many is neither among the first three nor the last."""
    return _FREE <= k < count - 1


def baseline_hits(source: str, steps: Sequence[CwmStep]) -> list[bool]:
    """Of each step: whether the trivial predictor has it right."""
    lines = source.splitlines(keepends=True)
    pairs = zip([steps[0], *steps], steps, strict=False)
    return [not is_middle(k, len(steps)) or _is_next(lines, before, step) for k, (before, step) in enumerate(pairs)]


def _is_next(lines: Sequence[str], before: CwmStep, step: CwmStep) -> bool:
    at = lines.index(before.source) if before.source in lines else len(lines)
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return (step.event, step.source, step.shown) == ("line", following, dict.fromkeys(before.shown or {}, ".."))
