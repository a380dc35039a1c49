"""The survival curve: a table worked by hand, textbook values, and the plainest implementation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.web.accuracy.survival import at_risk, kaplan_meier, median

# Freireich et al. 1963: weeks of remission of 21 patients given 6-MP; 0: censored. The textbook example.
LEUKEMIA = [
    (6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0),
    (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
]  # fmt: skip
# By hand: S is the product of 1 - d/n; the variance of log S sums d / (n (n - d)).
BY_HAND = {
    6: (21, 3, 18 / 21, 3 / (21 * 18)),
    7: (17, 1, 18 / 21 * 16 / 17, 3 / (21 * 18) + 1 / (17 * 16)),
    10: (15, 1, 18 / 21 * 16 / 17 * 14 / 15, 3 / (21 * 18) + 1 / (17 * 16) + 1 / (15 * 14)),
}
# As printed by R's survfit(conf.type = "log-log") and in textbooks.
PRINTED = {6: (0.620, 0.952), 7: (0.563, 0.923), 10: (0.503, 0.889), 13: (0.432, 0.849), 22: (0.268, 0.747)}


def curve(data):
    time, failed = (np.array(column) for column in zip(*data, strict=True))
    return kaplan_meier(time, failed == 1, (failed == 0) & (time % 2 == 0))  # the others were cut off


def test_the_textbook_data_by_hand() -> None:
    found = curve(LEUKEMIA)
    at = {int(time): k for k, time in enumerate(found.time)}
    for time, (risk, failed, survival, variance) in BY_HAND.items():
        k = at[time]
        assert (found.at_risk[k], found.failed[k]) == (risk, failed)
        assert found.survival[k] == pytest.approx(survival)
        width = 1.959964 * math.sqrt(variance) / abs(math.log(survival))
        assert found.low[k] == pytest.approx(survival ** math.exp(width), rel=1e-6)
        assert found.high[k] == pytest.approx(survival ** math.exp(-width), rel=1e-6)
    assert found.survival[at[23]] == pytest.approx(0.4482, abs=5e-5)
    assert found.survival[at[35]] == found.survival[at[23]]
    assert median(found) == 23


@pytest.mark.parametrize("time", PRINTED)
def test_the_band_is_the_printed_one(time: int) -> None:
    found = curve(LEUKEMIA)
    k = list(found.time).index(time)
    assert (found.low[k], found.high[k]) == pytest.approx(PRINTED[time], abs=5e-4)


def test_before_a_failure_it_is_certain_and_after_the_last_undefined() -> None:
    found = curve([(2, 0), (3, 1), (5, 1)])
    assert list(found.survival) == [1, 0.5, 0]
    assert (found.low[0], found.high[0]) == (1, 1)
    assert np.isnan(found.low[2])
    assert np.isnan(found.high[2])
    assert median(found) == 3


def test_nobody_fails() -> None:
    found = curve([(4, 0), (1, 0)])
    assert list(found.survival) == [1, 1]
    assert median(found) is None


people = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


@settings(deadline=None)
@given(people)
def test_it_is_what_the_plainest_implementation_gives(data) -> None:
    found = curve(data)
    survival = 1.0
    for k, time in enumerate(sorted({time for time, _ in data})):
        there = sum(other >= time for other, _ in data)
        fail = sum(other == time and failed for other, failed in data)
        survival *= 1 - fail / there
        assert (found.time[k], found.at_risk[k], found.failed[k]) == (time, there, fail)
        censored = sum(other == time and not failed for other, failed in data)
        assert (found.finished[k], found.cut[k]) == ((0, censored) if time % 2 else (censored, 0))
        assert found.survival[k] == pytest.approx(survival)
        if not np.isnan(found.low[k]):
            assert 0 <= found.low[k] <= found.survival[k] <= found.high[k] <= 1


@settings(deadline=None)
@given(people, st.lists(st.integers(0, 15), min_size=1))
def test_at_risk_counts_who_came_so_far(data, ticks) -> None:
    assert list(at_risk(curve(data), ticks)) == [sum(time >= tick for time, _ in data) for tick in ticks]
