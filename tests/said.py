"""Predictions made by changing the true CWM text of a lake's traces: read and judged as a model's own text would be."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tracewalk.cwm import render_step
from tracewalk.lake import Lake
from tracewalk.model import CwmStep
from tracewalk.model.traces import digest
from tracewalk.predict import Ask, Asked, Draft, Judgement, Part, Subject, judged, settle, subject

__all__ = [
    "Change",
    "Frames",
    "another_line",
    "garbled",
    "say",
    "silent",
    "spoken",
    "twice",
    "with_value",
    "without",
]

END = "<|end_of_text|>"
_TOKEN = re.compile(r"<\|\w+\|>|\w{1,4}|\s+|.", re.DOTALL)


@dataclass
class Frames:
    """The steps of a true trace as CWM writes them, to be changed; the wrapper's call is in the prompt, not here."""

    subject: Subject
    texts: list[str] = field(init=False)
    true: list[CwmStep] = field(init=False)

    def __post_init__(self) -> None:
        steps = self.subject.cwm.steps
        self.true = steps[1:] if steps and steps[0].seed else steps
        self.texts = [render_step(step) for step in self.true]

    def at(self, step: int) -> int:
        """The place of a step of the trace."""
        return next(i for i, true in enumerate(self.true) if true.step == step)


Change = Callable[[Frames], None]


def with_value(step: int, name: str, value: str) -> Change:
    """Another value of a name from a step on: what follows says `..`, and so keeps it."""

    def change(frames: Frames) -> None:
        at = frames.at(step)
        head, rest = frames.texts[at].split("{", 1)
        said, tail = rest.rsplit("}<|action_sep|>", 1)
        shown = json.loads("{" + said + "}")
        frames.texts[at] = head + json.dumps(shown | {name: value}) + "<|action_sep|>" + tail

    return change


def without(step: int, until: int | None = None) -> Change:
    """Steps are left out."""

    def change(frames: Frames) -> None:
        last = frames.at(step if until is None else until)
        del frames.texts[frames.at(step) : last + 1]

    return change


def twice(step: int, until: int) -> Change:
    """Some steps are said twice, as one iteration too many."""

    def change(frames: Frames) -> None:
        first, last = frames.at(step), frames.at(until) + 1
        frames.texts[last:last] = frames.texts[first:last]

    return change


def another_line(step: int, source: str) -> Change:
    """Another source line."""

    def change(frames: Frames) -> None:
        at = frames.at(step)
        head, rest = frames.texts[at].split("<|action_sep|>", 1)
        frames.texts[at] = f"{head}<|action_sep|>{source}\n" + rest[rest.index("\n") + 1 :]

    return change


def garbled(step: int) -> Change:
    """Half of a step's text, then the next step."""

    def change(frames: Frames) -> None:
        at = frames.at(step)
        text = frames.texts[at]
        frames.texts[at] = text[: len(text) // 2] + "<|frame_sep|>"

    return change


def say(
    lake: Lake,
    trace_id: str,
    *changes: Change,
    mode: str = "full",
    model: str = "tiny-cwm",
    chars: int | None = None,
    every: int | None = None,
    temperature: float = 0.0,
) -> str:
    """Adds the prediction that the changed text is; gives its id. `chars`: cut there, as by a budget of tokens."""
    about = subject(lake, trace_id)
    frames = Frames(about)
    for change in changes:
        change(frames)
    ask = Ask(mode, steps=f"every:{every}" if every else None, temperature=temperature)
    draft = _stepwise(about, frames, every or 1) if mode == "step" else _whole(about, frames, chars)
    if mode == "action":
        draft = _forced(about, frames)
    return _kept(lake, about, ask, draft, model)


def spoken(about: Subject, *changes: Change) -> Judgement:
    """The changed text as it is read and judged, in mode full."""
    frames = Frames(about)
    for change in changes:
        change(frames)
    return judged(about, _whole(about, frames, None), "full")


def silent(lake: Lake, trace_id: str, stopped_by: str, error: str | None = None, mode: str = "full") -> str:
    """Adds a prediction of which not one step came."""
    draft = Draft()
    draft.end(stopped_by, error)
    return _kept(lake, subject(lake, trace_id), Ask(mode), draft, "tiny-cwm")


def _whole(about: Subject, frames: Frames, chars: int | None) -> Draft:
    start = 1 if about.cwm.steps[0].seed else 0
    draft, part = Draft(at=start), Part(start)
    draft.parts.append(part)
    text = "".join(frames.texts) + END
    _speak(draft, part, text if chars is None else text[:chars])
    draft.end("eos" if chars is None else "length")
    return draft


def _forced(about: Subject, frames: Frames) -> Draft:
    first = len(about.cwm.steps) - len(frames.true)
    draft = Draft(at=first)
    for place, text in enumerate(frames.texts, first):
        draft.parts.append(part := Part(place))
        _speak(draft, part, text)
    draft.end("stop")
    return draft


def _stepwise(about: Subject, frames: Frames, every: int) -> Draft:
    draft = Draft()
    places = [i for i, step in enumerate(about.cwm.steps) if not step.seed][::every]
    first = len(about.cwm.steps) - len(frames.true)
    for place in places:
        part = Part(place)
        draft.parts.append(part)
        _speak(draft, part, frames.texts[place - first])
    draft.end("eos")
    return draft


def _speak(draft: Draft, part: Part, text: str) -> None:
    """Tokens with made-up log-probabilities, the same for the same text."""
    chance = random.Random(digest(text))
    tokens: Sequence[str] = _TOKEN.findall(text)
    draft.add(part, text, [(t, -chance.expovariate(3 if chance.random() < 0.9 else 0.5)) for t in tokens])
    draft.tokens += len(tokens)


def _kept(lake: Lake, about: Subject, ask: Ask, draft: Draft, model: str) -> str:
    fingerprint = digest(model + "".join(part.text for part in draft.parts) + draft.stopped_by)
    asked = Asked(ask, ask.identity(about.trace.trace_id, fingerprint, "cwm"), model, "tiny")
    prediction, rows = settle(about, asked, draft)
    with lake.writer(inbox=True) as writer:
        writer.add_prediction(prediction, rows)
    return prediction.prediction_id
