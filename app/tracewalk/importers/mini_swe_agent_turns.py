"""The messages of mini-swe-agent -> turns: an answer of the model with its commands, and what each of them gave."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tracewalk.importers.content import content_of
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import dict_of, int_of, moment_of, sound, text_of
from tracewalk.importers.mini_swe_agent_actions import FINISHED, observed
from tracewalk.importers.mini_swe_agent_answers import answer_of

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Image, Record, Turn

__all__ = ["Messages", "is_answer"]

_ROLES = {"system": "system", "developer": "system"}
_REFUSED = "FormatError"
_TIMED_OUT = "The last command <command>"


def is_answer(message: Any) -> bool:
    """Whether a message is one of the model's."""
    given = dict_of(message)
    if given.get("role"):
        return bool(given["role"] == "assistant")
    return given.get("object") == "response" or given.get("type") in ("function_call", "reasoning")


class Messages:
    """Makes turns of messages, in order."""

    def __init__(self, source: Source, place: str, notes: Counter[str]) -> None:
        self.exit: dict[str, Any] = {}
        """What the last message of version 2 says of the end."""
        self._source = source
        self._place = place
        self._notes = notes
        self._drafts: list[TurnDraft] = []
        self._by_id: dict[str, tuple[TurnDraft, CallDraft]] = {}
        """Calls that were not answered yet."""

    def turns(self) -> list[Turn]:
        """The turns of all messages so far."""
        return [draft.made() for draft in self._drafts]

    def add(self, number: int, message: Any) -> None:
        """Adds a message."""
        record = self._source.at(f"{self._place}/{number}")
        if not isinstance(message, dict):
            self._notes["messages are no objects; they are kept as text"] += 1
            self._begin("user", {}, text_of(message), (), record)
        elif is_answer(message):
            self._answer(message, record)
        elif message.get("role") == "exit":
            self._exit(message, record)
        elif message.get("role") == "tool" or message.get("type") == "function_call_output":
            self._observe(message, record)
        else:
            self._say(message, record)

    def _begin(
        self, source: str, message: dict[str, Any], text: str | None, images: tuple[Image, ...], record: Record
    ) -> None:
        stamp = dict_of(message.get("extra")).get("timestamp") or message.get("timestamp")
        texts = [] if text is None else [text]
        draft = TurnDraft(len(self._drafts), source, texts, images=[*images], records=[record], at=moment_of(stamp)[0])
        self._drafts.append(draft)

    def _answer(self, message: dict[str, Any], record: Record) -> TurnDraft:
        draft = answer_of(message, len(self._drafts))
        draft.records.append(record)
        self._drafts.append(draft)
        self._by_id |= {call.call_id: (draft, call) for call in draft.calls if call.call_id}
        return draft

    def _unanswered(self) -> list[CallDraft]:
        """The calls of the last turn that have no observation yet."""
        return [call for call in self._drafts[-1].calls if call.answers is None] if self._drafts else []

    def _exit(self, message: dict[str, Any], record: Record) -> None:
        """The end: what the last command gave where none answered it, else a word of the agent's own program."""
        self.exit = dict_of(message.get("extra"))
        text, images = content_of(message.get("content"))
        waiting = self._unanswered()
        if text and waiting:
            ends = [call for call in waiting if any(mark in call.arguments for mark in FINISHED)]
            self._give(self._drafts[-1], (ends or waiting)[-1], message, text, images, record)
        elif text and text != self.exit.get("exit_status"):
            self._begin("user", message, text, images, record)

    def _observe(self, message: dict[str, Any], record: Record) -> None:
        """What a call of a tool gave, by its id; without one, what the first call gave that has nothing yet."""
        text, images = content_of(message.get("content") if message.get("role") == "tool" else message.get("output"))
        wanted = text_of(message.get("tool_call_id") or message.get("call_id"))
        place = self._by_id.pop(wanted, None) if wanted else None
        if place is None and (waiting := self._unanswered()):
            place = self._drafts[-1], waiting[0]
            self._notes["observations name no call; they were given to the next one without any"] += 1
        if place is None:
            self._notes["observations of no call; they are kept as messages"] += 1
            self._begin("user", message, text, images, record)
        else:
            self._give(*place, message, text or "", images, record)

    def _say(self, message: dict[str, Any], record: Record) -> None:
        """A message of the system or the user; the first after a command is what it gave."""
        text, images = content_of(message.get("content"))
        role = _ROLES.get(str(message.get("role")), "user")
        self._refuse(dict_of(message.get("extra")), text, record)
        waiting = self._unanswered() if role == "user" else []
        if waiting:
            self._give(self._drafts[-1], waiting[0], message, text or "", images, record)
        elif text or images:
            self._begin(role, message, text, images, record)

    def _refuse(self, extra: dict[str, Any], text: str | None, record: Record) -> None:
        """The answer that a message refuses, where version 2 keeps it only beside the refusal."""
        if extra.get("interrupt_type") != _REFUSED:
            return
        given = extra.get("model_response")
        if isinstance(given, dict):
            draft = self._answer(given if is_answer(given) else {"extra": {"response": given}}, record)
            for call in draft.calls:
                call.malformed = call.malformed or text
        elif isinstance(given, str) and given:
            draft = TurnDraft(len(self._drafts), "agent", [sound(given)], records=[record])
            self._drafts.append(draft)
        else:
            return
        draft.error = text

    @staticmethod
    def _give(
        draft: TurnDraft,
        call: CallDraft,
        message: dict[str, Any],
        text: str,
        images: tuple[Image, ...],
        record: Record,
    ) -> None:
        """Gives a call what it gave, with whether it failed, as far as that is told."""
        extra = dict_of(message.get("extra"))
        code = int_of(extra.get("returncode"), 32)
        call.answer(text)
        call.exit_code = observed(text) if code is None else code
        if extra.get("exception_info"):
            call.ended(True)
        elif call.malformed or text.startswith(_TIMED_OUT):
            call.ended(True, "derived")
        elif call.exit_code is not None:
            call.ended(call.exit_code != 0, "derived")
        draft.images += images
        draft.records.append(record)
