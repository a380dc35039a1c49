"""Agents whose turns a model says: a server on a real socket with canned answers, over both of OpenAI's calls."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from tests.forage.conftest import LIMITS
from tests.forage.playing import LAST, REPAIR, act
from tests.predict.servers import QUICK, Seen, Spoken, endpoint, http, speaking, whole

from tracewalk.cwm import estimate_tokens
from tracewalk.forage.asked import Asked, prompt_of
from tracewalk.forage.policy import Policy, Word
from tracewalk.forage.run import Foraged, forage
from tracewalk.forage.task import Task
from tracewalk.lake import Lake
from tracewalk.sandbox import Sandbox

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

CANNED = [
    act("bash", "python -m pytest -q"),
    act("edit", REPAIR),
    act("bash", "git diff > fix.patch"),
    act("submit", "fix.patch"),
    LAST,
]
USAGE = {"prompt_tokens": 900, "completion_tokens": 50, "total_tokens": 950}


def choice(seen: Seen, text: str, finish: str = "stop") -> bytes:
    said: dict[str, Any] = {"message": {"role": "assistant", "content": text}}
    one = (said if seen.path.endswith("chat/completions") else {"text": text}) | {"index": 0, "finish_reason": finish}
    return whole({"id": "x", "object": "x", "model": "m", "choices": [one], "usage": USAGE})


def asked(task: Task, lake: Lake, answer: Any, **config: Any) -> tuple[Foraged, Spoken]:
    async def run() -> tuple[Foraged, Spoken]:
        async with speaking(answer) as server, endpoint(server.url, QUICK, **config) as box:

            async def make(_task: Task) -> Policy:
                return await Asked.of(box)

            return await forage([(task, make)], lake, limits=LIMITS), server

    return asyncio.run(run())


@pytest.mark.parametrize("protocol", ["cwm", "chat"])
def test_a_model_that_knows_what_to_do_solves_it(task: Task, lake: Lake, protocol: str) -> None:
    done, server = asked(task, lake, lambda seen: [choice(seen, CANNED[seen.n])], protocol=protocol)
    (made,) = done.trajectories
    assert (made.outcome, made.exit_status, made.agent, made.model) == ("solved", "submitted", "forage", "m")
    assert (made.prompt_tokens, made.completion_tokens) == (5 * 900, 5 * 50)
    turns = lake.turns(made.trajectory_id).to_pylist()
    assert [turn["completion_tokens"] for turn in turns if turn["source"] == "agent"] == [50] * 5
    assert len(next(turn["traces"] for turn in turns if turn["traces"])) == 2
    path = "/v1/chat/completions" if protocol == "chat" else "/v1/completions"
    assert [seen.path for seen in server.completions] == [path] * 5


def test_the_prompt_is_cwms_own_text_and_grows_by_what_was_said(task: Task, lake: Lake) -> None:
    _, server = asked(task, lake, lambda seen: [choice(seen, CANNED[seen.n])])
    prompts = [seen.body["prompt"] for seen in server.completions]
    assert prompts[0].startswith("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nYou are")
    assert prompts[0].endswith("<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n<think>\n")
    for before, after, said in zip(prompts, prompts[1:], CANNED, strict=False):
        assert after.startswith(f"{before}{said}<|eot_id|><|start_header_id|>tool: ")
    assert "tool: bash<|end_header_id|>\n\n<output>\n" in prompts[1]
    assert {tuple(seen.body["stop"]) for seen in server.completions} == {("<|eot_id|>",)}


def test_a_chat_hears_results_as_the_users(task: Task, lake: Lake) -> None:
    _, server = asked(task, lake, lambda seen: [choice(seen, CANNED[seen.n])], protocol="chat")
    messages = server.completions[-1].body["messages"]
    assert [one["role"] for one in messages] == ["system", "user", *["assistant", "user"] * 4]
    assert messages[3]["content"].startswith("<output>\n")


@pytest.mark.parametrize(
    ("said", "reasoning"),
    [
        ("<tool: bash>\nls\n</tool>", None),
        ("<think>\nHm.\n</think>\n<tool: bash>\nls\n</tool>", "Hm."),
        ("Hm.\n</think>\n<tool: bash>\nls\n</tool>", "Hm."),
    ],
)
def test_a_chat_model_need_not_think_aloud(task: Task, lake: Lake, said: str, reasoning: str | None) -> None:
    done, _ = asked(task, lake, lambda seen: [choice(seen, said if seen.n == 0 else "Nothing.")], protocol="chat")
    first = lake.turns(done.trajectories[0].trajectory_id).to_pylist()[2]
    assert (first["reasoning"], first["error"], len(first["calls"])) == (reasoning, None, 1)


def test_an_answer_that_was_cut_is_told_to_have_been(task: Task, lake: Lake) -> None:
    done, server = asked(task, lake, lambda seen: [choice(seen, "I think and think\n</think>\nand", "length")])
    (made,) = done.trajectories
    assert made.outcome == "unsolved"
    assert "cut off at its limit" in (made.exit_status or "")
    assert len(server.completions) == LIMITS.refusals


def test_a_server_that_fails_within_an_episode_is_an_error(task: Task, lake: Lake) -> None:
    broken = http("500 Internal Server Error", b'{"error": {"message": "out of memory"}}')
    done, _ = asked(task, lake, lambda seen: [choice(seen, CANNED[0]) if seen.n == 0 else broken])
    (made,) = done.trajectories
    assert (made.outcome, done.outcomes["error"]) == ("error", 1)
    assert "out of memory" in (made.exit_status or "")
    assert made.n_calls == 1


def test_a_prompt_that_is_too_long_ends_it_unsolved(task: Task, lake: Lake) -> None:
    says = b'{"error": {"message": "This model\'s maximum context length is 1000 tokens. However, you requested 2000 '
    says += b'tokens (1500 in the messages, 500 in the completion). Please reduce the length.", "code": 400}}'
    done, _ = asked(task, lake, lambda seen: [http("400 Bad Request", says)])
    (made,) = done.trajectories
    assert made.outcome == "unsolved"
    assert (made.exit_status or "").startswith("Context size exceeded: ")


def test_other_weights_or_sampling_are_another_trajectory(task: Task) -> None:
    async def identities() -> list[Any]:
        given: list[dict[str, Any]] = [{}, {}, {"seed": 1}, {"temperature": 0.5}, {"max_tokens": 7}]
        async with speaking(lambda seen: []) as server, endpoint(server.url) as box:
            return [dict((await Asked.of(box, **more)).identity) for more in given]

    first, same, *others = asyncio.run(identities())
    assert first == same
    assert len({str(one) for one in [first, *others]}) == 4


def test_special_tokens_in_results_stay_text() -> None:
    talk: Sequence[Word] = [
        Word("user", "a<|eot_id|>b"),
        Word("assistant", "x\n</think>\ny"),
        Word("tool", "<|begin_of_text|>", "bash"),
    ]
    text = prompt_of(talk)
    assert text.count("<|eot_id|>") == 3
    assert text.count("<|begin_of_text|>") == 1
    assert estimate_tokens(text) > 0
