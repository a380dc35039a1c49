"""A step as the published figures' code reads one, and which text it calls a valid trace.

The rules are those of ASSERT-KTH/cwm (trace_format, metrics): a segment without an event token is dropped and later
positions close up; one without `<|action_sep|>` keeps its event alone; blank segments are no steps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracewalk.model import CWM_EVENTS, CwmStep

__all__ = ["ARG", "END", "ENDS", "Segment", "said_segments", "same_published", "valid_format"]

END = "<|end_of_text|>"
ENDS = re.compile(r"<\|(?:end_of_text|eom_id|eot_id)\|>")
"""Tokens after which a model says no more; the published figures know the first only."""
ACTION = "<|action_sep|>"
ARG = "<|arg_sep|>"
FRAME = "<|frame_sep|>"
_TOKENS = tuple((f"<|{event}_sep|>", event) for event in CWM_EVENTS)
FORM_IS_RIGHT = "dangling .."
"""How the fault begins of a step whose text is well formed, though its `..` stand for nothing."""
_BLANK = re.compile(r"(?:\s|<\|frame_sep\|>)*\Z")
_MARKER_CHARS = "  # << START_OF_TRACE"


class Segment(NamedTuple):
    """What of a step is compared: positions and denominators are `rates`' business."""

    event: str
    source: str
    shown: Mapping[str, str] | None
    """The observation as written; None for return and exception, and where it is no JSON object."""


def same_published(true: str, said: str) -> bool:
    """Two source lines are the same as the published figures compare them.

    They strip the *characters* of the start marker from the right, so that `return A` and `return` are the same.
    """
    return _published(true) == _published(said)


@lru_cache(maxsize=8192)
def _published(source: str) -> str:
    return source.rstrip("\n").rstrip(_MARKER_CHARS).rstrip()


def said_segments(said: Sequence[CwmStep]) -> Sequence[Segment | CwmStep]:
    """The predicted steps; those without an event are left out, and malformed ones read again from their raw text."""
    if all(step.fault is None and step.event for step in said):
        return said
    segments: list[Segment | CwmStep] = []
    for piece in _pieces(said):
        if isinstance(piece, CwmStep):
            segments += [piece] if piece.event else []
        elif piece.endswith(FRAME):
            again = _read(piece)
            segments += [again] if again else []
    return segments


def valid_format(said: Sequence[CwmStep], tail: str) -> bool:
    """Every segment has its separators, and after the last there is nothing but the end of text.

    These are the event's token, `<|action_sep|>` and, for return and exception, `<|arg_sep|>`. Whether an observation
    is JSON is `valid_json`'s business.
    """
    return bool(said) and not tail.split(END, 1)[0].strip() and all(map(_is_valid, _pieces(said)))


def _pieces(said: Sequence[CwmStep]) -> Iterator[CwmStep | str]:
    """Well-formed steps as they are; else the raw text up to a `<|frame_sep|>`, which may be of several steps.

    Text without any separators was read in another way, and its steps are all there is.
    """
    open_ = ""
    for step in said:
        if not open_ and (step.fault is None or step.fault.startswith(FORM_IS_RIGHT) or "<|" not in step.raw):
            yield step
            continue
        open_ += step.raw
        if open_.endswith(FRAME):
            yield open_
            open_ = ""
    if open_:
        yield open_


def _is_valid(piece: CwmStep | str) -> bool:
    if isinstance(piece, CwmStep):
        return piece.fault is None or piece.fault.startswith(FORM_IS_RIGHT)
    if _BLANK.match(piece):
        return True
    event, rest = _event(piece)
    if not event or ACTION not in rest or not piece.endswith(FRAME):
        return False
    return event in ("call", "line") or ARG in rest.split(ACTION, 1)[1]


def _event(raw: str) -> tuple[str, str]:
    """The event, in the order of the tokens and not of the text, and what follows its token; "" without one."""
    for token, event in _TOKENS:
        _, found, after = raw.partition(token)
        if found:
            return event, after
    return "", raw


def _read(raw: str) -> Segment | None:
    event, rest = _event(raw.removesuffix(FRAME))
    if not event:
        return None
    before, found, after = rest.partition(ACTION)
    if not found:
        return Segment(event, "", None)
    if event in ("call", "line"):
        return Segment(event, after, _locals(before))
    return Segment(event, after.split(ARG, 1)[0], None)


def _locals(text: str) -> dict[str, str] | None:
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}
