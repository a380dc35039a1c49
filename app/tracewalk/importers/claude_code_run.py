"""One run of Claude Code, put together line by line: those of one message are one turn, results go to their calls."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import RunId
from tracewalk.importers.claude_code_changes import changes_of
from tracewalk.importers.claude_code_content import blocks_of, call_of, is_call, is_result, result_of, shown
from tracewalk.importers.claude_code_facts import Facts
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import dict_of, float_of, int_of, moment_of, sound, text_of
from tracewalk.importers.json_text import json_of
from tracewalk.model import StateChange

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.entries import Entry
    from tracewalk.model import Record

__all__ = ["DELEGATES", "FORMAT_NAME", "Run", "session_of"]

FORMAT_NAME = "claude-code"
DELEGATES = ("Task", "Agent")
"""Tools that start a sub-agent."""

AGAIN = "lines that stand in the log twice are taken once"
NO_CALL = "results answer no call of the run; they are kept as messages"
NO_CONTENT = "messages are without content; they are kept as they stand"
WENT_BACK = "the user went back and spoke anew; what was left behind stands there too"
NO_ZONE = "times are without a zone, and taken as UTC"

_EXIT = re.compile(r"(?:Error: )?Exit code (\d{1,9})\b")
_INVALID = re.compile(r"(?:<tool_use_error>)?InputValidationError\b")
_SHELLS = ("Bash", "PowerShell", "BashOutput", "TaskOutput")


class Run:
    """One agent's part of a log: the session's own, or that of a sub-agent."""

    def __init__(self, session: str | None, agent: str | None, caller: str | None) -> None:
        self.session = session
        self.agent = agent
        """Id of the sub-agent; None of the session itself, or where the log gives none."""
        self.caller = caller
        """Id of the call that started it, where the log says it of each line."""
        self.side = agent is not None or caller is not None
        self.id = RunId(FORMAT_NAME)
        self.turns: list[TurnDraft] = []
        self.changes: list[StateChange] = []
        """Once it is finished."""
        self.notes: Counter[str] = Counter()
        self.facts = Facts()
        self.calls: dict[str, tuple[TurnDraft, int]] = {}
        self.spawned: dict[str, str] = {}
        """Id of the call that started it, by the id of the sub-agent."""
        self._messages: dict[str, tuple[TurnDraft, set[tuple[str, ...]]]] = {}
        self._seen: dict[str, Any] = {}
        self._cwd: str | None = None
        self._asked: set[str] = set()
        """After which lines the user spoke."""
        self._sessions: dict[TurnDraft, str | None] = {}
        self._changes: list[tuple[TurnDraft, StateChange]] = []
        self._early: dict[str, list[tuple[TurnDraft, dict[str, Any], Entry]]] = {}
        """Results that no call asked for so far, each with the turn that it is unless the call still comes."""
        self._placeholders: dict[TurnDraft, TurnDraft] = {}
        """Turns that such results were, with those of the calls that came."""

    def feed(self, entry: Entry) -> None:
        """Takes the next line."""
        value = entry.value
        self.id.update(entry.raw)
        at, guessed = moment_of(value.get("timestamp"))
        if guessed:
            self.notes[NO_ZONE] += 1
        self.facts.see(value, at)
        kind = value.get("type")
        if kind in ("user", "assistant"):
            self.facts.n_records += 1
            if self._stands_twice(value):
                self.notes[AGAIN] += 1
            elif kind == "user":
                self._user(entry, at)
            else:
                self._assistant(entry, at)
        elif kind == "system":
            self._system(entry, at)
        elif kind == "attachment":
            self._attachment(entry, at)
        elif kind == "progress":
            self._progress(value)

    def call(self, call_id: str) -> tuple[int, CallDraft]:
        """A call, and the number of its turn."""
        turn, number = self.calls[call_id]
        return turn.number, turn.calls[number]

    def _stands_twice(self, value: dict[str, Any]) -> bool:
        """Whether this very line came before: resuming and compacting write some lines again."""
        uuid, message = value.get("uuid"), value.get("message")
        if not isinstance(uuid, str):
            return False
        if uuid not in self._seen:
            self._seen[uuid] = message
            return False
        try:
            return bool(self._seen[uuid] == message)
        except RecursionError:
            return False

    def _begin(self, source: str, at: datetime | None, record: Record, value: dict[str, Any]) -> TurnDraft:
        turn = TurnDraft(len(self.turns), source, at=at, records=[record])
        turn.copied = isinstance(value.get("forkedFrom"), dict)
        self.turns.append(turn)
        self._sessions[turn] = session_of(value) or self.session
        return turn

    def finish(self) -> None:
        """Numbers what there is, and tells turns that another session had first: one that goes on copies them."""
        self.notes[NO_CALL] += sum(len(early) for early in self._early.values())
        self.turns = [turn for turn in self.turns if turn not in self._placeholders]
        for number, turn in enumerate(self.turns):
            turn.number = number
            turn.copied = turn.copied or self._sessions[turn] != self.session
        places = [(self._placeholders.get(turn, turn), change) for turn, change in self._changes]
        self.changes = [replace(change, turn=turn.number) for turn, change in places]
        self.notes += Counter()  # without those that are 0

    def _user(self, entry: Entry, at: datetime | None) -> None:
        message = entry.value.get("message", entry.value.get("content"))
        content = message.get("content") if isinstance(message, dict) else message
        blocks = blocks_of(content)
        if not blocks and content not in ([], ""):
            self.notes[NO_CONTENT] += 1
            blocks = [json_of(message if message is not None else entry.value)]
        results = [block for block in blocks if is_result(block)]
        answered = [self._answer(block, entry) for block in results]
        for block, place in zip(results, answered, strict=True):
            if place is None:
                self._unasked(block, entry, at)
        if len(answered) == 1 and answered[0] is not None:
            self._structured(entry.value, *answered[0])
        rest = [block for block in blocks if not is_result(block)]
        if rest or not results:
            self._ask(entry.value)
            self.facts.asked(self._say("user", rest, entry, at).texts, entry.value)
        found = [place for place in answered if place is not None]
        self._move(entry.value, found[-1] if found else (self.turns[-1], -1) if self.turns else None)

    def _ask(self, value: dict[str, Any]) -> None:
        """Takes after what the user spoke: twice after the same means that the user went back there."""
        parent = value.get("parentUuid")
        if isinstance(parent, str) and value.get("isMeta") is not True and not self.side:
            self.notes[WENT_BACK] += parent in self._asked
            self._asked.add(parent)

    def _unasked(self, block: dict[str, Any], entry: Entry, at: datetime | None) -> None:
        """Takes a result to which there is no call, as yet: results may be written before their calls."""
        turn = self._begin("user", at, entry.record, entry.value)
        text, turn.images = result_of(block)
        turn.texts.append(text)
        self._early.setdefault(text_of(block.get("tool_use_id")) or "", []).append((turn, block, entry))

    def _say(self, source: str, blocks: list[Any], entry: Entry, at: datetime | None) -> TurnDraft:
        turn = self._begin(source, at, entry.record, entry.value)
        for block in blocks:
            text, image = shown(block)
            turn.texts += [] if text is None else [text]
            turn.images += [] if image is None else [image]
        return turn

    def _answer(self, block: dict[str, Any], entry: Entry) -> tuple[TurnDraft, int] | None:
        """Gives a result to its call."""
        call_id = text_of(block.get("tool_use_id"))
        place = self.calls.get(call_id) if call_id else None
        if place is None or call_id is None:
            return None
        turn, number = place
        call = turn.calls[number]
        text, images = result_of(block)
        call.answer(text)
        turn.images += images
        turn.records.append(entry.record)
        flag = block.get("is_error")
        # Where it is left out the interface has false in its place.
        call.ended(flag is True, "recorded" if isinstance(flag, bool) else "derived")
        if flag is True:
            self._failed(call, text)
        return place

    def _failed(self, call: CallDraft, text: str) -> None:
        if call.tool in _SHELLS and (found := _EXIT.match(text)):
            call.exit_code = int_of(found[1], 32)
        if _INVALID.match(text):
            call.malformed = text

    def _structured(self, value: dict[str, Any], turn: TurnDraft, number: int) -> None:
        """Reads the twin of a result that is meant for programs."""
        call = turn.calls[number]
        given = dict_of(value.get("toolUseResult", value.get("tool_use_result")))
        if not given:
            return
        for name, unit in (("durationMs", 1000), ("totalDurationMs", 1000), ("durationSeconds", 1)):
            if call.seconds is None and (took := float_of(given.get(name))) is not None:
                call.seconds = took / unit
        agent = text_of(given.get("agentId")) or (text_of(value.get("agentId")) if not self.side else None)
        if agent and call.call_id and call.tool in DELEGATES:
            self.spawned.setdefault(agent, call.call_id)
        if (crew := text_of(given.get("runId"))) and call.call_id and call.tool == "Workflow":
            self.spawned.setdefault(crew, call.call_id)
        if call.error is not True:
            self._changes += [(turn, change) for change in changes_of(given, -1, number)]

    def _assistant(self, entry: Entry, at: datetime | None) -> None:
        value = entry.value
        given = value.get("message", value.get("content"))
        message = given if isinstance(given, dict) else {"content": given}
        if message.get("content") is None:
            self.notes[NO_CONTENT] += 1
            message = {**message, "content": json_of(value if given is None else given)}
        name = text_of(message.get("id"))
        turn, known = self._messages.get(name or "", (None, set()))
        if turn is None:
            turn = self._begin("agent", at, entry.record, value)
            if name:
                self._messages[name] = (turn, known)
        else:
            turn.records.append(entry.record)
        model = text_of(message.get("model"))
        turn.model = turn.model or (model if model != _NO_MODEL else None)
        for block in blocks_of(message["content"]):
            self._block(turn, block, known, entry)
        self._usage(turn, message, value)
        if value.get("isApiErrorMessage") is True or value.get("error"):
            turn.error = "\n".join(turn.texts) or text_of(value.get("error"))
        self.facts.stopped(message.get("stop_reason"), turn.number)
        self._move(value, (turn, -1))

    def _block(self, turn: TurnDraft, block: Any, known: set[tuple[str, ...]], entry: Entry) -> None:
        """Adds a block of a message, unless an earlier line of the same message held it already."""
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "tool_use" or is_call(block):
            self._call(turn, call_of(block))
        elif kind != "text" and is_result(block):
            if self._answer(block, entry) is None:
                turn.texts.append(result_of(block)[0])
        elif kind == "thinking":
            thought = text_of(block.get("thinking", block.get("text"))) or ""
            if thought.strip() and ("thinking", thought) not in known:
                known.add(("thinking", thought))
                turn.thoughts.append(thought)
        else:
            text, image = shown(block)
            if text and ("text", text) not in known:
                known.add(("text", text))
                turn.texts.append(text)
            turn.images += [] if image is None else [image]

    def _call(self, turn: TurnDraft, call: CallDraft) -> None:
        if call.call_id is not None:
            if call.call_id in self.calls:
                _, known = self.call(call.call_id)
                if (known.tool, known.arguments) == (call.tool, call.arguments):
                    return
            self.calls[call.call_id] = (turn, len(turn.calls))
        turn.calls.append(call)
        early = self._early.pop(call.call_id, ()) if call.call_id else ()
        for placeholder, block, entry in early:
            self._placeholders[placeholder] = turn
            if place := self._answer(block, entry):
                self._structured(entry.value, *place)

    def _usage(self, turn: TurnDraft, message: dict[str, Any], value: dict[str, Any]) -> None:
        """Takes tokens and cost: each line of a message tells those of the whole, the last ones most fully."""
        usage = dict_of(message.get("usage"))
        completion = int_of(usage.get("output_tokens"))
        if completion is not None and completion >= (turn.completion_tokens or 0):
            parts = [int_of(usage.get(name)) for name in _PROMPT]
            turn.completion_tokens = completion
            turn.prompt_tokens = sum(n or 0 for n in parts) if any(n is not None for n in parts) else None
            turn.cached_tokens = parts[1]
        if turn.cost is None:
            turn.cost = float_of(value.get("costUSD"))
        if turn.seconds is None and (took := float_of(value.get("durationMs"))) is not None:
            turn.seconds = took / 1000

    def _move(self, value: dict[str, Any], place: tuple[TurnDraft, int] | None) -> None:
        """Takes down where the line was written, where that is another folder than before."""
        cwd = value.get("cwd")
        if not isinstance(cwd, str) or not cwd or cwd == self._cwd or place is None:
            return
        self._cwd = cwd
        turn, call = place
        change = StateChange(-1, -1, call, "cwd", "recorded", "folder of the record", value=sound(cwd))
        self._changes.append((turn, change))

    def _system(self, entry: Entry, at: datetime | None) -> None:
        """A notice of Claude Code itself; what only counts or announces is no turn."""
        value = entry.value
        error = value.get("error") if value.get("subtype") == "api_error" else None
        content = value.get("content")
        if value.get("subtype") == "compact_boundary":
            self.facts.compactions += 1
            content = content or "Conversation compacted"
        if not isinstance(content, str) and error is None:
            return
        turn = self._begin("system", at, entry.record, value)
        turn.texts += [sound(content)] if isinstance(content, str) else []
        turn.error = text_of(error)

    def _attachment(self, entry: Entry, at: datetime | None) -> None:
        """What the user said while the agent was at work."""
        given = dict_of(entry.value.get("attachment"))
        if given.get("type") == "queued_command" and given.get("prompt"):
            self._say("user", blocks_of(given["prompt"]), entry, at)

    def _progress(self, value: dict[str, Any]) -> None:
        data = dict_of(value.get("data"))
        agent, call = text_of(data.get("agentId")), text_of(value.get("parentToolUseID"))
        if agent and call:
            self.spawned.setdefault(agent, call)


_NO_MODEL = "<synthetic>"
"""A message that Claude Code itself wrote."""
_PROMPT = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def session_of(value: dict[str, Any]) -> str | None:
    """Id of the session that a line is of."""
    found = value.get("sessionId", value.get("session_id"))
    return sound(found) if isinstance(found, str) else None
