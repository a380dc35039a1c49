"""Each known quirk of a server, with a server that behaves so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from tests.predict.servers import DONE, STREAM, endpoint, event, mocked, speaking
from tests.predict.vllm import FakeVllm

from tracewalk.errors import ContextOverflow, EndpointBroken, EndpointError, EndpointRefused, Unsupported
from tracewalk.predict.answer import Completion, Token
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.request import Request

BEGIN, END, FRAME = "<|begin_of_text|>", "<|end_of_text|>", "<|frame_sep|>"
PROMPT = f"{BEGIN}<|trace_context_start|>def f():\n    return 1\n{FRAME}"
REST = f'<|call_sep|>{{}}<|action_sep|>def f():\n{FRAME}<|return_sep|><|action_sep|>    return 1\n<|arg_sep|>"1"{FRAME}'
STEP = REST[: REST.index(FRAME) + len(FRAME)]


def like(app: FakeVllm, **given: Any) -> Endpoint:
    return endpoint("http://box.test/v1", transport=httpx.ASGITransport(app), **given)


async def ask(box: Endpoint, request: Request) -> Completion:
    async with box:
        return await box.complete_whole(request)


def answering(*answers: dict[str, Any] | httpx.Response, **models: Any) -> Callable[[httpx.Request], httpx.Response]:
    """A server whose completions are these, the last one again and again; `models`: fields of its model."""
    left = list(answers)

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            found = request.url.path.endswith("/models")
            return httpx.Response(200, json={"data": [{"id": "m"} | models]}) if found else httpx.Response(404)
        if not request.url.path.endswith("/completions"):
            return httpx.Response(404)
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    return handler


def choice(text: str, finish: str | None = "stop", **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "text": text, "finish_reason": finish} | more]}


# vLLM: special tokens, the second <|begin_of_text|>, fields of its own


def test_special_tokens_come_with_the_text() -> None:
    app = FakeVllm(PROMPT + REST)
    answer = asyncio.run(ask(like(app), Request(PROMPT, 100)))
    assert (answer.text, answer.finish) == (REST + END, "eos")
    assert app.asked[-1]["skip_special_tokens"] is False
    assert app.asked[-1]["spaces_between_special_tokens"] is False


def test_there_is_one_begin_of_text() -> None:
    app = FakeVllm(PROMPT + REST)
    answer = asyncio.run(ask(like(app), Request(PROMPT, 100, stop=(FRAME,))))
    assert answer.text == STEP, "a prompt with two is continued with nonsense"
    assert app.asked[-1]["add_special_tokens"] is False


def test_an_older_server_is_asked_without_the_fields_it_refuses_and_only_once_with_them() -> None:
    async def old() -> None:
        app = FakeVllm(PROMPT + REST, old=True, version="0.4.0")
        async with like(app) as box:
            for _ in range(3):
                answer = await box.complete_whole(Request(PROMPT, 100, stop=("def",)))
                assert answer.finish == "stop"
                assert answer.text.endswith("def"), "the server drops it"
            assert {"add_special_tokens", "skip_special_tokens"} <= box.left_out
        assert len(app.asked) == 4
        assert app.asked[-1]["prompt"] == PROMPT.removeprefix(BEGIN), "its tokenizer adds the one that is needed"
        assert all(field not in app.asked[-1] for field in box.left_out)

    asyncio.run(old())


def test_an_older_server_whose_tokenizer_adds_nothing_gets_the_whole_prompt() -> None:
    app = FakeVllm(PROMPT + REST, old=True, begins=False)
    asyncio.run(ask(like(app), Request(PROMPT, 100)))
    assert app.asked[-1]["prompt"] == PROMPT


@pytest.mark.parametrize(
    ("status", "said", "gone"),
    [
        (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "min_p"]}]}, {"min_p"}),
        (400, {"error": {"message": "Unrecognized request argument supplied: seed"}}, {"seed"}),
        (400, {"error": "unknown field"}, {"seed", "stream", "add_special_tokens"}),
        (400, {"error": {"message": "Streaming is off: set stream to false"}}, {"stream"}),
        (400, {"error": {"message": "logprobs are not supported"}}, {"logprobs"}),
    ],
)
def test_a_refused_field_is_left_out(status: int, said: Any, gone: set[str]) -> None:
    bodies: list[dict[str, Any]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": [{"id": "m", "owned_by": "vllm"}]})
        if request.url.path.endswith("/completions"):
            bodies.append(json.loads(request.content))
            return (
                httpx.Response(status, json=said) if gone & set(bodies[-1]) else httpx.Response(200, json=choice("a"))
            )
        return httpx.Response(404)

    asyncio.run(ask(mocked(handler), Request(PROMPT, 9, seed=3, logprobs=True)))
    assert len(bodies) == 2
    assert gone <= set(bodies[0])
    assert not gone & set(bodies[1])
    assert {"prompt", "max_tokens", "temperature", "top_p", "model"} <= set(bodies[1])


def test_a_refusal_that_stays_is_told() -> None:
    refusal = httpx.Response(400, json={"error": "unknown field: temperature"})
    with pytest.raises(EndpointRefused, match="unknown field: temperature"):
        asyncio.run(ask(mocked(answering(refusal)), Request(PROMPT, 9)))


def test_the_number_of_tokens_is_always_said() -> None:
    """vLLM's own default is 16."""
    app = FakeVllm(PROMPT + REST)
    answer = asyncio.run(ask(like(app), Request(PROMPT, 17)))
    assert answer.usage is not None
    assert answer.usage.completion == 17


