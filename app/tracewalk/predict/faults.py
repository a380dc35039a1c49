"""What went wrong at an endpoint, in words: its name, what happened, what to do; never its address or its key."""

from __future__ import annotations

import json
import re
import socket
import ssl
from typing import Any

import httpx

from tracewalk.errors import (
    ContextOverflow,
    EndpointBroken,
    EndpointError,
    EndpointRefused,
    EndpointUnreachable,
)
from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.key import Key
from tracewalk.predict.overflow import overflow

__all__ = ["Faults"]

_BUSY = {408, 425, 429, 500, 502, 503, 504, 529}
_SHOWN = 300
_SAID = 8_000


class Faults:
    """Makes the errors of one endpoint."""

    def __init__(self, config: EndpointConfig, key: Key) -> None:
        self._config = config
        self._key = key
        self._who = f"The endpoint {config.name}"

    def transport(self, error: httpx.HTTPError | httpx.InvalidURL, idle: float) -> EndpointError:
        """No answer, or one that stopped."""
        causes = list(_causes(error))
        if isinstance(error, httpx.ConnectTimeout):
            return EndpointUnreachable(f"{self._who}: no connection in time. {self._running()}", passing=True)
        if tls := next((c for c in causes if isinstance(c, ssl.SSLError)), None):
            return EndpointUnreachable(f"{self._who}: no secure connection ({_tls(tls)}). {self._look()}")
        if any(isinstance(c, socket.gaierror) for c in causes):
            return EndpointUnreachable(f"{self._who}: no such host. {self._look()}", passing=True)
        if isinstance(error, httpx.TimeoutException):
            return EndpointUnreachable(
                f"{self._who} has sent nothing for {idle:g} s. Is it overloaded? TRACEWALK_ANSWER_IDLE_SECONDS is how "
                "long it may be silent.",
                passing=True,
            )
        if isinstance(error, httpx.ConnectError):
            refused = any(isinstance(c, ConnectionRefusedError) for c in causes)
            what = "the connection was refused" if refused else "no connection"
            return EndpointUnreachable(f"{self._who}: {what}. {self._running()}", passing=True)
        return self.cut()

    def cut(self) -> EndpointBroken:
        """The connection was closed before the answer was whole."""
        return EndpointBroken(
            f"{self._who} closed the connection before its answer was whole. See what its own log says.", passing=True
        )

    def too_slow(self, seconds: float) -> EndpointUnreachable:
        """The whole time of one answer has passed."""
        return EndpointUnreachable(
            f"{self._who} took longer than {seconds:g} s for one answer; TRACEWALK_ANSWER_SECONDS is the limit."
        )

    def too_long(self, limit: int) -> EndpointBroken:
        """More bytes than one answer may have."""
        return EndpointBroken(
            f"{self._who} sent more than {limit:,} bytes in one answer; TRACEWALK_ANSWER_BYTES is the limit."
        )

    def unreadable(self, what: str, body: str) -> EndpointBroken:
        """An answer that is not what the protocol says."""
        return EndpointBroken(
            f"{self._who} sent {what}: {self._quote(body)}. Is there an OpenAI-compatible server at the address that "
            f"{self._config.origin} gives, or a proxy's own page?",
            said=self._said(body),
        )

    def reported(self, error: Any) -> EndpointError:
        """The server says in the middle of an answer that it failed."""
        said = self._said(_message(error))
        if isinstance(error, dict) and (lengths := overflow(error, said)):
            return self._overflow(said, 400, *lengths)
        return EndpointBroken(f"{self._who} failed in the middle of its answer: {self._quote(said)}", said=said)

    def refusal(self, status: int, body: str, location: str | None = None) -> EndpointError:
        """An answer whose status is not 200."""
        error = _error_of(body)
        said = self._said(_message(error) if error is not None else body)
        if location is not None:
            return EndpointRefused(
                f"{self._who} wants to send us elsewhere (HTTP {status}, to {self._quote(location)}), which is never "
                f"followed. Where that is right, put it into {self._config.origin}.",
                status=status,
            )
        if status >= 500:
            return EndpointBroken(
                f"{self._who} failed (HTTP {status}): {self._quote(said)}",
                status=status,
                said=said,
                passing=status in _BUSY,
            )
        if lengths := overflow(error if isinstance(error, dict) else {}, said):
            return self._overflow(said, status, *lengths)
        what, advice = self._advice(status)
        return EndpointRefused(
            f"{self._who} {what} (HTTP {status}): {self._quote(said)}. {advice}",
            status=status,
            said=said,
            passing=status in _BUSY,
        )

    def _advice(self, status: int) -> tuple[str, str]:
        if status in (401, 403):
            return "refuses the key", f"Its key is read from the variable {self._config.key_variable}."
        if status in (404, 405):
            return "does not know that call or that model", self._look()
        if status == 429:
            return "has too many requests", "Ask it with fewer at once (--jobs), or later."
        return "refuses the request", "These are the server's words; its own log may say more."

    def _overflow(self, said: str, status: int, n_prompt: int | None, n_ctx: int | None) -> ContextOverflow:
        counts = "" if n_prompt is None else f" of {n_prompt:,} tokens"
        context = "" if n_ctx is None else f" of {n_ctx:,}"
        error = ContextOverflow(
            f"{self._who}: the prompt{counts} and what is to be said do not fit its model's context{context}. "
            "Serve the model with a longer context, or choose a shorter trace.",
            status=status,
            said=said,
        )
        error.n_prompt, error.n_ctx = n_prompt, n_ctx
        return error

    def _look(self) -> str:
        return f"Look at its address in {self._config.origin}."

    def _running(self) -> str:
        return f"Is its server running, and at the address that {self._config.origin} gives?"

    def _said(self, text: str) -> str:
        return self._key.hide(text)[:_SAID]

    def _quote(self, text: str) -> str:
        plain = re.sub(r"\s+", " ", self._key.hide(text)).strip()
        return repr(plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "...") if plain else "no words"


def _causes(error: BaseException) -> Any:
    seen: BaseException | None = error
    for _ in range(20):
        if seen is None:
            return
        yield seen
        if isinstance(seen, BaseExceptionGroup):
            yield from seen.exceptions
        seen = seen.__cause__ or seen.__context__


def _tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    return (error.reason or "TLS failed").replace("_", " ").lower()


def _error_of(body: str) -> Any:
    """The error in the three forms that servers use: {error: {...}}, {error: "..."}, {detail: ...}; None: no JSON."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data.get("error") or data.get("detail") or data if isinstance(data, dict) else data


def _message(error: Any) -> str:
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        return str(error["message"])
    return error if isinstance(error, str) else json.dumps(error)
