"""The transitions of a CWM rollout -> turns: what the model was told, and each of its answers with what came back."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tracewalk.cwm.chat import Message, messages_in, read_answer
from tracewalk.importers.cwm_rl_context import Context, tokens_of
from tracewalk.importers.cwm_rl_results import failed, refused
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import dict_of, float_of, text_of

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Record, Turn

__all__ = ["Transitions"]

_WINDOW = re.compile(r"constrained by a (\d{1,9}) total context window")
_SOURCES = {"system": "system", "user": "user", "assistant": "agent"}
_THINKS = ("<think>", "<|reasoning_thinking_start|>")


class Transitions:
    """Makes turns of transitions, in order."""

    def __init__(self, source: Source, place: str, notes: Counter[str]) -> None:
        self.window: int | None = None
        """Tokens that the model's context holds, as its prompt says."""
        self._drafts: list[TurnDraft] = []
        self._source = source
        self._place = place
        self._notes = notes
        self._context = Context()
        self._begun = ""
        """What the prompt put into the model's mouth."""
        self._thinking = False

    def turns(self) -> list[Turn]:
        """The turns of all transitions so far."""
        return [draft.made() for draft in self._drafts]

    def add(self, number: int, given: Any) -> None:
        """Adds a transition."""
        record = self._source.at(f"{self._place}/{number}")
        if not isinstance(given, dict):
            self._notes["transitions are no objects; they are kept as text"] += 1
            self._begin("user", text_of(given), record)
            return
        action = text_of(given.get("action_str"))
        if action or number > 0:
            self._answer(action or "", given, record)
        self._told(text_of(given.get("observation_str")) or "", record)
        self._context.add(given, self.window, self._last_words())

    def _begin(self, source: str, text: str | None, record: Record) -> TurnDraft:
        draft = TurnDraft(len(self._drafts), source, [text] if text else [], records=[record])
        self._drafts.append(draft)
        return draft

    def _answer(self, action: str, given: dict[str, Any], record: Record) -> None:
        """An answer of the model."""
        answer = read_answer(self._begun + action, thinking=self._thinking)
        info = dict_of(given.get("info"))
        draft = self._begin("agent", answer.text, record)
        draft.thoughts += [answer.reasoning] if answer.reasoning else []
        draft.calls = [CallDraft(call.tool, call.body, malformed=call.fault) for call in answer.calls]
        seconds = float_of(info.get("duration"))
        if len(draft.calls) == 1:
            draft.calls[0].seconds = seconds
        else:
            draft.seconds = seconds
        draft.completion_tokens = tokens_of(given)
        draft.prompt_tokens = self._context.held
        if draft.prompt_tokens is not None:
            draft.cost_method = self._context.method
        elif draft.completion_tokens is not None:
            draft.cost_method = "derived"
        message = text_of(info.get("message")) or ""
        draft.error = refused(message, terminal=bool(given.get("terminal"))) or answer.fault

    def _told(self, observation: str, record: Record) -> None:
        """What came back: results of tools, messages of the user, and where the model is to go on."""
        self._begun, self._thinking = "", False
        loose, messages = messages_in(observation)
        if loose.strip():
            self._result(Message("tool", None, loose, open=False), record)
        for place, message in enumerate(messages):
            if message.role == "assistant" and message.open and place == len(messages) - 1:
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
        last = self._drafts[-1] if self._drafts else None
        refusal = refused(message.body, terminal=False)
        if refusal and last and last.source == "agent" and not last.copied:
            last.error = refusal
            for call in last.calls:
                call.malformed = call.malformed or refusal
        source = _SOURCES.get(message.role, "user")
        self._begin(source, message.body, record).copied = source == "agent"

    def _result(self, message: Message, record: Record) -> None:
        """What a call gave: the next call without a result of the tool of that name, else of any."""
        waiting = [call for call in self._drafts[-1].calls if call.answers is None] if self._drafts else []
        if not waiting:
            self._notes["results of no call; they are kept as messages"] += bool(message.tool)
            self._begin("user", message.body, record)
            return
        call = next((call for call in waiting if call.tool == message.tool), waiting[0])
        call.answer(message.body)
        call.ended(failed(call.tool, message.body), "derived")

    def _last_words(self) -> str:
        """The last thing that came back."""
        last = self._drafts[-1] if self._drafts else None
        texts = ((last.calls[-1].answers if last.calls else last.texts) if last else None) or [""]
        return texts[-1]
