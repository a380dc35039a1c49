"""The content of one chat message, in the forms that OpenAI's, Anthropic's and other servers give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracewalk.importers.given import arguments_of, dict_of, image_of, list_of, text_of
from tracewalk.importers.json_text import json_of
from tracewalk.model import Image, ToolCall

__all__ = ["Parts", "Result", "parts_of"]

_TEXTS = ("text", "input_text", "output_text", "summary_text", "refusal", "reasoning_text")

_OF_RESULT = {"type", "tool_use_id", "toolUseID", "tool_call_id", "call_id", "id", "name", "is_error", "cache_control"}
"""Keys of a result's part that say what it is of, not what came back."""


@dataclass(slots=True)
class Result:
    """What a tool gave back."""

    call_id: str | None
    text: str
    error: bool | None = None
    tool: str | None = None


@dataclass(slots=True)
class Parts:
    """A message taken apart."""

    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    n_elsewhere: int = 0
    """Pictures that are named by an address or a file only."""

    @property
    def text(self) -> str | None:
        """All texts, one after the other; None where there is none."""
        return "\n".join(self.texts) if self.texts else None


def parts_of(message: dict[str, Any]) -> Parts:
    """The parts of a message; what is of no known kind stands among its texts as JSON, so that nothing is lost."""
    parts = Parts()
    for name in ("reasoning_content", "reasoning", "thinking"):
        if isinstance(value := message.get(name), str) and value:
            parts.reasoning.append(text_of(value) or "")
            break
    content = message.get("content", message.get("text", message.get("value")))
    _take(message.get("system_prompt") if content in (None, "") else content, parts)
    for call in list_of(message.get("tool_calls")):
        parts.calls.append(_call(dict_of(call), call))
    if isinstance(old := message.get("function_call"), dict):
        parts.calls.append(_call({"function": old}, old))
    return parts


def _take(content: Any, parts: Parts) -> None:
    if content is None or content == "":
        return
    for part in content if isinstance(content, list) else [content]:
        if not (isinstance(part, dict) and _take_part(part, parts)):
            parts.texts.append(text_of(part) or "")


def _take_part(part: dict[str, Any], parts: Parts) -> bool:
    """Takes one part where its kind is known."""
    kind = part.get("type")
    if kind in ("thinking", "redacted_thinking", "reasoning"):
        parts.reasoning += [
            text for text in (text_of(part.get(name)) for name in ("thinking", "text", "reasoning")) if text
        ]
    elif kind in ("tool_use", "server_tool_use"):
        arguments, malformed = arguments_of(part.get("input"))
        name = text_of(part.get("name")) or ""
        parts.calls.append(ToolCall(name, arguments, text_of(part.get("id")), malformed=malformed))
    elif kind == "tool_result":
        parts.results.append(_result(part, parts))
    elif kind in ("image", "image_url", "input_image"):
        return _take_image(part, parts)
    elif kind in _TEXTS or (kind is None and "text" in part):
        text = part.get("text", part.get("refusal"))
        if not isinstance(text, str):
            return False
        parts.texts.append(text_of(text) or "")
    else:
        return False
    return True


def _result(part: dict[str, Any], parts: Parts) -> Result:
    inner = Parts()
    if "content" in part or part.keys() <= _OF_RESULT:
        _take(part.get("content"), inner)
    else:  # what came back stands elsewhere in it
        inner.texts.append(json_of({name: value for name, value in part.items() if name not in _OF_RESULT}))
    parts.images += inner.images
    parts.n_elsewhere += inner.n_elsewhere
    error = part.get("is_error")
    call_id = part.get("tool_use_id", part.get("toolUseID", part.get("tool_call_id")))
    return Result(text_of(call_id), inner.text or "", error if isinstance(error, bool) else None)


def _take_image(part: dict[str, Any], parts: Parts) -> bool:
    where = part.get("image_url", part.get("source", part.get("image")))
    if isinstance(where, dict):
        where = where.get("url", where.get("data"))
    if not isinstance(where, str):
        return False
    image = image_of(where)
    if image:
        parts.images.append(image)
    else:
        parts.n_elsewhere += 1
        parts.texts.append(f"[picture: {text_of(where[:500])}]")
    return True


def _call(call: dict[str, Any], raw: Any) -> ToolCall:
    """A call as a message's `tool_calls` holds it; one that is none keeps its text."""
    inner = call.get("function", call.get("custom", call))
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        return ToolCall("", text_of(raw) or "", text_of(call.get("id")), malformed="it names no tool")
    given = inner.get("arguments", inner.get("input", inner.get("args")))
    arguments, malformed = arguments_of(given)
    return ToolCall(text_of(inner["name"]) or "", arguments, text_of(call.get("id")), malformed=malformed)
