"""One score on a benchmark: of a whole suite or of one task of it, found by us, in somebody's file or in a paper."""

from __future__ import annotations

import json
from datetime import datetime

from tracewalk.frozen import frozen, values_of
from tracewalk.model.traces import digest

__all__ = ["Result", "ResultIdentity"]


@frozen
class ResultIdentity:
    """What makes two results the same one, so that a file imported again adds nothing."""

    suite: str
    suite_version: str | None
    task_id: str | None
    model: str
    metric: str
    sample: int | None
    source: str

    @property
    def result_id(self) -> str:
        """32 hex digits of blake2b of the identity as canonical JSON."""
        parts = values_of(self)
        return digest(json.dumps(parts, sort_keys=True, separators=(",", ":")))


@frozen
class Result:
    """One score. What is not known is None."""

    result_id: str
    suite: str
    """The benchmark, such as `cruxeval-output` or `swe-bench-verified`."""
    suite_version: str | None
    task_id: str | None
    """None: the score of the whole suite."""
    model: str
    metric: str
    """Such as `pass@1` or `resolved`."""
    value: float
    """A share from 0 to 1 where the metric is one."""
    source: str
    """Where it is from: paper and table, or what made the file."""
    created_at: datetime
    sample: int | None = None
    """The number of the answer among several to the same task; None: the value is over all of them."""
    n: int | None = None
    """How many tasks or answers the value is over."""
    passed: int | None = None
    """How many of them passed."""
    published: bool = False
    """A score that a paper reports, not one that can be counted here."""
    source_file: str | None = None
    trajectory_id: str | None = None
    trace_id: str | None = None
    check_id: str | None = None
    prediction_id: str | None = None
    answer: str | None = None
    reasoning: str | None = None
    """What was said before the answer."""

    def row(self) -> dict[str, object]:
        """As a row of the `results` table."""
        return values_of(self)
