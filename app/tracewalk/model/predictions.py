"""What a model said of a trace: steps in CWM's four events, and their verdicts.

A *prediction* is what one model said about one trace, under one *mode*. A *verdict* is the diff of a prediction and
its truth, computed once, with `DIFF_VERSION`; `tracewalk rescore` computes it again from the raw text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from tracewalk.frozen import frozen, values_of
from tracewalk.model.traces import Change, digest

__all__ = [
    "CWM_EVENTS",
    "DIFF_VERSION",
    "ENDINGS",
    "MODES",
    "PROTOCOLS",
    "STOPPED_BY",
    "VERDICTS",
    "CwmStep",
    "Difference",
    "Judged",
    "Prediction",
    "PredictionIdentity",
    "StepVerdict",
    "Verdict",
]

DIFF_VERSION = 1
"""Of the judgement; raised when the same prediction would get another verdict."""

CWM_EVENTS = ("call", "line", "return", "exception")
"""The events that CWM's text knows."""

PROTOCOLS = ("cwm", "chat", "answers")
"""`answers`: bare outputs made elsewhere, as in CRUXEval's generations."""

MODES = ("full", "step", "action", "return", "score")
"""`full`: free-running; `step`: teacher-forced; `action`: true events and lines, the model's own states; `return`: from
a call straight to its return value; `score`: log-probabilities of the true trace."""

STOPPED_BY = ("eos", "stop", "length", "cancelled", "failed", "does_not_fit", "unsupported", "unknown")
"""How the text ended, as the server or we say it."""

ENDINGS = (
    "finished",
    "budget_while_right",
    "budget_after_divergence",
    "wide_state",
    "answer_lost",
    "runaway",
    "empty",
    "does_not_fit",
    "unsupported",
    "cancelled",
    "failed",
)
"""The termination class: `STOPPED_BY` seen together with the truth. The last two may be tried again."""

VERDICTS = ("correct", "state", "action", "event", "value", "missing", "extra", "malformed")
"""Of a step: what of it is wrong, the first that applies of malformed, extra, missing, event, action, state, value."""


@dataclass(slots=True)
class CwmStep:
    """A step as CWM's text writes it, of a true trace or of a prediction.

    Built by `cwm` (project, parse) and compared by `diff`. In CWM's text the same thing is called a frame; here a
    frame is an activation of a function.
    """

    event: str
    """One of `CWM_EVENTS`, or "" where the text names none."""
    source: str
    """The action: the source line as written, with its newline."""
    shown: dict[str, str] | None = None
    """The observation as written, name -> repr, `..` kept; None for return and exception, or where it is no object."""
    state: dict[str, str] | None = None
    """The observation with every `..` resolved; one that cannot be stays `..`, and `fault` says so."""
    value: str | None = None
    """Repr of what is returned or raised; None for call and line, or where it is missing."""
    frame_id: int = 0
    caller: int | None = None
    depth: int = 0
    program_id: str = ""
    func: str = ""
    line: int = 0
    """Line number in the program; 0 where it is not known."""
    ambiguous: bool = False
    """Several lines fit the predicted source text, and the nearest was taken."""
    raw: str = ""
    """The text that this step was read from, with its closing separator; "" for a true step."""
    fault: str | None = None
    """Why it is malformed; None: well formed."""
    step: int | None = None
    """Number of the true step; None for a prediction, and for the wrapper's steps that were never recorded."""
    seed: bool = False
    """A step of the wrapper `main`, outside the metrics."""
    cut: bool = False
    """A true step that holds shortened values."""
    changes: tuple[Change, ...] = ()
    """Of a true step: what it states anew."""


@dataclass(slots=True)
class Difference:
    """A name whose predicted text is not the true one at a step."""

    name: str
    value: str | None
    """The predicted repr; None: the name is not predicted."""
    rule: str
    """Why it is equal after all, or by which rule it is not, e.g. `literal`, `set order`, `text`."""
    verdict: str
    """equal, cut (equal as far as the truth goes), wrong, missing, extra."""


