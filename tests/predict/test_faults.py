"""What goes wrong at an endpoint is said clearly, asked again where that helps, and what came before is kept."""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
import ssl
import time
from collections.abc import Coroutine, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.predict.servers import (
    DONE,
    QUICK,
    STREAM,
    Seen,
    Spoken,
    endpoint,
    event,
    http,
    mocked,
    speaking,
)

from tracewalk.errors import ContextOverflow, EndpointBroken, EndpointError, EndpointRefused, EndpointUnreachable
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.patience import retry_after
from tracewalk.predict.request import Request

ASK = Request("p", 50, stop=("<|frame_sep|>",))
WHOLE = STREAM + event("ab") + event("c<|frame_sep|>", "stop") + DONE


async def failing(box: Endpoint, request: Request = ASK) -> EndpointError:
    """The error of a completion, and that all its texts were yielded before."""
    came = ""
    try:
        async with box, aclosing(box.complete(request)) as pieces:
            async for piece in pieces:
                came += piece.text
    except EndpointError as error:
        assert error.text == came
        assert "box" in str(error)
        assert "127.0.0.1" not in str(error)
        return error
    raise AssertionError(f"it came through: {came!r}")


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@pytest.mark.parametrize(
    "half",
    [
        STREAM + event("ab"),
        STREAM + event("ab") + b'data: {"choices": [{"te',
        STREAM + event("ab") + event("")[:-1],
        STREAM.replace(b"Connection: close", b"Content-Length: 5000") + event("ab"),
        STREAM.replace(b"Connection: close", b"Transfer-Encoding: chunked") + b"40\r\n" + event("ab"),
    ],
)
def test_an_answer_that_is_cut_keeps_what_came(half: bytes) -> None:
    async def cut() -> None:
        async with speaking(lambda seen: [half]) as server:
            error = await failing(endpoint(server.url))
        assert isinstance(error, EndpointBroken)
        assert error.text == "ab"
        assert "closed the connection" in str(error)
        assert len(server.completions) == 1, "what has begun is not asked for twice"

    run(cut())


def test_an_answer_that_is_cut_before_it_began_is_asked_for_again() -> None:
    async def cut() -> None:
        halves = [[b""], [STREAM], [WHOLE]]
        async with speaking(lambda seen: halves[seen.n]) as server, endpoint(server.url) as box:
            assert (await box.complete_whole(ASK)).text == "abc<|frame_sep|>"
        assert len(server.completions) == 3

    run(cut())


@pytest.mark.parametrize(
    ("garbage", "says"),
    [
        (STREAM + event("ab") + b"data: {]\n\n", "no JSON object: '{]'"),
        (STREAM + event("ab") + b"data: 17\n\n", "no JSON object: '17'"),
        (STREAM + event("ab") + b"data: " + b"[" * 200_000 + b"\n\n", "no JSON object"),
        (STREAM + event("ab") + b"data: \xff\xfe\n\n", "no JSON object"),
        (STREAM + event("ab") + b'data: {"choices": [{"text": 5}]}\n\n', "without text"),
        (STREAM + event("ab") + b'data: {"choices": [{"index": 0}]}\n\n', "without text"),
        (STREAM + event("ab") + b'data: {"error": {"message": "out of memory"}}\n\n', "out of memory"),
        (STREAM + event("ab") + b'data: {"error": "out of memory"}\n\n' + DONE, "out of memory"),
        (STREAM + event("ab") + event("", "abort") + DONE, "abort"),
    ],
)
def test_garbage_in_the_middle_keeps_what_came(garbage: bytes, says: str) -> None:
    async def garbled() -> None:
        async with speaking(lambda seen: [garbage]) as server:
            error = await failing(endpoint(server.url))
        assert isinstance(error, EndpointBroken)
        assert (error.text, len(server.completions)) == ("ab", 1)
        assert says in str(error)
        assert len(str(error)) < 1_000

    run(garbled())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (http("200 OK", b"<html>Sign in</html>", "text/html"), "sent text/html and no JSON object: '<html>Sign in"),
        (http("200 OK", b"", "application/json"), "no words"),
        (http("200 OK", b"[1]", "application/json"), "no JSON object"),
        (http("200 OK", b"\x1f\x8b", "application/json", Content_Encoding="gzip"), "compressed"),
        (http("200 OK", b'{"choices": []}'), "an answer without choices"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "closed the connection"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "closed the connection"),
    ],
)
def test_what_is_no_answer_is_named(answer: bytes, says: str) -> None:
    async def odd() -> None:
        async with speaking(lambda seen: [answer]) as server:
            error = await failing(endpoint(server.url))
        assert isinstance(error, EndpointBroken)
        assert says in str(error)

    run(odd())


