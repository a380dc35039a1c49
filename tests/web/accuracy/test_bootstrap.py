"""Intervals over programs: against one draw after the other, a normal approximation, and what has no interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.web.accuracy import bootstrap


def naive(part: np.ndarray, whole: np.ndarray) -> tuple[list[float], list[float]]:
    """Programs drawn and summed one by one."""
    n = len(part)
    drawn = np.random.default_rng(0).integers(0, n, (bootstrap.DRAWS, n))
    low, high = [], []
    for cell in range(part.shape[1]):
        sums = [(sum(part[p, cell] for p in draw), sum(whole[p, cell] for p in draw)) for draw in drawn]
        found = sorted(a / b for a, b in sums if b)
        last = len(found) - 1
        low.append(found[int(np.floor(0.025 * last))])
        high.append(found[int(np.ceil(0.975 * last))])
    return low, high


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=2, max_size=6))
def test_it_is_what_drawing_one_by_one_gives(data) -> None:
    whole = np.array([[n, n + 1] for n, _ in data], float)
    part = np.array([[min(n, right), min(n, right) / 2] for n, right in data], float)
    found = bootstrap.rates(part, whole)
    assert found.rate == pytest.approx(part.sum(0) / whole.sum(0))
    low, high = naive(part, whole)
    for cell in range(2):
        if 0 < found.rate[cell] < 1:
            assert (found.low[cell], found.high[cell]) == pytest.approx((low[cell], high[cell]))


def test_many_programs_give_the_normal_interval_over_programs_not_over_steps() -> None:
    generator = np.random.default_rng(1)
    rate = generator.beta(2, 2, 800)  # programs differ much, so their 50 steps each count for little
    part = generator.binomial(50, rate).astype(float)[:, None]
    whole = np.full_like(part, 50)
    found = bootstrap.rates(part, whole)
    error = 1.96 * np.std(part / 50) / np.sqrt(800)
    assert found.low[0] == pytest.approx(found.rate[0] - error, abs=0.003)
    assert found.high[0] == pytest.approx(found.rate[0] + error, abs=0.003)
    by_steps = 1.96 * np.sqrt(found.rate[0] * (1 - found.rate[0]) / (800 * 50))
    assert found.high[0] - found.low[0] > 3 * 2 * by_steps


def test_all_right_is_not_certain() -> None:
    ones = np.full((5, 1), 3.0)
    found = bootstrap.rates(ones, ones)
    assert (found.rate[0], found.high[0]) == (1, 1)
    assert found.low[0] == pytest.approx(0.025 ** (1 / 5))
    found = bootstrap.rates(np.zeros((5, 1)), ones)
    assert (found.rate[0], found.low[0]) == (0, 0)
    assert found.high[0] == pytest.approx(1 - 0.025 ** (1 / 5))


def test_one_program_has_a_rate_and_no_interval_and_nothing_has_neither() -> None:
    whole = np.array([[2.0, 0.0], [0.0, 0.0]])
    found = bootstrap.rates(whole / 2, whole)
    assert found.rate[0] == 0.5
    assert np.isnan([found.low[0], found.high[0], found.rate[1], found.low[1]]).all()
    assert list(found.clusters) == [1, 0]


def test_no_cluster_at_all() -> None:
    found = bootstrap.rates(np.zeros((0, 2)), np.zeros((0, 2)))
    assert np.isnan(found.rate).all()
    assert np.isnan(found.low).all()


def test_a_difference_is_drawn_together() -> None:
    generator = np.random.default_rng(2)
    whole = np.full((60, 1), 20.0)
    hard = generator.beta(2, 2, 60)[:, None]
    one = np.round(20 * hard)
    other = np.maximum(one - 2, 0)  # two fewer right in every program: no doubt about the difference
    found = bootstrap.differences(one, whole, other, whole)
    assert found.rate[0] == pytest.approx(0.1, abs=0.01)
    assert found.high[0] - found.low[0] < 0.02
    apart = bootstrap.rates(one, whole)
    assert apart.high[0] - apart.low[0] > 0.08


def test_programs_are_dealt_into_groups_where_there_are_many() -> None:
    place, n = bootstrap.clusters([f"{k:032x}" for k in range(2_500)])
    assert n == bootstrap.MOST
    assert set(np.bincount(place)) == {2, 3}
    few, n = bootstrap.clusters(["b", "a", "c"])
    assert (list(few), n) == ([1, 0, 2], 3)
