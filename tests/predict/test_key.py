"""The API key reaches its endpoint, and nothing else: no repr, error, log, answer or pickle shows it."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import traceback
from pathlib import Path

import pytest
from tests.predict.servers import DONE, STREAM, Seen, endpoint, event, http, speaking

from tracewalk.errors import EndpointError, EndpointRefused, UsageError
from tracewalk.predict.config import EndpointConfig, configured
from tracewalk.predict.key import Key
from tracewalk.predict.request import Request

SECRET = "sk-Very_Secret/0123+456="
ENV = {"BOX_KEY": SECRET + "\n"}


def test_it_is_sent_with_every_request() -> None:
    async def sent() -> None:
        async with speaking(lambda seen: [STREAM, event("a", "stop"), DONE]) as server:
            async with endpoint(server.url, key_env="BOX_KEY", environ=ENV) as box:
                await box.complete_whole(Request("p", 5))
            assert len(server.requests) == 2
            assert all(seen.headers["authorization"] == f"Bearer {SECRET}" for seen in server.requests)
            async with endpoint(server.url, environ={"TRACEWALK_API_KEY_BOX": "other-secret"}) as box:
                await box.probe()
            assert server.requests[-1].headers["authorization"] == "Bearer other-secret"
            async with endpoint(server.url, environ={"OPENAI_API_KEY": SECRET}) as box:
                await box.probe()
            assert "authorization" not in server.requests[-1].headers

    asyncio.run(sent())


def repeating(seen: Seen) -> list[bytes]:
    """A server that repeats the key wherever it can."""
    auth = seen.headers["authorization"]
    refusals = [
        http("401 Unauthorized", json.dumps({"error": {"message": f"Incorrect API key provided: {auth}"}}).encode()),
        http("400 Bad Request", f"<h1>{auth}</h1>".encode(), "text/html"),
        http("500 Internal Server Error", auth.encode()),
        http("200 OK", auth.encode(), "text/plain"),
        http("200 OK", auth.encode(), "application/json"),
        STREAM + event("a") + f"data: {auth}\n\n".encode(),
        STREAM + event("a") + f'data: {{"error": "{auth}"}}\n\n'.encode(),
        STREAM + event(f"the key is {auth}", "stop") + DONE,
    ]
    return [refusals[seen.n % len(refusals)]]


def test_a_server_that_repeats_it_does_not_bring_it_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []

    async def repeated() -> None:
        async with speaking(repeating) as server, endpoint(server.url, key_env="BOX_KEY", environ=ENV) as box:
            shown.append(repr(box) + repr(vars(box)) + repr(box.config) + str(vars(box._wire)))
            for _ in range(12):
                try:
                    shown.append(str(await box.complete_whole(Request("p", 5))))
                except EndpointError as error:
                    shown.append(f"{error!r} {error.text} {error.said} {vars(error)}")
                    shown.append("".join(traceback.format_exception(error)))

    asyncio.run(repeated())
    assert any("[key]" in text for text in shown)
    assert any("the key is Bearer [key]" in text for text in shown)
    assert any("401" in text for text in shown)
    assert caplog.text
    for text in (*shown, caplog.text):
        assert SECRET not in text


def test_an_address_to_go_to_is_shown_without_it() -> None:
    async def redirected() -> None:
        moved = http("307 Temporary Redirect", Location=f"http://evil/?{SECRET}")
        async with (
            speaking(lambda seen: [moved]) as server,
            endpoint(server.url, key_env="BOX_KEY", environ=ENV) as box,
        ):
            with pytest.raises(EndpointRefused, match=r"evil/\?\[key\]"):
                await box.complete_whole(Request("p", 5))

    asyncio.run(redirected())


def test_a_key_that_is_refused_names_its_variable() -> None:
    async def refused() -> None:
        async with speaking(lambda seen: [http("401 Unauthorized")]) as server, endpoint(server.url) as box:
            with pytest.raises(EndpointRefused, match=r"refuses the key .*TRACEWALK_API_KEY_BOX"):
                await box.complete_whole(Request("p", 5))

    asyncio.run(refused())


@pytest.mark.parametrize("text", ["sk-a b", "sk-a\nInjected: yes", "sk-ä", "sk-\x00"])
def test_a_key_that_is_none_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(UsageError, match="The variable BOX_KEY holds") as raised:
        endpoint("http://a", key_env="BOX_KEY", environ={"BOX_KEY": text})
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("environ", [{}, {"BOX_KEY": ""}, {"BOX_KEY": " \n"}])
def test_a_named_key_must_be_there(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="BOX_KEY, which is not set"):
        endpoint("http://a", key_env="BOX_KEY", environ=environ)


def test_it_cannot_be_written_down(tmp_path: Path) -> None:
    key = Key(SECRET)
    assert SECRET not in repr(key) + str(key) + f"{key}"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not written anywhere"):
            pickle.dumps(key, protocol)
    (tmp_path / "tracewalk.toml").write_text('[endpoints.box]\nurl = "http://a"\nkey_env = "BOX_KEY"')
    assert SECRET not in repr(configured(environ=ENV, folder=tmp_path))
    assert not any(name in EndpointConfig.__slots__ for name in ("key", "api_key"))


def test_a_short_key_does_not_blot_out_text() -> None:
    assert Key("a").hide("banana") == "banana"
    assert Key().hide("banana") == "banana"
    assert Key("banana").hide("a banana") == "a [key]"
