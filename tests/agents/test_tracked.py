"""Files of which a run shows only parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.agents.conftest import applied

from tracewalk.agents.tracked import MOST_LINES, Tracked
from tracewalk.agents.unified import rendered

TEXTS = st.text(alphabet="ab\n", max_size=30)


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_replacing_is_what_it_is_for_texts(text: str, old: str, new: str) -> None:
    tracked = Tracked(text)
    found = tracked.replaced(old, new)
    assert (found is not None) == (text.count(old) == 1)
    if found:
        tracked.splice([found[0]], found[1])
        assert tracked.text() == text.replace(old, new)


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_replacing_everywhere_too(text: str, old: str, new: str) -> None:
    tracked = Tracked(text)
    after = text.replace(old, new)
    splices = tracked.replaced_everywhere(old, new)
    if after.endswith("\n") == text.endswith("\n"):
        tracked.splice(splices)
        assert tracked.text() == after


@given(TEXTS.filter(bool), st.lists(TEXTS, max_size=4))
def test_the_net_is_the_sum(text: str, rewrites: list[str]) -> None:
    tracked = Tracked(text)
    for one in rewrites:
        tracked.splice(*tracked.rewrite(one))
        assert tracked.text() == one
    if rewrites and rewrites[-1]:
        assert applied(text, rendered(tracked.net())) == rewrites[-1]


def test_a_stretch_keeps_its_numbers_through_edits_above() -> None:
    tracked = Tracked()
    assert tracked.see(99, ["x", "y", "z"])
    assert tracked.see(9, ["a", "b"])
    tracked.splice([(9, 10, ["A", "A2", "A3"])])
    assert [tracked.line(at) for at in (9, 11, 12, 101, 103, 104)] == ["A", "A3", "b", "x", "z", None]
    assert rendered(tracked.net()) == "@@ -10,2 +10,4 @@\n-a\n+A\n+A2\n+A3\n b\n"


def test_lines_that_are_not_known_cannot_be_told_to_go() -> None:
    tracked = Tracked()
    tracked.see(4, ["e"])
    assert tracked.hunks([(2, 3, [])]) is None
    assert rendered(tracked.hunks([(2, 2, ["new"])]) or []) == "@@ -2,0 +3 @@\n+new\n"


def test_what_contradicts_is_refused() -> None:
    tracked = Tracked("a\nb\n")
    assert not tracked.see(0, ["x"])
    assert not tracked.see(1, ["b", "c"])
    assert tracked.text() == "a\nb\n"


def test_states_come_back() -> None:
    tracked = Tracked()
    tracked.see(0, ["a", "b", "c"])
    state = tracked.state()
    tracked.splice([(1, 2, ["B", "B2"])])
    assert rendered(tracked.restore(state) or []) == "@@ -1,4 +1,3 @@\n a\n-B\n-B2\n+b\n c\n"
    assert tracked.net() == []


def test_numbers_beyond_all_files_are_passed_over() -> None:
    tracked = Tracked()
    assert not tracked.see(MOST_LINES, ["x"])
    assert not tracked.reach(10**12)
    assert tracked.now == []
