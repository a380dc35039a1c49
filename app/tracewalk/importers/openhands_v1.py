"""Events of OpenHands since its version 1, each with its `kind`: the turns that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, image_of, int_of, list_of, sound, text_of
from tracewalk.importers.json_text import json_of
from tracewalk.importers.openhands_changes import note_edit
from tracewalk.importers.openhands_story import NO_CALL

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.openhands_story import CallDraft, Story, TurnDraft
    from tracewalk.model import Record

__all__ = ["is_v1_event", "read_v1_event"]

_OTHERS = frozenset({"CondensationRequest", "PauseEvent", "InterruptEvent", "LLMCompletionLogEvent", "TokenEvent"})
_RUNNING = -1
"""Told as the exit code of a command that was still running."""
_LEFT_OUT = frozenset({"kind", "content", "output", "is_error", "error"})
"""Of a result: what is told otherwise."""


def is_v1_event(value: Any) -> bool:
    """Whether a value is an event of version 1."""
    if not isinstance(value, dict) or not isinstance(kind := value.get("kind"), str):
        return False
    if kind in _READERS or kind in _OTHERS:
        return "apiVersion" not in value
    return kind.endswith("Event") and isinstance(value.get("source"), str)


def read_v1_event(story: Story, event: dict[str, Any], record: Record) -> None:
    """Adds an event to a story."""
    at = story.moment(event.get("timestamp"))
    read = _READERS.get(event["kind"])
    if read:
        read(story, event, record, at)


def _system(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    turn = story.begin("system", at, record)
    for name in ("system_prompt", "dynamic_context"):
        _say(turn, event.get(name))


def _message(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    message = dict_of(event.get("llm_message"))
    source = event.get("source")
    source = source if source in ("user", "agent") else {"assistant": "agent", "user": "user"}.get(
        str(message.get("role")), "system"
    )  # fmt: skip
    turn = story.of_response(text_of(event.get("llm_response_id")), source, at, record)
    _think(turn, message)
    _say(turn, message.get("content"))
    if source == "user":
        story.facts.setdefault("task", "\n\n".join(turn.messages) or None)
    _say(turn, event.get("extended_content"))


def _action(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    turn = story.of_response(text_of(event.get("llm_response_id")), "agent", at, record)
    _think(turn, event)
    _say(turn, event.get("thought"))
    made, action = dict_of(event.get("tool_call")), dict_of(event.get("action"))
    raw = made.get("arguments")
    if raw is None:
        raw = dict_of(made.get("function")).get("arguments", {k: v for k, v in action.items() if k != "kind"})
    tool = text_of(event.get("tool_name") or made.get("name") or action.get("kind")) or ""
    call = story.add_call(turn, tool, raw, text_of(event.get("tool_call_id") or made.get("id")))
    call.at = at
    if key := text_of(event.get("id")):
        story.by_event[key] = call


def _observation(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    told = dict_of(event.get("observation"))
    call = _asked(story, event)
    turn = story.turns[call.turn] if call else story.begin("system", at, record)
    texts = _texts(turn, told)
    texts += _seen(turn, event.get("extended_content"))
    text = "\n".join(texts)
    if call is None:
        turn.say(text)
        story.notes[NO_CALL] += 1
        return
    turn.records.append(record)
    metadata = dict_of(told.get("metadata"))
    code = int_of(told.get("exit_code"), 32)
    code = int_of(metadata.get("exit_code"), 32) if code is None else code
    if code == _RUNNING:  # only there the words around the output tell what became of the command
        text = f"{text_of(metadata.get('prefix')) or ''}{text}{text_of(metadata.get('suffix')) or ''}"
    call.answer(text, at)
    call.exit_code = None if code == _RUNNING else code
    failed = told.get("is_error", told.get("error"))
    if failed is True or (isinstance(failed, str) and failed):
        call.fail("recorded")
    elif code not in (None, _RUNNING):
        call.error, call.error_method = code != 0, "derived"
    elif failed is False and code is None:
        call.error, call.error_method = False, "recorded"
    story.moved(call, text_of(metadata.get("working_dir")))
    if not call.error:
        note_edit(story, call, told, text)


def _asked(story: Story, event: dict[str, Any]) -> CallDraft | None:
    key, call_id = text_of(event.get("action_id")), text_of(event.get("tool_call_id"))
    return story.by_event.get(key or "") or story.by_call.get(call_id or "")


def _failed(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    """A call that was refused, or that the agent's own code could not carry out."""
    call = _asked(story, event)
    text = text_of(event.get("error") or event.get("rejection_reason") or event.get("detail")) or ""
    if call is None:
        turn = story.begin("system", at, record, text)
        turn.error = text_of(event.get("code")) or "an error that OpenHands reports"
        return
    story.turns[call.turn].records.append(record)
    call.answer(text, at)
    call.fail("recorded")


