"""Messages of Inspect -> turns: an agent's with its calls, what came back, and what the events say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import dict_of, float_of, list_of, moment_of, text_of
from tracewalk.importers.inspect_content import Attachments, call_of, content_of
from tracewalk.importers.inspect_usage import usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.inspect_events import Events, ModelCall
    from tracewalk.model import Record

__all__ = ["Story"]

_SOURCES = {"system": "system", "developer": "system", "user": "user", "assistant": "agent"}


class Story:
    """The turns of one conversation, as its messages come in."""

    def __init__(
        self,
        attachments: Attachments,
        events: Events,
        place: Callable[[str], Record | None],
        started: Mapping[str, str],
    ) -> None:
        """`place` gives the record of a JSON pointer; `started` the trajectories that calls started, by their ids."""
        self.turns: list[TurnDraft] = []
        self.notes: Counter[str] = Counter()
        self.n_messages = 0
        self.turn_of_call: dict[str, int] = {}
        self._attachments = attachments
        self._events = events
        self._place = place
        self._started = started
        self._calls: dict[str, tuple[CallDraft, TurnDraft]] = {}
        self._last: TurnDraft | None = None
        """The agent's last turn."""

    def take(self, given: Any, pointer: str, *, copied: bool = False) -> None:
        """Takes the next message."""
        self.n_messages += 1
        if self._attachments.room < 0:
            self.notes["messages left out: the sample names the same long texts too often"] += 1
            return
        message = given if isinstance(given, dict) else {"role": "user", "content": given}
        if message is not given:
            self.notes["messages that are no objects, kept as a user's"] += 1
        role = message.get("role")
        if role == "tool":
            self._take_result(message, pointer, copied=copied)
            return
        source = _SOURCES.get(role) if isinstance(role, str) else None
        if source is None:
            self.notes["messages of an unknown role, kept as a user's"] += 1
        turn = self._begun(source or "user", message, pointer, copied=copied)
        if source == "agent":
            self._take_agent(message, turn)

    def finish(self) -> None:
        """Once all messages are in: calls without an answer have that of their event, if any."""
        for call, turn in self._calls.values():
            use = None if call.answers is not None else self._events.tool(call.call_id)
            if use is not None:
                self._settle(call, use.event, use.exit_code)
                content = content_of({"content": use.event.get("result")}, self._attachments)
                if content.text or use.event.get("completed"):
                    call.answer(content.text or "")
                    turn.images += content.images
                    self.notes["answers that stand in events only"] += 1
                self._take_error(call, use.event.get("error"))

    def _begun(self, source: str, message: dict[str, Any], pointer: str, *, copied: bool) -> TurnDraft:
        content = content_of(message, self._attachments, agent=source == "agent")
        self.notes.update(content.notes)
        turn = TurnDraft(len(self.turns), source, content.texts, content.thoughts, [], content.images, copied=copied)
        self._record(turn, pointer)
        for call in content.calls:
            self._add(call, turn)
        self.turns.append(turn)
        return turn

    def _record(self, turn: TurnDraft, pointer: str) -> None:
        if (record := self._place(pointer)) is not None:
            turn.records.append(record)

    def _add(self, call: CallDraft, turn: TurnDraft) -> None:
        turn.calls.append(call)
        if call.call_id:
            self._calls[call.call_id] = (call, turn)
            self.turn_of_call[call.call_id] = turn.number
            call.trajectory = self._started.get(call.call_id)

    def _take_agent(self, message: dict[str, Any], turn: TurnDraft) -> None:
        self._last = turn
        for given in list_of(message.get("tool_calls")):
            self._add(call_of(given, self._attachments), turn)
        if not isinstance(message.get("tool_calls"), list | None):
            turn.texts.append(text_of(message["tool_calls"]) or "")
            self.notes["lists of calls that are none, kept as text"] += 1
        request = self._events.of_message(message)
        turn.model = text_of(message.get("model"))
        if request is not None:
            self._take_request(request, turn)

    def _take_request(self, request: ModelCall, turn: TurnDraft) -> None:
        event, output = request.event, request.output
        turn.model = turn.model or text_of(output.get("model")) or text_of(event.get("model"))
        turn.at = self._moment(event.get("completed") or event.get("timestamp"))
        turn.seconds = self._seconds(event, output.get("time"))
        error = event.get("error") or output.get("error")
        turn.error = text_of(self._attachments.text(error)) if error else None
        for name, value in usage_of(output.get("usage")).items():
            setattr(turn, name, value)

    def _take_result(self, message: dict[str, Any], pointer: str, *, copied: bool) -> None:
        call, turn = self._asked(message)
        if call is None or turn is None:
            self.notes["results of no known call, kept as a user's turn"] += 1
            turn = self._begun("user", message, pointer, copied=copied)
            error = dict_of(message.get("error")).get("message") or message.get("tool_error")
            turn.error = text_of(self._attachments.text(error)) if error else None
            return
        content = content_of(message, self._attachments)
        self.notes.update(content.notes)
        call.answer(content.text or "")
        turn.images += content.images
        self._record(turn, pointer)
        use = self._events.tool(call.call_id)
        if use is not None:
            self._settle(call, use.event, use.exit_code)
        self._take_error(call, message.get("error") or message.get("tool_error"))

    def _asked(self, message: dict[str, Any]) -> tuple[CallDraft | None, TurnDraft | None]:
        """The call that a result is of: by its id; of a result without one the next of that tool in the last turn."""
        name = text_of(message.get("tool_call_id"))
        if name and name in self._calls:
            return self._calls[name]
        if self._last and not name:
            tool = text_of(message.get("function"))
            for call in self._last.calls:
                if call.answers is None and (tool is None or call.tool == tool):
                    return call, self._last
        return None, None

    def _settle(self, call: CallDraft, event: dict[str, Any], exit_code: int | None) -> None:
        """What the event of a call says of it."""
        call.seconds = self._seconds(event)
        call.exit_code = exit_code
        if event.get("failed") is True:
            call.ended(failed=True)

    def _take_error(self, call: CallDraft, given: Any) -> None:
        if not given:
            return
        error = given if isinstance(given, dict) else {"message": given}
        text = text_of(self._attachments.text(error.get("message"))) or text_of(error.get("type")) or ""
        call.ended(failed=True)
        if error.get("type") == "parsing":
            call.malformed = call.malformed or text
        if not any(text in answer for answer in call.answers or ()):
            call.answers = [answer for answer in call.answers or () if answer] + [text]

    def _seconds(self, event: dict[str, Any], otherwise: Any = None) -> float | None:
        for value in (event.get("working_time"), otherwise):
            if (found := float_of(value)) is not None and found >= 0:
                return found
        began, ended = self._moment(event.get("timestamp")), self._moment(event.get("completed"))
        return (ended - began).total_seconds() if began and ended and ended >= began else None

    def _moment(self, value: Any) -> datetime | None:
        found, guessed = moment_of(value) if value else (None, False)
        if guessed:
            self.notes["times without a zone, taken as UTC"] += 1
        return found
