"""Requests to one server, and nowhere else: within the limits, asked again where that helps, each fault in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any

import httpx

from tracewalk.errors import EndpointError
from tracewalk.frozen import frozen
from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.faults import Faults
from tracewalk.predict.key import Key
from tracewalk.predict.limited import beginning, chunks, whole
from tracewalk.predict.patience import Patience, Sleep, retry_after
from tracewalk.predict.sse import EventReader
from tracewalk.settings import Settings

__all__ = ["DONE", "Body", "Reply", "Wire"]

Body = Mapping[str, Any]

DONE: Body = {}
"""Yielded where a stream says `[DONE]`, and after a whole answer: nothing is missing."""

_DRAIN_SECONDS = 0.5


@frozen
class Reply:
    """A whole answer of JSON."""

    data: dict[str, Any]
    server: str
    """The `Server` header: what software it is, where it says so."""


class Wire:
    """The connection to one endpoint. `transport` and `sleep` are for tests."""

    def __init__(
        self,
        config: EndpointConfig,
        key: Key,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.faults = Faults(config, key)
        self._root = config.url.removesuffix("/v1")
        self._key = key
        self._settings = settings
        self._sleep = sleep
        # trust_env: a proxy of the environment would see the prompts, and a netrc file would add credentials.
        self._client = httpx.AsyncClient(
            transport=transport,
            # Without TLS there is nothing to verify, and reading all certificates takes a tenth of a second.
            verify=config.url.lower().startswith("https:"),
            headers={"User-Agent": "tracewalk", "Accept-Encoding": "identity"} | key.headers(),
            timeout=httpx.Timeout(settings.answer_idle_seconds, connect=settings.connect_seconds, pool=None),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=settings.answers_at_once),
            follow_redirects=False,
            trust_env=False,
        )

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.aclose()

    async def reply(self, method: str, path: str, body: Body | None = None, tries: int | None = None) -> Reply:
        """One whole answer. Raises `EndpointError`."""
        patience = Patience(self._settings, self._sleep, tries)
        while True:
            try:
                return await self._reply(method, path, body, patience)
            except EndpointError as error:
                if not await patience.again(error):
                    raise

    async def software(self, path: str) -> tuple[int, str]:
        """Status and `Server` header of a GET, whatever they are."""
        patience = Patience(self._settings, self._sleep, 1)
        response = await self._open("GET", path, None, patience)
        await response.aclose()
        return response.status_code, response.headers.get("server", "")

    async def events(self, path: str, body: Body) -> AsyncGenerator[Body, None]:
        """The objects of a stream, then `DONE` where the server says so; or the one object of a whole answer, `DONE`.

        Asked again only while nothing has come. Closing the generator closes the connection. Raises `EndpointError`.
        """
        patience = Patience(self._settings, self._sleep)
        while True:
            came = False
            try:
                async with aclosing(self._events(path, body, patience)) as events:
                    async for event in events:
                        came = True
                        yield event
                if not came:
                    raise self.faults.cut()
            except EndpointError as error:
                if came or not await patience.again(error):
                    raise
            else:
                return

    async def _reply(self, method: str, path: str, body: Body | None, patience: Patience) -> Reply:
        response = await self._send(method, path, body, patience)
        try:
            text = await whole(response, self.faults, self._settings, patience.left)
            return Reply(self._object(text, "something that is no JSON object"), response.headers.get("server", ""))
        finally:
            await response.aclose()

    async def _events(self, path: str, body: Body, patience: Patience) -> AsyncGenerator[Body, None]:
        response = await self._send("POST", path, body, patience)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            if kind != "text/event-stream":
                text = await whole(response, self.faults, self._settings, patience.left)
                yield self._object(text, f"{kind or 'an answer without a type'} and no JSON object")
                yield DONE
                return
            async with aclosing(self._stream(response, patience.left)) as events:
                async for event in events:
                    yield event
        finally:
            await response.aclose()

    async def _stream(self, response: httpx.Response, left: float) -> AsyncGenerator[Body, None]:
        reader = EventReader()
        async with aclosing(chunks(response, self.faults, self._settings, left)) as parts:
            async for part in parts:
                for data in reader.feed(part):
                    if data.strip() == "[DONE]":
                        await _drain(parts)
                        yield DONE
                        return
                    yield self._object(data, "an event that is no JSON object")
        for data in reader.feed(b"", last=True):
            if data.strip() == "[DONE]":
                yield DONE
            elif (event := _parse(self._key.hide(data))) is not None:
                yield event
            else:
                raise self.faults.cut()

    async def _send(self, method: str, path: str, body: Body | None, patience: Patience) -> httpx.Response:
        """The answer, once its headers are here and say that all is well."""
        response = await self._open(method, path, body, patience)
        if response.status_code == 200 and response.headers.get("content-encoding", "identity") == "identity":
            return response
        try:
            raise await self._refusal(response, patience.left)
        finally:
            await response.aclose()

    async def _open(self, method: str, path: str, body: Body | None, patience: Patience) -> httpx.Response:
        streams = body is None or bool(body.get("stream"))
        idle = self._settings.answer_idle_seconds if streams else self._settings.answer_seconds
        request = self._client.build_request(method, self._root + path, json=body)
        request.extensions["timeout"] = {**request.extensions["timeout"], "read": idle}
        try:
            async with asyncio.timeout(max(patience.left, 0.01)):
                return await self._client.send(request, stream=True)
        except TimeoutError:
            raise self.faults.too_slow(self._settings.answer_seconds) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self.faults.transport(error, idle) from None

    async def _refusal(self, response: httpx.Response, left: float) -> EndpointError:
        if response.status_code == 200:
            return self.faults.unreadable("a compressed answer, which nobody asked for", "")
        body = await beginning(response, self.faults, self._settings, left)
        redirect = response.headers.get("location", "") if 300 <= response.status_code < 400 else None
        error = self.faults.refusal(response.status_code, body, redirect)
        error.wait = retry_after(response.headers.get("retry-after"))
        return error

    def _object(self, text: str, otherwise: str) -> dict[str, Any]:
        event = _parse(self._key.hide(text))
        if event is None:
            raise self.faults.unreadable(otherwise, text[:1_000])
        return event


async def _drain(parts: AsyncGenerator[bytes, None]) -> None:
    """Reads what stands behind the last event, mostly nothing: a connection is used again only after its very end."""
    with suppress(TimeoutError, EndpointError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _ in parts:
                pass


def _parse(text: str) -> dict[str, Any] | None:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
