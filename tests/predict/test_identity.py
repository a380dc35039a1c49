"""What makes a prediction another one: all that changes what is asked, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tracewalk.errors import UsageError
from tracewalk.lake import Lake
from tracewalk.predict import CHAT_PROMPT_VERSION, Ask, EndpointConfig, ServerInfo, next_try

INFO = ServerInfo("vllm", "cwm", "facebook/cwm", 8_192, True, True, True, True, None)
BOX = EndpointConfig("box", "http://one.test/v1")
TRACE = "0" * 32


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


def id_of(lake: Lake, ask: Ask, config: EndpointConfig = BOX, info: ServerInfo = INFO, sample: int = 0) -> str:
    return next_try(lake, config, info, ask, TRACE, sample).identity.prediction_id


WARM = Ask(temperature=0.5)
OTHERS: list[tuple[Ask, dict[str, Any]]] = [
    (Ask(), {"mode": "step"}),
    (Ask(), {"from_step": 0}),
    (Ask(), {"from_step": 3}),
    (Ask(), {"temperature": 0.5}),
    (Ask(), {"max_tokens": 100}),
    (Ask(), {"constrain": True}),
    (Ask("step"), {"steps": "every:2"}),
    (Ask("step"), {"steps": "max:2"}),
    (WARM, {"seed": 1}),
    (WARM, {"top_p": 0.9}),
    (WARM, {"temperature": 0.25}),
]


@pytest.mark.parametrize(("ask", "change"), OTHERS, ids=str)
def test_every_parameter_that_matters_makes_another(lake: Lake, ask: Ask, change: dict[str, Any]) -> None:
    assert id_of(lake, replace(ask, **change)) != id_of(lake, ask)


def test_so_do_the_model_the_protocol_and_the_sample(lake: Lake) -> None:
    other = replace(INFO, fingerprint="facebook/cwm-sft")
    chat = replace(BOX, protocol="chat")
    found = {
        id_of(lake, WARM),
        id_of(lake, WARM, info=other),
        id_of(lake, WARM, chat),
        id_of(lake, WARM, sample=1),
        id_of(lake, WARM, replace(BOX, fingerprint="0f")),
    }
    assert len(found) == 5
    assert next_try(lake, chat, INFO, WARM, TRACE).identity.prompt_version == CHAT_PROMPT_VERSION


@pytest.mark.parametrize(
    ("ask", "same"),
    [
        (Ask(), Ask(top_p=0.5)),
        (Ask(), Ask(seed=7)),
        (Ask(), Ask(temperature=0)),
        (Ask(), Ask(temperature=-0.0)),
        (Ask(temperature=1), Ask(temperature=1.0)),
        (Ask(temperature=1, top_p=1), Ask(temperature=1.0, top_p=1.0)),
    ],
)
def test_what_does_not_matter_makes_none(lake: Lake, ask: Ask, same: Ask) -> None:
    assert id_of(lake, ask) == id_of(lake, same)


def test_nor_do_the_name_the_address_and_the_abilities_of_an_endpoint(lake: Lake) -> None:
    config = EndpointConfig("elsewhere", "http://two.test/v1", key_env="KEY", context=99, origin="--endpoint")
    info = replace(INFO, model="CWM, quantised", context=99, prompt_logprobs=False, version=(0, 9))
    assert id_of(lake, Ask(), config, info) == id_of(lake, Ask())
    asked = next_try(lake, config, info, Ask(), TRACE)
    assert (asked.endpoint, asked.model) == ("elsewhere", "CWM, quantised")
    assert "two.test" not in asked.identity.params


def test_each_sample_has_a_seed_of_its_own(lake: Lake) -> None:
    assert [next_try(lake, BOX, INFO, replace(WARM, seed=5), TRACE, n).seed for n in range(3)] == [5, 6, 7]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mode": "all"}, "mode 'all' is none; there are: full, step"),
        ({"steps": "every:2"}, "--steps every:2 goes with --mode step, not full"),
        ({"mode": "step", "steps": "every:0"}, "--steps 'every:0' must be every:N or max:M"),
        ({"mode": "step", "steps": "max:٣"}, "must be every:N or max:M"),
        ({"mode": "step", "steps": "max:" + "9" * 5_000}, "must be every:N or max:M"),
        ({"temperature": float("nan")}, "temperature nan must be from 0 to 10"),
        ({"temperature": -1.0}, "temperature -1.0 must be from 0 to 10"),
        ({"top_p": 0.0}, "top_p 0.0 above 0"),
        ({"max_tokens": 0}, "max_tokens 0 must be at least 1"),
        ({"seed": -1}, "seed -1 must be from 0"),
        ({"seed": 2**40}, "must be from 0 to 2,147,483,647"),
        ({"mode": "score", "constrain": True}, "--constrain goes with what a model says"),
    ],
)
def test_what_cannot_be_asked_says_why(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as failed:
        Ask(**given)
    assert message in str(failed.value)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 100])
def test_the_steps_chosen_are_spread_evenly(n: int) -> None:
    among = list(range(50, 50 + n))
    for most in (1, 3, 7, 1000):
        chosen = Ask("step", steps=f"max:{most}").chosen(among)
        assert len(chosen) == len(set(chosen)) == min(most, n)
        gaps = {b - a for a, b in pairwise(chosen)}
        assert not gaps or max(gaps) - min(gaps) <= 1
    assert Ask("step", steps="every:3").chosen(among) == among[::3]
    assert Ask("step").chosen(among) == among