# How an answer ended, and what the server dropped there


@pytest.mark.parametrize(
    ("answer", "stop", "text", "finish"),
    [
        # A separator that is dropped comes back; one that is not is not doubled.
        (choice("a"), (FRAME,), f"a{FRAME}", "stop"),
        (choice(f"a{FRAME}"), (FRAME,), f"a{FRAME}", "stop"),
        (choice("a", stop_reason=FRAME), ("x", FRAME), f"a{FRAME}", "stop"),
        (choice("a", "stop_sequence"), (FRAME,), f"a{FRAME}", "stop"),
        # The end: vLLM says null, others say it in words, the rest says nothing and CWM's format tells.
        (choice(f"a{FRAME}b", stop_reason=None), ("x",), f"a{FRAME}b{END}", "eos"),
        (choice("a", stop_reason=128009), (FRAME,), f"a{END}", "eos"),
        (choice("a<|eot_id|>", stop_reason=128009), (FRAME,), "a<|eot_id|>", "eos"),
        (choice(f"a{END}", stop_reason=None), (FRAME,), f"a{END}", "eos"),
        (choice("a", "eos_token"), (FRAME,), f"a{END}", "eos"),
        (choice("a", "eos"), (), f"a{END}", "eos"),
        (choice(""), (FRAME,), END, "eos"),
        (choice("a"), (), f"a{END}", "eos"),
        # The limit, in three words.
        (choice("a", "length"), (FRAME,), "a", "length"),
        (choice("a", "max_tokens"), (FRAME,), "a", "length"),
        (choice("a", "model_length", stop_reason=None), (), "a", "length"),
        # What nobody knows.
        (choice("a", "content_filter"), (FRAME,), "a", "unknown"),
        (choice("a", None), (FRAME,), "a", "unknown"),
    ],
)
def test_how_an_answer_ended(answer: dict[str, Any], stop: tuple[str, ...], text: str, finish: str) -> None:
    said = asyncio.run(ask(mocked(answering(answer)), Request(PROMPT, 9, stop=stop)))
    assert (said.text, said.finish) == (text, finish)


def hidden(token_id: int, top: dict[str, Any]) -> dict[str, Any]:
    """llama.cpp's last token: counted, not shown."""
    entries = [
        {"id": 97, "token": "a", "bytes": [97], "logprob": -0.5, "top_logprobs": [{"id": 98, "token": "b"}]},
        {"id": token_id, "token": "", "bytes": [], "logprob": -0.25, "top_logprobs": [top]},
    ]
    return choice("a", logprobs={"content": entries})


