"""Chat messages, one after the other -> turns: what tools gave back stands with the call that asked for it."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import Any

from tracewalk.importers.chat_content import Parts, Result, parts_of
from tracewalk.importers.chat_dialects import TIMES, common, role_of
from tracewalk.importers.chat_usage import usage_of
from tracewalk.importers.given import float_of, moment_of, text_of
from tracewalk.model import Image, Record, ToolCall, Turn

__all__ = ["ITEMS", "ChatTurns"]

ITEMS = ("function_call", "custom_tool_call", "function_call_output", "custom_tool_call_output", "reasoning")
"""Items of OpenAI's Responses that are no messages."""


@dataclass(slots=True)
class _Draft:
    """A turn that results may still come for."""

    source: str
    message: str | None
    reasoning: list[str]
    calls: list[ToolCall]
    images: list[Image]
    records: list[Record]
    others: dict[str, Any] = field(default_factory=dict)

    def turn(self, number: int) -> Turn:
        reasoning = "\n".join(filter(None, self.reasoning)) or None
        return Turn(
            number, self.source, message=self.message, reasoning=reasoning, calls=tuple(self.calls),
            images=tuple(self.images), records=tuple(self.records), **self.others,
        )  # fmt: skip

    def add_record(self, record: Record) -> None:
        if not self.records or self.records[-1] is not record:
            self.records.append(record)


_Place = tuple[_Draft, int]
"""A call: its turn, and its number in it."""


class ChatTurns:
    """The turns of messages given one by one."""

    def __init__(self) -> None:
        self.notes: Counter[str] = Counter()
        self._drafts: list[_Draft] = []
        self._by_id: dict[str, _Place] = {}
        """Calls that have no result yet."""
        self._waiting: dict[str | None, deque[_Place]] = defaultdict(deque)
        """The same in order by tool, and of all tools under None; those answered by their id are still in it."""

    def turns(self) -> list[Turn]:
        """The turns of all messages so far."""
        return [draft.turn(number) for number, draft in enumerate(self._drafts)]

    def add(self, message: Any, record: Record) -> None:
        """Adds a message; what is none is kept as the text of a user's turn."""
        message = common(message)
        if not isinstance(message, dict):
            self.notes["messages that are no objects, kept as a user's"] += 1
            self._begin("user", Parts(texts=[text_of(message) or ""]), {}, record)
        elif message.get("type") in ITEMS and "role" not in message:
            self._add_item(message, record)
        else:
            self._add_message(message, record)

    def _add_message(self, message: dict[str, Any], record: Record) -> None:
        source, parts = role_of(message), parts_of(message)
        if parts.n_elsewhere:
            self.notes["pictures that the log only names"] += parts.n_elsewhere
        if source is None:
            self.notes["messages of an unknown role, kept as a user's"] += 1
        if source == "tool":
            tool, call_id = text_of(message.get("name")), text_of(message.get("tool_call_id"))
            failed = True if message.get("status") == "error" or message.get("error") is True else None
            parts.results.append(Result(call_id, parts.text or "", failed, tool))
            parts.texts = []
        for result in parts.results:
            self._answer(result, record, parts)
        if parts.texts or parts.calls or parts.reasoning or not parts.results:
            self._begin("user" if source in (None, "tool") else source, parts, message, record)

    def _add_item(self, item: dict[str, Any], record: Record) -> None:
        """Adds an item of OpenAI's Responses: reasoning and calls are of one turn until a result comes."""
        kind, call_id = item["type"], text_of(item.get("call_id", item.get("id")))
        if kind.endswith("_output"):
            inner = parts_of({"content": item.get("output")})
            self._answer(Result(call_id, inner.text or ""), record, inner)
            return
        if kind == "reasoning":
            inner = parts_of({"content": item.get("summary") or item.get("content")})
            parts = Parts(reasoning=[*inner.reasoning, *inner.texts])
        else:
            parts = parts_of({"tool_calls": [{"id": call_id, "function": item}]})
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.source != "agent" or any(call.observation is not None for call in last.calls[-1:]):
            self._begin("agent", parts, {}, record)
            return
        last.reasoning += parts.reasoning
        last.add_record(record)
        for call in parts.calls:
            self._ask(last, call)

    def _begin(self, source: str, parts: Parts, message: dict[str, Any], record: Record) -> None:
        at, guessed = moment_of(next((message[name] for name in TIMES if name in message), None))
        if guessed:
            self.notes["times without a zone, taken as UTC"] += 1
        others: dict[str, Any] = {"at": at}
        if source == "agent":
            others |= {"model": text_of(message.get("model")), **usage_of(message.get("usage"))}
            if (cost := float_of(message.get("cost"))) is not None:
                others["cost"] = cost
        draft = _Draft(source, parts.text, parts.reasoning, [], parts.images, [record], others)
        self._drafts.append(draft)
        for call in parts.calls:
            self._ask(draft, call)

    def _ask(self, draft: _Draft, call: ToolCall) -> None:
        draft.calls.append(call)
        place = (draft, len(draft.calls) - 1)
        self._waiting[call.tool].append(place)
        self._waiting[None].append(place)
        if call.call_id:
            self._by_id.setdefault(call.call_id, place)

    def _answer(self, result: Result, record: Record, parts: Parts) -> None:
        """Gives a result to its call, with the pictures that came along."""
        place = self._asked(result)
        if place is None:
            self.notes["results of no known call, kept as a user's turn"] += 1
            self._begin("user", Parts(texts=[result.text], images=parts.images), {}, record)
        else:
            draft, number = place
            draft.calls[number] = replace(draft.calls[number], observation=result.text, error=result.error)
            draft.images += parts.images
            draft.add_record(record)
        parts.images = []

    def _asked(self, result: Result) -> _Place | None:
        """The call of a result: by its id; without one the oldest that has no result, of the same tool."""
        if result.call_id:
            waiting = deque([self._by_id.pop(result.call_id)]) if result.call_id in self._by_id else deque()
        else:
            waiting = self._waiting[result.tool or None]
        while waiting:
            draft, number = place = waiting.popleft()
            if draft.calls[number].observation is None:
                return place
        return None
