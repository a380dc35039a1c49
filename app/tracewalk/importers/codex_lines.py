"""The lines of a log of Codex, of all generations, given to the runs that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.codex_events import take_event
from tracewalk.importers.codex_exec import EXEC, take_exec
from tracewalk.importers.codex_items import take_compaction, take_item
from tracewalk.importers.codex_story import Story
from tracewalk.importers.entries import Entry, entries_of
from tracewalk.importers.formats import Fault
from tracewalk.importers.given import dict_of, int_of, moment_of, sound, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["WRAPPED", "elements", "stories"]

WRAPPED = frozenset(
    {
        "session_meta", "response_item", "event_msg", "turn_context", "compacted", "world_state",
        "inter_agent_communication", "inter_agent_communication_metadata",
    }
)  # fmt: skip
"""Types of lines of a rollout."""

_UNKNOWN = "records of kinds that are not known are left out"
_BAD = "records are not as they should be; they are kept as text"
_NO_ZONE = "times are without a zone, and taken as UTC"


def elements(value: Any) -> list[tuple[str, Any]] | None:
    """The records of a log that is one document: a list of them, or head and items as the first Codex wrote them."""
    if isinstance(value, list):
        return [(f"/{at}", one) for at, one in enumerate(value)]
    given = dict_of(value)
    head, items = given.get("session"), given.get("items")
    if isinstance(head, dict) and isinstance(items, list):
        return [("/session", head), *((f"/items/{at}", one) for at, one in enumerate(items))]
    return None


def stories(path: Path, limit: int) -> Iterator[tuple[Story | Fault, int]]:
    """The runs of a log, each complete, and its faults, with how far it is read. Raises OSError."""
    story: Story | None = None
    position = 0
    for entry in entries_of(path, limit, elements):
        position = entry.position
        if not isinstance(entry, Entry):
            if isinstance(entry.what, Fault):
                yield entry.what, position
            continue
        head = _head_of(entry.value)
        if story is None or (head is not None and _is_other(story, head)):
            if story is not None:
                story.finish()
                yield story, position
            story = Story(_version_of(entry.value))
        story.id.update(entry.raw)
        _take(story, entry, head)
    if story is not None:
        story.finish()
        yield story, position


def _kind_of(value: dict[str, Any]) -> str | None:
    kind = value.get("type")
    return kind if isinstance(kind, str) else None


def _version_of(value: dict[str, Any]) -> str:
    if _kind_of(value) in EXEC:
        return "exec"
    if isinstance(value.get("msg"), dict) or "prompt" in value or ("model" in value and "workdir" in value):
        return "events"
    return "rollout" if isinstance(value.get("payload"), dict) else "unwrapped"


def _head_of(value: dict[str, Any]) -> dict[str, Any] | None:
    """What a line says of the whole run, if it is a head."""
    kind = value.get("type")
    if kind == "session_meta":
        return dict_of(value.get("payload"))
    if kind in ("thread.started", "session.created"):
        return value
    if kind is None and isinstance(value.get("id"), str) and "timestamp" in value and "msg" not in value:
        return value
    return value if kind is None and "model" in value and "workdir" in value else None


def _is_other(story: Story, head: dict[str, Any]) -> bool:
    """Whether a head is that of a further run: not its own again, nor one of those whose history it begins with."""
    thread = text_of(head.get("id") or head.get("session_id") or head.get("thread_id"))
    if story.facts.thread is None and not story.turns:
        return False
    return thread not in (story.facts.thread, *story.forebears)


def _take(story: Story, entry: Entry, head: dict[str, Any] | None) -> None:
    value = entry.value
    at, guessed = moment_of(value.get("timestamp"))
    if guessed:
        story.notes[_NO_ZONE] += 1
    story.facts.see(at)
    if story.copying and story.facts.start is not None:
        story.copying = _is_before(value, story.facts.start)
        if not story.copying:
            story.usage.inherit()
    if head is not None:
        _take_head(story, head, at, entry)
    elif _kind_of(value) in EXEC and not isinstance(value.get("payload"), dict):
        take_exec(story, value, at, entry.record)
    elif isinstance(msg := value.get("msg"), dict):
        story.by_events = True
        if not take_event(story, msg, at, entry.record):
            story.notes[_UNKNOWN] += 1
    elif not _take_wrapped(story, value, at, entry) and value.get("record_type") != "state":
        story.notes[_UNKNOWN] += 1


def _is_before(value: dict[str, Any], start: int) -> bool:
    number = int_of(value.get("ordinal"))
    return number is None or number < start


def _take_head(story: Story, head: dict[str, Any], at: datetime | None, entry: Entry) -> None:
    facts = story.facts
    if facts.thread is not None or story.turns:
        thread = text_of(head.get("id") or head.get("session_id"))
        if thread != facts.thread:  # a history of another run follows
            story.forebears |= {thread, text_of(head.get("forked_from_id"))}
            story.copying = facts.start is not None
        return
    facts.begin(head)
    story.forebears = {thread for thread in (facts.parent, facts.forked) if thread}
    story.model = text_of(head.get("model")) or story.model
    if facts.instructions:
        story.say("system", facts.instructions, [], at or facts.first, entry.record)
    story.move(facts.cwd, "head of the log")


def _take_wrapped(story: Story, value: dict[str, Any], at: datetime | None, entry: Entry) -> bool:
    """Takes a line of a rollout, or an item as it stood there before lines were wrapped; whether it is known."""
    kind, payload = _kind_of(value), value.get("payload")
    if kind not in WRAPPED:
        if isinstance(prompt := value.get("prompt"), str) and kind is None:
            story.facts.asked(prompt, typed=True)
            story.say("user", sound(prompt), [], at, entry.record)
            return True
        return take_item(story, value, at, entry.record)
    if not isinstance(payload, dict):
        story.notes[_BAD] += 1
        story.say("system", sound(json_of(value)), [], at, entry.record)
        return True
    if kind == "response_item":
        return take_item(story, payload, at, entry.record)
    if kind == "event_msg":
        return take_event(story, payload, at, entry.record)
    if kind == "compacted":
        take_compaction(story, payload, at, entry.record)
    elif kind == "turn_context":
        story.model = text_of(payload.get("model")) or story.model
        story.facts.turn_context(payload)
        story.move(text_of(payload.get("cwd")), "turn context")
    elif kind == "inter_agent_communication":
        take_item(story, {**payload, "type": kind}, at, entry.record)
    return True
