"""The turns of a run of SWE-agent: what it was told before its first step, then a turn for each step.

The observation of a step is what the command gave; the history has it within a template, and leaves out steps whose
command was refused. From the history come the calls of tools, which the steps hold only as command lines.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from tracewalk.importers.content import calls_of, content_of, reasoning_of
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, text_of
from tracewalk.importers.swe_agent_state import States
from tracewalk.model import ToolCall, Turn

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import StateChange

__all__ = ["turns_of"]

_ROLES = {"system": "system", "developer": "system", "assistant": "agent"}
_AHEAD = 8
"""Answers looked at for the one that belongs to a step."""


def turns_of(document: dict[str, Any], source: Source, notes: Counter[str]) -> tuple[list[Turn], list[StateChange]]:
    """Turns and recorded state changes; `notes` counts what had to be guessed."""
    steps = list_of(document.get("trajectory"))
    history = [dict_of(item) for item in list_of(document.get("history"))]
    reader = _Steps(source, history, _prompts(history, steps, source), notes)
    for number, step in enumerate(steps):
        reader.add(number, step, dict_of(steps[number + 1]) if number + 1 < len(steps) else {})
    return reader.turns, reader.states.changes


def _prompts(history: list[dict[str, Any]], steps: list[Any], source: Source) -> list[Turn]:
    """What stands before the first step: in the history, else in what the first step asked the model."""
    place, items = "/history", history
    if not items and steps:
        first = dict_of(steps[0])
        name = "query" if isinstance(first.get("query"), list) else "messages"
        place, items = f"/trajectory/0/{name}", [dict_of(item) for item in list_of(first.get(name))]
    turns: list[Turn] = []
    for number, item in enumerate(items):
        if item.get("role") == "assistant" and not item.get("is_demo"):
            break
        text, images = content_of(item.get("content"))
        if text or images:
            records = (source.at(f"{place}/{number}"),)
            role = _ROLES.get(str(item.get("role")), "user")
            copied = bool(item.get("is_demo"))
            turns.append(Turn(len(turns), role, message=text, images=images, copied=copied, records=records))
    return turns


class _Steps:
    """Makes a turn of each step, in order."""

    def __init__(self, source: Source, history: list[dict[str, Any]], turns: list[Turn], notes: Counter[str]) -> None:
        self.turns = turns
        self.states = States()
        self._source = source
        self._notes = notes
        self._answers = [item for item in history if item.get("role") == "assistant" and not item.get("is_demo")]
        self._next = 0

    def add(self, number: int, given: Any, following: dict[str, Any]) -> None:
        """Adds the turn of a step; `following` is the step after it."""
        records = (self._source.at(f"/trajectory/{number}"),)
        if not isinstance(given, dict):
            self._notes["steps are no objects; they are kept as text"] += 1
            self.turns.append(Turn(len(self.turns), "agent", message=text_of(given), records=records))
            return
        answer = self._answer_of(given)
        observation, images = content_of(given.get("observation"))
        calls = self._calls(given, answer, observation)
        turn = Turn(
            turn=len(self.turns),
            source="agent",
            message=_message(given),
            reasoning=reasoning_of(given) or reasoning_of(answer),
            calls=calls,
            images=images,
            records=records,
        )
        self.states.add(turn.turn, given.get("state"), has_call=bool(calls))
        self.turns.append(turn)
        if not calls:
            self._add_reply(observation or _refusal(given, following), records=records)

    def _add_reply(self, text: str | None, records: Any) -> None:
        """What came back though no command ran: the refusal of an answer, or a word of the environment."""
        if text:
            self.turns.append(Turn(len(self.turns), "user", message=text, records=records))

    def _answer_of(self, step: dict[str, Any]) -> dict[str, Any]:
        """The answer in the history that a step was made of; steps that were refused have none."""
        for place, answer in enumerate(islice(self._answers, self._next, self._next + _AHEAD), self._next):
            if _belongs(answer, step):
                self._next = place + 1
                return answer
        return {}

    @staticmethod
    def _calls(step: dict[str, Any], answer: dict[str, Any], observation: str | None) -> tuple[ToolCall, ...]:
        """The calls of a step: as the model made them, else its command line."""
        action = text_of(step.get("action")) or ""
        calls = calls_of(step.get("tool_calls")) or calls_of(answer.get("tool_calls"))
        if not action.strip():
            return ()
        if not calls:
            calls = (ToolCall("bash", action),)
        last = calls[-1]
        told = ToolCall(
            tool=last.tool,
            arguments=last.arguments,
            call_id=last.call_id,
            observation=observation,
            exit_code=int_of(dict_of(step.get("extra_info")).get("exit_code"), 32),
            malformed=last.malformed,
            seconds=float_of(step.get("execution_time")),
        )
        return (*calls[:-1], told)


def _belongs(answer: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether an answer of the history is that of a step."""
    said = answer.get("content") == step.get("response")
    action = answer.get("action")
    return bool(said and action in (None, step.get("action"))) or bool(action and action == step.get("action"))


def _message(step: dict[str, Any]) -> str | None:
    """What the model said besides its command; all it said where the two were not told apart."""
    thought, _ = content_of(step.get("thought"))
    if thought:
        return thought
    response, _ = content_of(step.get("response"))
    action = text_of(step.get("action")) or ""
    return response if response and response.strip() != action.strip() else None


def _refusal(step: dict[str, Any], following: dict[str, Any]) -> str | None:
    """Why an answer was refused: SWE-agent says it only to the model, in what the next step asks."""
    asked = following.get("query") if isinstance(following.get("query"), list) else following.get("messages")
    before, last = map(dict_of, [{}, {}, *list_of(asked)][-2:])
    if before.get("role") == "assistant" and before.get("content") == step.get("response"):
        return content_of(last.get("content"))[0]
    return None
