"""Text that lost its separators, as servers give it with `skip_special_tokens`: read by JSON and the source lines.

What is left of a frame is `{..}SRC` and a newline for a call or line, `SRC`, a newline and a JSON string for a return
or exception. Which of two it is, is told by the value, or by whether the line fits the function that runs.
"""

from __future__ import annotations

import json

from tracewalk.cwm.entered import is_call
from tracewalk.cwm.index import Index, key_of
from tracewalk.cwm.observation import read_locals, read_value
from tracewalk.cwm.resolve import Resolver
from tracewalk.model import CwmStep

__all__ = ["read_stripped"]

_object_end = json.JSONDecoder().raw_decode


def read_stripped(text: str, resolver: Resolver) -> tuple[list[CwmStep], str]:
    """The steps that can be recovered, and the text after them: from where the outermost function is left.

    Nothing is recovered without source lines, nor of a text in which no step at all is well formed.
    """
    reader = _Stripped(text, resolver)
    while reader.at < len(text) and reader.step():
        if resolver.top is None:
            break
    if all(step.fault for step in reader.steps):
        return [], text
    return reader.steps, text[reader.at :]


class _Stripped:
    def __init__(self, text: str, resolver: Resolver) -> None:
        self.text = text
        self.at = 0
        self.steps: list[CwmStep] = []
        self._resolver = resolver
        self._sources = _sources(resolver.index)
        self._longest = sorted(self._sources, key=len, reverse=True)

    def step(self) -> bool:
        """Read one step; False where none begins or it is cut."""
        begin = self.at
        at = begin
        if not self.steps:
            at += len(self.text) - at - len(self.text[at:].lstrip("\n"))
        step = self._observed(at) if self.text.startswith("{", at) else self._left(at)
        if step is None or not self._sources:
            return False
        self.at, made = step
        made.raw = self.text[begin : self.at]
        self._resolver.take(made)
        self.steps.append(made)
        return True

    def _observed(self, at: int) -> tuple[int, CwmStep] | None:
        fault: str | None = None
        try:
            _, end = _object_end(self.text, at)
            shown, fault = read_locals(self.text, at, end)
        except RecursionError:
            return None
        except json.JSONDecodeError as error:
            stop = self.text.find("\n", max(error.pos, at))
            if stop < 0:
                return None
            shown, fault = None, f"LOCALS are not JSON: {error.msg} at character {error.pos - at}"
            return stop + 1, CwmStep("", self.text[at : stop + 1], shown, fault=fault)
        found = self._source(end)
        if found is None:
            return None
        source, after = found
        event = "call" if is_call(self._resolver, source, shown or {}) else "line"
        return after, CwmStep(event, source, shown, fault=fault)

    def _left(self, at: int) -> tuple[int, CwmStep] | None:
        found = self._source(at)
        if found is None:
            return None
        source, after = found
        if not self.text.startswith('"', after):
            if key_of(source) not in self._sources:
                return after, CwmStep("", source, fault="neither LOCALS nor a source line")
            return after, CwmStep("return", source, fault="no VALUE")
        try:
            _, end = _object_end(self.text, after)
        except json.JSONDecodeError:
            return None
        value, fault = read_value(self.text, after, end)
        raised = (
            value is not None and value.startswith("(<class '") and value.endswith((", <traceback object>)", ", None)"))
        )
        return end, CwmStep("exception" if raised else "return", source, value=value, fault=fault)

    def _source(self, at: int) -> tuple[str, int] | None:
        """The source line at a place, and where the text goes on; None where it is cut."""
        stop = self.text.find("\n", at)
        if stop >= 0 and key_of(self.text[at:stop]) in self._sources:
            return self.text[at : stop + 1], stop + 1
        for line in self._longest:
            if self.text.startswith(line, at):
                return line, at + len(line)
        return (self.text[at : stop + 1], stop + 1) if stop >= 0 else None


def _sources(index: Index) -> frozenset[str]:
    return frozenset(text for at in index.scopes for text in at.scope.lines)
