"""Choosing traces: every filter alone and together, a stable order, and what a slip is told."""

from __future__ import annotations

import pytest
from tests.lake.conftest import batch, make_id, make_steps, make_trace

from tracewalk.errors import NotFound, UsageError
from tracewalk.lake import Lake, choose, chosen
from tracewalk.model import Item


@pytest.fixture
def chooser(lake: Lake) -> Lake:
    """Ten traces of 3 to 12 steps; even ones in `a` (split by fours, tagged), 0 to 2 also in `b`, 9 in none."""
    with lake.writer() as writer:
        for n in range(10):
            trace_id = make_id(n)
            writer.add_steps(batch(make_steps(trace_id, 3 + n)))
            writer.add_trace(make_trace(trace_id, 3 + n, name=f"t{n}"))
            if n % 2 == 0:
                writer.add_item(Item("a", str(n), trace_id, split="fours" if n % 4 == 0 else "rest", tags=("even",)))
            if n < 3:
                writer.add_item(Item("b", str(n), trace_id, split="rest", matches_expected=n == 1))
    return lake


def ids(*numbers: int) -> list[str]:
    return sorted(make_id(n) for n in numbers)


def test_all_traces_come_once_in_the_order_of_their_ids(chooser: Lake) -> None:
    assert choose(chooser) == ids(*range(10))
    assert chosen(chooser).to_pylist() == choose(chooser)


def test_a_larger_limit_adds_to_a_smaller_one(chooser: Lake) -> None:
    assert [choose(chooser, limit=n) for n in (1, 4, 99)] == [ids(*range(10))[:n] for n in (1, 4, 99)]


def test_each_filter_holds_alone_and_with_others(chooser: Lake) -> None:
    assert choose(chooser, dataset="a") == ids(0, 2, 4, 6, 8)
    assert choose(chooser, split="rest") == ids(0, 1, 2, 6)
    assert choose(chooser, dataset="a", split="rest") == ids(2, 6)  # 0 is `rest` in b only
    assert choose(chooser, tag="even", where="n_steps > 8") == ids(6, 8)
    assert choose(chooser, where="dataset IS NULL") == ids(3, 5, 7, 9)
    assert choose(chooser, where="matches_expected -- as the item says") == ids(1)
    assert choose(chooser, dataset="b", where="n_steps > 99") == []


@pytest.mark.parametrize(("kind", "known"), [("dataset", "'a', 'b'"), ("split", "'fours', 'rest'"), ("tag", "'even'")])
def test_a_name_that_nothing_has_is_told_with_those_there_are(chooser: Lake, kind: str, known: str) -> None:
    with pytest.raises(NotFound) as told:
        choose(chooser, **{kind: "zebra"})  # type: ignore[arg-type]
    assert f"no {kind} 'zebra'" in str(told.value)
    assert known in str(told.value)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("steps > 3", 'Referenced column "steps" not found'),
        ("n_steps >", 'syntax error at or near ">"'),
        ("/* in half", 'unterminated /* comment at or near "/* in half'),
        ("true ORDER BY name", 'syntax error at or near "ORDER"'),
        ("name::INTEGER > 3", "Could not convert string 't"),
        ("true; DROP VIEW traces", "more than one statement"),
        ("true); DROP VIEW traces; SELECT (1", 'syntax error at or near ")"'),
        ("n_steps > $n", "parameters: n"),
        (" ", "it is empty"),
    ],
)
def test_a_faulty_condition_is_told_in_duckdbs_words_with_the_columns(chooser: Lake, where: str, words: str) -> None:
    with pytest.raises(UsageError) as told:
        choose(chooser, where=where)
    assert words in str(told.value)
    assert "LIMIT" not in str(told.value), "the rest of our own query"
    assert "Columns: trace_id, name," in str(told.value)
    assert "task_id" in str(told.value)
    assert len(choose(chooser)) == 10


def test_a_limit_below_one_is_refused(chooser: Lake) -> None:
    with pytest.raises(UsageError, match="at least 1, not 0"):
        choose(chooser, limit=0)
