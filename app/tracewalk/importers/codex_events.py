"""The events of a run of Codex: what items say too, and what only they say, as exit codes, patches and tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracewalk.importers.codex_changes import changes_of
from tracewalk.importers.codex_output import content_of
from tracewalk.importers.drafts import CallDraft
from tracewalk.importers.given import dict_of, float_of, image_of, int_of, list_of, sound, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.codex_story import Story
    from tracewalk.model import Record

__all__ = ["take_event"]

Event = dict[str, Any]
Taking = Callable[["Story", Event, "datetime | None", "Record"], None]

_BACK = "the user took messages back; they stand there as they were"


def take_event(story: Story, event: Event, at: datetime | None, record: Record) -> bool:
    """Takes an event; whether it is of a known kind."""
    kind = event.get("type")
    taking = _TAKING.get(kind) if isinstance(kind, str) else None
    if taking is not None:
        taking(story, event, at, record)
    return taking is not None


def _user(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    text = text_of(event.get("message"))
    images = [image for one in list_of(event.get("images")) if (image := image_of(one))]
    story.facts.asked(text, typed=True)
    story.say("user", text, images, at, record, event=True)


def _agent(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    if text := text_of(event.get("message")):
        story.say("agent", text, [], at, record, event=True)


def _thought(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    text = text_of(event.get("text"))
    if text and text.strip():
        story.think([text], at, record, event=True)


def _tokens(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    info = event.get("info")
    if isinstance(info, dict):
        story.facts.room(info.get("model_context_window"))
        story.count(info.get("total_token_usage"), info.get("last_token_usage"))
    elif "info" not in event:
        story.count(None, event)  # of 2025, each of one request


def _started(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    story.close()
    story.facts.room(event.get("model_context_window"))


def _completed(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    story.close()
    story.facts.ended(str(event["type"]).replace("turn_", "task_"))


def _aborted(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    story.close()
    story.facts.ended("turn_aborted", abort_reason=text_of(event.get("reason")))


def _error(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    turn = story.begin("system", at)
    turn.records.append(record)
    turn.error = text_of(event.get("message")) or sound(json_of(event))


def _back(story: Story, _event: Event, _at: datetime | None, _record: Record) -> None:
    story.close()
    story.notes[_BACK] += 1


def _title(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    story.facts.named(event.get("thread_name"))


def _configured(story: Story, event: Event, _at: datetime | None, _record: Record) -> None:
    story.model = text_of(event.get("model")) or story.model
    story.facts.thread = story.facts.thread or text_of(event.get("session_id"))


def _command(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    """A command begins or ends."""
    told = {"command": event.get("command"), "workdir": event.get("cwd")}
    call = _call(story, event, "shell", told, at, record)
    if call is None or not str(event["type"]).endswith("_end"):
        return
    _timed(call, event)
    call.exit_code = int_of(event.get("exit_code"), 32) if call.exit_code is None else call.exit_code
    parts = [text_of(event.get(name)) for name in ("aggregated_output", "formatted_output")]
    parts += ["\n".join(filter(None, (text_of(event.get("stdout")), text_of(event.get("stderr")))))]
    text = next(filter(None, parts), "")
    if not story.by_events:
        story.spare.append((call, text))  # it is cut, and its item may still come
    elif call.answers is None:
        _answer(story, call, text)


def _patch(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    """A patch begins or ends."""
    changes = event.get("changes")
    call = _call(story, event, "apply_patch", {"changes": changes}, at, record)
    call_id = text_of(event.get("call_id"))
    if call is None or call_id is None:
        return
    if not str(event["type"]).endswith("_end"):
        story.patches[call_id] = changes
        return
    before = story.patches.pop(call_id, None)
    if isinstance(success := event.get("success"), bool):
        call.ended(not success)
    if call.answers is None and story.by_events:
        _answer(story, call, "\n".join(filter(None, (text_of(event.get(name)) for name in ("stdout", "stderr")))))
    if success is True:
        turn, number = story.calls[call_id]
        story.changes += changes_of(changes or before, turn.number, number)


def _mcp(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    """A call of an MCP server's tool begins or ends."""
    asked = dict_of(event.get("invocation"))
    name = ".".join(filter(None, (text_of(asked.get("server")), text_of(asked.get("tool")))))
    call = _call(story, event, name, asked.get("arguments"), at, record)
    if call is None or not str(event["type"]).endswith("_end"):
        return
    _timed(call, event)
    result = event.get("result")
    given = dict_of(result)
    fine = dict_of(given.get("Ok", given if "content" in given else None))
    if "Err" in given:
        call.ended(True)
    elif isinstance(failed := fine.get("isError", fine.get("is_error")), bool):
        call.ended(failed)
    if call.answers is None and story.by_events:
        _answer(story, call, content_of(fine.get("content"))[0] if fine else text_of(given.get("Err", result)))