def _ended(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    """A failure of the whole conversation."""
    code = text_of(event.get("code")) or text_of(event.get("kind"))
    turn = story.begin("system", at, record, text_of(event.get("detail")))
    turn.error = story.facts["error"] = code


def _state(story: Story, event: dict[str, Any], _record: Record, _at: datetime | None) -> None:
    """What the conversation's state became: only the run's own facts are of interest."""
    key, value = event.get("key"), event.get("value")
    found = dict_of(value) if key == "full_state" or "stats" in dict_of(value) else {str(key): value}
    for name in ("stats", "agent", "id"):
        if found.get(name):
            story.facts[f"v1_{name}"] = found[name]
    status = found.get("execution_status") or found.get("agent_status")
    if isinstance(status, str):
        story.facts["state"] = status


def _condensed(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    if text := text_of(event.get("summary")):
        story.begin("system", at, record, text)


def _hook(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    """A hook of the user's that ran: what it said."""
    texts = [text_of(event.get(name)) for name in ("stdout", "stderr", "reason", "additional_context")]
    if any(text and text.strip() for text in texts):
        turn = story.begin("system", at, record)
        for text in texts:
            turn.say(text)


def _foreign(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> None:
    """A call of another agent that OpenHands drives; told anew each time that it moves on."""
    call_id = text_of(event.get("tool_call_id"))
    call = story.by_call.get(call_id or "")
    if call is None:
        turn = story.begin("agent", at, record)
        call = story.add_call(turn, text_of(event.get("title")) or "", event.get("raw_input") or {}, call_id)
        call.at = at
    else:
        story.turns[call.turn].records.append(record)
    output = event.get("raw_output")
    blocks = [text_of(dict_of(dict_of(block).get("content")).get("text")) for block in list_of(event.get("content"))]
    text = "\n".join(filter(None, blocks)) or (None if output in (None, {}, []) else text_of(output))
    if text is not None:
        call.observation = None  # the last one told holds all
        call.answer(text, at)
    if event.get("is_error") is True or event.get("status") == "failed":
        call.fail("recorded")


_READERS = {
    "SystemPromptEvent": _system,
    "SystemPromptUpdateEvent": _system,
    "MessageEvent": _message,
    "ActionEvent": _action,
    "ObservationEvent": _observation,
    "AgentErrorEvent": _failed,
    "UserRejectObservation": _failed,
    "ConversationErrorEvent": _ended,
    "ConversationStateUpdateEvent": _state,
    "Condensation": _condensed,
    "CondensationSummaryEvent": _condensed,
    "HookExecutionEvent": _hook,
    "ACPToolCallEvent": _foreign,
}
"""Other kinds, as pauses and streamed pieces of what comes whole later, make no turn."""


def _think(turn: TurnDraft, said: dict[str, Any]) -> None:
    turn.think(text_of(said.get("reasoning_content")))
    for block in list_of(said.get("thinking_blocks")):
        turn.think(text_of(dict_of(block).get("thinking")))
    item = dict_of(said.get("responses_reasoning_item"))
    for text in [*list_of(item.get("summary")), *list_of(item.get("content"))]:
        turn.think(text_of(text))


def _say(turn: TurnDraft, content: Any) -> None:
    for text in _seen(turn, content):
        turn.say(text)


def _texts(turn: TurnDraft, told: dict[str, Any]) -> list[str]:
    """The text of a result; of one that holds none, all that it tells, as JSON."""
    texts = [text for name in ("content", "output", "error") for text in _seen(turn, told.get(name))]
    _seen(turn, [{"image_urls": [told.get("screenshot_data")]}] if told.get("screenshot_data") else None)
    if any(texts):
        return texts
    message = text_of(told.get("message"))
    rest = {name: value for name, value in told.items() if name not in _LEFT_OUT and value not in (None, "", [], {})}
    plain = texts or "exit_code" in told or "metadata" in told or not rest
    return [message] if message else [] if plain else [sound(json_of(rest))]


def _seen(turn: TurnDraft, content: Any) -> list[str]:
    """The texts of a content in order, addresses of pictures among them; pictures that it holds go to the turn."""
    if content is None or isinstance(content, bool):
        return []
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return [text_of(content) or ""]
    texts: list[str] = []
    for part in content:
        urls = [*list_of(dict_of(part).get("image_urls")), dict_of(dict_of(part).get("image_url")).get("url")]
        for url in urls:
            if image := image_of(url):
                turn.images.append(image)
            elif isinstance(url, str) and url[:4].lower() == "http":
                texts.append(f"[image: {text_of(url)}]")
        text = text_of(part.get("text")) if isinstance(part, dict) else text_of(part)
        texts += [text] if text is not None else []
    return texts