def test_a_storm_of_429_is_waited_out_as_asked() -> None:
    async def storm() -> None:
        waits: list[float] = []
        busy = http("429 Too Many Requests", b'{"error": {"message": "slow down"}}', Retry_After="7")
        async with (
            speaking(lambda seen: [WHOLE if seen.n == 2 else busy]) as server,
            endpoint(server.url, sleep=recorder(waits)) as box,
        ):
            assert (await box.complete_whole(ASK)).finish == "stop"
        assert waits == [7.0, 7.0]

    run(storm())


def test_a_storm_that_does_not_end_is_given_up_with_the_servers_words() -> None:
    async def storm() -> None:
        waits: list[float] = []
        busy = http("429 Too Many Requests", b'{"error": {"message": "slow down"}}', Retry_After="86400")
        async with speaking(lambda seen: [busy]) as server:
            settings = replace(QUICK, answer_wait_seconds=9.0)
            error = await failing(endpoint(server.url, settings, sleep=recorder(waits)))
        assert isinstance(error, EndpointRefused)
        assert (error.status, error.passing, len(server.completions)) == (429, True, 3)
        assert waits == [9.0] * 2, "a day is not waited for"
        assert "'slow down'" in str(error)
        assert "asked 3 times" in str(error)

    run(storm())


@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"])
def test_a_server_that_fails_is_asked_again_ever_later(status: str) -> None:
    async def failing_server() -> None:
        waits: list[float] = []
        settings = replace(QUICK, answer_tries=7)
        async with speaking(lambda seen: [http(status, b"<h1>Oops</h1>", "text/html")]) as server:
            error = await failing(endpoint(server.url, settings, sleep=recorder(waits)))
        assert isinstance(error, EndpointBroken)
        assert len(waits) == 6
        assert all(0.25 <= wait <= 0.5 * 2**i for i, wait in enumerate(waits))
        assert "Oops" in str(error)

    run(failing_server())


def recorder(waits: list[float]) -> Any:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return sleep


def test_a_request_that_is_wrong_is_not_asked_again() -> None:
    async def wrong() -> None:
        said = json.dumps({"detail": [{"msg": "temperature must be at most 2", "loc": ["body", "temperature"]}]})
        async with speaking(lambda seen: [http("400 Bad Request", said.encode())]) as server:
            error = await failing(endpoint(server.url))
        assert isinstance(error, EndpointRefused)
        assert "temperature must be at most 2" in str(error)
        assert len(server.completions) == 1

    run(wrong())


@pytest.mark.parametrize(
    "parts", [[30.0], [STREAM, 30.0], [STREAM + event("ab"), 30.0], [http("200 OK", b"")[:30], 30.0]]
)
def test_a_server_that_falls_silent_is_left(parts: list[bytes | float]) -> None:
    async def silent() -> None:
        settings = replace(QUICK, answer_idle_seconds=0.2, answer_tries=2)
        async with speaking(lambda seen: parts) as server:
            error = await failing(endpoint(server.url, settings))
        assert isinstance(error, EndpointUnreachable)
        assert "has sent nothing for 0.2 s" in str(error)
        begun = bool(error.text)
        assert (error.text, len(server.completions)) == (("ab", 1) if begun else ("", 2))
        assert begun == (
            len(parts) == 2 and len(bytes(parts[0])) > len(STREAM) if isinstance(parts[0], bytes) else False
        )

    run(silent())


