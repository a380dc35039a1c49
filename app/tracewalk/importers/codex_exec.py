"""What `codex exec --json` writes: items that are started, updated and completed, and how the turns of it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.codex_changes import changes_of
from tracewalk.importers.codex_output import content_of
from tracewalk.importers.drafts import CallDraft
from tracewalk.importers.given import dict_of, int_of, list_of, sound, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.codex_story import Story
    from tracewalk.model import Record

__all__ = ["EXEC", "take_exec"]

EXEC = frozenset(
    {
        "thread.started", "session.created", "turn.started", "turn.completed", "turn.failed", "item.started",
        "item.updated", "item.completed", "error",
    }
)  # fmt: skip
"""Types of lines."""

_SAID = {"agent_message": "agent", "assistant_message": "agent", "user_message": "user", "plan": "agent"}
_DONE = {"completed": False, "failed": True, "declined": True}


def take_exec(story: Story, line: dict[str, Any], at: datetime | None, record: Record) -> None:
    """Takes a line."""
    kind = line.get("type")
    if kind == "turn.completed":
        story.usage.count(line.get("usage"), None, None)  # of many requests: it is of no single turn
        story.facts.ended("turn.completed")
    elif kind in ("turn.failed", "error"):
        error = dict_of(line.get("error")).get("message") or line.get("message") or json_of(line)
        _failed(story, text_of(error), at, record)
        if kind == "turn.failed":
            story.facts.ended("turn.failed")
    elif kind == "turn.started":
        story.close()
    elif isinstance(item := line.get("item"), dict):
        _item(story, item, str(kind) == "item.completed", at, record)


def _failed(story: Story, error: str | None, at: datetime | None, record: Record) -> None:
    last = story.turns[-1] if story.turns else None
    if last and last.source == "system" and last.error == error:
        last.records.append(record)  # a turn that fails tells its error again
        return
    turn = story.begin("system", at)
    turn.error = error
    turn.records.append(record)


def _item(story: Story, item: dict[str, Any], done: bool, at: datetime | None, record: Record) -> None:
    kind = text_of(item.get("type", item.get("item_type"))) or ""
    if kind in _SAID:
        if done:
            story.facts.n_records += 1
            text, images = content_of(item.get("text", item.get("content")))
            if _SAID[kind] == "user":
                story.facts.asked(text, typed=True)
            story.say(_SAID[kind], text, images, at, record)
    elif kind == "reasoning":
        if done and (text := text_of(item.get("text"))):
            story.think([text], at, record)
    elif kind == "error":
        _failed(story, text_of(item.get("message")), at, record)
    else:
        _called(story, kind, item, done, at, record)


def _called(story: Story, kind: str, item: dict[str, Any], done: bool, at: datetime | None, record: Record) -> None:
    call_id = text_of(item.get("id"))
    call = story.called(call_id, record)
    tool, told = _call_of(kind, item)
    if call is None:
        story.facts.n_records += 1
        call = CallDraft(tool, "", call_id)
        story.call(call, at, record)
    call.arguments = sound(json_of(told))
    if not done:
        return
    story.close()
    call.exit_code = int_of(item.get("exit_code"), 32)
    call.ended(_DONE.get(str(item.get("status"))))
    if (text := _result_of(item)) is not None:
        call.answer(text)
    if kind == "file_change" and call.error is not True and call_id:
        turn, number = story.calls[call_id]
        story.changes += changes_of(item.get("changes"), turn.number, number)
    if tool == "spawn_agent" and call_id:
        for child in list_of(item.get("receiver_thread_ids")):
            story.spawned.setdefault(str(child), call_id)


def _call_of(kind: str, item: dict[str, Any]) -> tuple[str, Any]:
    """Name and arguments of the tool that an item tells of."""
    if kind == "command_execution":
        return "shell", {"command": item.get("command")}
    if kind == "file_change":
        return "apply_patch", {"changes": item.get("changes")}
    if kind == "mcp_tool_call":
        return ".".join(filter(None, (text_of(item.get("server")), text_of(item.get("tool"))))), item.get("arguments")
    if kind == "collab_tool_call":
        asked = {name: item[name] for name in ("prompt", "receiver_thread_ids") if item.get(name)}
        return text_of(item.get("tool")) or kind, asked
    if kind == "todo_list":
        return "update_plan", {"items": item.get("items")}
    unasked = {"id", "type", "item_type", "status", "result", "output", "error", "aggregated_output", "exit_code"}
    return kind, {name: value for name, value in item.items() if name not in unasked}


def _result_of(item: dict[str, Any]) -> str | None:
    """What came back, as far as the item says it."""
    error = item.get("error")
    if error:
        return text_of(dict_of(error).get("message") or error)
    result = item.get("result")
    if isinstance(result, dict) and "content" in result:
        return content_of(result["content"])[0]
    for found in (item.get("aggregated_output"), result, item.get("output"), item.get("agents_states")):
        if found is not None:
            return text_of(found)
    return None
