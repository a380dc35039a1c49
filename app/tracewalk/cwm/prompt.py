"""What a model is asked with: the context, the true steps before a place, and what is forced upon it there.

The modes are all of one shape. `full`: nothing, or the wrapper's call (`upto=1`); `step` and "from step k": the steps
before k; `action`: the same with the true event, so that the model says the observation (or, given the line too, the
value); `return`: the steps up to a call, then the token of a return, so that the body is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from tracewalk.cwm.context import Context
from tracewalk.cwm.render import render_step
from tracewalk.cwm.tokens import ACTION, ARG, BEGIN, CONTEXT, EVENT_TOKENS, FRAME, without_marker
from tracewalk.cwm.trace import CwmTrace
from tracewalk.errors import UsageError
from tracewalk.model import CwmStep

__all__ = ["BARE_SEED", "Prompts", "forced", "head", "prompt"]

BARE_SEED = f"{EVENT_TOKENS['call']}{{}}{ACTION}def main():\n{FRAME}"
"""The wrapper's call as ASSERT-KTH's prompts seed it: without the marker that its line has in the context."""


def head(context: Context) -> str:
    """What stands before the first step."""
    return f"{BEGIN}{CONTEXT}{context.text}{FRAME}"


def forced(event: str, source: str | None = None) -> str:
    """The beginning of a step whose event is given, and whose line, too: then only a value is left to say.

    A line is only given with `return` and `exception`, which say it before the value; `UsageError` for others.
    """
    if event not in EVENT_TOKENS or (source is not None and event in ("call", "line")):
        raise UsageError(
            f"cannot force event {event!r}; there are: call, line; return, exception with or without a line"
        )
    return EVENT_TOKENS[event] + ("" if source is None else f"{ACTION}{source}{ARG}")


def prompt(
    trace: CwmTrace,
    upto: int = 0,
    *,
    prefix: Sequence[CwmStep] | None = None,
    event: str | None = None,
    source: str | None = None,
    bare_seed: bool = False,
) -> str:
    """The prompt after which the model says step `upto` of `trace.steps` (an index, the wrapper's steps counted).

    `prefix` stands in place of the true steps before it, as in mode `action`, where the states are the model's own.
    `event` and `source` begin the step, see `forced`. `bare_seed` leaves the marker out of the first call, as published
    prompts do. Raises `UsageError` for a trace that is `refused`, and for a place that it does not have.
    """
    _require(trace, upto)
    steps = trace.steps[:upto] if prefix is None else prefix
    text = "".join([head(trace.context), *(_rendered(steps, bare_seed=bare_seed))])
    return text if event is None else text + forced(event, source)


class Prompts:
    """The prompts of one trace for every place, rendered once: for modes that ask at many steps."""

    def __init__(self, trace: CwmTrace) -> None:
        """Raises `UsageError` for a trace that is `refused`."""
        _require(trace, 0)
        pieces = [head(trace.context), *map(render_step, trace.steps)]
        self.text = "".join(pieces)
        """Context and all steps, without an end."""
        self.ends = list(accumulate(map(len, pieces)))
        """Where the prompt before each step ends in the text; one more for the end of the last."""

    def before(self, upto: int) -> str:
        """The same as `prompt(trace, upto)`."""
        return self.text[: self.ends[upto]]


def _require(trace: CwmTrace, upto: int) -> None:
    if trace.refused is not None:
        raise UsageError(f"trace {trace.trace_id} cannot be put to a model: {trace.refused}")
    if not 0 <= upto <= len(trace.steps):
        raise UsageError(f"trace {trace.trace_id} has {len(trace.steps):,} steps; there is no prompt before {upto}")


def _rendered(steps: Sequence[CwmStep], *, bare_seed: bool) -> Iterable[str]:
    if not (bare_seed and steps and steps[0].event == "call"):
        return map(render_step, steps)
    first = render_step(steps[0]).replace(steps[0].source, without_marker(steps[0].source))
    return [first, *map(render_step, steps[1:])]