@dataclass(slots=True)
class Judged:
    """A value that the true step states anew, and whether the prediction has it."""

    name: str
    type: str
    size: int
    right: bool


@dataclass(slots=True)
class StepVerdict:
    """One row of `predicted_steps`: a predicted step beside the true one, or either alone."""

    position: int | None
    """Index in the prediction; None: a true step that is missing."""
    truth: int | None
    """Index in the list of true steps, re-aligned; None: an extra step."""
    verdict: str
    root: bool | None = None
    """None: correct. True: nothing that its line reads was wrong before. False: inherited."""
    cause: int | None = None
    """Of an inherited one: index, in the list of verdicts, of the step it comes from."""
    rule: str | None = None
    """How the returned or raised value was compared."""
    differs: list[Difference] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    iteration: int = 0
    """How often the true line has run in its frame before."""


@dataclass(slots=True)
class Verdict:
    """Of a whole prediction; rates are None where there is nothing to rate. Seeds are outside, cut traces have none."""

    ended: str
    valid_format: bool
    exact: bool
    output: str | None
    """The predicted repr of what the entry returns."""
    return_correct: bool | None
    output_correct: bool | None
    """The same by Python's `==` on literals, as the papers' output pass@1."""
    n_true: int
    n_predicted: int
    right_until: int
    """How many true steps are right before the first that is not."""
    first_bad_step: int | None = None
    """Number of the true step at the first divergence."""
    first_bad_verdict: str | None = None
    first_bad_name: str | None = None
    first_bad_type: str | None = None
    n_correct: int = 0
    n_state: int = 0
    n_action: int = 0
    n_event: int = 0
    n_value: int = 0
    n_missing: int = 0
    n_extra: int = 0
    n_malformed: int = 0
    n_root: int = 0
    n_inherited: int = 0
    step_accuracy: float | None = None
    event_em: float | None = None
    action_em: float | None = None
    action_em_aligned: float | None = None
    state_em: float | None = None
    state_em_resolved: float | None = None
    valid_json: float | None = None
    key_match: float | None = None
    key_value_match: float | None = None
    kth_action_em: float | None = None
    kth_state_em: float | None = None
    kth_valid_json: float | None = None
    kth_key_match: float | None = None
    kth_key_value_match: float | None = None


@frozen
class PredictionIdentity:
    """What makes two predictions the same one; hence its id is known before the model is asked."""

    trace_id: str
    fingerprint: str
    protocol: str
    prompt_version: int
    mode: str
    params: str
    """Canonical JSON of the parameters that change what is said: temperature, max_tokens, from_step, constrain..."""
    seed: int
    sample: int
    attempt: int = 0
    """Raised after a try that was cancelled or failed."""

    @property
    def prediction_id(self) -> str:
        """32 hex digits of blake2b of the identity as canonical JSON."""
        return digest(json.dumps(values_of(self), sort_keys=True, separators=(",", ":")))


@frozen
class Prediction:
    """What one model said about one trace, under one mode: everything but its steps."""

    prediction_id: str
    trace_id: str
    model: str
    """For people: the model's name as its server or its file says it."""
    fingerprint: str
    """Of the model: a hash of its file, or the server's own id."""
    endpoint: str
    """Name of the endpoint; never its address."""
    protocol: str
    prompt_version: int
    mode: str
    from_step: int | None
    """The true prefix ends before this step; None: from the beginning."""
    params: str
    constrained: bool
    temperature: float
    seed: int
    sample: int
    attempt: int
    stopped_by: str
    error: str | None
    tail: str
    """Text after the last step: nothing, the end-of-text token, or what was cut in the middle."""
    prompt_tokens: int | None
    tokens: int | None
    tokens_exact: bool
    """The server counted; else estimated."""
    seconds: float
    created_at: datetime
    origin: str
    """predicted, or imported."""
    verdict: Verdict
    diff_version: int = DIFF_VERSION

    def row(self) -> dict[str, object]:
        """As a row of the `predictions` table."""
        row = values_of(self)
        del row["verdict"]
        return row | values_of(self.verdict)
