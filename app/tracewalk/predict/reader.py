"""Reads the objects of an answer, streamed or whole, of `/completions` or of `/chat/completions`."""

from __future__ import annotations

from typing import Any

from tracewalk.predict.answer import Piece, Token, Usage
from tracewalk.predict.ending import Ended, Ending
from tracewalk.predict.faults import Faults
from tracewalk.predict.logprobs import TokenReader
from tracewalk.predict.wire import DONE, Body

__all__ = ["AnswerReader"]

_FAILED = {"error", "abort"}


class AnswerReader:
    """The state of one answer. Raises `EndpointError`; what came before it is in `text`."""

    def __init__(self, faults: Faults, ending: Ending, *, logprobs: bool) -> None:
        self._parts: list[str] = []
        self._faults = faults
        self._ending = ending
        self._tokens = TokenReader()
        self._wants_tokens = logprobs
        self._usage: Usage | None = None
        self._done = False
        self._spoke = False
        self._choice: dict[str, Any] | None = None
        """The one that says how it ended."""

    @property
    def text(self) -> str:
        """All that came."""
        return "".join(self._parts)

    def read(self, event: Body) -> Piece | None:
        """What an object adds; None: nothing."""
        if event is DONE:
            self._done = True
            return None
        if event.get("error"):
            raise self._faults.reported(event["error"])
        self._usage = _usage(event.get("usage")) or self._usage
        choice = _choice(event)
        if choice is None:
            return None
        self._spoke = True
        text = _text(choice)
        if text is None:
            raise self._faults.unreadable("a choice without text", str(choice)[:1_000])
        tokens = tuple(self._tokens.read(choice.get("logprobs"), text))
        if choice.get("finish_reason"):
            self._choice = choice
        self._parts.append(text)
        return Piece(text, tokens if self._wants_tokens else ()) if text or tokens else None

    def end(self) -> Piece:
        """The last piece. Raises `EndpointBroken` where the answer was cut."""
        choice = self._choice or {}
        reason = choice.get("finish_reason")
        if reason is None and not self._done:
            raise self._faults.cut()
        if not self._spoke:
            raise self._faults.unreadable("an answer without choices", "")
        if reason in _FAILED:
            raise self._faults.reported(f"finish_reason {reason}")
        swallowed = self._tokens.swallowed
        ended = Ended(reason, choice.get("stop_reason"), "stop_reason" in choice, swallowed, self._usage)
        finish, missing = self._ending.judge(self.text, ended)
        self._parts.append(missing)
        shown = self._wants_tokens and missing and swallowed
        tokens = (Token(missing, swallowed.logprob),) if shown and swallowed else ()
        return Piece(missing, tokens, finish, self._usage)


def _choice(event: Body) -> dict[str, Any] | None:
    """The first choice; a stream's object with the usage, or with a role alone, has none."""
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else None


def _text(choice: dict[str, Any]) -> str | None:
    """Of `text`, or of chat's `delta` or `message`, where null and no content mean nothing said; None: no text."""
    for name in ("delta", "message"):
        if isinstance(choice.get(name), dict):
            content = choice[name].get("content")
            return "" if content is None else content if isinstance(content, str) else None
    text = choice.get("text")
    return text if isinstance(text, str) else "" if choice.get("finish_reason") and text is None else None


def _usage(data: Any) -> Usage | None:
    if not isinstance(data, dict):
        return None
    prompt, completion = data.get("prompt_tokens"), data.get("completion_tokens")
    return Usage(prompt, completion) if type(prompt) is int and type(completion) is int else None
