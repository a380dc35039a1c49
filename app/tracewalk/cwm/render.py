"""CwmSteps -> CWM's text, byte for byte as `cwm-traces` describes it: what the model was trained on."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tracewalk.cwm.tokens import ACTION, ARG, END, EVENT_TOKENS, FRAME
from tracewalk.model import CwmStep

__all__ = ["render", "render_observation", "render_step"]


def render_observation(shown: dict[str, str] | None) -> str:
    """LOCALS as the format has them: `json.dumps` in its default style."""
    return json.dumps(shown or {})


def render_step(step: CwmStep) -> str:
    """One step with its closing separator."""
    token = EVENT_TOKENS[step.event]
    if step.event in ("call", "line"):
        return f"{token}{render_observation(step.shown)}{ACTION}{step.source}{FRAME}"
    return f"{token}{ACTION}{step.source}{ARG}{json.dumps(step.value)}{FRAME}"


def render(steps: Iterable[CwmStep]) -> str:
    """All steps and the end of the text."""
    return "".join([*map(render_step, steps), END])
