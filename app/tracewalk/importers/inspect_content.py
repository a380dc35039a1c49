"""What a message of Inspect holds: texts, thoughts, pictures, calls; with attachments in the places that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.importers.drafts import CallDraft
from tracewalk.importers.given import arguments_of, dict_of, image_of, sound, text_of

if TYPE_CHECKING:
    from tracewalk.model import Image

__all__ = ["Attachments", "Content", "call_of", "content_of"]

_PROTOCOLS = ("attachment://", "tc://")
"""The second one is that of the first logs."""
_THINK = re.compile(r"\s*<think(?:ing)?(?:\s[^>]{0,4096})?>(.*?)</think(?:ing)?>\s*", re.DOTALL)
_MEDIA = ("image", "audio", "video", "document")
_SHOWN = 200
_ROOM = 500_000_000


class Attachments:
    """Texts that a sample holds once, under a hash or a number, and names in their places."""

    def __init__(self, given: Any) -> None:
        self.room = _ROOM
        """Characters that may still be taken out of the sample: a small one may name a long text very often."""
        self._texts: dict[Any, Any] = dict(enumerate(given)) if isinstance(given, list) else dict_of(given)

    def text(self, value: Any) -> Any:
        """A value, or the attachment that it names, as long as there is room."""
        if self.room < 0:
            return value
        found = self.named(value)
        if found is not value and isinstance(found, str):
            self.room -= len(found)
        return found

    def named(self, value: Any) -> Any:
        """A value, or the attachment that it names, which is not taken out."""
        if not isinstance(value, str) or not value.startswith(_PROTOCOLS):
            return value
        name = value.partition("://")[2]
        found = self._texts.get(name)
        if found is None and name.isascii() and name.isdigit() and len(name) < 12:
            found = self._texts.get(int(name))
        return value if found is None else found

    def within(self, value: Any) -> Any:
        """A value with the attachments that it names at any depth; the same one where it names none."""
        if isinstance(value, dict):
            found = {key: self.within(part) for key, part in value.items()}
            return found if any(found[key] is not value[key] for key in value) else value
        if isinstance(value, list):
            parts = [self.within(part) for part in value]
            return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
        return self.text(value)


@dataclass(slots=True)
class Content:
    """The parts of one message."""

    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    calls: list[CallDraft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """All its text; None where it holds none."""
        return "\n".join(self.texts) if self.texts else None


def content_of(message: dict[str, Any], attachments: Attachments, *, agent: bool = False) -> Content:
    """The parts of a message's `content`; of an agent's also what it thought, in whichever place."""
    found = Content()
    content = attachments.text(message.get("content"))
    if agent and isinstance(thought := attachments.text(message.get("reasoning")), str):  # of the first logs
        found.thoughts.append(sound(thought))
    if isinstance(content, str):
        if agent and (match := _THINK.match(content)):
            found.thoughts.append(sound(match[1].strip()))
            content = content[match.end() :]
        found.texts.append(sound(content))
    elif isinstance(content, list):
        for part in content:
            _take(part, found, attachments)
    elif content is not None:
        found.texts.append(text_of(content) or "")
    attachments.room -= sum(map(len, found.texts))
    return found


def _take(part: Any, found: Content, attachments: Attachments) -> None:
    given = dict_of(part)
    kind = given.get("type")
    if kind == "text" and "text" in given:
        found.texts.append(text_of(attachments.text(given["text"])) or "")
    elif kind == "reasoning":
        found.thoughts += _thought(given, found, attachments)
    elif isinstance(kind, str) and kind in _MEDIA:
        _take_media(kind, given, found, attachments)
    elif kind == "tool_use":
        found.calls.append(_call_of_server(given, attachments))
    else:
        found.texts.append(text_of(attachments.within(part)) or "")


def _thought(given: dict[str, Any], found: Content, attachments: Attachments) -> Iterator[str]:
    texts = [text_of(attachments.text(given.get(name))) or "" for name in ("reasoning", "summary")]
    if given.get("redacted") is True:  # what stands as its text is a cipher
        texts[0] = ""
        if not texts[1]:
            found.notes.append("thoughts that are encrypted, left out")
    elif texts[0] == texts[1]:
        texts[1] = ""
    yield from filter(None, texts)


def _take_media(kind: str, given: dict[str, Any], found: Content, attachments: Attachments) -> None:
    value = attachments.text(given.get(kind))
    image = image_of(value) if kind == "image" else None
    if image:
        found.images.append(image)
        return
    name = given.get("filename")
    shown = text_of(name if isinstance(name, str) and name else value) or ""
    if shown.startswith("data:"):
        shown = f"{shown.partition(',')[0]}, {len(shown):,} characters"
    found.texts.append(f"[{kind}: {shown[:_SHOWN]}]")
    if isinstance(value, str) and (value.startswith("data:") or "removed" in value):
        found.notes.append(f"{'pictures' if kind == 'image' else kind} that cannot be shown, left out")


def call_of(given: Any, attachments: Attachments) -> CallDraft:
    """A call in a message's `tool_calls`."""
    call = dict_of(given)
    arguments, malformed = arguments_of(attachments.within(call.get("arguments")))
    if not call:
        return CallDraft("", text_of(given) or "", malformed="it is no object")
    said = call.get("parse_error")
    return CallDraft(
        text_of(call.get("function")) or "",
        arguments,
        text_of(call.get("id")),
        malformed=(text_of(attachments.text(said)) if said else malformed),
    )


def _call_of_server(given: dict[str, Any], attachments: Attachments) -> CallDraft:
    """A call that the model's server answered itself."""
    arguments, malformed = arguments_of(attachments.within(given.get("arguments")))
    name = text_of(given.get("name")) or text_of(given.get("tool_type")) or ""
    made = CallDraft(name, arguments, text_of(given.get("id")), malformed=malformed)
    if given.get("result") is not None:
        made.answer(text_of(attachments.within(given["result"])) or "")
    if error := text_of(attachments.text(given.get("error"))):
        made.answer(error)
        made.ended(failed=True)
    return made
