"""fgserve, the server in CWM's own repository: token ids only, no stream, no /v1, and it always says `length`."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.predict.servers import endpoint

from tracewalk.errors import Unsupported
from tracewalk.predict.answer import Completion, Usage
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.request import Request

FRAME, END = "<|frame_sep|>", "<|end_of_text|>"


class FakeFgserve:
    """As its source says: a Flask app whose special tokens are cut from the text at the end, not inside."""

    def __init__(self, text: str, n_tokens: int) -> None:
        self.text = text
        self.n_tokens = n_tokens
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {"Server": "Werkzeug/3.0.1 Python/3.11.7"}
        if request.url.path != "/completions":
            return httpx.Response(404, text="<!doctype html>", headers=headers)
        if request.method != "POST":
            return httpx.Response(405, headers=headers | {"Allow": "POST, OPTIONS"})
        body = json.loads(request.content)
        self.asked.append(body)
        if not set(body) <= {"prompt", "temperature", "top_p", "max_tokens", "min_tokens", "model", "n", "stop"}:
            return httpx.Response(500, text="TypeError", headers=headers)
        assert isinstance(body.get("stop", ""), str)
        assert body["temperature"] > 0, "it divides by it"
        choice = {"index": 0, "text": self.text, "tokens": [7] * self.n_tokens, "logprobs": None}
        usage = {"prompt_tokens": len(body["prompt"]), "completion_tokens": self.n_tokens, "total_tokens": 0}
        data = {"choices": [choice | {"finish_reason": "length"}], "usage": usage, "model": None}
        return httpx.Response(200, json=data, headers=headers)


def opened(server: FakeFgserve, **given: Any) -> Endpoint:
    return endpoint("http://box.test", transport=httpx.MockTransport(server), **given)


def encode(text: str) -> list[int]:
    return list(text.encode())


async def ask(box: Endpoint, request: Request) -> Completion:
    async with box:
        return await box.complete_whole(request)


@pytest.mark.parametrize(
    ("text", "n_tokens", "said", "finish"),
    [
        (f"a{FRAME}", 3, f"a{FRAME}", "stop"),
        ("a", 3, f"a{END}", "eos"),
        ("a", 50, "a", "length"),
    ],
)
def test_the_text_and_the_count_say_how_it_ended(text: str, n_tokens: int, said: str, finish: str) -> None:
    server = FakeFgserve(text, n_tokens)
    answer = asyncio.run(ask(opened(server, encode=encode), Request("ab", 50, stop=(FRAME, "x"), logprobs=True)))
    assert answer == Completion(said, (), finish, Usage(2, n_tokens))
    assert server.asked == [{"prompt": [97, 98], "max_tokens": 50, "temperature": 1.0, "top_p": 1e-9, "stop": FRAME}]


def test_a_temperature_is_passed_on() -> None:
    server = FakeFgserve("a", 1)
    asyncio.run(ask(opened(server, encode=encode), Request("ab", 50, temperature=0.5, top_p=0.9)))
    assert server.asked == [{"prompt": [97, 98], "max_tokens": 50, "temperature": 0.5, "top_p": 0.9}]


def test_without_a_vocabulary_it_cannot_be_asked() -> None:
    with pytest.raises(Unsupported, match=r"token ids.*vLLM"):
        asyncio.run(ask(opened(FakeFgserve("a", 1)), Request("ab", 50)))


def test_it_is_recognised() -> None:
    async def probed() -> None:
        async with opened(FakeFgserve("a", 1), encode=encode) as box:
            info = await box.probe()
            assert (await box.count_tokens("abc")).n == 3
            with pytest.raises(Unsupported):
                await box.score("a", "b")
        assert (info.kind, info.streams, info.logprobs, info.prefix) == ("fgserve", False, False, "")
        async with opened(FakeFgserve("a", 1)) as box:
            assert not (await box.count_tokens("abc")).exact

    asyncio.run(probed())


def test_behind_a_proxy_its_name_can_be_configured() -> None:
    async def hidden() -> None:
        def proxy(request: httpx.Request) -> httpx.Response:
            response = FakeFgserve("a", 1)(request)
            response.headers["server"] = "nginx"
            return response

        async with endpoint("http://box.test", transport=httpx.MockTransport(proxy), dialect="fgserve") as box:
            assert (await box.probe()).kind == "fgserve"
        async with endpoint("http://box.test", transport=httpx.MockTransport(proxy)) as box:
            assert (await box.probe()).kind == "other"

    asyncio.run(hidden())
