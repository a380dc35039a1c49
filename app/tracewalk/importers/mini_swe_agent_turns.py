"""The messages of mini-swe-agent -> turns: an answer of the model with its commands, and what each of them gave."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.importers.content import content_of
from tracewalk.importers.given import dict_of, int_of, moment_of, sound, text_of
from tracewalk.importers.mini_swe_agent_actions import FINISHED, observed
from tracewalk.importers.mini_swe_agent_answers import answer_of
from tracewalk.model import ToolCall, Turn

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source

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
        self.turns: list[Turn] = []
        self.exit: dict[str, Any] = {}
        """What the last message of version 2 says of the end."""
        self._source = source
        self._place = place
        self._notes = notes
        self._open: list[tuple[int, int]] = []
        """Turn and number of the calls that have no observation yet, in order."""

    def add(self, number: int, message: Any) -> None:
        """Adds a message."""
        records = (self._source.at(f"{self._place}/{number}"),)
        if not isinstance(message, dict):
            self._notes["messages are no objects; they are kept as text"] += 1
            self._append(Turn(0, "user", message=text_of(message), records=records))
        elif is_answer(message):
            self._append(replace(answer_of(message), records=records))
        elif message.get("role") == "exit":
            self._exit(message, records)
        elif message.get("role") == "tool" or message.get("type") == "function_call_output":
            self._observe(message, records)
        else:
            self._say(message, records)

    def _append(self, turn: Turn) -> None:
        turn = replace(turn, turn=len(self.turns))
        self._open += [(turn.turn, number) for number in range(len(turn.calls))]
        self.turns.append(turn)

    def _unanswered(self) -> tuple[int, int] | None:
        """The first call of the last turn that has no observation yet."""
        return next((at for at in self._open if at[0] == len(self.turns) - 1), None)

    def _exit(self, message: dict[str, Any], records: Any) -> None:
        """The end: what the last command gave where none answered it, else a word of the agent's own program."""
        self.exit = dict_of(message.get("extra"))
        text, images = content_of(message.get("content"))
        last = [at for at in self._open if at[0] == len(self.turns) - 1]
        if text and last:
            ends = [at for at in last if any(mark in self.turns[at[0]].calls[at[1]].arguments for mark in FINISHED)]
            self._give((ends or last)[-1], message, text, images, records)
        elif text and text != self.exit.get("exit_status"):
            self._append(Turn(0, "user", message=text, images=images, at=_at(message), records=records))

    def _observe(self, message: dict[str, Any], records: Any) -> None:
        """What a call of a tool gave, by its id; without one, what the first call gave that has nothing yet."""
        content = message.get("content") if message.get("role") == "tool" else message.get("output")
        text, images = content_of(content)
        wanted = text_of(message.get("tool_call_id") or message.get("call_id"))
        place = next((at for at in self._open if self.turns[at[0]].calls[at[1]].call_id == wanted), None)
        if place is None and (place := self._unanswered()):
            self._notes["observations name no call; they were given to the next one without any"] += 1
        if place is None:
            self._notes["observations of no call; they are kept as messages"] += 1
            self._append(Turn(0, "user", message=text, images=images, at=_at(message), records=records))
        else:
            self._give(place, message, text or "", images, records)

    def _say(self, message: dict[str, Any], records: Any) -> None:
        """A message of the system or the user; the first after a command is what it gave."""
        text, images = content_of(message.get("content"))
        extra = dict_of(message.get("extra"))
        role = _ROLES.get(str(message.get("role")), "user")
        self._refuse(extra, text, records)
        place = self._unanswered() if role == "user" else None
        if place:
            self._give(place, message, text or "", images, records)
        elif text or images:
            self._append(Turn(0, role, message=text, images=images, at=_at(message), records=records))

    def _refuse(self, extra: dict[str, Any], text: str | None, records: Any) -> None:
        """The answer that a message refuses, where version 2 keeps it only beside the refusal."""
        if extra.get("interrupt_type") != _REFUSED:
            return
        given = extra.get("model_response")
        if isinstance(given, str) and given:
            made = Turn(0, "agent", message=sound(given))
        elif isinstance(given, dict):
            made = answer_of(given if is_answer(given) else {"extra": {"response": given}})
            made = replace(made, calls=tuple(replace(call, malformed=call.malformed or text) for call in made.calls))
        else:
            return
        self._append(replace(made, error=text, records=records))

    def _give(self, place: tuple[int, int], message: dict[str, Any], text: str, images: Any, records: Any) -> None:
        """Gives a call its observation."""
        self._open.remove(place)
        turn = self.turns[place[0]]
        call = _with_observation(turn.calls[place[1]], dict_of(message.get("extra")), text)
        calls = (*turn.calls[: place[1]], call, *turn.calls[place[1] + 1 :])
        self.turns[place[0]] = replace(turn, calls=calls, images=turn.images + images, records=turn.records + records)


def _at(message: dict[str, Any]) -> Any:
    return moment_of(dict_of(message.get("extra")).get("timestamp") or message.get("timestamp"))[0]


def _with_observation(call: ToolCall, extra: dict[str, Any], text: str) -> ToolCall:
    """A call with what it gave, and whether it failed, as far as that is told."""
    code = int_of(extra.get("returncode"), 32)
    code = observed(text) if code is None else code
    failed = bool(extra.get("exception_info")) or text.startswith(_TIMED_OUT) or bool(call.malformed)
    error = True if failed else None if code is None else code != 0
    return replace(
        call,
        observation=text,
        exit_code=code,
        error=error,
        error_method=None if error is None else "recorded" if extra.get("exception_info") else "derived",
    )
