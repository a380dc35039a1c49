"""One answer of a model under mini-swe-agent -> a turn: of text, of calls of tools, or of the Responses API."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.chat_usage import usage_of
from tracewalk.importers.content import calls_of, content_of, reasoning_of, thinking_of
from tracewalk.importers.drafts import CallDraft, TurnDraft
from tracewalk.importers.given import dict_of, float_of, list_of, moment_of, sound, text_of
from tracewalk.importers.mini_swe_agent_actions import actions_in, around

__all__ = ["answer_of"]


def answer_of(message: dict[str, Any], number: int) -> TurnDraft:
    """The turn of a message of the model, without its observations."""
    extra = dict_of(message.get("extra"))
    response = dict_of(extra.get("response"))
    turn = TurnDraft(number, "agent")
    if isinstance(message.get("output"), list) or message.get("type") in ("function_call", "reasoning"):
        _take_items(turn, message)
        response = message
    elif not message.get("role") and response:
        _take_message(turn, _choice(response), response)
    else:
        _take_message(turn, message, response)
    if not turn.calls:
        take_text_actions(turn, extra)
    _take_usage(turn, message, extra, response)
    return turn


def _choice(response: dict[str, Any]) -> dict[str, Any]:
    """The message that an answer of a server holds."""
    return dict_of(dict_of(next(iter(list_of(response.get("choices"))), None)).get("message"))


def _take_message(turn: TurnDraft, message: dict[str, Any], response: dict[str, Any]) -> None:
    text, images = content_of(message.get("content"))
    reasoning = reasoning_of(message) or reasoning_of(_choice(response)) or _thoughts(response)
    turn.texts += [text] if text else []
    turn.thoughts += [reasoning] if reasoning else []
    turn.images += images
    if message.get("tool_calls"):
        _take_calls(turn, message["tool_calls"])


def _thoughts(response: dict[str, Any]) -> str | None:
    """Of an answer of the Responses API that version 1 kept beside its text."""
    items = [dict_of(item) for item in list_of(response.get("output"))]
    parts = [part for item in items if item.get("type") == "reasoning" for part in list_of(item.get("summary"))]
    return thinking_of(parts)


def _take_calls(turn: TurnDraft, given: Any) -> None:
    turn.calls += [CallDraft(call.tool, call.arguments, call.call_id, call.malformed) for call in calls_of(given)]


def _take_items(turn: TurnDraft, message: dict[str, Any]) -> None:
    """Of the Responses API: items of reasoning, messages and calls; or one such item by itself."""
    for item in [dict_of(item) for item in list_of(message.get("output"))] or [message]:
        kind = item.get("type")
        if kind == "reasoning":
            thought = thinking_of([*list_of(item.get("summary")), *list_of(item.get("content"))])
            turn.thoughts += [thought] if thought else []
        elif kind == "function_call":
            _take_calls(turn, [{"id": item.get("call_id") or item.get("id"), "function": item}])
        else:
            text = content_of(item.get("content"))[0] if kind == "message" or "content" in item else text_of(item)
            turn.texts += [text] if text else []


def take_text_actions(turn: TurnDraft, extra: dict[str, Any]) -> None:
    """The command that a turn's text holds; several are one call that cannot be understood.

    As version 2 recorded it, else as mini-swe-agent itself finds it.
    """
    text = "\n".join(turn.texts)
    found = actions_in(text)
    given = [told for one in list_of(extra.get("actions")) if isinstance(told := dict_of(one).get("command"), str)]
    if given:
        turn.calls = [CallDraft("bash", sound(command)) for command in given]
        if not len(found) == len(given) == 1:
            return
    elif len(found) == 1:
        turn.calls = [CallDraft("bash", found[0].command)]
    elif found:
        why = f"it holds {len(found)} commands in the place of one"
        turn.calls = [CallDraft("bash", text[found[0].start : found[-1].end], malformed=why)]
    if found:
        said = around(text, found[0].start, found[-1].end)
        turn.texts = [said] if said else []


def _take_usage(turn: TurnDraft, message: dict[str, Any], extra: dict[str, Any], response: dict[str, Any]) -> None:
    """Time, model, tokens and cost as the API told them; the cost first as mini-swe-agent worked it out."""
    known = usage_of(response.get("usage"))
    cost = float_of(extra.get("cost"))
    turn.cost = known.get("cost") if cost is None else cost
    turn.cost_method = None if turn.cost is None else "recorded"
    turn.prompt_tokens = known.get("prompt_tokens")
    turn.completion_tokens = known.get("completion_tokens")
    turn.cached_tokens = known.get("cached_tokens")
    turn.reasoning_tokens = known.get("reasoning_tokens")
    turn.model = text_of(response.get("model")) or None
    stamp = extra.get("timestamp") or message.get("timestamp") or response.get("created") or response.get("created_at")
    turn.at = moment_of(stamp)[0]
