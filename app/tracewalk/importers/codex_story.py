"""A run of Codex as it is put together: an answer of the model is one turn, and what is told twice stands once."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import RunId
from tracewalk.importers.codex_facts import Facts
from tracewalk.importers.codex_usage import Usage
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.model import StateChange

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tracewalk.model import Image, Record

__all__ = ["FORMAT_NAME", "NO_CALL", "Story"]

FORMAT_NAME = "codex"
NO_CALL = "results answer no call of the run; they are kept as messages"

Said = tuple[str, str]
"""Who said it, or `thought`, and the text."""


class Story:
    """The run so far."""

    def __init__(self, version: str) -> None:
        self.version = version
        """Which kind of log it is."""
        self.id = RunId(FORMAT_NAME)
        self.turns: list[TurnDraft] = []
        self.changes: list[StateChange] = []
        self.notes: Counter[str] = Counter()
        self.facts = Facts()
        self.usage = Usage()
        self.calls: dict[str, tuple[TurnDraft, int]] = {}
        self.spawned: dict[str, str] = {}
        """Id of the call that started it, by the id or path of the sub-agent."""
        self.model: str | None = None
        self.by_events = False
        """Whether the log has no items: calls are told by events alone."""
        self.patches: dict[str, Any] = {}
        """Changes of patches under way, by the id of the call."""
        self.forebears: set[str | None] = set()
        """Threads whose history a log may begin with."""
        self.spare: list[tuple[CallDraft, str]] = []
        """What commands gave back, for those to which no item says it."""
        self.copying = False
        """Whether what comes now was another run's first."""
        self._open: TurnDraft | None = None
        self._held: list[Record] = []
        """Of what says nothing by itself, for the agent's next turn."""
        self._told: dict[bool, Counter[Said]] = {False: Counter(), True: Counter()}
        """How often something was said: by items, and by events."""
        self._single: dict[tuple[bool, str, str], deque[TurnDraft]] = {}
        """Turns that only one of both has told so far."""
        self._cwd: str | None = None

    def say(self, source: str, text: str | None, images: Iterable[Image], at: datetime | None, record: Record,
            *, event: bool = False) -> None:  # fmt: skip
        """Takes a message, unless it is the twin of one that stands there: events repeat what items say."""
        pictures = list(images)
        if text and (twin := self._twin(source, text, event)):
            twin.records.append(record)
            twin.images = twin.images or pictures
            return
        turn = self._speaking(at) if source == "agent" else self.begin(source, at)
        turn.texts += [] if text is None else [text]
        turn.images += pictures
        turn.records.append(record)
        if text:
            self._single.setdefault((event, source, text.strip()), deque()).append(turn)

    def think(self, texts: Iterable[str], at: datetime | None, record: Record, *, event: bool = False) -> None:
        """Takes thoughts, but those that stand there."""
        fresh = []
        for text in texts:
            if twin := self._twin("thought", text, event):
                if record not in twin.records[-2:]:
                    twin.records.append(record)
            else:
                fresh.append(text)
        if fresh:
            turn = self._speaking(at)
            turn.records.append(record)
            turn.thoughts += fresh
            for text in fresh:
                self._single.setdefault((event, "thought", text.strip()), deque()).append(turn)

    def hide(self, record: Record) -> None:
        """Takes thoughts that cannot be read: a further answer of the model begins with them."""
        if self._open and (self._open.texts or self._open.calls):
            self.close()
        self._held.append(record)

    def call(self, call: CallDraft, at: datetime | None, record: Record) -> None:
        """Takes a call of a tool."""
        turn = self.agent(at)
        turn.records.append(record)
        if call.call_id is not None:
            self.calls[call.call_id] = (turn, len(turn.calls))
        turn.calls.append(call)

    def called(self, call_id: str | None, record: Record) -> CallDraft | None:
        """The call that a record is about, if any; the record is one of its turn's then."""
        place = self.calls.get(call_id) if call_id else None
        if place is None:
            return None
        turn, number = place
        turn.records.append(record)
        return turn.calls[number]

    def add(self, text: str, images: Iterable[Image], at: datetime | None, record: Record) -> None:
        """Takes what the model's server did within an answer."""
        turn = self.agent(at)
        turn.texts.append(text)
        turn.images += images
        turn.records.append(record)

    def begin(self, source: str, at: datetime | None) -> TurnDraft:
        """A further turn."""
        self._open = None
        turn = TurnDraft(len(self.turns), source, at=at, copied=self.copying)
        if source == "agent":
            turn.model = self.model
            turn.records, self._held = self._held, []
            self._open = turn
        self.turns.append(turn)
        return turn

    def agent(self, at: datetime | None) -> TurnDraft:
        """The agent's turn to which the model's answer goes."""
        return self._open or self.begin("agent", at)

    def close(self) -> None:
        """The model's answer is complete."""
        self._open = None

    def count(self, total: object, last: object) -> None:
        """Takes tokens: of the whole run so far, and of the last request."""
        latest = next((turn for turn in reversed(self.turns[-_NEAR:]) if turn.source == "agent"), None)
        self.usage.count(total, last, latest)
        self.close()

    def move(self, cwd: str | None, how: str) -> None:
        """Takes down in which folder the agent works from its next turn on."""
        if cwd and cwd != self._cwd:
            self._cwd = cwd
            self.changes.append(StateChange(-1, len(self.turns), -1, "cwd", "recorded", how, value=cwd))

    def finish(self) -> None:
        """Gives commands what only events say came back, and puts what stands behind the last turn at that turn."""
        for call, text in self.spare:
            if call.answers is None:
                call.answer(text)
        last = len(self.turns) - 1
        self.changes = [replace(one, turn=last) if one.turn > last else one for one in self.changes]
        if self._held and self.turns:
            self.turns[-1].records += self._held

    def _speaking(self, at: datetime | None) -> TurnDraft:
        """The agent's turn in which a message or a thought can begin: one that holds neither a message nor a call."""
        if self._open and (self._open.texts or self._open.calls):
            self.close()
        return self.agent(at)

    def _twin(self, source: str, text: str, event: bool) -> TurnDraft | None:
        """The turn that holds what is said now because the other of item and event told it."""
        key = (source, text.strip())
        self._told[event][key] += 1
        waiting = self._single.get((not event, *key))
        if waiting and self._told[not event][key] >= self._told[event][key]:
            return waiting.popleft()
        return self._like(text, event) if source == "user" else None

    def _like(self, text: str, event: bool) -> TurnDraft | None:
        """The user's message just told that is this one with more or less around it, as editors add context."""
        for turn in reversed(self.turns[-_NEAR:]):
            if turn.source == "agent":
                return None
            known = turn.texts[0].strip() if turn.source == "user" and len(turn.texts) == 1 else ""
            waiting = self._single.get((not event, "user", known))
            own = text.strip()
            if known and own and waiting and waiting[-1] is turn and (own in known or known in own):
                waiting.pop()
                if len(own) > len(known):
                    turn.texts = [text]
                return turn
        return None


_NEAR = 16
"""Turns that are looked back over for what a record belongs to."""
