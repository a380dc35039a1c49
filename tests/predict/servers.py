"""What the tests of endpoints share: a server on a real socket that says the bytes it is told, and short limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.endpoint import Endpoint
from tracewalk.settings import Settings

QUICK = Settings(answer_tries=3, answer_idle_seconds=5.0, answer_seconds=20.0, connect_seconds=5.0)
"""Limits for servers that answer."""

MODELS = {"object": "list", "data": [{"id": "m", "object": "model", "owned_by": "someone"}]}


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    n: int = 0
    """How many completions were asked for before."""


@dataclass
class Spoken:
    """What a server has seen and sent."""

    url: str
    requests: list[Seen] = field(default_factory=list)
    sent: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a completion has been asked for."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a client has closed a connection before its answer was whole."""

    @property
    def completions(self) -> list[Seen]:
        return [seen for seen in self.requests if seen.path.endswith("completions")]


Answer = Callable[[Seen], Iterable[bytes | float]]
"""Bytes to send, seconds to wait; then the connection is closed."""


@asynccontextmanager
async def speaking(answer: Answer) -> AsyncIterator[Spoken]:
    """A server that answers completions as told, and lists one model named `m`."""
    spoken = Spoken("")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            seen = await _read(reader)
            seen.n = len(spoken.completions)
            spoken.requests.append(seen)
            if spoken.completions:
                spoken.asked.set()
            parts = [whole(MODELS)] if seen.path.endswith("/models") else answer(seen)
            for part in parts:
                if isinstance(part, float):
                    await _wait(reader, part)
                else:
                    writer.write(part)
                    await writer.drain()
                    spoken.sent += len(part)
        except (ConnectionError, asyncio.IncompleteReadError):
            spoken.gone.set()
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    spoken.url = f"http://127.0.0.1:{port}/v1"
    async with server:
        yield spoken


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, path, headers, json.loads(body) if body else {})


async def _wait(reader: asyncio.StreamReader, seconds: float) -> None:
    """Waits, and notices a client that leaves."""
    try:
        async with asyncio.timeout(seconds):
            if not await reader.read(1):
                raise ConnectionResetError
    except TimeoutError:
        pass


def http(status: str, body: bytes = b"", kind: str = "application/json", **headers: str) -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def whole(data: Any) -> bytes:
    """An answer of JSON."""
    return http("200 OK", json.dumps(data).encode())


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
"""The head of a stream that ends with its connection."""


def event(text: str, finish: str | None = None, **more: Any) -> bytes:
    """A piece of a completion."""
    return b"data: " + json.dumps({"choices": [{"text": text, "finish_reason": finish} | more]}).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def endpoint(url: str, settings: Settings = QUICK, **given: Any) -> Endpoint:
    """An endpoint that waits for nothing between two tries."""
    config = EndpointConfig("box", url, **{k: given.pop(k) for k in _CONFIG & set(given)})
    given.setdefault("environ", {})
    given.setdefault("sleep", no_sleep)
    return Endpoint(config, estimate=len, settings=settings, **given)


_CONFIG = {"protocol", "model", "key_env", "context", "dialect", "origin"}


async def no_sleep(seconds: float) -> None:
    """Waits for nothing."""


def mocked(handler: Callable[[httpx.Request], httpx.Response], **given: Any) -> Endpoint:
    """An endpoint whose server is a function."""
    return endpoint("http://box.test/v1", transport=httpx.MockTransport(handler), **given)
