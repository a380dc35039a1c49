"""The items of a conversation of Codex: messages, thoughts, calls of tools and their outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.codex_output import content_of, read_output
from tracewalk.importers.codex_story import NO_CALL, Story
from tracewalk.importers.drafts import CallDraft
from tracewalk.importers.given import arguments_of, dict_of, image_of, list_of, sound, text_of
from tracewalk.importers.json_text import json_of, read_json

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.model import Record

__all__ = ["ITEMS", "take_compaction", "take_item"]

_SOURCES = {"assistant": "agent", "user": "user", "system": "system", "developer": "system"}
_CALLS = ("function_call", "custom_tool_call", "local_shell_call")
_OUTPUTS = ("function_call_output", "custom_tool_call_output", "local_shell_call_output", "mcp_tool_call_output")
_SERVED = ("web_search_call", "tool_search_call", "tool_search_output", "image_generation_call")
"""What the model's server does itself: it stands within the model's answer, and is no call of the agent's tools."""
_SUMMARIES = ("compaction", "compaction_summary", "context_compaction")
_LETTERS = ("agent_message", "inter_agent_communication")
_UNREAD = ("ghost_snapshot", "compaction_trigger", "additional_tools")
ITEMS = frozenset({"message", "reasoning", *_CALLS, *_OUTPUTS, *_SERVED, *_SUMMARIES, *_UNREAD})
"""Types of items, as a log without wrappings has them."""

_COMPACTED = "conversations were compacted on the way"


def take_item(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> bool:
    """Takes an item; whether it is of a known kind."""
    kind = item.get("type")
    if kind == "message":
        _message(story, item, at, record)
    elif kind == "reasoning":
        _reasoning(story, item, at, record)
    elif kind in _CALLS:
        _call(story, item, at, record)
    elif kind in _OUTPUTS:
        _output(story, item, at, record)
    elif kind in _SERVED:
        _served(story, item, at, record)
    elif kind in _LETTERS:
        text, images = content_of(item.get("content"))
        sender = text_of(item.get("author") or item.get("sender"))
        story.say("user", f"[{sender}]\n{text or ''}" if sender else text, images, at, record)
    elif kind in _SUMMARIES:
        story.notes[_COMPACTED] += 1
    else:
        return kind in _UNREAD
    return True


def _message(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> None:
    story.facts.n_records += 1
    text, images = content_of(item.get("content"))
    source = _SOURCES.get(str(item.get("role")), "user")
    if source != "agent":
        story.close()
    if source == "user" and (folder := story.facts.asked(text, typed=False)):
        story.move(folder, "environment context")
    story.say(source, text, images, at, record)


def _reasoning(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> None:
    texts = []
    for name in ("summary", "content"):
        given = item.get(name)
        for part in given if isinstance(given, list) else [given]:
            found = part if isinstance(part, str) else dict_of(part).get("text")
            texts += [sound(found)] if isinstance(found, str) and found.strip() else []
    if texts:
        story.think(texts, at, record)
    else:
        story.hide(record)


def _call(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> None:
    story.facts.n_records += 1
    kind = item["type"]
    name = text_of(item.get("name"))
    if kind == "local_shell_call":
        name = "local_shell"
        arguments, malformed = arguments_of(item.get("action"))
    elif kind == "custom_tool_call":
        arguments, malformed = text_of(item.get("input", item.get("arguments"))) or "", None
    else:
        arguments, malformed = arguments_of(item.get("arguments"))
        if malformed is None and arguments.strip()[:1] != "{":
            malformed = "its arguments are no object"
    if not name:
        malformed = "it names no tool"
    space = text_of(item.get("namespace"))
    name = f"{space}.{name}" if space and name else name or ""
    call_id = text_of(item.get("call_id") or item.get("id"))
    story.call(CallDraft(name, arguments, call_id, malformed), at, record)


def _output(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> None:
    story.close()
    output = read_output(item.get("output", item.get("result")))
    call_id = text_of(item.get("call_id") or item.get("id"))
    call = story.called(call_id, record)
    if call is None or call_id is None:
        story.notes[NO_CALL] += 1
        story.say("user", output.text, output.images, at, record)
        return
    output.give(call)
    story.calls[call_id][0].images.extend(output.images)
    if "spawn" in call.tool and (child := _spawned(output.text)):
        story.spawned.setdefault(child, call_id)


def _spawned(text: str) -> str | None:
    """Id or name of the sub-agent that a call started, as its output says."""
    try:
        given = dict_of(read_json(text.encode("utf-8", "surrogatepass")))
    except ValueError:
        return None
    return text_of(given.get("agent_id") or given.get("thread_id") or given.get("task_name"))


def _served(story: Story, item: dict[str, Any], at: datetime | None, record: Record) -> None:
    image = image_of(item.get("result")) if item["type"] == "image_generation_call" else None
    unread = ("type", "id", "result") if image else ("type", "id")
    told = {name: value for name, value in item.items() if name not in unread}
    story.add(f"[{item['type']}] {sound(json_of(told))}", [image] if image else [], at, record)


def take_compaction(story: Story, payload: dict[str, Any], at: datetime | None, record: Record) -> None:
    """Takes the summary that stands for all before it."""
    story.notes[_COMPACTED] += 1
    story.close()
    if (text := text_of(payload.get("message"))) or list_of(payload.get("replacement_history")):
        story.say("system", text or None, [], at, record)
