"""The figures, of checks made by hand whose counts can be seen."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest
from tests.lake.judged import make_check

from tracewalk.diff import pass_at_k
from tracewalk.model import Check
from tracewalk.verify import figures_of, groups_of
from tracewalk.verify.intervals import Share, share


def made(
    task: str, candidate: int, test: int, accepts: bool | None, true_pass: bool | None, **columns: object
) -> Check:
    """A check of a model's program on its own test, unless said otherwise."""
    common: dict[str, object] = {
        "task_id": task, "candidate": candidate, "test": test, "candidate_origin": "model", "input_origin": "model",
        "expected_origin": "model", "accepts": accepts, "true_pass": true_pass, "match": accepts == true_pass,
        "actual_outcome": "returned",
    }  # fmt: skip
    return replace(make_check(1), **(common | columns))  # type: ignore[arg-type]


def test_verdicts_against_the_truth() -> None:
    checks = [
        made("a", 0, 0, True, True), made("a", 0, 1, True, False), made("a", 1, 0, False, False),
        made("b", 0, 0, False, True), made("b", 1, 0, None, False), made("b", 1, 1, None, True),
        made("b", 1, 2, True, None),
    ]  # fmt: skip
    found = figures_of(checks)
    table = found.of_checks
    assert (table.accepted_right, table.accepted_wrong) == (1, 1)
    assert (table.rejected_right, table.rejected_wrong) == (1, 1)
    assert (table.silent_right, table.silent_wrong) == (1, 1)
    assert (table.false_accepts.part, table.false_accepts.whole) == (1, 2)
    assert (table.false_rejects.part, table.false_rejects.whole) == (1, 2)
    assert (table.trusted.part, table.trusted.whole) == (1, 2)
    assert (found.tasks, found.candidates, found.checks) == (2, 4, 7)


def test_a_candidate_is_judged_by_the_problems_tests_and_accepted_by_its_authors() -> None:
    bench = {"input_origin": "bench", "expected_origin": "bench"}
    checks = [
        made("a", 0, 0, True, True), made("a", 0, 1, False, False, **bench),  # fools itself
        made("a", 1, 0, False, False), made("a", 1, 1, True, True, **bench),  # its own test is wrong
        made("b", 0, 0, True, True), made("b", 0, 1, None, True),
        made("b", 1, 0, False, True), made("b", 1, 1, None, True),
    ]  # fmt: skip
    table = figures_of(checks).of_candidates
    assert (table.accepted_right, table.accepted_wrong) == (0, 1)
    assert (table.rejected_right, table.rejected_wrong) == (2, 0)
    assert (table.silent_right, table.silent_wrong) == (1, 0)
    assert table.false_accepts.rate == 1.0


def test_pass_at_k_is_the_unbiased_mean_over_tasks() -> None:
    right = {"a": 3, "b": 0, "c": 10, "d": 1}
    n = {"a": 10, "b": 10, "c": 10, "d": 4}
    checks = [made(task, i, 0, None, i < right[task]) for task in right for i in range(n[task])]
    found = figures_of(checks)
    for k, tasks in ((1, "abcd"), (2, "abcd"), (5, "abc"), (10, "abc")):
        wanted = [1 - comb(n[task] - right[task], k) / comb(n[task], k) for task in tasks]
        assert found.pass_at[k].rate == pytest.approx(sum(wanted) / len(wanted))
        assert found.pass_at[k].tasks == len(tasks)
    assert list(found.pass_at) == list(range(1, 11))
    assert [found.pass_at[k].tasks for k in (4, 5)] == [4, 3]  # the fourth task has four candidates
    assert found.random.rate == pytest.approx(found.pass_at[1].rate)
    assert found.oracle.rate == 0.75
    assert found.chosen is None  # there is no verdict to choose by


def test_the_candidate_that_the_own_verdict_chooses() -> None:
    checks = [
        # a: the right one is accepted; b: the wrong one is; c: all alike, so one of three is drawn
        made("a", 0, 0, False, False), made("a", 1, 0, True, True),
        made("b", 0, 0, True, False), made("b", 1, 0, False, True),
        made("c", 0, 0, True, True), made("c", 1, 0, True, False), made("c", 2, 0, True, False),
    ]  # fmt: skip
    found = figures_of(checks)
    assert found.chosen is not None
    assert found.chosen.rate == pytest.approx((1 + 0 + 1 / 3) / 3)
    assert found.random.rate == pytest.approx((1 / 2 + 1 / 2 + 1 / 3) / 3)
    assert found.oracle.rate == 1.0


def test_more_accepted_tests_are_a_better_verdict() -> None:
    checks = [
        made("a", 0, 0, True, True), made("a", 0, 1, False, True), made("a", 0, 2, None, True),
        made("a", 1, 0, True, False), made("a", 1, 1, True, False), made("a", 1, 2, False, False),
    ]  # fmt: skip
    chosen = figures_of(checks).chosen
    assert chosen is not None
    assert chosen.rate == 0.0


def test_of_a_given_program_the_prediction_is_what_is_right() -> None:
    bench = {"candidate_origin": "bench", "input_origin": "bench", "expected_origin": "bench"}
    checks = [
        made("a", 0, 0, True, True, **bench), made("a", 1, 0, False, True, **bench),
        made("b", 0, 0, None, True, **bench | {"match": None}), made("b", 1, 0, None, True, **bench | {"match": None}),
    ]  # fmt: skip
    found = figures_of(checks)
    assert found.pass_at[1].rate == 0.25  # what says nothing is wrong
    assert (found.matches.part, found.matches.whole) == (1, 2)


def test_nothing_at_all() -> None:
    found = figures_of([])
    assert (found.tasks, found.pass_at, found.random.rate, found.chosen) == (0, {}, None, None)


def test_groups_are_of_one_author_and_one_way() -> None:
    checks = [make_check(0), make_check(4), make_check(1, author="x"), make_check(3, params='{"temperature":1.0}')]
    assert [len(some) for some in groups_of(checks).values()] == [2, 1, 1]


def test_intervals() -> None:
    assert share([]) == Share(0, 0, 0)
    assert share([(1, 2)]) == Share(1, 2, 1)
    half = share([(n % 2, 1) for n in range(100)])
    assert half.rate == 0.5
    assert half.low is not None
    assert half.high is not None
    assert 0.38 < half.low < 0.43
    assert 0.57 < half.high < 0.62
    assert half == share([(n % 2, 1) for n in range(100)])  # the draws are the same each time
    everything, nothing = share([(1, 1)] * 20), share([(0, 3)] * 20)
    assert everything.low == pytest.approx(0.025 ** (1 / 20))
    assert (everything.high, nothing.low) == (1.0, 0.0)
    assert nothing.high == pytest.approx(1 - 0.025 ** (1 / 20))
    assert share([(0, 0), (1, 2), (1, 2)]).tasks == 2


def test_the_estimator_is_that_of_diff() -> None:
    assert pass_at_k(10, 3, 1) == pytest.approx(0.3)
