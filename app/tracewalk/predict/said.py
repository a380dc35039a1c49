"""A draft as steps: its parts parsed, each from the steps before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracewalk.cwm import CwmTrace, Position, parse, without_marker
from tracewalk.cwm.tokens import ACTION, BEGIN, CONTEXT, ENDS, EVENT_TOKENS, FRAME
from tracewalk.model import CwmStep
from tracewalk.predict.draft import Draft, Part, Spoken

__all__ = ["APART", "Forced", "Said", "begins_at", "prompt_of", "read"]

APART = ("step", "action", "return")
"""Modes in which each part is one step."""

_UNFINISHED = ("unknown", "cancelled", "failed")
"""How a draft has stopped whose last part may have been cut by us or by a fault."""
_NEAR = 64
"""Characters around the place where a separator should be, in which it is looked for."""


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


def read(trace: CwmTrace, draft: Draft, mode: str) -> Said:
    """The steps of a draft, whole or growing. Text that is no step yet is in `tail`; nothing is left out."""
    if mode == "action":
        return _forced(trace, draft)
    return _alone(trace, draft) if mode in APART else _whole(trace, draft)


def begins_at(trace: CwmTrace, text: str) -> int:
    """Index of the true step at which a text from elsewhere begins: its prompt may have held the wrapper's call."""
    first = trace.steps[0] if trace.steps else None
    if first is None or not (first.seed and first.event == "call"):
        return 0
    start = text[prompt_of(trace, text) :].lstrip()
    if start.startswith((BEGIN, CONTEXT)):
        start = start.partition(FRAME)[2]  # the context ends in one
    for part in (EVENT_TOKENS["call"], "{}", ACTION):
        start = start.removeprefix(part)
    return 0 if start.startswith(without_marker(first.source).rstrip()) else 1


class Forced:
    """Reads mode action, part by part: true events and lines, on the states that the model itself has said."""

    def __init__(self, trace: CwmTrace, first: int) -> None:
        self._trace = trace
        self._position = Position(trace.context, trace.steps[:first])
        self.own: list[CwmStep] = []
        """The true steps, with what the model said of them."""

    def take(self, part: Part) -> CwmStep:
        """The step that a whole part is."""
        step = _only(part.text, self._position)
        true = self._trace.steps[part.at]
        self.own.append(replace(true, shown=step.shown, state=step.state, value=step.value, raw=step.raw))
        self._position.advance(self.own[-1])
        return step


def _forced(trace: CwmTrace, draft: Draft) -> Said:
    said = Said(truth=list(trace.steps), start=draft.at)
    forced = Forced(trace, draft.at)
    for part in _whole_parts(draft, said):
        step = forced.take(part)
        step.seed = trace.steps[part.at].seed
        said.steps.append(step)
        said.tokens.append(part.tokens)
    return said


def _alone(trace: CwmTrace, draft: Draft) -> Said:
    said = Said(bases=(bases := []))
    position, at = Position(trace.context), 0
    last: dict[int, Mapping[str, str]] = {}
    for part in _whole_parts(draft, said):
        for step in trace.steps[at : part.at]:
            position.advance(step)
            if step.state is not None:
                last[step.frame_id] = step.state
        at = part.at
        said.truth.append(trace.steps[at])
        said.steps.append(_only(part.text, position))
        said.tokens.append(part.tokens)
        bases.append(last.get(said.steps[-1].frame_id, {}))
    return said


def _whole_parts(draft: Draft, said: Said) -> Iterator[Part]:
    """The parts that are answers; the last one may be cut or still coming: what was said of it is the tail."""
    for part in draft.parts:
        text = part.text
        unfinished = draft.stopped_by in _UNFINISHED or not text
        if part is draft.parts[-1] and unfinished and not part.over:
            said.tail = text if part.said else ""
        else:
            yield part


def _only(text: str, position: Position) -> CwmStep:
    """The one step that a text was to be; what else it holds stays in its raw text."""
    body = text[: min((at for end in ENDS if (at := text.find(end)) >= 0), default=len(text))]
    parsed = parse(body if body.endswith(FRAME) else body + FRAME, start=position)
    if not body.strip() or not parsed.steps:
        return CwmStep("", "", raw=text, fault="no step")
    step = parsed.steps[0]
    step.raw = text
    if FRAME not in body:
        step.fault = step.fault or f"not closed by {FRAME}"
    return step


def _whole(trace: CwmTrace, draft: Draft) -> Said:
    """Modes full and score: one text."""
    said = Said(truth=list(trace.steps), start=draft.at)
    if not draft.parts:
        return said
    part = draft.parts[0]
    text = part.text
    begin = prompt_of(trace, text)
    parsed = parse(text[begin:], start=Position(trace.context, trace.steps[: part.at]))
    head = text[:begin] + parsed.head
    said.steps, said.start = parsed.steps, part.at
    said.tail = parsed.tail if parsed.steps else head + parsed.tail
    if parsed.steps:
        first = parsed.steps[0]
        first.raw = head + first.raw
        # Prompts hold the wrapper's call, and some texts repeat it.
        first.seed = part.at == 0 and trace.steps[0].seed and begins_at(trace, text) == 0
        said.tokens = _tokens(part, text, parsed.steps)
    return said


def prompt_of(trace: CwmTrace, text: str) -> int:
    """The length of the prompt that a text without separators begins with; with them the parser knows."""
    space = len(text) - len(text.lstrip())
    context = trace.context.text
    return space + len(context) if context.strip() and text.startswith(context, space) else 0


def _tokens(part: Part, text: str, steps: Sequence[CwmStep]) -> list[list[Spoken]]:
    """The tokens of each step: those that begin in its text."""
    found: list[list[Spoken]] = []
    tokens = _placed(part.tokens, text)
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


def _placed(tokens: Sequence[Spoken], text: str) -> Iterator[Spoken]:
    """The tokens where they stand: a server may show a character's parts otherwise, but every separator as it is."""
    shift = after = 0
    for token in tokens:
        at = token.at + shift
        if token.text.startswith("<|"):
            if not text.startswith(token.text, at):
                near = text.find(token.text, max(after, at - _NEAR), at + _NEAR + len(token.text))
                shift += near - at if near >= 0 else 0
                at = token.at + shift
            after = at + len(token.text)
        yield token if at == token.at else replace(token, at=at)
