"""What a model says of a trace does not depend on what its server was asked before: by llama.cpp's own server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from tests.predict.asking import asking
from tests.predict.llama import serving, weights

from tracewalk.cwm import estimate_tokens
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Endpoint, subject
from tracewalk.predict.config import EndpointConfig


def heard(lake: Lake, address: str, trace_ids: Iterable[str], mode: str) -> dict[str, list[tuple[object, ...]]]:
    """Texts and log-probabilities of each trace's steps, asked for in this order."""
    found = {}
    for trace_id in trace_ids:
        endpoint = Endpoint(EndpointConfig("real", address), estimate=estimate_tokens)
        answer = asyncio.run(asking(lake, endpoint, subject(lake, trace_id), Ask(mode, max_tokens=80)))
        found[trace_id] = answer.steps("raw", "token_logprobs")
    return found


@pytest.mark.parametrize("mode", ["full", "return"])
def test_the_order_of_asking_changes_no_bit(mode: str, reading: Lake) -> None:
    ids = reading.query("predict/tasks", {"dataset": "rows"}).to_pydict()["trace_id"]
    with serving(weights(), 512) as address:
        forth = heard(reading, address, ids, mode)
        back = heard(reading, address, reversed(ids), mode)
    assert forth == back
    assert any(logprobs for steps in forth.values() for _, logprobs in steps)
