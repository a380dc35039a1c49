"""One check of the self-verification loop: what a model says that a call gives, what it should give, what it gives.

A *candidate* is a program that is to solve a task; a *test* is a call of it, mostly with what that should give. A check
is one test of one candidate: predicted by a model, and run.
"""

from __future__ import annotations

import json
from datetime import datetime

from tracewalk.frozen import frozen, values_of
from tracewalk.model.traces import digest

__all__ = ["CHECK_ORIGINS", "PREDICTED_BY", "Check", "CheckIdentity"]

CHECK_ORIGINS = ("model", "bench", "human")
"""Who wrote it: a model that was asked for it, the benchmark, or somebody by hand."""

PREDICTED_BY = ("return", "full", "answer")
"""The mode of the prediction; `answer`: a bare answer made elsewhere, as in CRUXEval's generations."""


@frozen
class CheckIdentity:
    """What makes two checks the same one; hence its id is known before a model is asked or a program runs."""

    problem_set: str
    task_id: str
    candidate: int
    program_id: str
    entry: str
    input: str
    input_origin: str
    expected: str | None
    expected_origin: str | None
    author: str | None
    written: str | None
    fingerprint: str
    predicted_by: str
    params: str

    @property
    def check_id(self) -> str:
        """32 hex digits of blake2b of the identity as canonical JSON."""
        parts = values_of(self)
        return digest(json.dumps(parts, sort_keys=True, separators=(",", ":")))


@frozen
class Check:
    """One test of one candidate. What is not known, or was not asked for, is None."""

    check_id: str
    problem_set: str
    task_id: str
    candidate: int
    """From 0, within the task."""
    candidate_origin: str
    """One of `CHECK_ORIGINS`: who wrote the candidate."""
    author: str | None
    """The model that wrote the candidate; None where none did, or where nothing says which."""
    test: int
    """From 0, within the candidate."""
    program_id: str
    entry: str
    input: str
    """The arguments as in the call."""
    input_origin: str
    expected: str | None
    """The literal that the call should give."""
    expected_origin: str | None
    predicted_by: str
    """One of `PREDICTED_BY`."""
    params: str
    """How the model was asked, as canonical JSON: protocol, temperature..."""
    model: str
    fingerprint: str
    created_at: datetime
    written: str | None = None
    """How the author was asked, as canonical JSON: fingerprint, prompt version, temperature, seed..."""
    predicted: str | None = None
    """Repr of what the model says that the call returns."""
    predicted_exception: str | None = None
    prediction_id: str | None = None
    actual: str | None = None
    """Repr of what the call returned in the sandbox."""
    actual_exception: str | None = None
    """Repr of the exception that ended the run."""
    actual_outcome: str | None = None
    """Of the run: one of `OUTCOMES`; None where it was not run."""
    trace_id: str | None = None
    match: bool | None = None
    """The model said what the run then did; None where one of both is missing."""
    rule: str | None = None
    """By which rule they are equal or are not."""
    accepts: bool | None = None
    """The model's own verdict: what it predicts is what should come."""
    true_pass: bool | None = None
    """The truth: what came is what should come."""
    first_divergent_step: int | None = None
    """The true step at which the prediction first leaves the run; None where it does not, or has no steps."""
    tokens: int | None = None
    truncated: bool = False
    """The answer was cut off by its budget of tokens."""
    error: str | None = None
    """Why there is no prediction, or no run."""

    def row(self) -> dict[str, object]:
        """As a row of the `checks` table."""
        return values_of(self)
