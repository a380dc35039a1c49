"""Turns the steps of a chat model's answer into CWM's text, with every value written out."""

from __future__ import annotations

import json
import re
from typing import Any

from tracewalk.cwm import Context, render_step
from tracewalk.cwm.tokens import FRAME
from tracewalk.model import CWM_EVENTS, CwmStep

__all__ = ["frame_text"]

_RAISED = re.compile(r"([^\W\d][\w.]*)\(.*\)", re.DOTALL)


def frame_text(raw: str, context: Context, given: CwmStep | None = None) -> str:
    """The frame for one object of the answer. One that is no step stands as it was said, closed like a frame.

    `given`: the step whose event and line were told; they stand in the frame whatever the model repeats.
    """
    step = _step(raw, context, given)
    return raw + FRAME if step is None else render_step(step)


def _step(raw: str, context: Context, given: CwmStep | None) -> CwmStep | None:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    event, source = (given.event, given.source) if given else (data.get("event"), _source(data.get("line"), context))
    if event not in CWM_EVENTS or source is None:
        return None
    if event in ("call", "line"):
        shown = _locals(data.get("locals"))
        return None if shown is None else CwmStep(event, source, shown=shown)
    value = data.get("value")
    if not isinstance(value, str):
        return None
    return CwmStep(event, source, value=_raised(value) if event == "exception" else value)


def _source(number: Any, context: Context) -> str | None:
    lines = context.text.split("\n")
    fits = type(number) is int and 1 <= number <= len(lines)
    return f"{lines[number - 1]}\n" if fits else None


def _locals(pairs: Any) -> dict[str, str] | None:
    """Of a list of {name, value}; also of an object, which models prefer that no schema holds to the list."""
    if isinstance(pairs, dict):
        pairs = [{"name": name, "value": value} for name, value in pairs.items()]
    if not isinstance(pairs, list) or not all(isinstance(pair, dict) for pair in pairs):
        return None
    named = {pair.get("name"): pair.get("value") for pair in pairs}
    return named if all(isinstance(text, str) for item in named.items() for text in item) else None


def _raised(value: str) -> str:
    """The form that CWM has for an exception, also where the model gives its repr alone."""
    name = _RAISED.fullmatch(value)
    return f"(<class '{name[1]}'>, {value}, <traceback object>)" if name else value
