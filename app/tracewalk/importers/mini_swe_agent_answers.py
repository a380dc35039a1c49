"""One answer of a model under mini-swe-agent -> a turn: of text, of calls of tools, or of the Responses API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracewalk.importers.chat_usage import usage_of
from tracewalk.importers.content import calls_of, content_of, reasoning_of, thinking_of
from tracewalk.importers.given import dict_of, float_of, list_of, moment_of, sound, text_of
from tracewalk.importers.mini_swe_agent_actions import actions_in, around
from tracewalk.model import ToolCall, Turn

__all__ = ["answer_of", "text_answer"]


def answer_of(message: dict[str, Any]) -> Turn:
    """The turn of a message of the model, without its observations; `turn` is given later."""
    extra = dict_of(message.get("extra"))
    response = dict_of(extra.get("response"))
    if isinstance(message.get("output"), list) or message.get("type") in ("function_call", "reasoning"):
        turn, used = _of_items(message, extra), message
    elif not message.get("role") and response:
        choice = dict_of(next(iter(list_of(response.get("choices"))), None))
        turn, used = _of_message(dict_of(choice.get("message")), extra), response
    else:
        turn, used = _of_message(message, extra), response
    return _with_usage(turn, message, extra, used)


def _of_message(message: dict[str, Any], extra: dict[str, Any]) -> Turn:
    text, images = content_of(message.get("content"))
    inner = dict_of(next(iter(list_of(dict_of(extra.get("response")).get("choices"))), None))
    reasoning = reasoning_of(message) or reasoning_of(dict_of(inner.get("message")))
    calls = calls_of(message.get("tool_calls"))
    turn = Turn(0, "agent", message=text, reasoning=reasoning, images=images, calls=calls)
    return turn if calls else text_answer(turn, extra)


def _of_items(message: dict[str, Any], extra: dict[str, Any]) -> Turn:
    """Of the Responses API: items of reasoning, messages and calls; or one such item by itself."""
    items = [dict_of(item) for item in list_of(message.get("output"))] or [message]
    texts, thoughts, calls = [], [], []
    for item in items:
        kind = item.get("type")
        if kind == "reasoning":
            parts = [*list_of(item.get("summary")), *list_of(item.get("content"))]
            thoughts.append(thinking_of(parts))
        elif kind == "function_call":
            calls.append({"id": item.get("call_id") or item.get("id"), "function": item})
        elif kind == "message" or "content" in item:
            texts.append(content_of(item.get("content"))[0])
        else:
            texts.append(text_of(item))
    text = "\n\n".join(filter(None, texts)) or None
    turn = Turn(0, "agent", message=text, reasoning="\n\n".join(filter(None, thoughts)) or None, calls=calls_of(calls))
    return turn if calls else text_answer(turn, extra)


def text_answer(turn: Turn, extra: dict[str, Any]) -> Turn:
    """A turn with the command that its text holds; several are one call that cannot be understood.

    As version 2 recorded it, else as mini-swe-agent itself finds it.
    """
    text = turn.message or ""
    found = actions_in(text)
    given = [
        command for one in list_of(extra.get("actions")) if isinstance(command := dict_of(one).get("command"), str)
    ]
    if given:
        calls = tuple(ToolCall("bash", sound(command)) for command in given)
        if len(found) == len(given) == 1:
            return replace(turn, message=around(text, found[0].start, found[0].end), calls=calls)
        return replace(turn, calls=calls)
    if not found:
        return turn
    start, end = found[0].start, found[-1].end
    if len(found) == 1:
        call = ToolCall("bash", found[0].command)
    else:
        call = ToolCall("bash", text[start:end], malformed=f"it holds {len(found)} commands in the place of one")
    return replace(turn, message=around(text, start, end), calls=(call,))


def _with_usage(turn: Turn, message: dict[str, Any], extra: dict[str, Any], response: dict[str, Any]) -> Turn:
    """Time, model, tokens and cost as the API told them; the cost also as mini-swe-agent worked it out."""
    known = usage_of(response.get("usage"))
    cost = float_of(extra.get("cost"))
    cost = known.pop("cost", None) if cost is None else cost
    stamp = extra.get("timestamp") or message.get("timestamp") or response.get("created") or response.get("created_at")
    return replace(
        turn,
        model=text_of(response.get("model")) or None,
        at=moment_of(stamp)[0],
        cost=cost,
        cost_method=None if cost is None else "recorded",
        **{name: value for name, value in known.items() if name != "cost"},
    )
