"""The endpoint that a command names: a configured one, `name=url`, or the embedded model, started for the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracewalk.cli.common import talk
from tracewalk.errors import NotFound
from tracewalk.predict import TINY, EndpointConfig, configured, tiny_at
from tracewalk.tiny import serving

__all__ = ["endpoint_named"]


@contextmanager
def endpoint_named(given: str) -> Iterator[EndpointConfig]:
    """An endpoint while the block runs. Raises `NotFound` with the names there are, `UsageError` for a bad address."""
    if given == TINY:
        with serving() as served:
            talk.print(f"{served.model} is served by {served.engine} for this command")
            yield tiny_at(served.url, served.context, served.fingerprint)
        return
    endpoints = configured([given] if "=" in given else [])
    name = given.partition("=")[0]
    if name not in endpoints:
        known = ", ".join([TINY, *endpoints])
        raise NotFound(
            f"no endpoint {name!r}; there are: {known}. Write another into tracewalk.toml, or give name=url, "
            "e.g. --endpoint cwm=http://127.0.0.1:8000/v1"
        )
    yield endpoints[name]
