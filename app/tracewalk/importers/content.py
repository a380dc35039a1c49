"""Parts of a message asked for one by one: its text, the calls of tools in it, and what the model thought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.chat_content import parts_of
from tracewalk.importers.given import dict_of, sound

if TYPE_CHECKING:
    from tracewalk.model import Image, ToolCall

__all__ = ["calls_of", "content_of", "reasoning_of", "thinking_of"]

_THOUGHTS = frozenset(
    {"reasoning_content", "reasoning", "provider_specific_fields", "thinking_blocks", "reasoning_details"}
)
"""Where a message says what was thought before it, if not in its content."""


def content_of(content: Any) -> tuple[str | None, tuple[Image, ...]]:
    """Text and pictures of a message's content."""
    if content is None or isinstance(content, str):
        return (None if content is None else sound(content)), ()
    parts = parts_of({"content": content})
    return parts.text or "", tuple(parts.images)


def calls_of(given: Any) -> tuple[ToolCall, ...]:
    """The calls in a message's `tool_calls`, in order."""
    return tuple(parts_of({"tool_calls": given}).calls)


def reasoning_of(message: dict[str, Any]) -> str | None:
    """What a model thought before its message; of several places that say it, the first that holds a text."""
    if _THOUGHTS.isdisjoint(message) and isinstance(message.get("content"), str):  # most messages
        return None
    for source in (message, dict_of(message.get("provider_specific_fields"))):
        for name in ("reasoning_content", "reasoning"):
            if isinstance(text := source.get(name), str) and text:
                return sound(text)
    for name in ("thinking_blocks", "reasoning_details", "content"):
        if text := thinking_of(message.get(name)):
            return text
    return None


def thinking_of(given: Any) -> str | None:
    """The thoughts among some parts, or None."""
    if not isinstance(given, list):
        return None
    found = []
    for part in map(dict_of, given):
        if str(part.get("type")).partition(".")[0] in ("thinking", "reasoning", "reasoning_text", "summary_text"):
            texts = (part.get(name) for name in ("thinking", "text", "summary", "reasoning"))
            found.append(next((text for text in texts if isinstance(text, str) and text), ""))
    return sound("\n\n".join(filter(None, found))) or None
