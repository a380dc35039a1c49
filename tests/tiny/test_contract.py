"""What a client of completions relies on, of llama.cpp's own server and of the numpy engine alike."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.tiny.conftest import PROMPT

from tracewalk.tiny import Served


def complete(client: httpx.Client, **asked: object) -> dict:
    body = {"prompt": PROMPT, "temperature": 0, "max_tokens": 400} | asked
    answer = client.post("/v1/completions", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def events(client: httpx.Client, **asked: object) -> list[dict]:
    body = {"prompt": PROMPT, "temperature": 0, "max_tokens": 400, "stream": True} | asked
    with client.stream("POST", "/v1/completions", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def refusal(client: httpx.Client, body: object, path: str = "/v1/completions") -> dict:
    answer = client.post(path, json=body)
    assert answer.status_code == 400, answer.text
    return answer.json()["error"]


def test_it_says_that_it_is_well_and_names_its_model(client: httpx.Client, served: Served) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    (model,) = client.get("/v1/models").json()["data"]
    assert (model["id"], model["meta"]["n_vocab"], model["meta"]["n_ctx"]) == ("tiny-cwm", 512, served.context)
    assert client.get("/props").json()["default_generation_settings"]["n_ctx"] == 1536
    assert served.alive


def test_a_whole_trace_ends_by_itself(client: httpx.Client) -> None:
    answer = complete(client)
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["text"].startswith("<|call_sep|>{}<|action_sep|>def main():  # << START_OF_TRACE\n<|frame_sep|>")
    assert choice["text"].endswith("<|frame_sep|>")
    assert "<|end_of_text|>" not in choice["text"]
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_a_stop_string_is_left_out(client: httpx.Client) -> None:
    (choice,) = complete(client, stop=["<|frame_sep|>"])["choices"]
    assert choice["text"] == "<|call_sep|>{}<|action_sep|>def main():  # << START_OF_TRACE\n"
    assert choice["finish_reason"] == "stop"


def test_a_stop_string_may_begin_within_a_token(client: httpx.Client) -> None:
    (choice,) = complete(client, stop="sep|>{")["choices"]
    assert (choice["text"], choice["finish_reason"]) == ("<|call_", "stop")
    assert "".join(e["choices"][0]["text"] for e in events(client, stop="sep|>{")) == "<|call_"


def test_what_is_asked_for_at_most_is_kept_to(client: httpx.Client) -> None:
    answer = complete(client, max_tokens=3)
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["choices"][0]["text"] == "<|call_sep|>{}<|action_sep|>"
    assert answer["usage"]["completion_tokens"] == 3


def test_a_stream_says_what_the_whole_answer_says(client: httpx.Client) -> None:
    whole, streamed = complete(client), events(client)
    assert "".join(e["choices"][0]["text"] for e in streamed) == whole["choices"][0]["text"]
    assert [e["choices"][0]["finish_reason"] for e in streamed][-2:] == [None, "stop"]
    assert streamed[-1]["usage"]["completion_tokens"] == whole["usage"]["completion_tokens"]
    assert len(streamed) > 20


def test_log_probabilities_come_in_the_shape_of_chats(client: httpx.Client) -> None:
    content = complete(client, max_tokens=4, logprobs=2)["choices"][0]["logprobs"]["content"]
    assert [c["token"] for c in content][:3] == ["<|call_sep|>", "{}", "<|action_sep|>"]
    for said in content:
        assert bytes(said["bytes"]).decode() == said["token"]
        first, second = said["top_logprobs"]
        assert (first["id"], first["logprob"]) == (said["id"], said["logprob"])
        assert second["logprob"] < said["logprob"] <= 0
    streamed = [e["choices"][0]["logprobs"] for e in events(client, max_tokens=4, logprobs=1)]
    assert [p["content"][0]["id"] for p in streamed if p] == [c["id"] for c in content]


def test_a_stop_strings_tokens_have_no_log_probabilities(client: httpx.Client) -> None:
    content = complete(client, logprobs=1, stop=["<|action_sep|>"])["choices"][0]["logprobs"]["content"]
    assert [c["token"] for c in content] == ["<|call_sep|>", "{}"]


def test_token_ids_are_a_prompt_too(client: httpx.Client) -> None:
    ids = client.post("/tokenize", json={"content": PROMPT}).json()["tokens"]
    assert complete(client, prompt=ids)["choices"][0]["text"] == complete(client)["choices"][0]["text"]
    assert client.post("/detokenize", json={"tokens": ids}).json()["content"] == PROMPT


def test_tokens_come_with_their_pieces_and_bytes_alone(client: httpx.Client) -> None:
    pieces = client.post("/tokenize", json={"content": "é<|frame_sep|>def f(", "with_pieces": True}).json()["tokens"]
    assert [p["id"] for p in pieces] == [195, 169, 259, 327]
    assert pieces[-1]["piece"] == "def f("
    spelled = client.post("/tokenize", json={"content": "<|end_of_text|>", "parse_special": False}).json()["tokens"]
    assert 257 not in spelled
    assert len(spelled) > 5


def test_a_prompt_longer_than_the_context_is_refused_in_numbers(client: httpx.Client) -> None:
    error = refusal(client, {"prompt": PROMPT * 120, "max_tokens": 1})
    assert error["type"] == "exceed_context_size_error"
    assert error["n_ctx"] == 1536
    assert error["n_prompt_tokens"] > 1536
    assert "1536" in error["message"]


def test_the_context_ends_an_answer(client: httpx.Client) -> None:
    answer = complete(client, prompt=PROMPT * 38, max_tokens=-1, ignore_eos=True)
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["total_tokens"] == 1536


def test_sampling_repeats_with_its_seed_and_varies_without(client: httpx.Client) -> None:
    def texts(seeds: list[int]) -> set[str]:
        wild = {"temperature": 3.0, "max_tokens": 60, "top_k": 0, "top_p": 1.0, "min_p": 0.0}
        return {complete(client, seed=seed, **wild)["choices"][0]["text"] for seed in seeds}

    assert len(texts([5, 5, 5])) == 1
    assert len(texts([1, 2, 3, 4])) > 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"prompt": 5},
        {"prompt": [99_999]},
        {"prompt": "a", "temperature": "hot"},
        {"prompt": "a", "max_tokens": "many"},
        {"prompt": {"a": 1}},
    ],
)
def test_nonsense_is_refused_with_a_reason(client: httpx.Client, body: object) -> None:
    error = refusal(client, body)
    assert (error["code"], error["type"]) == (400, "invalid_request_error")
    assert error["message"]


def test_what_is_no_json_is_refused_and_the_server_goes_on(client: httpx.Client) -> None:
    answer = client.post("/v1/completions", content=b"{bad", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert client.get("/nope").status_code == client.post("/nope", json={}).status_code == 404
    assert complete(client, max_tokens=1)["usage"]["completion_tokens"] == 1


def test_a_growing_prefix_is_remembered(client: httpx.Client) -> None:
    first = complete(client)
    grown = complete(client, prompt=PROMPT + first["choices"][0]["text"], max_tokens=1)
    usage = grown["usage"]
    assert usage["prompt_tokens_details"]["cached_tokens"] >= first["usage"]["total_tokens"] - 2


def test_more_requests_than_slots_are_all_answered(client: httpx.Client, served: Served) -> None:
    prompts = [PROMPT.replace("f(3)", f"f({n})") for n in range(8)]
    with ThreadPoolExecutor(8) as crew:
        together = list(crew.map(lambda p: complete(client, prompt=p, max_tokens=40)["choices"][0]["text"], prompts))
    assert [f"return f({n})" in text for n, text in enumerate(together)] == [True] * 8


def test_a_client_that_leaves_frees_its_slot(served: Served) -> None:
    body = {"prompt": PROMPT, "max_tokens": -1, "temperature": 1, "stream": True, "ignore_eos": True}
    for _ in range(6):
        with httpx.Client(base_url=served.url) as leaver, leaver.stream("POST", "/v1/completions", json=body) as answer:
            assert next(answer.iter_lines())
    with httpx.Client(base_url=served.url, timeout=60) as stayer:
        assert complete(stayer, max_tokens=2)["usage"]["completion_tokens"] == 2
