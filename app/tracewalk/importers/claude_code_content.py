"""The content of a message of Claude Code: blocks of text, thoughts, pictures, calls of tools and their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.drafts import CallDraft
from tracewalk.importers.given import dict_of, image_of, sound, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from tracewalk.model import Image

__all__ = ["blocks_of", "call_of", "is_call", "is_result", "result_of", "shown"]

_HIDDEN = ("redacted_thinking",)


def blocks_of(content: Any) -> list[Any]:
    """The blocks of a content, which may also be a text, or one block."""
    if content is None:
        return []
    return content if isinstance(content, list) else [content]


def is_call(block: Any) -> bool:
    """Whether a block calls a tool, the agent's own or one that the model's server runs."""
    kind = dict_of(block).get("type")
    return isinstance(kind, str) and kind.endswith("tool_use")


def is_result(block: Any) -> bool:
    """Whether a block is what a call gave back."""
    kind = dict_of(block).get("type")
    return isinstance(kind, str) and kind.endswith("tool_result")


def call_of(block: dict[str, Any]) -> CallDraft:
    """The call that a block makes."""
    name, given = text_of(block.get("name")), block.get("input")
    malformed = None if isinstance(given, dict) else f"its input is no object but {type(given).__name__}"
    if not name:
        malformed = "it names no tool"
    arguments = given if isinstance(given, str) else json_of({} if given is None else given)
    return CallDraft(name or "", sound(arguments), text_of(block.get("id")), malformed)


def result_of(block: dict[str, Any]) -> tuple[str, list[Image]]:
    """Text and pictures that a call gave back."""
    texts: list[str] = []
    images: list[Image] = []
    for part in blocks_of(block.get("content")):
        text, image = shown(part)
        texts += [] if text is None else [text]
        images += [] if image is None else [image]
    return "\n".join(texts), images


def shown(block: Any) -> tuple[str | None, Image | None]:
    """A block as text or as a picture; of a kind that has neither its JSON, so that nothing of it is lost."""
    if isinstance(block, str):
        return sound(block), None
    given = dict_of(block)
    kind = given.get("type")
    if kind in _HIDDEN:
        return None, None
    if isinstance(text := given.get("text"), str) and kind in ("text", None, "input_text"):
        return sound(text), None
    if kind == "image":
        source = dict_of(given.get("source"))
        if image := image_of(source.get("data")):
            return None, image
        where = source.get("url") or source.get("file_id") or source.get("media_type") or "without data"
        return f"[image: {text_of(where)}]", None
    return text_of(block), None
