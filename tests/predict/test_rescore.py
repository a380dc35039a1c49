"""Judging again: those of an older diff or all, from the raw text; nothing else of a prediction changes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.predict.asking import batch
from tests.predict.oracle import Oracle, Server
from tests.predict.test_command import run_app
from tests.predict.test_import import taken

from tracewalk.errors import ReadOnlyLake
from tracewalk.lake import Lake, as_prediction, replace_predictions
from tracewalk.model import DIFF_VERSION
from tracewalk.predict import Ask, rescore, subject

MODES = ("full", "step", "action", "return", "score")


@pytest.fixture
def filled_lake(lake: Lake, ids: dict[str, str], tmp_path: Path) -> Lake:
    """A liar's predictions in every mode, and imported ones."""
    oracle = Oracle([subject(lake, ids[name]).cwm for name in ("straight", "loop")])
    oracle.known[0].believe(4, "b", "9")
    for mode in MODES:
        batch(lake, Server(oracle.after, oracle=oracle), [ids["straight"], ids["loop"]], Ask(mode))
    taken(
        lake, tmp_path, {"task_id": "loop", "text": "6"}, {"task_id": "helper", "text": "<|line_sep|>{}<|frame_sep|>"}
    )
    return lake


def rows(lake: Lake) -> dict[str, dict[str, Any]]:
    ids = lake.query("predict/rescored", {"version": 0, "everything": True})["prediction_id"].to_pylist()
    return {prediction_id: lake.prediction(prediction_id) for prediction_id in ids}


def test_only_those_of_an_older_diff(filled_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rescore(filled_lake).predictions == 0
    before = rows(filled_lake)
    monkeypatch.setattr(sys.modules["tracewalk.predict.rescore"], "DIFF_VERSION", DIFF_VERSION + 1)
    told: list[tuple[int, int]] = []
    done = rescore(filled_lake, progress=lambda n, total, _: told.append((n, total)))
    assert (done.predictions, done.changed, done.left, told[-1]) == (10, 0, 2, (12, 12))
    after = rows(filled_lake)
    assert {row["diff_version"] for row in after.values() if row["mode"] != "score"} == {DIFF_VERSION + 1}
    plain = {"diff_version": 0}
    assert {found: row | plain for found, row in after.items()} == {found: row | plain for found, row in before.items()}
    assert (rescore(filled_lake).predictions, rescore(filled_lake).left) == (0, 2)


def test_a_verdict_that_was_another_is_told_and_put_right(filled_lake: Lake) -> None:
    before = rows(filled_lake)
    wrong = next(row for row in before.values() if row["mode"] == "step" and not row["exact"])
    prediction = as_prediction(wrong)
    spoilt = replace(prediction, verdict=replace(prediction.verdict, exact=True, n_state=0))
    steps = filled_lake.predicted_steps(prediction.prediction_id)
    replace_predictions(filled_lake, [(spoilt, steps)])
    assert filled_lake.prediction(prediction.prediction_id)["exact"]
    assert rescore(filled_lake, everything=True).changed == 1
    assert rows(filled_lake) == before
    assert filled_lake.predicted_steps(prediction.prediction_id).equals(steps)


def test_a_lake_that_can_only_be_read(filled_lake: Lake) -> None:
    with Lake.open(filled_lake.path) as reading, pytest.raises(ReadOnlyLake):
        rescore(reading)


def test_the_command(filled_lake: Lake) -> None:
    assert run_app(filled_lake, "rescore", "--all") == (0, "10 predictions judged again, 0 with another verdict\n")
    assert run_app(filled_lake, "rescore") == (0, "0 predictions judged again, 0 with another verdict\n")
