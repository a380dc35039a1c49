"""A draft as steps: its parts parsed, each from the true steps before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracewalk.cwm import CwmTrace, Parsed, Position, parse
from tracewalk.cwm.tokens import BEGIN, CONTEXT, EVENT_TOKENS, FRAME
from tracewalk.model import CwmStep
from tracewalk.predict.draft import Draft, Part, Spoken

__all__ = ["Said", "begins_at", "read"]

_ALONE = ("step", "return")
"""Modes in which each part is one step, on the true prefix."""


@dataclass(slots=True)
class Said:
    """What was said, beside the true steps that it is about."""

    steps: list[CwmStep] = field(default_factory=list)
    truth: list[CwmStep] = field(default_factory=list)
    tokens: list[list[Spoken]] = field(default_factory=list)
    """One list a step."""
    bases: list[Mapping[str, str]] | None = None
    """Of modes in which each step stands on the true prefix: the state that it changes."""
    tail: str = ""
    """Text after the last step."""
    start: int = 0
    """Index in `truth` of the first step that was asked for."""


def begins_at(trace: CwmTrace, text: str) -> int:
    """Index of the true step at which a text from elsewhere begins: its prompt may have held the wrapper's call."""
    steps = trace.steps
    if not steps or not (steps[0].seed and steps[0].event == "call"):
        return 0
    start = text.lstrip()
    if start.startswith((BEGIN, CONTEXT)):
        start = start.partition(FRAME)[2]  # the context ends in one
    return 0 if start.startswith(EVENT_TOKENS["call"]) else 1


def read(trace: CwmTrace, draft: Draft, mode: str) -> Said:
    """The steps of a draft, whole or growing. Text that is no step yet is in `tail`."""
    if mode in _ALONE:
        return _alone(trace, draft)
    truth = list(trace.steps)
    if not draft.parts:
        return Said(truth=truth, start=draft.at)
    part = draft.parts[0]
    parsed = parse(part.text, start=Position(trace.context, trace.steps[: part.at]))
    steps = _with_head(parsed)
    tail = parsed.tail if steps else parsed.head + parsed.tail
    if steps and part.at == 0 and truth[0].seed:
        steps[0].seed = True  # the wrapper's call, which prompts hold and some texts repeat
    return Said(steps, truth, _tokens(part, steps), None, tail, part.at)


def _alone(trace: CwmTrace, draft: Draft) -> Said:
    said = Said(bases=(bases := []))
    position, at = Position(trace.context), 0
    last: dict[int, Mapping[str, str]] = {}
    for part in draft.parts:
        for step in trace.steps[at : part.at]:
            position.advance(step)
            if step.state is not None:
                last[step.frame_id] = step.state
        at = part.at
        parsed = parse(part.text, start=position)
        said.truth.append(trace.steps[at])
        said.steps.append(_only(parsed))
        said.tokens.append(part.tokens)
        bases.append(last.get(said.steps[-1].frame_id, {}))
    return said


def _only(parsed: Parsed) -> CwmStep:
    """The one step that a text was to be; what else it holds stays in its raw text."""
    steps = _with_head(parsed)
    if not steps:
        return CwmStep("", "", raw=parsed.head + parsed.tail, fault="no step")
    first = steps[0]
    first.raw = "".join(step.raw for step in steps) + parsed.tail
    return first


def _with_head(parsed: Parsed) -> list[CwmStep]:
    if parsed.steps:
        parsed.steps[0].raw = parsed.head + parsed.steps[0].raw
    return parsed.steps


def _tokens(part: Part, steps: Sequence[CwmStep]) -> list[list[Spoken]]:
    """The tokens of each step: those that begin in its text."""
    found: list[list[Spoken]] = []
    tokens = iter(part.tokens)
    token = next(tokens, None)
    end = 0
    for step in steps:
        end += len(step.raw)
        mine: list[Spoken] = []
        while token is not None and token.at < end:
            mine.append(token)
            token = next(tokens, None)
        found.append(mine)
    return found
