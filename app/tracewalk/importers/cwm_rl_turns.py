"""The transitions of a CWM rollout -> turns: what the model was told, and each of its answers with what came back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.cwm.chat import Message, messages_in, read_answer
from tracewalk.importers.cwm_rl_results import failed, refused
from tracewalk.importers.given import dict_of, float_of, text_of
from tracewalk.model import ToolCall, Turn

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Record

__all__ = ["Transitions"]

_WINDOW = re.compile(r"constrained by a (\d{1,9}) total context window")
_REMAINING = re.compile(r"\* Remaining tokens: (-?\d{1,9})\n</budget>\s*\Z")
_BUDGET_CHARS = 200
_SOURCES = {"system": "system", "user": "user", "assistant": "agent"}
_THINKS = ("<think>", "<|reasoning_thinking_start|>")


class Transitions:
    """Makes turns of transitions, in order."""

    def __init__(self, source: Source, place: str, notes: Counter[str]) -> None:
        self.turns: list[Turn] = []
        self.window: int | None = None
        """Tokens that the model's context holds, as its prompt says."""
        self._source = source
        self._place = place
        self._notes = notes
        self._context = Context()
        self._begun = ""
        """What the prompt put into the model's mouth."""
        self._thinking = False

    def add(self, number: int, given: Any) -> None:
        """Adds a transition."""
        record = self._source.at(f"{self._place}/{number}")
        if not isinstance(given, dict):
            self._notes["transitions are no objects; they are kept as text"] += 1
            self._append(Turn(0, "user", message=text_of(given), records=(record,)))
            return
        action = text_of(given.get("action_str"))
        if action or number > 0:
            self._answer(action or "", given, record)
        self._told(text_of(given.get("observation_str")) or "", record)
        self._context.add(given, self.window, self._last_words())

    def _append(self, turn: Turn) -> None:
        self.turns.append(replace(turn, turn=len(self.turns)))

    def _answer(self, action: str, given: dict[str, Any], record: Record) -> None:
        """An answer of the model."""
        answer = read_answer(self._begun + action, thinking=self._thinking)
        info = dict_of(given.get("info"))
        seconds = float_of(info.get("duration"))
        alone = len(answer.calls) == 1
        calls = tuple(
            ToolCall(call.tool, call.body, malformed=call.fault, seconds=seconds if alone else None)
            for call in answer.calls
        )
        made, method = tokens_of(given, "action", "rewards")
        if self._context.held is not None:
            method = self._context.method
        self._append(
            Turn(
                turn=0,
                source="agent",
                message=answer.text,
                reasoning=answer.reasoning,
                calls=calls,
                seconds=None if alone else seconds,
                prompt_tokens=self._context.held,
                completion_tokens=made,
                cost_method=method,
                error=refused(text_of(info.get("message")) or "", terminal=bool(given.get("terminal"))) or answer.fault,
                records=(record,),
            )
        )

    def _told(self, observation: str, record: Record) -> None:
        """What came back: results of tools, messages of the user, and where the model is to go on."""
        self._begun, self._thinking = "", False
        loose, messages = messages_in(observation)
        if loose.strip():
            self._result(Message("tool", None, loose, open=False), record)
        for place, message in enumerate(messages):
            last = place == len(messages) - 1
            if message.role == "assistant" and message.open and last:
                self._thinking = message.body.strip().startswith(_THINKS)
                self._begun = "" if self._thinking or not message.body.strip() else message.body
            elif message.role == "tool":
                self._result(message, record)
            else:
                self._say(message, record)

    def _say(self, message: Message, record: Record) -> None:
        """A message that is no result; the user's after an answer may refuse that."""
        if message.role == "system" and self.window is None and (found := _WINDOW.search(message.body)):
            self.window = int(found[1])
        last = self.turns[-1] if self.turns else None
        refusal = refused(message.body, terminal=False)
        if refusal and last and last.source == "agent" and not last.copied:
            calls = tuple(replace(call, malformed=call.malformed or refusal) for call in last.calls)
            self.turns[-1] = replace(last, calls=calls, error=refusal)
        source = _SOURCES.get(message.role, "user")
        self._append(Turn(0, source, message=message.body, copied=source == "agent", records=(record,)))

    def _result(self, message: Message, record: Record) -> None:
        """What a call gave: the next call without a result of the tool of that name, else of any."""
        last = self.turns[-1] if self.turns else None
        waiting = [n for n, call in enumerate(last.calls) if call.observation is None] if last else []
        named = [n for n in waiting if last and last.calls[n].tool == message.tool]
        if last is None or not waiting:
            self._notes["results of no call; they are kept as messages"] += bool(message.tool)
            self._append(Turn(0, "user", message=message.body, records=(record,)))
            return
        place = (named or waiting)[0]
        call = last.calls[place]
        error = failed(call.tool, message.body)
        call = replace(call, observation=message.body, error=error, error_method=None if error is None else "derived")
        self.turns[-1] = replace(last, calls=(*last.calls[:place], call, *last.calls[place + 1 :]))

    def _last_words(self) -> str:
        """The end of the last thing that came back."""
        last = self.turns[-1] if self.turns else None
        text = (last.calls[-1].observation if last.calls else last.message) if last else None
        return (text or "")[-_BUDGET_CHARS:]


class Context:
    """How many tokens the model's context holds: counted in a full dump, else by what the budget says is left."""

    def __init__(self) -> None:
        self.held: int | None = None
        self.method: str | None = None
        self._counted: int | None = 0

    def add(self, given: dict[str, Any], window: int | None, told: str) -> None:
        """Takes a transition whose observation ends with `told`."""
        action, observation = given.get("action"), given.get("observation")
        if not (isinstance(action, list) and isinstance(observation, list)) or self._counted is None:
            self._counted = None
        elif given.get("context_switch"):
            self._counted = len(observation)
        else:
            self._counted += len(action) + len(observation)
        self.held, self.method = self._counted, "derived"
        if self._counted is None:
            found = _REMAINING.search(told) if window else None
            self.held = window - int(found[1]) if window and found else None
            self.method = "estimated" if found else None


def tokens_of(given: dict[str, Any], *names: str) -> tuple[int | None, str | None]:
    """How many tokens an answer had: one reward is given for each, so that a minimal dump tells it too."""
    for name in names:
        if isinstance(found := given.get(name), list) and found:
            return len(found), "derived"
    return None, None
