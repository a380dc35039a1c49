"""The bytes of one answer, within the limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import httpx

from tracewalk.errors import EndpointError
from tracewalk.predict.faults import Faults
from tracewalk.settings import Settings

__all__ = ["beginning", "chunks", "whole"]

_ERROR_BYTES = 64_000


async def chunks(
    response: httpx.Response, faults: Faults, settings: Settings, left: float
) -> AsyncGenerator[bytes, None]:
    """The bytes as they come, for at most `left` seconds. Raises `EndpointError` at a limit or a fault."""
    end = time.monotonic() + left
    size = 0
    async with aclosing(cast(AsyncGenerator[bytes, None], response.aiter_bytes())) as raw:
        while True:
            try:
                # Around this one wait, not around the whole: the caller's own time between two chunks is not ours.
                async with asyncio.timeout(max(end - time.monotonic(), 0.01)):
                    chunk = await anext(raw)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise faults.too_slow(settings.answer_seconds) from None
            except httpx.HTTPError as error:
                raise faults.transport(error, settings.answer_idle_seconds) from None
            size += len(chunk)
            if time.monotonic() > end:  # bytes that are always there let no timeout strike
                raise faults.too_slow(settings.answer_seconds)
            if size > settings.answer_bytes:
                raise faults.too_long(settings.answer_bytes)
            yield chunk


async def whole(response: httpx.Response, faults: Faults, settings: Settings, left: float) -> str:
    """The whole text; bytes that are not UTF-8 become U+FFFD."""
    async with aclosing(chunks(response, faults, settings, left)) as parts:
        return b"".join([part async for part in parts]).decode("utf-8", "replace")


async def beginning(response: httpx.Response, faults: Faults, settings: Settings, left: float) -> str:
    """The first 64,000 bytes of an error's text, or what comes of them: the status is known whatever happens."""
    body = b""
    try:
        async with aclosing(chunks(response, faults, settings, left)) as parts:
            async for part in parts:
                body += part[:_ERROR_BYTES]
                if len(body) >= _ERROR_BYTES:
                    break
    except EndpointError:
        pass
    return body[:_ERROR_BYTES].decode("utf-8", "replace")
