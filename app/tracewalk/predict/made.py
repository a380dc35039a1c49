"""A prediction made elsewhere, of its text alone: what kind of text it is, its identity, its judgement."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from tracewalk.cwm import Position, parse, without_marker
from tracewalk.cwm.tokens import ENDS, TRACE_TOKEN
from tracewalk.model import Prediction, PredictionIdentity
from tracewalk.model.traces import digest
from tracewalk.predict.answers import judged_answer
from tracewalk.predict.ask import PROMPT_VERSION, Ask
from tracewalk.predict.asked import Asked
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.said import begins_at, prompt_of
from tracewalk.predict.settle import judged, prediction_of
from tracewalk.predict.subject import Subject

__all__ = ["Made", "is_trace"]

_STOPS = {"stop": "eos", "eos": "eos", "length": "length", "max_tokens": "length"}


@dataclass(frozen=True)
class Made:
    """A text that a model said of a trace; `protocol` is `cwm` for a whole trace, `answers` for a bare output."""

    about: Subject
    model: str
    protocol: str
    text: str
    finish: str | None
    """Why the server stopped, in its words."""
    sample: int

    @cached_property
    def asked(self) -> Asked:
        """Its identity: the same text again is the same prediction, another one of the same model is not."""
        ask = Ask("full" if self.protocol == "cwm" else "return")
        params = json.dumps({"imported": digest(self.text)}, separators=(",", ":"))
        fingerprint = digest(f"imported:{self.model}")
        identity = PredictionIdentity(
            self.about.trace.trace_id, fingerprint, self.protocol, PROMPT_VERSION, ask.mode, params, 0, self.sample
        )  # fmt: skip
        return Asked(ask, identity, self.model, "imported")

    def judged(self) -> tuple[Prediction, pa.Table] | None:
        """The prediction and its rows; None for an output of a trace in which nothing returns."""
        asked, stopped = self.asked, _STOPS.get(self.finish or "", "unknown")
        if self.protocol == "cwm":
            at = begins_at(self.about.cwm, self.text)
            ended = any(end in self.text for end in ENDS)
            draft = Draft([Part(at, self.text)], at, stopped_by="eos" if ended else stopped)
            found = judged(self.about, draft, "full")
        else:
            draft = Draft(stopped_by=stopped)
            answer = judged_answer(self.about, self.text)
            if answer is None:
                return None
            found = answer
        prediction = prediction_of(asked, draft, found, "imported")
        return prediction, found.rows(prediction.prediction_id)


def is_trace(about: Subject, text: str) -> bool:
    """Whether a text is a trace rather than an output: it has trace tokens, or reads as one that lost them."""
    if TRACE_TOKEN.search(text):
        return True
    start = text[prompt_of(about.cwm, text) :].lstrip()
    if not start.startswith("{"):
        return False
    parsed = parse(start, start=Position(about.cwm.context))
    lines = {without_marker(line).strip() for line in about.cwm.context.text.split("\n")} - {""}
    return parsed.stripped and any(without_marker(step.source).strip() in lines for step in parsed.steps)
