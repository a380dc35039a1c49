"""Predictions get other rows in their place: readers see the old ones or the new ones, never both, never neither."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pyarrow as pa
import pytest
from tests.lake.conftest import SMALL, content, fill, make_id
from tests.lake.predicting import make_prediction, make_said, predict, predicted_counts, prediction_id, said_of

from tracewalk.errors import ReadOnlyLake, UsageError
from tracewalk.lake import (
    Lake,
    as_prediction,
    check,
    compact,
    read_predictions,
    rebuild,
    remove_predictions,
    replace_predictions,
)
from tracewalk.model import Prediction


def rescored(lake: Lake, verdict: str, more: int = 0) -> Iterator[tuple[Prediction, pa.Table]]:
    """All predictions with another verdict on each step, and `more` steps."""
    for row, steps in read_predictions(lake):
        old = as_prediction(row)
        said = make_said(steps.num_rows + more, verdict)
        yield replace(old, diff_version=old.diff_version + 1, verdict=replace(old.verdict, ended=verdict)), said


def verdicts(lake: Lake) -> set[tuple[object, ...]]:
    """What the whole predictions say beside what their steps say, of one version."""
    told = (
        "SELECT DISTINCT ended, verdict, diff_version FROM predictions "
        "FULL JOIN (SELECT DISTINCT prediction_id, verdict FROM predicted_steps) USING (prediction_id)"
    )
    return set(lake.cursor().sql(told).fetchall())


def test_other_rows_come_in_the_place_of_the_old(lake: Lake) -> None:
    fill(lake, range(60))
    predict(lake, range(30))
    predict(lake, range(30, 60))
    before = content(lake)
    assert replace_predictions(lake, rescored(lake, "state", more=3)) == 60
    assert verdicts(lake) == {("state", "state", 2)}
    rows = sum(said_of(n) + 3 for n in range(60))
    assert predicted_counts(lake) == (60, 60, rows, rows, rows)
    for n in range(60):
        assert lake.prediction(prediction_id(n))["trace_id"] == make_id(n)
        assert lake.predicted_steps(prediction_id(n)).to_pylist() == make_said(said_of(n) + 3, "state").to_pylist()
        assert len(lake.predictions_of(make_id(n))) == 1
    assert {name: rows for name, rows in content(lake).items() if not name.startswith("predict")} == {
        name: rows for name, rows in before.items() if not name.startswith("predict")
    }
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after
    compact(lake)
    assert content(lake) == after


def test_some_are_replaced_and_the_others_stay(lake: Lake) -> None:
    fill(lake, range(40))
    predict(lake, range(20))
    predict(lake, range(20, 40))
    given = [(make_prediction(n, tail="new"), make_said(0 if n == 3 else 90, "action")) for n in (3, 21, 39, 21)]
    assert replace_predictions(lake, given) == 4
    tails = {row["trace_id"]: row["tail"] for row in content(lake)["predictions"]}
    assert {make_id(n) for n in (3, 21, 39)} == {trace for trace, tail in tails.items() if tail == "new"}
    assert lake.predicted_steps(prediction_id(3)).num_rows == 0
    assert lake.predicted_steps(prediction_id(21))["verdict"].to_pylist() == ["action"] * 90
    for n in {*range(40)} - {3, 21, 39}:
        assert lake.predicted_steps(prediction_id(n)).to_pylist() == make_said(said_of(n)).to_pylist()
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after


def test_each_full_shard_is_a_publication_of_its_own(lake: Lake) -> None:
    fill(lake, range(60))
    predict(lake, range(60))
    version = lake.version
    assert replace_predictions(lake, rescored(lake, "value", more=30)) == 60
    assert lake.version >= version + 2
    assert verdicts(lake) == {("value", "value", 2)}
    assert check(lake) == []


def test_what_was_given_before_an_exception_is_replaced(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(10))

    def interrupted() -> Iterator[tuple[Prediction, pa.Table]]:
        yield make_prediction(0, tail="new"), make_said(5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_predictions(lake, interrupted())
    assert lake.prediction(prediction_id(0))["tail"] == "new"
    assert predicted_counts(lake)[0] == 10
    assert check(lake) == []


def test_what_is_not_there_or_does_not_fit_is_refused(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(5))
    before = content(lake)
    for given, complaint in (
        ((make_prediction(7), make_said(3)), "so none to replace"),
        ((make_prediction(1), make_said(3).drop_columns(["raw"])), "raw: missing"),
        ((make_prediction(1, tail="\ud83d"), make_said(3)), "tail cannot be"),
    ):
        with pytest.raises(UsageError, match=complaint):
            replace_predictions(lake, [given])
    assert replace_predictions(lake, []) == 0
    assert content(lake) == before
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        replace_predictions(reader, [])


def test_one_removed_meanwhile_does_not_come_back(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(10))

    def meanwhile() -> Iterator[tuple[Prediction, pa.Table]]:
        yield make_prediction(4), make_said(5)
        yield make_prediction(5), make_said(6)
        remove_predictions(lake, ids=[prediction_id(4)])
        compact(lake)

    assert replace_predictions(lake, meanwhile()) == 1
    assert not lake.has_prediction(prediction_id(4))
    assert lake.predicted_steps(prediction_id(5)).num_rows == 6
    assert predicted_counts(lake)[0] == 9
    assert check(lake) == []


def test_readers_see_the_old_or_the_new_while_others_replace_and_compact(lake: Lake) -> None:
    fill(lake, range(40))
    predict(lake, range(40))
    over = Event()
    with ThreadPoolExecutor(2) as threads, Lake.open(lake.path, settings=SMALL) as shared:
        readers = [threads.submit(read_until, over, shared) for _ in range(2)]
        try:
            for k in range(8):
                replace_predictions(lake, rescored(lake, f"verdict {k}", more=k % 3 - 1))
                if k % 3 == 2:
                    compact(lake)
        finally:
            over.set()
        assert all(reader.result() > 0 for reader in readers)
    assert verdicts(lake) == {("verdict 7", "verdict 7", 9)}
    assert check(lake) == []


def read_until(over: Event, lake: Lake) -> int:
    """Asks by view and by id until it is over. Returns how often."""
    times = 0
    while not over.is_set():
        found = predicted_counts(lake)
        assert found[:2] == (40, 40)
        assert found[2] == found[3] == found[4]
        for ended, said, _ in verdicts(lake):
            assert (ended, said) == ("finished", "correct") or ended == said
        assert lake.predicted_steps(prediction_id(times % 40)).num_rows >= 1
        assert len(lake.predictions_of(make_id(times % 40))) == 1
        times += 1
    return times
