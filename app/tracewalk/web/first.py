"""Puts a script of ours before Streamlit's: it keeps the browser's Back true to where the user was.

Streamlit answers every `popstate` with a rerun, and writes the address that the server last knew over the one gone
back to. Events at `window` reach listeners in order of registration, so a component comes too late to keep its own
moves to itself. `first.js` holds a place in front, and begins each page's HTML.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["First"]

_HEAD = b"<head>"
_SCRIPT = b"<script>" + (Path(__file__).parent / "first.js").read_bytes() + b"</script>"


class First:
    """ASGI middleware: adds the script to HTML pages, and to nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back an HTML answer until it is whole, then send it with the script."""
        if scope["type"] != "http" or b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        # The page comes plain: it is small, and what is compressed can't be added to.
        scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def adding(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    whole = body.replace(_HEAD, _HEAD + _SCRIPT, 1)
                    headers = MutableHeaders(scope=start)
                    headers["Content-Length"] = str(len(whole))
                    del headers["etag"], headers["last-modified"]
                    await send(start)
                    await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, adding)


def _is_page(start: Message) -> bool:
    kind: str = MutableHeaders(scope=start).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
