"""One process: Streamlit's pages, the API, short links and assets; how it is started, and where it listens."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.lake import Lake
from tracewalk.settings import load
from tracewalk.sql import library_faults
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.first import First
from tracewalk.web.guard import Guard, allowed_hosts
from tracewalk.web.nodelay import send_at_once
from tracewalk.web.theme import server_config

__all__ = ["Where", "build", "free_port", "is_loopback", "serve"]

_SCRIPT = Path(__file__).parent / "app.py"
_TRIES = 20


@frozen
class Where:
    """Where a server is to be reached."""

    host: str
    port: int
    """Or the next one that is free."""
    base_path: str = ""


def build(context: Context, host: str) -> st.App:
    """The ASGI app that serves this lake."""
    use(context)
    extra = context.settings.allowed_hosts.split(",")
    guard = Middleware(Guard, hosts=allowed_hosts(host, extra), base=context.base)

    @asynccontextmanager
    async def closing(_app: st.App) -> AsyncIterator[None]:
        send_at_once()  # the server listens by now
        try:
            yield
        finally:
            await asyncio.to_thread(context.close)

    middleware = [guard, Middleware(First)]
    return st.App(_SCRIPT, routes=routes(context.base), middleware=middleware, lifespan=closing)


def serve(
    lake: Lake,
    where: Where,
    *,
    allow_write: bool = False,
    queries: Path | None = None,
    unsafe_sql: bool = False,
    say: Callable[[str], None],
) -> None:
    """Serve a lake until interrupted. `say` gets the one URL, and a word when the port had to be another.

    It also gets a line for each of the operator's own queries that cannot be used.
    """
    host, base = where.host, normal_base(where.base_path)
    found = free_port(host, where.port)
    if found != where.port:
        say(f"Port {where.port} is taken by another program; using {found} (choose one with --port).")
    for fault in library_faults(queries):
        say(fault)
    writable = allow_write or is_loopback(host)
    context = Context(lake, base, writable=writable, settings=load(), queries=queries, unsafe=unsafe_sql)
    # A million traces take seconds to list for the first time: begin before anybody asks.
    threading.Thread(target=context.index.query, args=("datasets",), daemon=True).start()
    shown = "localhost" if is_loopback(host) else host
    say(f"Tracewalk is open at http://{shown}:{found}{base}/ (Ctrl-C stops it)")
    build(context, host).run(config=server_config(host, found, base))


def normal_base(path: str) -> str:
    """A base path without its trailing slash: `/name`, or empty. Raises `UsageError` for what is no path."""
    inner = path.strip("/")
    if inner and not re.fullmatch(r"[\w.~-]+(/[\w.~-]+)*", inner, re.ASCII):
        raise UsageError(f"--base-path {path!r} must be a path of letters, digits and -._~, such as /tracewalk.")
    return f"/{inner}" if inner else ""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to that address."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def free_port(host: str, port: int) -> int:
    """This port, or the next one that is free. Raises `UsageError` where none of the next twenty is."""
    for candidate in range(port, min(port + _TRIES, 65_536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except PermissionError:
                raise UsageError(f"Port {candidate} needs root; choose one above 1023 with --port.") from None
            except socket.gaierror:
                raise UsageError(f"--host {host!r} is not an address of this machine.") from None
            except OSError:
                continue
            return candidate
    raise UsageError(f"Ports {port} to {port + _TRIES - 1} are all taken on {host}; choose another with --port.")