def _spawned(story: Story, event: Event, _at: datetime | None, record: Record) -> None:
    child, call_id = text_of(event.get("new_thread_id")), text_of(event.get("call_id"))
    if child and call_id and story.called(call_id, record):
        story.spawned[child] = call_id


def _item(story: Story, event: Event, at: datetime | None, record: Record) -> None:
    """An item as newer logs tell it in the place of several events."""
    item = dict_of(event.get("item"))
    kind = str(item.get("type")).replace("_", "").lower()
    call_id = item.get("id")
    if kind in ("usermessage", "agentmessage", "plan"):
        text, images = content_of(item.get("content", item.get("text")))
        if kind == "usermessage":
            story.facts.asked(text, typed=True)
        if text:
            story.say("user" if kind == "usermessage" else "agent", text, images, at, record, event=True)
    elif kind == "reasoning":
        texts = [text for name in ("summary_text", "raw_content") for text in list_of(item.get(name))]
        story.think([sound(text) for text in texts if isinstance(text, str) and text.strip()], at, record, event=True)
    elif kind == "commandexecution":
        _command(story, {**item, "type": "exec_command_end", "call_id": call_id}, at, record)
    elif kind == "filechange":
        success = {"completed": True, "failed": False, "declined": False}.get(str(item.get("status")).lower())
        _patch(story, {**item, "type": "patch_apply_end", "call_id": call_id, "success": success}, at, record)


def _call(story: Story, event: Event, tool: str, told: Any, at: datetime | None, record: Record) -> CallDraft | None:
    """The call that an event is about; where a log has no items but only events, a new one."""
    call_id = text_of(event.get("call_id"))
    found = story.called(call_id, record)
    if found is None and call_id and story.by_events:
        story.facts.n_records += 1
        found = CallDraft(tool, sound(json_of(told)), call_id)
        story.call(found, at, record)
    return found


def _answer(story: Story, call: CallDraft, text: str | None) -> None:
    story.close()
    call.answer(text or "")


def _timed(call: CallDraft, event: Event) -> None:
    given = event.get("duration")
    if isinstance(given, dict):
        parts = float_of(given.get("secs")), float_of(given.get("nanos"))
        took = None if parts == (None, None) else (parts[0] or 0.0) + (parts[1] or 0.0) / 1e9
    else:
        took = float_of(given)
    call.seconds = took if call.seconds is None else call.seconds


def _nothing(_story: Story, _event: Event, _at: datetime | None, _record: Record) -> None:
    """Of an event that items tell better, or that only says how things go."""


_TAKING: dict[str, Taking] = {
    "user_message": _user,
    "agent_message": _agent,
    "agent_reasoning": _thought,
    "agent_reasoning_raw_content": _thought,
    "token_count": _tokens,
    "task_started": _started,
    "turn_started": _started,
    "task_complete": _completed,
    "turn_complete": _completed,
    "turn_aborted": _aborted,
    "error": _error,
    "stream_error": _error,
    "thread_rolled_back": _back,
    "thread_name_updated": _title,
    "session_configured": _configured,
    "exec_command_begin": _command,
    "exec_command_end": _command,
    "patch_apply_begin": _patch,
    "patch_apply_end": _patch,
    "mcp_tool_call_begin": _mcp,
    "mcp_tool_call_end": _mcp,
    "collab_agent_spawn_end": _spawned,
    "item_completed": _item,
    **dict.fromkeys(
        (
            "agent_reasoning_section_break", "context_compacted", "entered_review_mode", "exited_review_mode",
            "web_search_begin", "web_search_end", "image_generation_end", "view_image_tool_call", "turn_diff",
            "plan_update", "background_event", "thread_goal_updated", "thread_settings_applied", "sub_agent_activity",
            "collab_agent_interaction_end", "collab_waiting_end", "collab_close_end", "collab_resume_end",
            "guardian_assessment", "dynamic_tool_call_request", "dynamic_tool_call_response", "warning",
            "exec_command_output_delta", "agent_message_delta", "agent_reasoning_delta", "item_started",
            "ghost_snapshot",
        ),
        _nothing,
    ),
}  # fmt: skip
