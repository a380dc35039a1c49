"""The conversation of protocol `chat`: what a chat model is told, shown and asked, and the schema of its answer.

Version 1, whose every word is in this file: a system message with the rules; one worked example, as if asked and
answered before; then the source with numbered lines, the steps so far, and the question. A step is an object
{event, line, locals: [{name, value}], value}, one a line. Locals are whole at each step (`..` is CWM's own way), names
and values are text, and every field is always there, as the strictest servers want it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from tracewalk.cwm import Context, without_marker
from tracewalk.model import CWM_EVENTS, CwmStep

__all__ = ["CHAT_PROMPT_VERSION", "Place", "answer_of", "conversation", "line_of", "schema"]

CHAT_PROMPT_VERSION = 1
"""Raised when the same trace would be put to a chat model in other words."""

Place = Literal["trace", "frame", "left"]
"""What is asked for: all steps that follow; the next one; the one at which the function entered last is left."""

_MOST_LINES = 400
"""Servers limit how long a list of allowed values may be; a longer program's line numbers are checked afterwards."""

_RULES = """\
You predict how a Python program runs, one step after another. You answer with JSON and nothing else.
A step is an object:
{"event": ..., "line": ..., "locals": [{"name": ..., "value": ...}], "value": ...}
event "call": a function of the source is entered. line is that of its def, locals are its arguments.
event "line": a line is about to run. locals are all local variables of the running function before the line runs.
event "return": the function is left. line is the last one that ran, value is what is returned, locals is empty.
event "exception": a line has raised, or an exception has reached it. value is written as
(<class 'KeyError'>, KeyError('a'), <traceback object>), locals is empty. Where the function does not handle it, a
"return" of None follows.
A value is the text that repr() gives, without memory addresses; it is null for "call" and "line".
Only functions of the source make steps. After a function has returned, the steps of its caller go on.
A yield is a "return", going on after it a "call"."""

_EXAMPLE = """\
def add(a):
    b = a + 1
    return b

def main():  # << START_OF_TRACE
    return add(2)
"""

_QUESTIONS: Mapping[Place, str] = {
    "trace": 'Give all steps that follow, to the end of the run, as {"steps": [...]}.',
    "frame": "Give the step that follows.",
    "left": "Give the step at which the function that was entered last is left.",
}


def conversation(
    context: Context, before: Sequence[CwmStep], place: Place, given: CwmStep | None = None
) -> list[tuple[str, str]]:
    """The messages, as (role, text). `given`: a step whose event and line are told, and the rest is asked for."""
    question = _QUESTIONS[place]
    if given is not None:
        told = json.dumps({"event": given.event, "line": line_of(context, given)})
        question = f"The step that follows begins with {told[:-1]}. Give it whole."
    example = [_step("call", 5), _step("line", 6), _step("call", 1, {"a": "2"}), _step("line", 2, {"a": "2"})]
    answer = [_step("line", 3, {"a": "2", "b": "3"}), _step("return", 3, None, "3"), _step("return", 6, None, "3")]
    return [
        ("system", _RULES),
        ("user", _asked(_EXAMPLE, example, _QUESTIONS["trace"])),
        ("assistant", '{"steps": [' + ", ".join(answer) + "]}"),
        ("user", _asked(context.text, (_shown(context, step) for step in before), question)),
    ]


def answer_of(context: Context, steps: Iterable[CwmStep]) -> str:
    """The answer that would be right where these steps are asked for."""
    return '{"steps": [' + ", ".join(_shown(context, step) for step in steps) + "]}"


def schema(context: Context, place: Place, given: CwmStep | None = None) -> dict[str, Any]:
    """The JSON schema of the answer."""
    lines: dict[str, Any] = {"type": "integer"}
    numbers = [n for n, line in enumerate(context.text.split("\n"), 1) if line.strip()]
    if len(numbers) <= _MOST_LINES:
        lines["enum"] = numbers
    events = list(("return", "exception") if place == "left" else CWM_EVENTS)
    if given is not None:
        events, lines["enum"] = [given.event], [line_of(context, given)]
    local = _object({"name": {"type": "string"}, "value": {"type": "string"}})
    step = _object(
        {
            "event": {"type": "string", "enum": events},
            "line": lines,
            "locals": {"type": "array", "items": local},
            "value": {"type": ["string", "null"]},
        }
    )
    return _object({"steps": {"type": "array", "items": step}}) if place == "trace" and given is None else step


def line_of(context: Context, step: CwmStep) -> int:
    """The number of a step's line in the context's text, from 1; 0: it is not there."""
    if step.program_id and (step.program_id, step.line) in context.places:
        return context.places.index((step.program_id, step.line)) + 1
    lines = context.text.split("\n")
    source = without_marker(step.source).rstrip("\n")
    return next((n for n in range(len(lines), 0, -1) if without_marker(lines[n - 1]) == source), 0)


def _asked(source: str, steps: Iterable[str], question: str) -> str:
    lines = source.removesuffix("\n").split("\n")
    numbered = "\n".join(f"{n}: {line}" for n, line in enumerate(lines, 1))
    return f"Source:\n{numbered}\n\nSteps so far:\n" + ("\n".join(steps) or "none") + f"\n\n{question}"


def _shown(context: Context, step: CwmStep) -> str:
    state = step.state if step.state is not None else step.shown
    return _step(step.event, line_of(context, step), state, step.value)


def _step(event: str, line: int, state: Mapping[str, str] | None = None, value: str | None = None) -> str:
    pairs = [{"name": name, "value": text} for name, text in (state or {}).items()]
    return json.dumps({"event": event, "line": line, "locals": pairs, "value": value})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
