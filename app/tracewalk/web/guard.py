"""A web page elsewhere must not drive a server on localhost: `Host` and `Origin` are checked on every `/api` call."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tracewalk.web.answers import error

__all__ = ["Guard", "allowed_hosts"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def allowed_hosts(bind: str, extra: Iterable[str] = ()) -> frozenset[str]:
    """The names that a request's `Host` may carry for a server bound to that address.

    On a loopback address these are the loopback names alone: a page elsewhere that points its own name at
    127.0.0.1 (DNS rebinding) sends that name as `Host`.
    """
    names = set(_LOOPBACK) | {bind.strip("[]").lower()} | {name.strip().lower() for name in extra if name.strip()}
    if bind.strip("[]") not in _LOOPBACK:
        names |= {socket.gethostname().lower(), socket.getfqdn().lower(), "*ip"}
    return frozenset(names)


class Guard:
    """ASGI middleware: refuses `/api` calls with a foreign `Host`, a foreign `Origin`, or sent by another site."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], base: str = "") -> None:
        self.app = app
        self.hosts = hosts
        self.prefix = f"{base}/api"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 instead of passing a refused call on."""
        if scope["type"] == "http" and (scope["path"] + "/").startswith(self.prefix + "/"):
            reason = self.refusal(Headers(scope=scope))
            if reason:
                await error("Forbidden", reason, 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def refusal(self, headers: Headers) -> str | None:
        """Why a request with these headers is refused; None where it is not."""
        host = headers.get("host", "")
        if not self._known(host):
            return (
                f"The Host {host[:100]!r} is not one that this server answers to. "
                "Set TRACEWALK_ALLOWED_HOSTS to the names under which it is reached."
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return f"A page of {origin[:100]!r} may not call this server's API."
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return "Another site may not call this server's API."
        return None

    def _known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.hosts or ("*ip" in self.hosts and _is_ip(name))


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
