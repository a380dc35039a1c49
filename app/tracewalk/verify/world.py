"""The model that predicts: what each call gives, in one question (return) or step by step (full)."""

from __future__ import annotations

import json
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.cwm import project
from tracewalk.errors import UsageError
from tracewalk.lake import as_prediction
from tracewalk.model import CwmStep
from tracewalk.predict import Ask, Draft, Endpoint, Subject, next_try, say, settle, subject
from tracewalk.predict.ask import prompt_version
from tracewalk.predict.asked import fingerprint_of
from tracewalk.predict.calls import first_call, return_of
from tracewalk.predict.draft import clean
from tracewalk.verify.plan import Asking
from tracewalk.verify.said import Said, said_by

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake
    from tracewalk.model import Prediction

__all__ = ["World"]

_MODES = ("return", "full")

_BEGINNING = 100
"""Steps in which the entry is called."""


class World:
    """Asks one endpoint about traces of one lake. Make it with `await World.of(...)`."""

    def __init__(self, lake: Lake, endpoint: Endpoint, ask: Ask, asking: Asking) -> None:
        self.asking = asking
        self._lake = lake
        self._endpoint = endpoint
        self._ask = ask

    @classmethod
    async def of(cls, lake: Lake, endpoint: Endpoint, ask: Ask) -> World:
        """Asks the server what it is. Raises `EndpointError`, `UsageError` for another mode."""
        if ask.mode not in _MODES:
            raise UsageError(f"mode {ask.mode!r} predicts no result; there are: {', '.join(_MODES)}")
        info, config = await endpoint.probe(), endpoint.config
        how = {"prompt": prompt_version(config.protocol), "protocol": config.protocol} | json.loads(ask.params())
        params = json.dumps(how, sort_keys=True, separators=(",", ":"))
        model = clean(info.model) or config.name
        return cls(lake, endpoint, ask, Asking(model, fingerprint_of(config, info), ask.mode, params))

    async def say(self, trace_id: str) -> tuple[Said, tuple[Prediction, pa.Table] | None]:
        """What the model says of a trace, and the prediction where it is new: to be kept. Raises `NotFound`.

        Where the entry does not return, or has no frame, mode return has no true step beside which a prediction could
        be kept: the model is asked all the same, and what it says stands in the check alone.
        """
        asked = next_try(self._lake, self._endpoint.config, await self._endpoint.probe(), self._ask, trace_id)
        about = self._about(trace_id)
        shown = about if self._ask.mode == "full" else _shown(about)
        kept = shown is about
        if asked.known and kept:
            steps = self._lake.predicted_steps(asked.identity.prediction_id).to_pylist()
            return said_by(as_prediction(self._lake.prediction(asked.identity.prediction_id)), steps), None
        draft = Draft()
        async with aclosing(say(self._endpoint, shown, self._ask, draft, seed=asked.seed)) as pieces:
            async for _ in pieces:
                pass
        prediction, rows = settle(shown, asked, draft)
        return said_by(prediction, rows.to_pylist(), kept=kept), (prediction, rows) if kept else None

    def _about(self, trace_id: str) -> Subject:
        """The trace; of one that does not return, as of a loop without an end, mode return needs the beginning only."""
        trace = self._lake.trace(trace_id)
        if self._ask.mode == "full" or trace.outcome == "returned":
            return subject(self._lake, trace_id)
        sources = {file.program_id: self._lake.program(file.program_id).text for file in trace.files}
        return Subject(trace, sources, project(trace, self._lake.steps(trace_id, 0, _BEGINNING), sources))


def _shown(about: Subject) -> Subject:
    """What mode return is asked about: the trace itself, where the entry is called in it and returns.

    Else the trace up to a call, and a return of None, as CWM's text writes a call that an exception leaves. The call is
    the entry's; where that has no frame, as `bool` has none, the wrapper's.
    """
    steps = about.cwm.steps
    call = first_call(steps)
    if call is not None and steps[call].func != about.trace.entry:
        call = None
    if call is not None and return_of(steps, call) is not None:
        return about
    entered = steps[call or 0]
    left = CwmStep(
        "return", entered.source, value="None", frame_id=entered.frame_id, caller=entered.caller, depth=entered.depth,
        program_id=entered.program_id, func=entered.func, line=entered.line, step=entered.step,
    )  # fmt: skip
    shortened = [*steps[: call or 0], replace(entered, seed=False), left]
    return replace(about, cwm=replace(about.cwm, steps=shortened))
