"""A trace as one document of CWM's training text: its context as the prompt, and all its steps."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tracewalk.cwm import estimate_tokens, project, render
from tracewalk.cwm.tokens import BEGIN, CONTEXT, END, FRAME
from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracewalk.cwm import CwmTrace
    from tracewalk.lake import Whole
    from tracewalk.model import CwmStep, Item

__all__ = ["Document", "LeftOut", "document"]

_FINISHED = ("returned", "raised")


@frozen
class Document:
    """One line of a JSON-lines file; the fields are its columns, in this order."""

    trace_id: str
    dataset: str | None
    task_id: str | None
    text: str
    """From `<|begin_of_text|>` to `<|end_of_text|>`; a trace that a limit ended has no end."""
    prompt_chars: int
    """Characters of the text up to the first step: the prompt, on which no loss is taken."""
    tokens_estimated: int
    python: str
    complaints: tuple[str, ...]
    """In what the text may differ from what CWM's own tracer would give."""

    def line(self) -> str:
        """As a line of JSON."""
        return f"{json.dumps(asdict(self))}\n"


@frozen
class LeftOut:
    """A trace of which no document can be made, and why."""

    trace_id: str
    name: str
    reason: str


def document(whole: Whole, *, dataset: str | None = None, max_tokens: int | None = None) -> Document | LeftOut:
    """The document of a trace; `dataset` says which of its places is named, where it has several."""
    trace = whole.trace
    assert trace.steps is not None
    made = project(trace, trace.steps, whole.sources)
    if made.refused:
        return LeftOut(trace.trace_id, trace.name, made.refused)
    context, steps = _as_marked(made, whole.sources.get(trace.program_id, ""))
    prompt = f"{BEGIN}{CONTEXT}{context}{FRAME}"
    text = prompt + (render(steps) if trace.outcome in _FINISHED else render(steps).removesuffix(END))
    tokens = estimate_tokens(text)
    if max_tokens is not None and tokens > max_tokens:
        return LeftOut(trace.trace_id, trace.name, f"it is longer than {max_tokens:,} tokens, by the estimate")
    item = _item(whole.items, dataset)
    return Document(
        trace_id=trace.trace_id,
        dataset=item.dataset if item else None,
        task_id=item.task_id if item else None,
        text=text,
        prompt_chars=len(prompt),
        tokens_estimated=tokens,
        python=trace.python,
        complaints=made.complaints,
    )


def _as_marked(made: CwmTrace, source: str) -> tuple[str, list[CwmStep]]:
    """Context and steps; a source that marks itself where the trace begins, as an imported one may, has no wrapper."""
    own = [step for step in made.steps if not step.seed]
    if made.context.wrapped and own and "START_OF_TRACE" in own[0].source:
        return source, own
    return made.context.text, made.steps


def _item(items: Sequence[Item], dataset: str | None) -> Item | None:
    return next((item for item in items if dataset in (None, item.dataset)), None)
