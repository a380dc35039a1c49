"""What every endpoint must do, against llama.cpp's own server and against one that behaves as vLLM."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
import uvicorn
from tests.predict.llama import adding_begin, free_port, serving, weights
from tests.predict.servers import QUICK
from tests.predict.vllm import FakeVllm

from tracewalk.cwm.tokens import END, FRAME
from tracewalk.errors import ContextOverflow, EndpointRefused, Unsupported
from tracewalk.predict.answer import Piece
from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.request import Request

PROMPT = (
    "<|begin_of_text|><|trace_context_start|>def f(n):\n    t = n + 1\n    return t\n\n"
    "def main():  # << START_OF_TRACE\n    return f(3)\n<|frame_sep|>"
)
TRACE = (
    "<|call_sep|>{}<|action_sep|>def main():  # << START_OF_TRACE\n<|frame_sep|>"
    "<|line_sep|>{}<|action_sep|>    return f(3)\n<|frame_sep|>"
    '<|call_sep|>{"n": "3"}<|action_sep|>def f(n):\n<|frame_sep|>'
    '<|line_sep|>{"n": ".."}<|action_sep|>    t = n + 1\n<|frame_sep|>'
    '<|line_sep|>{"n": "..", "t": "4"}<|action_sep|>    return t\n<|frame_sep|>'
    '<|return_sep|><|action_sep|>    return t\n<|arg_sep|>"4"<|frame_sep|>'
    '<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>"4"<|frame_sep|>'
)
"""The true trace of PROMPT; the tiny model gets this one right."""


@pytest.fixture(scope="module", params=["llama.cpp", "vllm"])
def config(request: pytest.FixtureRequest) -> Iterator[EndpointConfig]:
    """A running server of each kind."""
    yield from (_llama_cpp if request.param == "llama.cpp" else _vllm)()


def _llama_cpp() -> Iterator[EndpointConfig]:
    with serving(weights(), 512) as address:
        yield EndpointConfig("real", address)


def _vllm() -> Iterator[EndpointConfig]:
    app = FakeVllm(PROMPT + TRACE, context=512)
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", free_port(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield EndpointConfig("like-vllm", f"http://127.0.0.1:{server.config.port}/v1")
    server.should_exit = True
    thread.join()


def opened(config: EndpointConfig) -> Endpoint:
    return Endpoint(config, estimate=len, settings=QUICK, environ={})


async def said(endpoint: Endpoint, request: Request) -> list[Piece]:
    async with aclosing(endpoint.complete(request)) as pieces:
        return [piece async for piece in pieces]


def test_a_probe_says_what_the_server_is_the_same_each_time(config: EndpointConfig) -> None:
    async def twice() -> None:
        async with opened(config) as a, opened(config) as b:
            first, second = await a.probe(), await b.probe()
        assert first == second
        assert (first.kind, first.context) == (config.name.replace("real", "llama.cpp").replace("like-", ""), 512)
        assert all((first.tokenizes, first.streams, first.logprobs))
        assert first.fingerprint.startswith(first.model)
        assert first.kind == "vllm" or "/" not in first.fingerprint
        assert first.doubles_begin == (first.kind == "vllm")

    asyncio.run(twice())


def test_a_whole_trace_arrives_in_pieces_and_ends_with_its_end(config: EndpointConfig) -> None:
    async def whole() -> None:
        async with opened(config) as endpoint:
            pieces = await said(endpoint, Request(PROMPT, 300, logprobs=True))
        assert "".join(piece.text for piece in pieces) == TRACE + END
        assert len(pieces) > 10
        assert [piece.finish for piece in pieces if piece.finish] == ["eos"] == [pieces[-1].finish]
        tokens = [token for piece in pieces for token in piece.tokens]
        assert "".join(token.text for token in tokens) == TRACE + END
        assert all(token.logprob is not None and -1 < token.logprob <= 0 for token in tokens)
        assert pieces[-1].usage is not None
        assert pieces[-1].usage.completion == len(tokens)

    asyncio.run(whole())


def test_one_frame_ends_with_its_separator(config: EndpointConfig) -> None:
    async def one() -> None:
        frame = TRACE[: TRACE.index(FRAME) + len(FRAME)]
        async with opened(config) as endpoint:
            for logprobs in (True, False):
                answer = await endpoint.complete_whole(Request(PROMPT, 100, stop=(FRAME,), logprobs=logprobs))
                assert (answer.text, answer.finish) == (frame, "stop")
                assert "".join(token.text for token in answer.tokens) == (frame if logprobs else "")
            after = await endpoint.complete_whole(Request(PROMPT + TRACE, 100, stop=(FRAME,)))
            assert (after.text, after.finish) == (END, "eos")

    asyncio.run(one())


def test_the_limit_is_kept_and_said(config: EndpointConfig) -> None:
    async def limited() -> None:
        async with opened(config) as endpoint:
            answer = await endpoint.complete_whole(Request(PROMPT, 7, logprobs=True))
        assert answer.finish == "length"
        assert len(answer.tokens) == 7
        assert answer.usage is not None
        assert answer.usage.completion == 7
        assert TRACE.startswith(answer.text)

    asyncio.run(limited())


def test_tokens_are_counted_by_the_model(config: EndpointConfig) -> None:
    async def counted() -> None:
        async with opened(config) as endpoint:
            prompt, trace, both = [await endpoint.count_tokens(text) for text in (PROMPT, TRACE, PROMPT + TRACE)]
            answer = await endpoint.complete_whole(Request(PROMPT, 300))
            assert (await endpoint.count_tokens("")).n == 0
        assert prompt.exact
        assert both.n == prompt.n + trace.n
        # The prompt's own <|begin_of_text|> is the only one.
        assert answer.usage is not None
        assert (answer.usage.prompt, answer.usage.completion) == (prompt.n, trace.n + 1)

    asyncio.run(counted())


def test_a_prompt_that_does_not_fit_is_refused_with_both_numbers(config: EndpointConfig) -> None:
    async def overflowing() -> None:
        async with opened(config) as endpoint:
            n = (await endpoint.count_tokens(PROMPT + TRACE * 10)).n
            with pytest.raises(ContextOverflow, match=f"{n:,} tokens.*512") as raised:
                await endpoint.complete_whole(Request(PROMPT + TRACE * 10, 100))
        assert (raised.value.n_prompt, raised.value.n_ctx) == (n, 512)

    asyncio.run(overflowing())


def test_what_is_to_be_said_is_cut_to_the_room_that_is_left(config: EndpointConfig) -> None:
    async def roomy() -> None:
        async with opened(config) as endpoint:
            answer = await endpoint.complete_whole(Request(PROMPT, 100_000))
        assert answer.text == TRACE + END

    asyncio.run(roomy())


def test_leaving_an_answer_leaves_the_server_free(config: EndpointConfig) -> None:
    async def leaving() -> None:
        async with opened(config) as endpoint:
            for _ in range(3):
                async with aclosing(endpoint.complete(Request(PROMPT, 300))) as pieces:
                    async for piece in pieces:
                        assert piece.text
                        break
            answer = await endpoint.complete_whole(Request(PROMPT, 300))
        assert answer.text == TRACE + END

    asyncio.run(leaving())


def test_several_at_once_do_not_mix(config: EndpointConfig) -> None:
    async def several() -> None:
        cuts = [i + len(FRAME) for i in range(len(TRACE)) if TRACE.startswith(FRAME, i)]
        async with opened(config) as endpoint:
            answers = await asyncio.gather(
                *(endpoint.complete_whole(Request(PROMPT + TRACE[:cut], 300)) for cut in cuts)
            )
        assert [answer.text for answer in answers] == [TRACE[cut:] + END for cut in cuts]

    asyncio.run(several())


def test_a_tokenizer_that_adds_a_begin_is_noticed(tmp_path: Path) -> None:
    """The same model, told to add one: it must read the same prompt and say the same."""

    async def begun(address: str) -> None:
        async with opened(EndpointConfig("real", address)) as endpoint:
            assert (await endpoint.probe()).doubles_begin
            n = (await endpoint.count_tokens(PROMPT)).n
            answer = await endpoint.complete_whole(Request(PROMPT, 300))
        assert answer.text == TRACE + END
        assert answer.usage is not None
        assert answer.usage.prompt == n

    with serving(adding_begin(weights(), tmp_path / "begins.gguf"), 512) as address:
        asyncio.run(begun(address))


def test_a_grammar_is_kept_to_and_a_bad_one_is_told(config: EndpointConfig) -> None:
    async def constrained() -> None:
        async with opened(config) as endpoint:
            grammar = (await endpoint.probe()).grammar
            if grammar == "gbnf":
                answer = await endpoint.complete_whole(Request(PROMPT, 20, constrain='root ::= "not " "a frame"'))
                assert answer.text == "not a frame" + END
                with pytest.raises(EndpointRefused, match="grammar"):
                    await endpoint.complete_whole(Request(PROMPT, 20, constrain="root ::= ("))
            else:
                assert grammar == "guided"

    asyncio.run(constrained())


def test_the_true_trace_is_scored_where_the_server_can(config: EndpointConfig) -> None:
    async def scored() -> None:
        async with opened(config) as endpoint:
            if not (await endpoint.probe()).prompt_logprobs:
                with pytest.raises(Unsupported, match="vLLM"):
                    await endpoint.score(PROMPT, TRACE)
                return
            tokens = await endpoint.score(PROMPT, TRACE)
        assert "".join(token.text for token in tokens) == TRACE
        assert {token.rank for token in tokens} == {1, 3}
        assert all(token.rank == (3 if token.text.isdigit() else 1) for token in tokens)

    asyncio.run(scored())
