"""A run of OpenHands as it is put together, event by event: turns that still grow, and calls that wait for results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import moment_of, sound
from tracewalk.importers.json_text import json_of, read_json
from tracewalk.model import StateChange, ToolCall, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracewalk.model import Image, Record

__all__ = ["NO_CALL", "NO_EVENT", "UNKNOWN", "CallDraft", "Story", "TurnDraft", "arguments_of"]

UNKNOWN = (None, None, None, None)
"""Tokens of the prompt, of the completion, cached, of reasoning."""

NO_ZONE = "times without a zone, taken as UTC"
NO_CALL = "results of no known call, kept as turns of their own"
NO_EVENT = "records that are no events, kept as text"


@dataclass(slots=True)
class CallDraft:
    """A call of a tool; `turn` and `number` say where it stands."""

    tool: str
    arguments: str
    turn: int
    number: int
    given: Mapping[str, Any]
    """The arguments as an object, as far as they are one."""
    call_id: str | None = None
    malformed: str | None = None
    observation: str | None = None
    exit_code: int | None = None
    error: bool | None = None
    error_method: str | None = None
    at: datetime | None = None
    seconds: float | None = None

    def answer(self, text: str, at: datetime | None) -> None:
        """Takes a result; a further one stands below the first."""
        self.observation = text if self.observation is None else f"{self.observation}\n{text}"
        if at and self.at and at >= self.at:
            self.seconds = (at - self.at).total_seconds()

    def fail(self, method: str) -> None:
        """Takes down that it failed."""
        self.error, self.error_method = True, method

    def call(self) -> ToolCall:
        """The call as it is kept."""
        return ToolCall(
            self.tool, self.arguments, call_id=self.call_id, observation=self.observation, exit_code=self.exit_code,
            error=self.error, error_method=self.error_method, malformed=self.malformed, seconds=self.seconds,
        )  # fmt: skip


@dataclass(slots=True)
class TurnDraft:
    """A turn that more events may add to."""

    turn: int
    source: str
    at: datetime | None
    messages: list[str] = field(default_factory=list)
    reasonings: list[str] = field(default_factory=list)
    calls: list[CallDraft] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    model: str | None = None
    response_id: str | None = None
    """Of the model's answer that it is, as usage and latency are told by it."""
    seconds: float | None = None
    usage: tuple[int | None, int | None, int | None, int | None] = UNKNOWN
    worked_out: bool = False
    """Whether the tokens come from sums that grew."""
    cost: float | None = None
    method: str | None = None
    error: str | None = None

    def say(self, text: str | None) -> None:
        """Adds to the message what it does not say yet."""
        _add(self.messages, text)

    def think(self, text: str | None) -> None:
        """Adds to the reasoning what it does not say yet."""
        _add(self.reasonings, text)

    def finish(self) -> Turn:
        """The turn as it is kept."""
        prompt, completion, cached, reasoning = self.usage
        return Turn(
            self.turn, self.source, message=_joined(self.messages), reasoning=_joined(self.reasonings),
            calls=tuple(call.call() for call in self.calls), images=tuple(self.images), model=self.model, at=self.at,
            seconds=self.seconds, prompt_tokens=prompt, completion_tokens=completion, cached_tokens=cached,
            reasoning_tokens=reasoning, cost=self.cost, cost_method=self.method, error=self.error,
            records=tuple(record for record in self.records if record.length),
        )  # fmt: skip


def _add(texts: list[str], text: str | None) -> None:
    if text and text.strip() and not any(text in known for known in texts):
        texts[:] = [known for known in texts if known not in text]
        texts.append(text)


def _joined(texts: list[str]) -> str | None:
    return "\n\n".join(texts) or None


@dataclass(slots=True)
class Story:
    """The run so far."""

    turns: list[TurnDraft] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    by_event: dict[str, CallDraft] = field(default_factory=dict)
    """Calls by the id of the event that made them."""
    by_call: dict[str, CallDraft] = field(default_factory=dict)
    """... by the id that the model gave them."""
    by_response: dict[str, TurnDraft] = field(default_factory=dict)
    """Turns of the agent by the model's answer."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What events say of the run: `agent`, `version`, `state`, `task`, `model`, `stats`..."""
    first: datetime | None = None
    last: datetime | None = None
    _cwd: str | None = None

    def moment(self, value: Any) -> datetime | None:
        """When an event was; also the beginning and end of the run move with it."""
        at, guessed = moment_of(value)
        if guessed:
            self.notes[NO_ZONE] += 1
        if at:
            self.first = min(self.first or at, at)
            self.last = max(self.last or at, at)
        return at

    def begin(self, source: str, at: datetime | None, record: Record | None, message: str | None = None) -> TurnDraft:
        """A further turn."""
        turn = TurnDraft(len(self.turns), source, at)
        turn.say(message)
        if record:
            turn.records.append(record)
        self.turns.append(turn)
        return turn

    def of_response(self, response_id: str | None, source: str, at: datetime | None, record: Record) -> TurnDraft:
        """The turn of one answer of the model: of several calls in it only the first begins one."""
        found = self.by_response.get(response_id) if response_id else None
        if found is not None and found.source == source:
            found.records.append(record)
            return found
        turn = self.begin(source, at, record)
        turn.response_id = response_id
        if response_id:
            self.by_response[response_id] = turn
        return turn

    def add_call(self, turn: TurnDraft, tool: str, raw: Any, call_id: str | None) -> CallDraft:
        """A further call of a turn; `raw` is an object, or JSON text as the model wrote it."""
        arguments, given, malformed = arguments_of(raw)
        call = CallDraft(tool, arguments, turn.turn, len(turn.calls), given, call_id, malformed, at=turn.at)
        turn.calls.append(call)
        if call_id:
            self.by_call[call_id] = call
        return call

    def change(self, call: CallDraft, kind: str, how: str, **given: Any) -> None:
        """A state change that the source records."""
        self.changes.append(StateChange(-1, call.turn, call.number, kind, "recorded", how, **given))

    def moved(self, call: CallDraft, folder: str | None) -> None:
        """Takes down the working directory after a call."""
        if folder and folder != self._cwd:
            self._cwd = folder
            self.change(call, "cwd", "working directory", value=folder)


def arguments_of(raw: Any) -> tuple[str, Mapping[str, Any], str | None]:
    """Arguments as they are kept, as an object, and why they are malformed: JSON of an object, else the text itself."""
    if not isinstance(raw, str):
        return sound(json_of({} if raw is None else raw)), raw if isinstance(raw, dict) else {}, None
    if not raw.strip():
        return "{}", {}, None
    try:
        value = read_json(raw.encode("utf-8", "surrogatepass"))
    except ValueError as fault:
        return sound(raw), {}, f"its arguments: {fault}"
    if not isinstance(value, dict):
        return sound(raw), {}, f"its arguments are no object, but of type {type(value).__name__}"
    return sound(json_of(value)), value, None
