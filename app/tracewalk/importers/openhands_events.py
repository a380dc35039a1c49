"""Events of OpenHands before its version 1, `action` and `observation`: the turns that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, image_of, int_of, list_of, text_of
from tracewalk.importers.openhands_changes import note_edit
from tracewalk.importers.openhands_story import NO_CALL, UNKNOWN
from tracewalk.importers.openhands_usage import cumulative, tokens_of

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.importers.openhands_story import CallDraft, Story, TurnDraft
    from tracewalk.model import Record

__all__ = ["is_event", "read_event"]

_SILENT = frozenset({
    "null", "change_agent_state", "recall", "condensation_request", "pause", "resume", "stop", "start", "init",
})  # fmt: skip
"""Actions that say and do nothing."""
_SAYING = frozenset({"message", "system", "condensation", "summarize"})
_KNOWN = _SILENT | _SAYING | {
    "run", "run_ipython", "read", "write", "edit", "browse", "browse_interactive", "delegate", "think", "finish",
    "reject", "add_task", "modify_task", "call_tool_mcp", "task_tracking",
}  # fmt: skip
_ABOUT = frozenset({
    "thought", "confirmation_state", "security_risk", "blocking", "hidden", "is_static", "impl_source",
    "wait_for_response", "translated_ipython_code", "include_extra", "kernel_init_code", "image_urls",
})  # fmt: skip
"""Arguments of an action that the model did not give."""
_BY_POSITION = "results that name no call, given to the one before them"
_RUNNING = -1
"""Told as the exit code of a command that was still running."""


def is_event(value: Any) -> bool:
    """Whether a value is an action or an observation, and not both as a step of other agents is."""
    if not isinstance(value, dict):
        return False
    action, observation = value.get("action"), value.get("observation")
    if isinstance(action, str) and "observation" not in value:
        return isinstance(value.get("args"), dict) and (action in _KNOWN or "source" in value)
    return isinstance(observation, str) and "action" not in value and ("extras" in value or "cause" in value)


def read_event(story: Story, event: dict[str, Any], record: Record, of: CallDraft | None = None) -> CallDraft | None:
    """Adds an event to a story; returns the call that it made. `of` is the call that it stands beside as a pair."""
    at = story.moment(event.get("timestamp"))
    if isinstance(event.get("action"), str):
        call = _act(story, event, record, at)
        if call and (key := _id(event.get("id"))):
            story.by_event[key] = call
        return call
    _observe(story, event, record, at, of)
    return None


def _id(value: Any) -> str | None:
    return None if value is None or value in (-1, "") else text_of(value)


def _source(event: dict[str, Any]) -> str:
    source = event.get("source")
    return source if source in ("user", "agent") else "system"


def _act(story: Story, event: dict[str, Any], record: Record, at: datetime | None) -> CallDraft | None:
    action, args = event["action"], dict_of(event.get("args"))
    if action in _SILENT:
        return None
    if action in _SAYING:
        _say(story, event, action, args, record, at)
        return None
    meta = dict_of(event.get("tool_call_metadata"))
    response = dict_of(meta.get("model_response"))
    # an action without a source is the agent's: old logs leave it out
    source = "agent" if event.get("source") is None else _source(event)
    turn = story.of_response(text_of(response.get("id")), source, at, record)
    message = dict_of(dict_of(next(iter(list_of(response.get("choices"))), None)).get("message"))
    _tell(turn, action, args, message)
    _use(story, turn, event, response)
    call_id = text_of(meta.get("tool_call_id"))
    name = text_of(meta.get("function_name"))
    if name is None and action == "run":  # an agent that writes its commands into its text
        call = story.add_call(turn, "bash", {}, call_id)
        call.arguments, call.given = text_of(args.get("command")) or "", args
    else:
        raw = _written(message, call_id) if call_id else None
        thought = {"thought": args.get("thought")} if action == "think" else {}
        given = thought | _given(args) if raw is None else raw
        call = story.add_call(turn, name or text_of(action) or "", given, call_id)
        call.given = args | dict(call.given)
    call.at = at
    story.facts["action"] = action
    return call


def _say(
    story: Story, event: dict[str, Any], action: str, args: dict[str, Any], record: Record, at: datetime | None
) -> None:
    text = text_of(args.get("summary" if action in ("condensation", "summarize") else "content"))
    if action == "condensation":
        if text:
            story.begin("system", at, record, text)
        return
    source = "system" if action == "system" else _source(event)
    turn = story.begin(source, at, record, text or text_of(event.get("message")))
    turn.think(text_of(args.get("thought")))
    _see(turn, *list_of(args.get("image_urls")))
    if action == "system":
        story.facts |= {"agent": args.get("agent_class"), "version": args.get("openhands_version")}
    elif source == "agent":
        _use(story, turn, event, dict_of(dict_of(event.get("tool_call_metadata")).get("model_response")))
    elif source == "user":
        story.facts.setdefault("task", text)


def _tell(turn: TurnDraft, action: str, args: dict[str, Any], message: dict[str, Any]) -> None:
    """What the agent says with a call: as the model wrote it, else as the action repeats it."""
    for part in _parts(message.get("content")):
        turn.say(part)
    if action != "think":  # there the thought is what the call is given
        turn.say(text_of(args.get("thought")))
    turn.think(text_of(message.get("reasoning_content")))
    for block in list_of(message.get("thinking_blocks")):
        turn.think(text_of(dict_of(block).get("thinking")))


def _parts(content: Any) -> list[str]:
    if isinstance(content, list):
        return [text for part in content if (text := text_of(dict_of(part).get("text")))]
    text = text_of(content)
    return [text] if text else []


def _written(message: dict[str, Any], call_id: str) -> Any:
    """The arguments as the model wrote them."""
    for made in map(dict_of, list_of(message.get("tool_calls"))):
        if text_of(made.get("id")) == call_id:
            return dict_of(made.get("function")).get("arguments")
    return None


def _given(args: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if name not in _ABOUT and value is not None}


def _use(story: Story, turn: TurnDraft, event: dict[str, Any], response: dict[str, Any]) -> None:
    """Tokens and cost of an answer: as the server told, else by how the sums of the run grew."""
    turn.model = turn.model or text_of(response.get("model"))
    usage = dict_of(response.get("usage"))
    if usage and turn.usage == UNKNOWN:
        turn.usage = tokens_of(usage)
    metrics = dict_of(event.get("llm_metrics"))
    if not metrics:
        return
    grown = cumulative(story.facts, metrics)
    if turn.usage == UNKNOWN and grown.prompt:
        turn.usage = (grown.prompt, grown.completion, grown.cached, None)
        turn.method, turn.worked_out = "derived", True
    if turn.cost is None and grown.cost is not None:
        turn.cost, turn.method = grown.cost, "derived"


def _observe(story: Story, event: dict[str, Any], record: Record, at: datetime | None, of: CallDraft | None) -> None:
    kind, extras = text_of(event.get("observation")), dict_of(event.get("extras"))
    content = text_of(event.get("content")) or ""
    if kind == "agent_state_changed":
        story.facts["state"] = extras.get("agent_state")
        content = content or text_of(extras.get("reason")) or ""
    call = of or _asked(story, event)
    if kind in ("null", "agent_state_changed") or (call is None and kind == "recall"):
        _tell_alone(story, kind, content, extras, record, at)
    elif call is None and kind in ("chat", "message", "user_message"):
        story.begin("user", at, record, content)
    elif call is None and (call := _before(story, event)) is None:
        _tell_alone(story, kind, content, extras, record, at)
    elif call is not None:
        _answer(story, call, event, content, extras, record, at)


def _asked(story: Story, event: dict[str, Any]) -> CallDraft | None:
    """The call that an observation answers, by the ids that it names."""
    cause = _id(event.get("cause"))
    if cause and (call := story.by_event.get(cause)):
        return call
    call_id = text_of(dict_of(event.get("tool_call_metadata")).get("tool_call_id"))
    return story.by_call.get(call_id) if call_id else None


def _before(story: Story, event: dict[str, Any]) -> CallDraft | None:
    """The call just before an observation that names none, if it waits for one of its kind."""
    if event.get("cause") is not None or not (story.turns and story.turns[-1].calls):
        return None
    call = story.turns[-1].calls[-1]
    if call.observation is not None or event.get("observation") not in (story.facts.get("action"), "error"):
        return None
    story.notes[_BY_POSITION] += 1
    return call


def _tell_alone(
    story: Story, kind: str | None, content: str, extras: dict[str, Any], record: Record, at: datetime | None
) -> None:
    """An observation that answers no call: what it says, if anything, as a turn."""
    parts = [content]
    if kind == "recall":
        parts += [text_of(extras.get(name)) or "" for name in ("repo_instructions", "additional_agent_instructions")]
        parts += [text_of(dict_of(known).get("content")) or "" for known in list_of(extras.get("microagent_knowledge"))]
    if not any(part.strip() for part in parts):
        return
    turn = story.begin("system", at, record)
    for part in parts:
        turn.say(part)
    _see(turn, extras.get("screenshot"), extras.get("set_of_marks"), *list_of(extras.get("image_urls")))
    if kind == "error" or (kind == "agent_state_changed" and extras.get("agent_state") == "error"):
        turn.error = text_of(extras.get("error_id")) or "an error that OpenHands reports"
    elif kind not in ("recall", "agent_state_changed", "condense", "null"):
        story.notes[NO_CALL] += 1


def _answer(
    story: Story, call: CallDraft, event: dict[str, Any], content: str, extras: dict[str, Any], record: Record,
    at: datetime | None,
) -> None:  # fmt: skip
    turn, metadata = story.turns[call.turn], dict_of(extras.get("metadata"))
    turn.records.append(record)
    _see(turn, extras.get("screenshot"), extras.get("set_of_marks"), *list_of(extras.get("image_urls")))
    code = int_of(metadata.get("exit_code", extras.get("exit_code")), 32)
    if code == _RUNNING:  # only there the words around the output tell what became of the command
        content = f"{text_of(metadata.get('prefix')) or ''}{content}{text_of(metadata.get('suffix')) or ''}"
    call.answer(content, at)
    call.exit_code = None if code == _RUNNING else code
    if event.get("observation") in ("error", "user_rejected") or extras.get("error") is True:
        call.fail("recorded")
    elif code == _RUNNING:
        pass
    elif isinstance(event.get("success"), bool) and event.get("observation") != "run_ipython":
        call.error, call.error_method = not event["success"], "recorded"
    elif code is not None:
        call.error, call.error_method = code != 0, "derived"
    elif content.startswith("ERROR:\n"):  # as its editor begins what went wrong
        call.fail("derived")
    story.moved(call, text_of(metadata.get("working_dir")))
    if not call.error:
        note_edit(story, call, extras, content)


def _see(turn: TurnDraft, *urls: Any) -> None:
    """Pictures that the log holds; of others their address, which is never fetched."""
    for url in urls:
        if image := image_of(url):
            turn.images.append(image)
        elif isinstance(url, str) and url[:4].lower() == "http":
            turn.say(f"[image: {text_of(url)}]")
