"""How an answer ended, and what text the server swallowed there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracewalk.cwm.tokens import ENDS
from tracewalk.frozen import frozen
from tracewalk.predict.answer import Finish, Usage
from tracewalk.predict.logprobs import Swallowed
from tracewalk.predict.server import Kind

__all__ = ["Ended", "Ending"]

_STOP = {"stop", "stop_sequence"}
_REASONS: Mapping[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "eos": "eos",
    "eos_token": "eos",
    "end_turn": "eos",
}


@frozen
class Ended:
    """What a server says of the end: its `finish_reason`, `stop_reason` and the token that it does not show."""

    reason: str | None
    stop_reason: Any = None
    says_stop_reason: bool = False
    """vLLM has the field also where it is null, which means the end token."""
    swallowed: Swallowed | None = None
    usage: Usage | None = None


@frozen
class Ending:
    """What may end one answer."""

    kind: Kind
    stop: tuple[str, ...]
    end: str
    end_id: int | None
    max_tokens: int

    def judge(self, text: str, ended: Ended) -> tuple[Finish, str]:
        """How it ended, and the text to put behind it: the stop string or the end that is not there."""
        finish = self._finish(text, ended)
        if finish == "stop":
            return finish, "" if text.endswith(self.stop) else self._stop_string(ended)
        if finish == "eos" and self.end and not text.endswith((self.end, *ENDS)):
            return finish, self.end
        return finish, ""

    def _finish(self, text: str, ended: Ended) -> Finish:
        if self.kind == "fgserve":
            return self._of_fgserve(text, ended)
        if ended.reason not in _STOP:
            return _REASONS.get(ended.reason or "", "unknown")
        if self.stop and (text.endswith(self.stop) or ended.stop_reason in self.stop):
            return "stop"
        if not self.stop or ended.says_stop_reason:
            return "eos"
        return self._by_what_is_missing(text, ended.swallowed)

    def _by_what_is_missing(self, text: str, swallowed: Swallowed | None) -> Finish:
        """The server says `stop` and means either.

        Its hidden token tells; else CWM's format, where a frame is never empty and the end comes right after a frame.
        """
        if swallowed is not None and swallowed.text is not None:
            return "stop" if swallowed.text else "eos"
        if swallowed is not None and swallowed.id is not None and self.end_id is not None:
            return "eos" if swallowed.id == self.end_id else "stop"
        return "stop" if text else "eos"

    def _stop_string(self, ended: Ended) -> str:
        if ended.stop_reason in self.stop:
            return str(ended.stop_reason)
        if ended.swallowed is not None and ended.swallowed.text in self.stop:
            return str(ended.swallowed.text)
        return self.stop[0]

    def _of_fgserve(self, text: str, ended: Ended) -> Finish:
        """It always says `length`: only its text and its count tell."""
        if self.stop and text.endswith(self.stop):
            return "stop"
        if ended.usage is None:
            return "unknown"
        return "length" if ended.usage.completion >= self.max_tokens else "eos"
