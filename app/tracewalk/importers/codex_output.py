"""What a tool of Codex gave back: its text, and what stands around it of exit code and time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, float_of, image_of, int_of, sound, text_of
from tracewalk.importers.json_text import read_json

if TYPE_CHECKING:
    from tracewalk.importers.drafts import CallDraft
    from tracewalk.model import Image

__all__ = ["Output", "content_of", "read_output"]

_HEAD = 600
_EXIT = re.compile(r"^(?:Exit code:|Process exited with code) (-?\d{1,10})$", re.MULTILINE)
_TIME = re.compile(r"^Wall time: (\d{1,9}(?:\.\d{1,9})?) seconds$", re.MULTILINE)
_NOT_UNDERSTOOD = ("failed to parse function arguments", "unsupported call", "unsupported custom tool call")
_FAILED = (
    *_NOT_UNDERSTOOD, "apply_patch verification failed", "execution error", "exec_command failed", "failed in sandbox",
    "sandbox error", "aborted", "rejected by user", "exec command rejected by user", "patch rejected by user",
    "apply_patch handler received invalid", "tool call error", "collab spawn failed",
)  # fmt: skip


@dataclass(slots=True)
class Output:
    """The text, and what it tells of the call."""

    text: str
    images: list[Image] = field(default_factory=list)
    exit_code: int | None = None
    seconds: float | None = None
    failed: bool | None = None
    """Where the record says so in so many words, or has a flag."""
    flagged: bool = False

    def give(self, call: CallDraft) -> None:
        """Answers a call with it."""
        call.answer(self.text)
        call.exit_code = self.exit_code if call.exit_code is None else call.exit_code
        call.seconds = self.seconds if call.seconds is None else call.seconds
        call.ended(self.failed, "recorded" if self.flagged else "derived")
        if self.text.startswith(_NOT_UNDERSTOOD):
            call.malformed = self.text


def read_output(given: Any) -> Output:
    """An output as a record has it: a text, JSON of a text with its exit code, parts, or an object with a flag."""
    if isinstance(given, str):
        return _of_text(given)
    if isinstance(given, dict) and ("content" in given or "content_items" in given):
        within = given.get("content_items") or given.get("content")
        found = read_output(within) if isinstance(within, str | list) else Output(text_of(within) or "")
        if isinstance(success := given.get("success"), bool):
            found.failed, found.flagged = not success, True
        return found
    if isinstance(given, list):
        text, images = content_of(given)
        found = _of_text(text or "")
        found.images = images
        return found
    return Output(text_of(given) or "")


def content_of(content: Any) -> tuple[str | None, list[Image]]:
    """Text and pictures of a message's content; a part of another kind stands as its JSON."""
    if content is None or isinstance(content, str):
        return (None if content is None else sound(content)), []
    texts: list[str] = []
    images: list[Image] = []
    for part in content if isinstance(content, list) else [content]:
        given = dict_of(part)
        address = given.get("image_url")
        address = dict_of(address).get("url") if isinstance(address, dict) else address
        if isinstance(part, str) or isinstance(given.get("text"), str):
            texts.append(sound(part if isinstance(part, str) else given["text"]))
        elif image := image_of(address):
            images.append(image)
        elif isinstance(address, str):
            texts.append(f"[image: {sound(address[:_HEAD])}]")
        else:
            texts.append(text_of(part) or "")
    return "\n".join(texts), images


def _of_text(text: str) -> Output:
    if text.startswith("{") and (found := _of_json(text)):
        return found
    head, _, _ = text[:_HEAD].partition("\nOutput:\n")
    code, time = _EXIT.search(head), _TIME.search(head)
    if not text.startswith(("Exit code:", "Chunk ID:", "Wall time:", "Process exited")):
        code = time = None
    return Output(
        sound(text),
        exit_code=int_of(code[1], 32) if code else None,
        seconds=float_of(time[1]) if time else None,
        failed=True if text.startswith(_FAILED) else None,
    )


def _of_json(text: str) -> Output | None:
    """The older form, `{"output": ..., "metadata": {"exit_code": ..., "duration_seconds": ...}}`."""
    try:
        given = dict_of(read_json(text.encode("utf-8", "surrogatepass")))
    except ValueError:
        return None
    told = given.get("metadata")
    if not isinstance(told, dict) or "output" not in given or not given.keys() <= {"output", "metadata"}:
        return None
    code = int_of(told.get("exit_code"), 32)
    return Output(text_of(given["output"]) or "", exit_code=code, seconds=float_of(told.get("duration_seconds")))
