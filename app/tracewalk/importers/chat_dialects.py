"""Chat messages as LangChain, AutoGen, Gemini and ShareGPT write them, or in an envelope -> the form servers take."""

from __future__ import annotations

from typing import Any, Final

from tracewalk.importers.given import dict_of, list_of, text_of
from tracewalk.importers.json_text import read_json

__all__ = ["ROLES", "TIMES", "common", "role_of"]

ROLES: Final = {
    "system": "system", "developer": "system", "user": "user", "human": "user", "assistant": "agent", "ai": "agent",
    "gpt": "agent", "model": "agent", "agent": "agent", "tool": "tool", "function": "tool", "observation": "tool",
    "tool_response": "tool", "tool_result": "tool", "function_response": "tool", "ipython": "tool",
}  # fmt: skip
"""Whose message it is, by what logs call it."""

_CALLS: Final = ("function_call", "tool_call", "tool_calls")
"""Whose message it is where it is a call, and nothing else."""
_TYPES: Final = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool", "function": "function"}
"""LangChain's kinds of messages, without `Message` and `MessageChunk`."""
_TEAM: Final = (
    "TextMessage", "MultiModalMessage", "StopMessage", "HandoffMessage", "ToolCallSummaryMessage", "ThoughtEvent",
    "StructuredMessage", "ToolCallRequestEvent", "ToolCallExecutionEvent",
)  # fmt: skip
"""AutoGen's."""
_ELSEWHERE: Final = {"message", "parts"}
"""Where a message may say what it says besides `content` and the like."""
_SESSIONS: Final = {"sessionId", "session_id", "uuid", "parentUuid", "parent_tool_use_id"}
"""What says that a line is of a session of Claude Code, or of an agent that writes alike."""
TIMES: Final = ("timestamp", "created_at", "created")
"""Where a message says when it was."""


def role_of(message: dict[str, Any]) -> str | None:
    """Whose message it is, or None."""
    role = message.get("role", message.get("from", message.get("sender")))
    return ROLES.get(role.lower()) if isinstance(role, str) else None


def common(message: Any) -> Any:
    """A message in the form that servers take; what is in no known form stays as it is."""
    if not isinstance(message, dict) or (role_of(message) and not message.keys() & _ELSEWHERE):
        return message
    if message.get("role", message.get("from")) in _CALLS:
        return _calls(message)
    if "source" in message and message.get("type") in _TEAM and "content" in message:
        return _of_team(message)
    if "role" not in message and (made := _of_chain(message)):
        return made
    return _within(message)


def _within(message: dict[str, Any]) -> dict[str, Any]:
    """A message whose content stands in Gemini's parts, or that stands in an envelope with its time."""
    inner, parts = message.get("message"), message.get("parts")
    if "content" in message or message.keys() & _SESSIONS:
        return message
    if isinstance(inner, dict) and "content" in inner:
        outer = {name: message[name] for name in ("role", *TIMES) if name in message}
        made = common(outer | inner)
        return made if isinstance(made, dict) else message
    return {**message, "content": list(map(_of_parts, parts))} if isinstance(parts, list) else message


def _calls(message: dict[str, Any]) -> dict[str, Any]:
    """A message of ShareGPT that is a call, or several; its text where it is not JSON of that."""
    given = message.get("content", message.get("value"))
    try:
        value = read_json(given.encode()) if isinstance(given, str) else given
    except (ValueError, UnicodeError):
        value = None
    calls = value if isinstance(value, list) else [value]
    if not calls or not all(isinstance(dict_of(call).get("name"), str) for call in calls):
        return {"role": "assistant", "content": given}
    return {"role": "assistant", "tool_calls": calls}


def _of_parts(part: Any) -> Any:
    """A part of Gemini's content as one of Anthropic's; a text that is a thought is one here too."""
    given = dict_of(part)
    if isinstance(call := given.get("functionCall", given.get("function_call")), dict):
        return {"type": "tool_use", "id": call.get("id"), "name": call.get("name"), "input": call.get("args")}
    if isinstance(result := given.get("functionResponse", given.get("function_response")), dict):
        said = result.get("response")
        only = said.get("output") if isinstance(said, dict) and said.keys() == {"output"} else None
        said = only if isinstance(only, str) else text_of(said)
        return {"type": "tool_result", "tool_use_id": result.get("id"), "content": said}
    if isinstance(given.get("text"), str):
        return {"type": "thinking" if given.get("thought") is True else "text", "text": given["text"]}
    return part


def _of_team(message: dict[str, Any]) -> dict[str, Any]:
    kind, said, source = message["type"], message["content"], message["source"]
    made: dict[str, Any] = {name: message[name] for name in TIMES if name in message}
    made |= {"role": "user" if source == "user" else "assistant", "usage": message.get("models_usage")}
    if kind == "ToolCallRequestEvent" and isinstance(said, list):
        return made | {"tool_calls": said}
    if kind == "ToolCallExecutionEvent" and isinstance(said, list):
        results = [
            {**result, "type": "tool_result", "tool_use_id": result.get("call_id")} for result in map(dict_of, said)
        ]
        return made | {"role": "user", "content": results}
    return made | ({"reasoning": said} if kind == "ThoughtEvent" else {"content": said})


def _of_chain(message: dict[str, Any]) -> dict[str, Any] | None:
    """A message of LangChain, in any of the three ways in which it writes them; None of what is none."""
    kind, inner = message.get("type"), message
    if kind == "constructor":
        kind, inner = next(reversed(list_of(message.get("id"))), None), dict_of(message.get("kwargs"))
    elif isinstance(message.get("data"), dict):
        inner = message["data"]
    name = text_of(kind or message.get("__langgraph_class")) or ""
    role = _TYPES.get(name.removesuffix("Chunk").removesuffix("Message").lower())
    if role is None or "content" not in inner:
        return None
    extra, answer = dict_of(inner.get("additional_kwargs")), dict_of(inner.get("response_metadata"))
    calls = list_of(inner.get("tool_calls")) or list_of(extra.get("tool_calls"))
    made = dict(inner) | {"role": role, "tool_calls": calls + list_of(inner.get("invalid_tool_calls"))}
    ids = {call.get("id") for call in map(dict_of, made["tool_calls"])}
    if isinstance(content := inner["content"], list):
        made["content"] = [part for part in content if not (_asks(part) and part.get("id") in ids)]
    if "reasoning_content" in extra and not any(dict_of(part).get("type") == "reasoning" for part in list_of(content)):
        made["reasoning_content"] = extra["reasoning_content"]
    made["usage"] = inner.get("usage_metadata") or answer.get("token_usage") or answer.get("usage")
    made["model"] = answer.get("model_name", answer.get("model"))
    return made


def _asks(part: Any) -> bool:
    """Whether a part of a content is a call, which `tool_calls` may hold once more."""
    return dict_of(part).get("type") in ("tool_use", "function_call", "tool_call")
