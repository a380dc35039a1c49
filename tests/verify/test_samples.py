"""The sample problems: solutions right and wrong, by the problems' tests, whose authors' own tests are all true."""

from __future__ import annotations

import asyncio

import pytest

from tracewalk.lake import Lake
from tracewalk.recorder.environment import limits_of
from tracewalk.resources import folder
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify import answering, figures_of, verify
from tracewalk.verify.order import Order, read_order

PROBLEMS = folder("sample_data") / "problems"


@pytest.fixture(scope="module")
def order() -> Order:
    return read_order(PROBLEMS / "problems.jsonl", PROBLEMS / "solutions.jsonl", most=100_000)


def test_they_can_be_read(order: Order) -> None:
    assert (order.name, order.format, order.asked, order.faults) == ("problems", "Tracewalk", "program", [])
    assert len(order.problems) == 12
    assert all(problem.entry == problem.task_id and len(problem.tests) == 3 for problem in order.problems)


@pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))
def test_each_problem_has_solutions_that_are_right_and_some_that_are_wrong(order: Order, lake: Lake) -> None:
    assert order.author is not None
    done = asyncio.run(
        verify(
            lake, order.problems, order.author, name="problems", limits=limits_of(Settings(), "cwm"),
            asking=answering("nobody"),
        )
    )  # fmt: skip
    assert done.faults == []
    rights: dict[str, list[bool]] = {}
    for problem in order.problems:
        mine = [one for one in done.checks if one.task_id == problem.task_id]
        for number in {one.candidate for one in mine}:
            bench = [one for one in mine if one.candidate == number and one.expected_origin == "bench"]
            rights.setdefault(problem.task_id, []).append(all(one.true_pass for one in bench))
            own = [one for one in mine if one.candidate == number and one.expected_origin == "human"]
            assert own
            # what is right passes its author's tests too: these are true
            assert not rights[problem.task_id][-1] or all(one.true_pass for one in own)
    assert all(True in some and False in some for some in rights.values())
    assert sum(map(len, rights.values())) == 45
    assert {one.actual_outcome for one in done.checks} == {"returned", "raised"}
    found = figures_of(done.checks)
    assert (found.tasks, found.candidates, found.oracle.rate) == (12, 45, 1.0)
