"""Why a server gave no answer, in words: its own where it has some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from tracewalk import errors
from tracewalk.errors import CageBusy, ServerError, SqlError, TracewalkError

if TYPE_CHECKING:
    from tracewalk.settings import Settings

__all__ = ["not_a_server", "refusal", "unreachable"]

_LONGEST = 2_000


def refusal(response: httpx.Response, place: str) -> TracewalkError:
    """What a status other than 200 means: the server's own error, of its own kind, where it is a Tracewalk."""
    if response.is_redirect:
        there = response.headers.get("location", "")[:200]
        return ServerError(f"{place} sends this call on to {there!r}, which is not followed; open the right address")
    try:
        said = response.json()["error"]
        kind, message = str(said["type"]), str(said["message"])[:_LONGEST]
    except (ValueError, KeyError, TypeError):
        return ServerError(f"{place} answered {response.status_code} {response.reason_phrase}; is it a Tracewalk?")
    if kind == CageBusy.__name__:
        return CageBusy(message, float(response.headers.get("retry-after", 1)))
    return _as_said(kind, message, said)


def not_a_server(place: str) -> ServerError:
    """Something answers there that is no Tracewalk."""
    return ServerError(
        f"what answers at {place} is no Tracewalk of this version; `tracewalk serve LAKE` prints the address to open"
    )


def unreachable(fault: httpx.HTTPError, place: str, settings: Settings) -> ServerError:
    """No answer came, or not all of it."""
    if isinstance(fault, httpx.ConnectTimeout):
        return ServerError(f"{place} cannot be reached: no connection within {settings.connect_seconds:g} s")
    if isinstance(fault, httpx.TimeoutException):
        return ServerError(
            f"{place} said nothing for {settings.server_seconds:g} s (TRACEWALK_SERVER_SECONDS), and is given up"
        )
    if isinstance(fault, httpx.ConnectError):
        return ServerError(f"nothing answers at {place}: {fault}; start it with `tracewalk serve LAKE`")
    return ServerError(f"the connection to {place} broke: {fault or type(fault).__name__}; ask again")


def _as_said(kind: str, message: str, said: dict[str, Any]) -> TracewalkError:
    known = getattr(errors, kind, None) if kind in errors.__all__ else None
    if known is None or not issubclass(known, TracewalkError):
        return ServerError(message)
    if issubclass(known, SqlError):
        position = said.get("position")
        failed: TracewalkError = known(message, position if isinstance(position, int) else None)
        return failed
    try:
        failed = known(message)
    except TypeError:  # a kind with more to say than a message
        return ServerError(message)
    return failed
