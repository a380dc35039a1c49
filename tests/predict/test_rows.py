"""Judged steps as rows: of the lake's schema, their changes folding to the predicted states."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.predict.asking import put
from tests.predict.oracle import Oracle, Server

from tracewalk.cwm import render_step
from tracewalk.lake import Lake
from tracewalk.model import PREDICTED_STEPS
from tracewalk.predict import Draft, Part, Subject, judged, subject


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


def rows_of(about: Subject, draft: Draft, mode: str = "full") -> pa.Table:
    return judged(about, draft, mode).rows("0" * 32)


def test_an_empty_prediction_has_a_row_for_each_true_step(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["loop"])
    rows = rows_of(about, Draft(at=1))
    assert rows.schema.equals(PREDICTED_STEPS)
    assert set(rows["verdict"].to_pylist()) == {"missing"}
    assert rows["truth"].to_pylist() == [step.step for step in about.cwm.steps[1:]]
    assert rows["event"].null_count == rows["raw"].null_count == len(rows)
    assert rows["changes"].to_pylist() == [[]] * len(rows)
    assert len(rows_of(about, Draft(), "step")) == 0


@pytest.mark.parametrize("mode", ["full", "action"])
def test_changes_fold_to_the_predicted_states(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["helper"])
    oracle = Oracle([about.cwm])
    oracle.known[0].believe(6, "b", "[1, {'a': 2.5}]")
    answer = put(lake, Server(oracle.after, oracle=oracle), ids["helper"], mode)
    frames: dict[int, dict[str, str]] = {}
    seen = 0
    for frame, event, changes, truth in answer.steps("frame_id", "event", "changes", "truth"):
        state = frames.setdefault(frame, {})
        state |= {change["name"]: change["value"] for change in changes if change["value"] is not None}
        if event in ("call", "line"):
            assert state == oracle.known[0].steps[truth].state
            seen += 1
    assert seen > 8
    types = {(change["name"], change["type"]) for changes in answer.steps("changes") for change in changes}
    assert types == {("n", "int"), ("a", "int"), ("b", "list"), ("b", "int"), ("t", "int")}


def test_in_mode_step_changes_are_those_of_the_true_state(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["straight"])
    oracle = Oracle([about.cwm])
    oracle.known[0].believe(4, "b", "9")
    answer = put(lake, Server(oracle.after, oracle=oracle), ids["straight"], "step")
    changes = {truth: {c["name"]: c["value"] for c in found} for truth, found in answer.steps("truth", "changes")}
    assert changes[4] == {"b": "9"}
    assert changes[5] == {"c": "8"}
    assert about.cwm.steps[5].state is not None


def test_a_name_that_is_left_out_is_unbound(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["straight"])
    texts = [render_step(step) for step in about.cwm.steps[1:]]
    texts[4] = texts[4].replace('"b": "..", ', "")
    draft = Draft([Part(1, "".join(texts), over=True)], 1)
    draft.end("eos")
    gone = [c for c in rows_of(about, draft)["changes"].to_pylist()[4] if c["name"] == "b"]
    assert gone == [{"name": "b", "value": None, "type": None, "size": 0, "cut": False}]
