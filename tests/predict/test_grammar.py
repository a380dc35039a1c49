"""The grammar of constrained decoding takes every true frame, and nothing else than lines of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.predict.asking import asking
from tests.predict.llama import serving, weights
from tests.predict.servers import QUICK

from tracewalk.cwm import Context, estimate_tokens
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Endpoint, EndpointConfig, subject
from tracewalk.predict.grammar import ROOTS, grammar


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


def test_source_lines_are_literals_that_gbnf_can_read() -> None:
    text = 'def f():\n\n\tx = "a\\b"\n    y = 1  # é\f\u2028z\n    y = 1  # é\f\u2028z\n'
    *_, source, rest = grammar(Context(text, ()), "trace").split("\n")
    assert source == 'source ::= "def f():\\n" | "\\tx = \\"a\\\\b\\"\\n" | "    y = 1  # é\\x0c\u2028z\\n"'
    assert rest == ""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(weights(), 512) as found:
        yield found


@pytest.mark.parametrize("mode", ["full", "step", "action", "return"])
def test_a_constrained_model_says_well_formed_frames_of_the_program(
    mode: str, address: str, lake: Lake, ids: dict[str, str]
) -> None:
    about = subject(lake, ids["straight"])
    ask = Ask(mode, constrain=True, temperature=1.5, seed=3)  # hot, so that it would say anything else

    async def run() -> None:
        endpoint = Endpoint(EndpointConfig("real", address), estimate=estimate_tokens, settings=QUICK, environ={})
        answer = await asking(lake, endpoint, about, ask)
        assert answer.prediction.constrained
        assert answer.verdict.ended not in ("failed", "unsupported")
        assert set(answer.steps("fault")) == {None} or answer.prediction.stopped_by == "length"
        lines = {f"{line}\n" for line in about.cwm.context.text.split("\n")}
        said = [source for source, fault in answer.steps("source", "fault") if source and not fault]
        assert said
        assert set(said) <= lines

    asyncio.run(run())


def test_there_is_a_root_for_each_place() -> None:
    for place in ROOTS:
        assert grammar(Context("x = 1\n", ()), place).startswith(f"root ::= {ROOTS[place]}\n")
