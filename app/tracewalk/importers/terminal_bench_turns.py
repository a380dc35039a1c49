"""The conversation of Terminal-Bench's own agent, Terminus -> turns: commands are calls, the terminal what they gave.

It answers with JSON, or with XML: an analysis, a plan, keystrokes to send to a terminal, and whether it is done. What
the terminal shows comes back as a user's message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tracewalk.importers.content import content_of, reasoning_of
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import arguments_of, dict_of, sound, text_of
from tracewalk.importers.json_text import read_json

if TYPE_CHECKING:
    from tracewalk.model import Record, Turn

__all__ = ["Told", "turns_of"]

_COMMAND, _DONE = "bash_command", "mark_task_complete"
"""As Harbor calls them in its own trajectories of this agent."""
_TEXTS = ("state_analysis", "analysis", "explanation", "plan")
_FLAGS = ("is_task_complete", "task_complete")
_KEYSTROKES = re.compile(r"<keystrokes([^>]{0,200})>(.*?)</keystrokes>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w{1,40})="([^"]{0,40})"')
_COMPLETE = re.compile(r"<task_complete>\s*true\s*</task_complete>", re.IGNORECASE)
_SOURCES = {"system": "system", "developer": "system", "user": "user", "assistant": "agent"}


class Told(NamedTuple):
    """The turns, and what had to be guessed."""

    turns: list[Turn]
    notes: Counter[str]


def turns_of(messages: list[tuple[str, Any]], place: Callable[[str], Record | None]) -> Told:
    """The turns of some messages, each with its JSON pointer; `place` gives the record of one."""
    turns: list[TurnDraft] = []
    notes: Counter[str] = Counter()
    waiting: TurnDraft | None = None
    for pointer, given in messages:
        message = dict_of(given)
        source = _SOURCES.get(str(message.get("role")), "user")
        text, images = content_of(message.get("content"))
        if not message:
            text = text_of(given)
            notes["messages that are no objects, kept as a user's"] += 1
        record = place(pointer)
        if source == "user" and waiting is not None and waiting.calls:
            waiting.calls[-1].answer(text or "")
            waiting.images += images
            waiting.records += [record] if record else []
            waiting = None
            continue
        turn = TurnDraft(len(turns), source, images=list(images), records=[record] if record else [])
        turns.append(turn)
        if source == "agent":
            thought = reasoning_of(message)
            turn.thoughts += [thought] if thought else []
            _take(turn, text or "", notes)
        elif text is not None:
            turn.texts.append(text)
        waiting = turn if source == "agent" else None
    return Told([turn.made() for turn in turns], notes)


def _take(turn: TurnDraft, text: str, notes: Counter[str]) -> None:
    """An answer of the agent: its words and its commands; one that is neither JSON nor XML is kept as it is."""
    answer = _object(text)
    if answer is None:
        turn.texts.append(text)
        for attributes, keys in _KEYSTROKES.findall(text):
            command = {"keystrokes": keys} | dict(_ATTRIBUTE.findall(attributes))
            turn.calls.append(CallDraft(_COMMAND, arguments_of(command)[0]))
        if _COMPLETE.search(text):
            turn.calls.append(CallDraft(_DONE, "{}"))
        return
    given = answer.get("commands")
    commands = given if isinstance(given, list) else []
    turn.texts += [found for name in _TEXTS if (found := text_of(answer.get(name)))]
    turn.calls += [CallDraft(_COMMAND, arguments_of(command)[0]) for command in commands]
    if any(answer.get(name) is True for name in _FLAGS):
        turn.calls.append(CallDraft(_DONE, "{}"))
    rest = {key: value for key, value in answer.items() if key not in (*_TEXTS, *_FLAGS, "commands")}
    if rest or not isinstance(given, list):
        turn.texts.append(text)
        notes["answers with more than Terminus says, kept whole"] += 1


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object that an answer is, perhaps in a code block; None where it is none, or words stand around it."""
    inner = text.strip()
    if inner.startswith("```"):
        inner = inner.partition("\n")[2].rpartition("```")[0].strip()
    if not inner.startswith("{"):
        return None
    try:
        found = read_json(sound(inner).encode())
    except ValueError:
        return None
    known = isinstance(found, dict) and found.keys() & {"commands", *_TEXTS, *_FLAGS}
    return found if known else None
