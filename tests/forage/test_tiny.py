"""The embedded model as an agent: it was trained on traces, and fails honestly."""

from __future__ import annotations

import asyncio

import pytest
from tests.forage.conftest import LIMITS

from tracewalk.cwm import estimate_tokens
from tracewalk.forage.asked import Asked
from tracewalk.forage.policy import Policy
from tracewalk.forage.run import Foraged, forage
from tracewalk.forage.task import Task
from tracewalk.lake import Lake
from tracewalk.predict import Endpoint, tiny_at
from tracewalk.sandbox import Sandbox
from tracewalk.tiny import serving

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))


def test_the_tiny_model_does_not_solve_a_task_and_what_it_said_is_kept(task: Task, lake: Lake) -> None:
    async def run(url: str, context: int | None) -> Foraged:
        async with Endpoint(tiny_at(url, context), estimate=estimate_tokens) as tiny:

            async def make(_task: Task) -> Policy:
                return await Asked.of(tiny, max_tokens=200)

            return await forage([(task, make)], lake, limits=LIMITS)

    with serving() as served:
        done = asyncio.run(run(served.url, served.context))
    (made,) = done.trajectories
    assert (made.outcome, made.agent, made.model) == ("unsolved", "forage", "tiny-cwm")
    assert made.exit_status
    assert made.exit_status.startswith(("Context size exceeded", "Tool call format error"))
    turns = lake.turns(made.trajectory_id).to_pylist()
    assert turns[2]["source"] == "agent"
    assert turns[2]["error"]
    assert not made.patch
