"""The events of a sample of Inspect: which model call gave a message, what became of a tool's call, in whose span.

Logs before 2025 have steps instead of spans, and events within events.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.importers.given import dict_of, int_of, list_of, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from tracewalk.importers.inspect_content import Attachments

__all__ = ["Events", "ModelCall", "ToolUse"]

_SHELLS = ("bash", "python", "bash_session", "shell", "execute")
"""Tools that run one command, so that its exit code is the call's."""
_DEEPEST = 50
"""How deep events within events are looked into."""
_ROOM = 5_000_000
_COMPARED = 1_000
"""Characters by which texts are known again, with their length."""
_HIGHEST = 64
"""Spans around one that are looked at."""


@dataclass(slots=True, eq=False)
class ModelCall:
    """One request to a model."""

    event: dict[str, Any]
    pointer: str
    span: str | None
    scoring: bool

    @property
    def output(self) -> dict[str, Any]:
        """All that came back."""
        return dict_of(self.event.get("output"))

    @property
    def message(self) -> dict[str, Any] | None:
        """What it gave; None where it failed."""
        choice = dict_of(next(iter(list_of(self.output.get("choices"))), None))
        found = choice.get("message")
        if not isinstance(found, dict):
            return None
        failed = self.event.get("error") and not (found.get("content") or found.get("tool_calls"))
        return None if failed else found


@dataclass(slots=True, eq=False)
class ToolUse:
    """What an event says of a call of a tool."""

    event: dict[str, Any]
    exits: list[int | None] = field(default_factory=list)
    """Of the commands that it ran in the sandbox."""

    @property
    def exit_code(self) -> int | None:
        """That of its one command."""
        return self.exits[0] if len(self.exits) == 1 and self.event.get("function") in _SHELLS else None


@frozen
class _Span:
    parent: str | None
    type: str | None
    name: str | None


class Events:
    """A sample's events, as they are asked for."""

    def __init__(self, given: Any, attachments: Attachments) -> None:
        self._attachments = attachments
        self.models: list[ModelCall] = []
        self.spans: dict[str, _Span] = {}
        self.callers: dict[str, str] = {}
        """Span -> id of the call of a tool that it is of."""
        self.first_at: Any = None
        self.last_at: Any = None
        self.compacted = False
        self.room = _ROOM
        """Messages of requests that may still be looked at: each request holds all before it."""
        self._tools: dict[str, deque[ToolUse]] = defaultdict(deque)
        self._waiting: list[str] = []
        self._in_span: dict[str, ToolUse] = {}
        self._scorers = 0
        self._by_message: dict[str, deque[ModelCall]] = defaultdict(deque)
        for pointer, event, within in _flat(list_of(given), "/events", None, 0):
            self._take(event, pointer, within)
        for call in self.models:
            if call.message is not None:
                self._by_message[self.key_of(call.message)].append(call)

    def _take(self, event: dict[str, Any], pointer: str, within: dict[str, Any] | None) -> None:
        at = event.get("timestamp")
        if at:
            self.first_at = self.first_at or at
            self.last_at = event.get("completed") or at
        kind = event.get("event")
        if kind == "model":
            span = text_of(event.get("span_id"))
            scoring = any(one and (one.type or "").startswith("scorer") for _, one in self.above(span))
            self.models.append(ModelCall(event, pointer, span, scoring or self._scorers > 0))
        elif kind == "tool":
            self._take_tool(event)
        elif kind == "sandbox" and event.get("action") == "exec":
            self._take_command(event, within)
        elif kind == "span_begin":
            self._take_span(event)
        elif kind == "step" and event.get("type") == "scorer":
            self._scorers = max(self._scorers + (1 if event.get("action") == "begin" else -1), 0)
        elif kind == "compaction":
            self.compacted = True

    def _take_span(self, event: dict[str, Any]) -> None:
        name = text_of(event.get("id"))
        if name is None:
            return
        parent = text_of(event.get("parent_id"))
        self.spans[name] = _Span(parent, text_of(event.get("type")), text_of(event.get("name")))
        if event.get("type") == "tool":
            self._waiting.append(name)

    def _take_tool(self, event: dict[str, Any]) -> None:
        """A call begins; the span of its kind that was opened last is its own."""
        use = ToolUse(event)
        call_id = text_of(event.get("id")) or ""
        self._tools[call_id].append(use)
        for place in range(len(self._waiting) - 1, max(len(self._waiting) - 9, -1), -1):
            if self.spans[self._waiting[place]].name == text_of(event.get("function")):
                span = self._waiting.pop(place)
                self._in_span[span] = use
                self.callers[span] = call_id
                break
        if agent := text_of(event.get("agent_span_id")):
            self.callers[agent] = call_id

    def _take_command(self, event: dict[str, Any], within: dict[str, Any] | None) -> None:
        code = event.get("result")
        exit_code = None if isinstance(code, str) else int_of(code, 32)
        if within is not None:
            uses = self._tools.get(text_of(within.get("id")) or "")
            if uses:
                uses[-1].exits.append(exit_code)
        elif use := self._in_span.get(text_of(event.get("span_id")) or ""):
            use.exits.append(exit_code)

    def above(self, span: str | None) -> Iterator[tuple[str, _Span | None]]:
        """A span and those around it, from within; hostile ones may go round in a circle."""
        for _ in range(_HIGHEST):
            if span is None:
                return
            found = self.spans.get(span)
            yield span, found
            span = found.parent if found else None

    def agent_of(self, span: str | None) -> str | None:
        """The innermost span of an agent around, or that is, a span."""
        return next((name for name, one in self.above(span) if one and one.type == "agent"), None)

    def caller_of(self, span: str | None) -> str | None:
        """The id of the call of a tool that a span is within."""
        return next((self.callers[name] for name, _ in self.above(span) if name in self.callers), None)

    def of_message(self, message: dict[str, Any]) -> ModelCall | None:
        """The model call that gave a message; each is given once."""
        calls = self._by_message.get(self.key_of(message))
        return calls.popleft() if calls else None

    def key_of(self, message: dict[str, Any]) -> str:
        """By what a message is known again: its id; of logs without ids what it says."""
        if name := message.get("id"):
            return text_of(name) or ""
        calls = [dict_of(call).get("id") for call in list_of(message.get("tool_calls"))]
        content = self._attachments.named(message.get("content"))
        if isinstance(content, str):
            content = [len(content), content[:_COMPARED]]
        return json_of([message.get("role", "assistant"), content, calls])

    def tool(self, call_id: str | None) -> ToolUse | None:
        """What became of the next call with this id: some servers give each call the same one."""
        uses = self._tools.get(call_id or "") if call_id else None
        if not uses:
            return None
        return uses.popleft() if len(uses) > 1 else uses[0]


def _flat(events: list[Any], pointer: str, within: dict[str, Any] | None, depth: int) -> Iterator[Any]:
    """Each event, those within it after it, with its JSON pointer and the call of a tool that it is within."""
    for number, event in enumerate(events):
        if not isinstance(event, dict):
            continue
        place = f"{pointer}/{number}"
        yield place, event, within
        if depth < _DEEPEST and event.get("event") in ("tool", "subtask") and list_of(event.get("events")):
            inner = event if event["event"] == "tool" else within
            yield from _flat(event["events"], f"{place}/events", inner, depth + 1)