@pytest.mark.parametrize(
    ("answer", "text", "finish"),
    [
        (hidden(259, {"id": 259, "token": FRAME}), f"a{FRAME}", "stop"),
        (hidden(257, {"id": 257, "token": ""}), f"a{END}", "eos"),
        # Sampled, and not the likeliest: only its id tells.
        (hidden(259, {"id": 7, "token": "?"}), f"a{FRAME}", "stop"),
        (hidden(257, {"id": 7, "token": "?"}), f"a{END}", "eos"),
    ],
)
def test_llama_cpp_says_stop_and_hides_which_token_it_was(answer: dict[str, Any], text: str, finish: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/tokenize":
            ids = {BEGIN: [256], END: [257]}
            return httpx.Response(200, json={"tokens": ids[json.loads(request.content)["content"]]})
        if request.url.path == "/props":
            return httpx.Response(200, json={"eos_token": END, "model_path": "C:\\m\\x.gguf"})
        return answering(answer, owned_by="llamacpp")(request)

    def model(request: httpx.Request) -> httpx.Response:
        response = handler(request)
        response.headers["server"] = "llama.cpp"
        return response

    said = asyncio.run(ask(mocked(model), Request(PROMPT, 9, stop=(FRAME,), logprobs=True)))
    assert (said.text, said.finish) == (text, finish)
    assert said.tokens == (Token("a", -0.5), Token(text[1:], -0.25))


# Log-probabilities in both shapes


def test_the_legacy_shape() -> None:
    logprobs = {
        "tokens": ["a", "b", "token_id:17", "token_id:18", None],
        "token_logprobs": [-0.5, None, float("-inf"), 1e-7, -1],
        "top_logprobs": [{"a": -0.5, "z": -3}, None, {"z": -0.1}, {"x": 0}, {}],
        "text_offset": [40, 41, 42, 44, 47],
    }
    body = json.dumps(choice("ab<>efg", logprobs=logprobs))
    response = httpx.Response(200, content=body, headers={"content-type": "application/json"})
    said = asyncio.run(ask(mocked(answering(response)), Request("p", 9, logprobs=True, end="")))
    assert said.tokens == (
        Token("a", -0.5, 1),
        Token("b", None),
        Token("<>", -9999.0),
        Token("efg", 0.0, 1),
    )


def test_the_shape_of_chat_with_a_character_in_three_tokens() -> None:
    def entry(token: str, raw: list[int] | None, logprob: float) -> dict[str, Any]:
        return {"token": token, "bytes": raw, "logprob": logprob, "top_logprobs": []}

    entries = [
        entry("a", None, -1),
        entry("\ufffd", [0xE2], -1),
        entry("\ufffd", [0x82], -2),
        entry("\ufffd", [0xAC], -3),
    ]

    async def streamed() -> None:
        events = [event("a", logprobs={"content": entries[:2]}), event("", logprobs={"content": entries[2:3]})]
        events += [event("€", "length", logprobs={"content": entries[3:]}), DONE]
        async with speaking(lambda seen: [STREAM, *events]) as server:
            said = await ask(endpoint(server.url), Request("p", 9, logprobs=True))
        assert said.tokens == (Token("a", -1.0), Token("€", -6.0))

    asyncio.run(streamed())


@pytest.mark.parametrize(
    "logprobs",
    [
        [],
        7,
        {"content": "x"},
        {"tokens": "x"},
        {"content": [7, {}, {"token": 5}]},
        {"tokens": [5, []]},
        {"content": [{"token": "", "bytes": [999], "logprob": "x"}]},
        {"tokens": ["a"], "token_logprobs": 5, "top_logprobs": 5, "text_offset": 5},
        {"tokens": ["token_id:1", "token_id:2"], "token_logprobs": [10**400, True], "text_offset": ["a", "b"]},
    ],
)
def test_log_probabilities_that_cannot_be_read_are_left_out(logprobs: Any) -> None:
    said = asyncio.run(ask(mocked(answering(choice("a", logprobs=logprobs))), Request("p", 9, logprobs=True, end="")))
    assert said.text == "a"
    assert all(token.logprob is None for token in said.tokens)


VLLM_SAYS = "This model's maximum context length is"


# Too long for the context, in the words of several servers


@pytest.mark.parametrize(
    ("error", "n_prompt", "n_ctx"),
    [
        (
            {"type": "exceed_context_size_error", "message": "too long", "n_prompt_tokens": 12000, "n_ctx": 1536},
            12000,
            1536,
        ),
        ({"message": "request (12000 tokens) exceeds the available context size (1536 tokens), try..."}, 12000, 1536),
        (
            {"message": f"{VLLM_SAYS} 4096 tokens. However, you requested 4200 tokens (4100 in the messages, 100 ..."},
            4100,
            4096,
        ),
        (
            {"message": "This model's maximum context length is 16 tokens. However, your request has 18 input tokens."},
            18,
            16,
        ),
        (
            {"message": "... maximum context length is 16 tokens. ... your prompt contains at least 17 input tokens"},
            17,
            16,
        ),
        (
            {"message": "The decoder prompt (length 5,000) is longer than the maximum model length of 4,096."},
            5000,
            4096,
        ),
        ({"code": "context_length_exceeded", "message": "no"}, None, None),
    ],
)
def test_a_context_overflow_is_one_in_any_words(error: dict[str, Any], n_prompt: int | None, n_ctx: int | None) -> None:
    for body in ({"error": error}, error):
        with pytest.raises(ContextOverflow, match="do not fit its model's context") as raised:
            asyncio.run(ask(mocked(answering(httpx.Response(400, json=body))), Request("p", 9)))
        assert (raised.value.n_prompt, raised.value.n_ctx) == (n_prompt, n_ctx)


def test_an_overflow_in_a_stream_is_one_too() -> None:
    async def late() -> None:
        error = {"error": {"type": "exceed_context_size_error", "message": "no", "n_prompt_tokens": 9, "n_ctx": 5}}
        async with speaking(lambda seen: [STREAM, b"data: " + json.dumps(error).encode() + b"\n\n"]) as server:
            with pytest.raises(ContextOverflow):
                await ask(endpoint(server.url), Request("p", 9))

    asyncio.run(late())


# Servers that do not stream, that list several models, that list none


def test_a_server_that_answers_whole_though_asked_to_stream() -> None:
    said = asyncio.run(ask(mocked(answering(choice("ab", usage=1))), Request("p", 9)))
    assert said == Completion(f"ab{END}", (), "eos", None)


def test_another_model_than_configured_is_no_model_to_ask() -> None:
    with pytest.raises(EndpointError, match="has no model x; it has: m"):
        asyncio.run(ask(mocked(answering(choice("a")), model="x"), Request("p", 9)))


def test_among_several_models_one_must_be_named() -> None:
    def several(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": [{"id": f"m{i}"} for i in range(12)] + [{"id": 7}, "x"]})
        return httpx.Response(200, json=choice(json.loads(request.content)["model"]))

    with pytest.raises(EndpointError, match=r"has 12 models: m0, .*m9 and 2 more. Name one"):
        asyncio.run(ask(mocked(several), Request("p", 9)))
    assert asyncio.run(ask(mocked(several, model="m3"), Request("p", 9, end=""))).text == "m3"


@pytest.mark.parametrize("models", [{}, {"data": None}, {"data": "x"}, {"data": []}, {"models": 1}])
def test_a_server_that_lists_no_models_is_asked_all_the_same(models: Any) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=models)
        return httpx.Response(200, json=choice(json.loads(request.content).get("model", "none named")))

    assert asyncio.run(ask(mocked(handler), Request("p", 9, end=""))).text == "none named"
    assert asyncio.run(ask(mocked(handler, model="x"), Request("p", 9, end=""))).text == "x"


def test_a_server_without_v1_is_found() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/deep/models":
            return httpx.Response(200, json={"data": [{"id": "m"}]})
        return httpx.Response(200, json=choice("a")) if request.url.path == "/deep/completions" else httpx.Response(404)

    box = endpoint("http://box.test/deep", transport=httpx.MockTransport(handler))
    assert asyncio.run(ask(box, Request("p", 9, end=""))).text == "a"


# Counting tokens


def test_where_nobody_counts_the_estimate_is_said_to_be_one() -> None:
    async def counted() -> None:
        async with mocked(answering(choice("a"))) as box:
            count = await box.count_tokens("abcd")
        assert (count.n, count.exact) == (4, False)

    asyncio.run(counted())


# Constrained decoding


@pytest.mark.parametrize(
    ("version", "field"),
    [("0.10.1", {"guided_grammar": "root ::= x"}), ("0.11.0", {"structured_outputs": {"grammar": "root ::= x"}})],
)
def test_a_grammar_goes_to_vllm_in_the_words_of_its_version(version: str, field: dict[str, Any]) -> None:
    app = FakeVllm(PROMPT + REST, version=version)
    asyncio.run(ask(like(app), Request(PROMPT, 9, constrain="root ::= x")))
    assert field.items() <= app.asked[-1].items()


def test_a_grammar_is_never_left_out_silently() -> None:
    with pytest.raises(Unsupported, match="Ask without --constrain"):
        asyncio.run(ask(mocked(answering(choice("a"))), Request("p", 9, constrain="root ::= x")))
    app = FakeVllm(PROMPT + REST, old=True)
    with pytest.raises(Unsupported, match=r"structured_outputs.*Ask without --constrain"):
        asyncio.run(ask(like(app), Request(PROMPT, 9, constrain="root ::= x")))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("'grammar' is not offered by the numpy engine", Unsupported),
        ("Unknown parameter: grammar", Unsupported),
        ("Failed to parse grammar", EndpointRefused),
        ("min_p is not supported", EndpointRefused),
    ],
)
def test_a_server_that_takes_no_grammar_is_told_from_one_that_cannot_read_it(
    said: str, error: type[EndpointError]
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path.endswith("/completions"):
            return httpx.Response(400, json={"error": {"message": said}})
        return httpx.Response(404)

    async def asked() -> None:
        async with mocked(handler, dialect="llama.cpp") as box:
            with pytest.raises(EndpointError) as raised:
                await box.complete_whole(Request(PROMPT, 9, constrain="root ::= x"))
            assert (type(raised.value), said in str(raised.value)) == (error, True)
            assert "seed" not in box.left_out

    asyncio.run(asked())


# Scoring a given text


def scoring(entries: Any) -> Endpoint:
    """A vLLM whose tokenizer gives one id a byte."""

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/tokenize":
            return httpx.Response(200, json={"tokens": list(json.loads(request.content)["prompt"].encode())})
        return answering(choice("", prompt_logprobs=entries), owned_by="vllm")(request)

    return mocked(handler)


def own(token_id: int, text: str) -> dict[str, Any]:
    return {str(token_id): {"logprob": -1.0, "rank": 2, "decoded_token": text}, "999": {"logprob": -0.1, "rank": 1}}


async def score(box: Endpoint, text: str) -> list[Token]:
    async with box:
        return await box.score("p", text)


def test_tokens_that_are_parts_of_a_character_are_scored_as_they_are() -> None:
    parts = [own(byte, "\ufffd") for byte in "€".encode()]
    tokens = asyncio.run(score(scoring([None, own(97, "a"), *parts, own(98, "b")]), "a€b"))
    assert [token.text for token in tokens] == ["a", "€", "", "", "b"]
    assert {(token.logprob, token.rank) for token in tokens} == {(-1.0, 2)}
    assert asyncio.run(score(scoring(None), "")) == []


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        (None, Unsupported),
        ([own(97, "a")], EndpointBroken),
        ([None, own(97, "a"), own(99, "c")], EndpointBroken),
        ([None, own(97, "a"), own(98, "c")], EndpointBroken),
        ([None, own(97, "a"), {"98": {"logprob": -1}}], EndpointBroken),
        ([None, own(97, "a"), None], EndpointBroken),
        ([None, own(97, "a"), own(98, "\ufffd\ufffd")], None),
    ],
)
def test_scores_of_another_text_are_not_taken_for_this_one(entries: Any, error: type[EndpointError] | None) -> None:
    if error is None:
        assert [token.text for token in asyncio.run(score(scoring(entries), "ab"))] == ["a", "b"]
        return
    with pytest.raises(error):
        asyncio.run(score(scoring(entries), "ab"))


def test_pieces_come_as_they_are_said() -> None:
    async def piecewise() -> None:
        said = [STREAM, event("a"), 0.05, event("b"), 0.05, event("c", "length"), DONE]
        async with (
            speaking(lambda seen: said) as server,
            endpoint(server.url) as box,
            aclosing(box.complete(Request("p", 9))) as pieces,
        ):
            came = [(piece.text, piece.finish) async for piece in pieces]
        assert came == [("a", None), ("b", None), ("c", None), ("", "length")]

    asyncio.run(piecewise())