@pytest.mark.parametrize("drip", [b": still here\n\n", event("x")])
def test_a_server_that_drips_for_ever_is_left_at_the_limit(drip: bytes) -> None:
    async def dripping() -> None:
        def answer(seen: Seen) -> Iterable[bytes | float]:
            yield STREAM
            while True:
                yield drip
                yield 0.02

        async with speaking(answer) as server:
            error = await failing(endpoint(server.url, replace(QUICK, answer_seconds=0.5)))
            await server.gone.wait()
        assert isinstance(error, EndpointUnreachable)
        assert "longer than 0.5 s" in str(error)
        assert set(error.text) == ({"x"} if drip == event("x") else set())

    run(dripping())


def endless(piece: bytes, head: bytes = STREAM) -> Any:
    """A hundred megabytes."""

    def answer(seen: Seen) -> Iterable[bytes | float]:
        yield head
        for _ in range(100_000_000 // len(piece)):
            yield piece

    return answer


@pytest.mark.parametrize(
    ("answer", "keeps"),
    [
        (endless(event("x" * 900)), True),
        (endless(b"x" * 60_000, STREAM + b"data: "), False),
        (endless(b"x" * 60_000, http("200 OK", b"x" * 100_000_000)[:-100_000_000]), False),
    ],
)
def test_a_hundred_megabytes_are_refused_at_the_limit(answer: Any, keeps: bool) -> None:
    async def huge() -> None:
        limit = 2_000_000
        async with speaking(answer) as server:
            error = await failing(endpoint(server.url, replace(QUICK, answer_bytes=limit)))
            await server.gone.wait()
        assert isinstance(error, EndpointBroken)
        assert "more than 2,000,000 bytes" in str(error)
        assert server.sent < 20 * limit
        assert len(server.completions) == 1
        assert (len(error.text) > limit // 2) == keeps

    run(huge())


def test_a_long_error_is_read_and_shown_in_part() -> None:
    async def long_error() -> None:
        async with speaking(endless(b"no" * 500, STREAM.replace(b"200 OK", b"400 Bad Request"))) as server:
            error = await failing(endpoint(server.url))
            await server.gone.wait()
        assert len(str(error)) < 1_000
        assert "nononono" in str(error)

    run(long_error())


def test_nobody_there() -> None:
    async def nobody() -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            error = await failing(endpoint(f"http://127.0.0.1:{free.getsockname()[1]}"))
        assert isinstance(error, EndpointUnreachable)
        assert "the connection was refused. Is its server running, and at the address that this program gives?" in str(
            error
        )
        assert error.passing

    run(nobody())


def test_no_such_host() -> None:
    """A resolver may take its time to say so; how it is said is what matters here."""

    def unknown(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[Errno -2]") from socket.gaierror(-2, "Name or service not known")

    async def nowhere() -> None:
        error = await failing(mocked(unknown))
        assert "no such host. Look at its address" in str(error)

    run(nowhere())


def test_tls_spoken_to_a_server_that_speaks_none() -> None:
    async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.read(1)) == b"\x16"
        writer.write(http("400 Bad Request"))
        await writer.drain()
        writer.close()

    async def plain() -> None:
        async with await asyncio.start_server(hello, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            error = await failing(endpoint(f"https://127.0.0.1:{port}"))
        assert isinstance(error, EndpointUnreachable)
        assert "no secure connection (" in str(error)
        assert not error.passing

    run(plain())


def test_a_server_that_accepts_and_says_nothing_of_tls() -> None:
    async def mute() -> None:
        settings = replace(QUICK, connect_seconds=0.2, answer_tries=1)
        async with speaking(lambda seen: []) as server:
            error = await failing(endpoint(server.url.replace("http:", "https:"), settings))
        assert "no connection in time" in str(error)
        assert error.passing

    run(mute())


def test_a_certificate_that_is_not_trusted() -> None:
    def untrusted(request: httpx.Request) -> httpx.Response:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_message = "self-signed certificate"
        raise httpx.ConnectError("TLS") from error

    async def distrust() -> None:
        assert "its certificate is not trusted: self-signed certificate" in str(await failing(mocked(untrusted)))

    run(distrust())


@pytest.mark.parametrize("path", ["/models", "/completions"])
def test_no_redirect_is_followed(path: str) -> None:
    async def elsewhere() -> None:
        async with speaking(lambda seen: [WHOLE]) as other:
            location = f"{other.url}/completions"

            def moved(request: httpx.Request) -> httpx.Response:
                if request.url.path.endswith(path):
                    return httpx.Response(307, headers={"Location": location})
                return httpx.Response(200, json={"data": []})

            error = await failing_redirect(mocked(moved))
        assert isinstance(error, EndpointRefused)
        assert "HTTP 307" in str(error)
        assert not other.requests

    async def failing_redirect(box: Endpoint) -> EndpointError:
        with pytest.raises(EndpointError) as raised:
            async with box:
                await box.complete_whole(ASK)
        return raised.value

    run(elsewhere())


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def direct() -> None:
        async with speaking(lambda seen: []) as proxy, speaking(lambda seen: [WHOLE]) as server:
            for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
                monkeypatch.setenv(name, proxy.url)
            async with endpoint(server.url) as box:
                assert (await box.complete_whole(ASK)).finish == "stop"
            assert not proxy.requests

    run(direct())


def test_only_the_configured_address_is_called() -> None:
    async def only() -> None:
        hosts = set()

        def handler(request: httpx.Request) -> httpx.Response:
            hosts.add((request.url.scheme, request.url.netloc))
            if request.method == "GET":
                return httpx.Response(200, json={"data": [{"id": "m", "owned_by": "vllm", "root": "http://evil/"}]})
            return httpx.Response(200, json={"choices": [{"text": "a", "finish_reason": "stop"}], "tokens": [1]})

        async with mocked(handler) as box:
            await box.complete_whole(ASK)
            await box.count_tokens("a")
        assert hosts == {("http", b"box.test")}

    run(only())


@pytest.mark.parametrize("way", ["close", "cancel"])
def test_leaving_closes_the_connection_at_once(way: str) -> None:
    async def leaving() -> None:
        async with speaking(lambda seen: [STREAM, event("ab"), 60.0]) as server, endpoint(server.url) as box:
            if way == "close":
                async with aclosing(box.complete(ASK)) as pieces:
                    assert (await anext(pieces)).text == "ab"
            else:
                task = asyncio.create_task(box.complete_whole(ASK))
                await server.asked.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            began = time.monotonic()
            await asyncio.wait_for(server.gone.wait(), 30)
            assert time.monotonic() - began < 30

    run(leaving())


def test_no_more_are_under_way_at_once_than_allowed() -> None:
    async def crowded() -> None:
        now, most = set[int](), 0

        def answer(seen: Seen) -> Iterable[bytes | float]:
            nonlocal most
            now.add(seen.n)
            most = max(most, len(now))
            yield STREAM
            yield 0.05
            yield event("a", "stop") + DONE
            now.discard(seen.n)

        async with speaking(answer) as server, endpoint(server.url, replace(QUICK, answers_at_once=2)) as box:
            answers = await asyncio.gather(*(box.complete_whole(ASK) for _ in range(6)))
        assert [a.text for a in answers] == ["a<|frame_sep|>"] * 6
        assert most == 2

    run(crowded())


def test_a_failed_answer_gives_its_place_back() -> None:
    async def places() -> None:
        one = replace(QUICK, answers_at_once=1)
        async with speaking(lambda seen: [STREAM + event("a")]) as server, endpoint(server.url, one) as box:
            for _ in range(3):
                with pytest.raises(EndpointBroken):
                    await box.complete_whole(ASK)

    run(places())


def test_the_first_to_come_probes_for_all() -> None:
    async def together() -> None:
        server: Spoken
        async with speaking(lambda seen: [WHOLE]) as server, endpoint(server.url) as box:
            await asyncio.gather(*(box.complete_whole(ASK) for _ in range(5)))
        assert [seen.path for seen in server.requests].count("/v1/models") == 1

    run(together())


def test_errors_travel_between_processes() -> None:
    error = ContextOverflow("too long", text="ab", status=400, said="no")
    error.n_prompt, error.n_ctx = 9, 5
    again = pickle.loads(pickle.dumps(error))
    assert vars(again) == vars(error)
    assert str(again) == "too long"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("-7", None),
        ("soon", None),
        ("9" * 400, 999_999_999.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("²", None),
    ],
)
def test_retry_after_in_all_its_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_retry_after_as_a_date_to_come() -> None:
    later = retry_after("Fri, 01 Jan 2100 00:00:00 GMT")
    assert later is not None
    assert later > 86_400
