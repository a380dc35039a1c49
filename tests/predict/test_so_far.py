"""A prediction is judged while it grows: beside the truth as far as it has come, whatever it left out or said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tracewalk.cwm import render_step
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Draft, Part, Subject, first_index, judged, judged_so_far, subject


@pytest.fixture
def about(samples: Lake) -> Callable[[str], Subject]:
    ids = dict(samples.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
    return lambda name: subject(samples, ids[name])


def grown(about: Subject, frames: list[str], n: int, more: str = "") -> Counter[str]:
    first = first_index(about, Ask())
    found = judged_so_far(about, Draft([Part(first, "".join(frames[:n]) + more)], first), "full")
    assert found.said.tail == more
    return Counter(step.verdict for step in found.steps)


def frames_of(about: Subject) -> list[str]:
    return [render_step(step) for step in about.cwm.steps[first_index(about, Ask()) :]]


def test_what_is_right_so_far_has_nothing_missing(about: Callable[[str], Subject]) -> None:
    for name in ("sieve.primes", "merge_sort.sort", "listening_generator.main"):
        frames = frames_of(about(name))
        for n in range(0, len(frames) + 1, 3):
            assert grown(about(name), frames, n, "<|line_sep|>{") == Counter(correct=n)


@pytest.mark.parametrize(
    ("name", "start", "stop"), [("sieve.primes", 12, 15), ("hailstone.flight", 10, 14), ("merge_sort.sort", 8, 16)]
)
def test_after_a_skip_the_steps_that_follow_are_found_again(
    name: str, start: int, stop: int, about: Callable[[str], Subject]
) -> None:
    frames = frames_of(about(name))
    del frames[start:stop]
    whole = judged(about(name), Draft([Part(1, "".join(frames))], 1, stopped_by="eos"), "full")
    last = Counter(step.verdict for step in whole.steps)
    for n in range(stop + 8, len(frames)):
        assert grown(about(name), frames, n) == last - Counter(correct=len(frames) - n)


def test_after_steps_too_many_too(about: Callable[[str], Subject]) -> None:
    frames = frames_of(about("sieve.primes"))
    frames[12:12] = frames[9:12]
    for n in range(22, len(frames)):
        assert grown(about("sieve.primes"), frames, n) == Counter(correct=n - 3, extra=3)


def test_other_modes_go_by_position(samples: Lake, about: Callable[[str], Subject]) -> None:
    merge = about("merge_sort.sort")
    frames = frames_of(merge)
    parts = [Part(at, text, over=True) for at, text in enumerate(frames[:10], 1)]
    for mode in ("step", "action"):
        found = judged_so_far(merge, Draft([*parts, Part(11, "<|line")], 1), mode)
        assert [step.verdict for step in found.steps] == ["correct"] * 10
        assert found.verdict.n_true <= 10
