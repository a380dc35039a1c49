"""Judged steps as JSON columns, and the verdict in words, from predictions that were read and judged for real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.said import another_line, garbled, say, silent, twice, with_value, without

from tracewalk.lake import Lake
from tracewalk.web.api import routes
from tracewalk.web.predicted import predicted_columns


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    """The API of the sample lake."""
    with TestClient(Starlette(routes=routes(""))) as made:
        yield made


@pytest.fixture
def merge(ids: dict[str, str]) -> str:
    return ids["merge_sort.sort"]


def windows(lake: Lake, prediction_id: str, trace_id: str, size: int) -> list[dict[str, Any]]:
    trace, rows = lake.trace(trace_id), lake.predicted_steps(prediction_id)
    n = trace.n_steps
    return [predicted_columns(rows, trace.files, a, a + size if a + size < n else None) for a in range(0, n, size)]


def plain(columns: dict[str, Any], row: int) -> dict[str, Any]:
    """One row with its texts."""
    strings, names, out = columns["strings"], columns["names"], {}
    for name in ("source", "value", "raw", "fault", "rule"):
        at = columns[name][row]
        out[name] = None if at < 0 else strings[at]
    differs = columns["differs"]
    out["differs"] = [
        (names[n], None if v < 0 else strings[v], columns["differences"][d])
        for r, n, v, d in zip(*(differs[k] for k in ("row", "name", "value", "verdict")), strict=True)
        if r == row
    ]
    tokens = columns["tokens"]
    first = sum(tokens["count"][:row])
    out["tokens"] = [strings[t] for t in tokens["text"][first : first + tokens["count"][row]]]
    for name in ("truth", "position", "cause", "because", "line", "anchor"):
        out[name] = columns[name][row]
    return out | {"verdict": columns["verdicts"][columns["verdict"][row]]}


def test_columns_are_the_rows(lake: Lake, merge: str) -> None:
    prediction_id = say(lake, merge, with_value(24, "merged", "[1, 1]"), another_line(31, "    pass"), garbled(33))
    columns = predicted_columns(lake.predicted_steps(prediction_id), lake.trace(merge).files)
    json.dumps(columns, allow_nan=False)
    for number, row in enumerate(lake.predicted_steps(prediction_id).to_pylist()):
        said = plain(columns, number)
        assert {k: said[k] for k in ("source", "value", "raw", "fault", "rule", "verdict")} == {
            k: row[k] for k in ("source", "value", "raw", "fault", "rule", "verdict")
        }
        assert said["differs"] == [(d["name"], d["value"], d["verdict"]) for d in row["differs"] or []]
        assert said["tokens"] == list(row["token_texts"] or [])
        assert said["truth"] == (-1 if row["truth"] is None else row["truth"])
        assert said["cause"] == (-1 if row["cause"] is None else row["cause"])


@pytest.mark.parametrize("size", [1, 5, 36, 37, 200])
def test_windows_hold_every_row_once_and_in_order(lake: Lake, merge: str, size: int) -> None:
    prediction_id = say(lake, merge, twice(22, 24), without(31, 33), with_value(13, "items", "[9]"))
    whole = predicted_columns(lake.predicted_steps(prediction_id), lake.trace(merge).files)
    parts = windows(lake, prediction_id, merge, size)
    assert [part["first"] for part in parts] == [sum(len(p["truth"]) for p in parts[:i]) for i in range(len(parts))]
    rows = [plain(part, i) for part in parts for i in range(len(part["truth"]))]
    assert rows == [plain(whole, i) for i in range(len(whole["truth"]))]
    for part in parts:
        assert all(part["from"] <= step < part["from"] + size for step in part["truth"] if step >= 0)


def test_an_extra_row_stands_after_the_true_step_before_it(lake: Lake, merge: str) -> None:
    prediction_id = say(lake, merge, twice(22, 24))
    columns = predicted_columns(lake.predicted_steps(prediction_id), lake.trace(merge).files)
    extra = [plain(columns, i) for i, v in enumerate(columns["verdict"]) if columns["verdicts"][v] == "extra"]
    assert [row["anchor"] for row in extra] == [24, 24, 24]
    assert [row["line"] for row in extra] == [11, 12, 10]
    assert extra[1]["because"] == 24


TOLD = {
    "exact": ((), ["Right for all 37 steps."], None),
    "value": (
        (with_value(24, "merged", "[1, 1]"),),
        [
            "Right for the first 24 of 37 steps.",
            "First error: state, variable merged (list): one element too many at [1]: 1; iteration 2 of line 10.",
        ],
        24,
    ),
    "skipped": (
        (without(22, 25),),
        ["Right for the first 22 of 37 steps.", "First error: 4 steps are missing; line 11."],
        22,
    ),
    "twice": (
        (twice(22, 24),),
        [
            "Right for the first 25 of 37 steps.",
            "First error: 3 steps too many, `smaller = left if left[0] <= right[0] else right`; line 11.",
        ],
        24,
    ),
    "garbled": (
        (garbled(18),),
        ["Right for the first 18 of 37 steps.", "First error: malformed text: no <|action_sep|>; line 6."],
        18,
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_verdict_in_words(lake: Lake, merge: str, client: TestClient, case: str) -> None:
    changes, sentences, first = TOLD[case]
    prediction_id = say(lake, merge, *changes)
    answer = client.get(f"/api/predictions/{prediction_id}").json()
    assert (answer["sentences"], answer["first"]) == (sentences, first)
    assert answer["sentence"] == " ".join(sentences)
    assert answer["prediction"]["trace_id"] == merge


def test_a_prediction_cut_by_its_budget_and_one_in_single_steps(lake: Lake, merge: str, client: TestClient) -> None:
    cut, steps = say(lake, merge, chars=900), say(lake, merge, with_value(24, "merged", "[2]"), mode="step", every=3)
    told = client.get(f"/api/predictions/{cut}").json()
    assert told["sentences"] == ["Right for the first 10 of 37 steps.", "First error: 27 steps are missing; line 7."]
    told = client.get(f"/api/predictions/{steps}").json()["sentences"]
    assert told[0] == "Right for 12 of 13 steps asked one by one."


@pytest.mark.parametrize("stopped_by", ["does_not_fit", "unsupported", "eos", "failed", "cancelled"])
def test_a_prediction_of_nothing_says_so(lake: Lake, merge: str, client: TestClient, stopped_by: str) -> None:
    prediction_id = silent(lake, merge, stopped_by, "why it is so")
    answer = client.get(f"/api/predictions/{prediction_id}").json()
    assert len(answer["sentences"]) == 1
    assert answer["first"] is None
    assert answer["prediction"]["error"] == "why it is so"
    assert client.get(f"/api/predictions/{prediction_id}/steps").status_code == 200


def test_the_predictions_of_a_trace_come_without_long_texts(lake: Lake, merge: str, client: TestClient) -> None:
    ids = {say(lake, merge), say(lake, merge, garbled(8)), silent(lake, merge, "failed", "x" * 5000)}
    listed = client.get(f"/api/traces/{merge}/predictions").json()["predictions"]
    assert {row["prediction_id"] for row in listed} >= ids
    assert {row["trace_id"] for row in listed} == {merge}
    assert all("tail" not in row and "output" not in row and len(row["error"] or "") <= 300 for row in listed)


@pytest.mark.parametrize("call", ["/api/traces", "/api/trajectories", "/api/results"])
def test_a_misspelt_filter_is_not_answered_with_everything(call: str, client: TestClient) -> None:
    assert client.get(call, params={"v": "1", "model": "m"}).status_code == 200
    answer = client.get(call, params={"modle": "m"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("'modle' is no filter of this call; there are: ")
    assert "model" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/predictions/" + "0" * 32, 404, "no prediction"),
        ("/api/predictions/<script>/steps", 404, "no prediction"),
        ("/api/traces/" + "0" * 32 + "/predictions", 404, "no trace"),
        ("/api/compare?trace=MERGE", 400, "other=... is missing"),
        ("/api/compare?other=MERGE", 400, "trace=... is missing"),
        ("/api/compare?trace=MERGE&other=" + "0" * 32, 404, "no trace"),
        ("/api/compare?trace=MERGE&other=MERGE&from=99", 400, "its steps are 0 to 36"),
    ],
)
def test_wrong_calls_are_answered_in_one_shape(
    client: TestClient, merge: str, path: str, status: int, says: str
) -> None:
    answer = client.get(path.replace("MERGE", merge))
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_two_traces_are_judged_as_if_one_were_said_of_the_other(client: TestClient, ids: dict[str, str]) -> None:
    merge, other = ids["merge_sort.sort"], ids["insertion_sort.sort"]
    same = client.get("/api/compare", params={"trace": merge, "other": merge}).json()
    assert same["verdict"]["exact"]
    assert same["sentences"] == ["The same in all 37 steps."]
    assert same["first"] is None
    differs = client.get("/api/compare", params={"trace": merge, "other": other}).json()
    assert differs["sentences"][0] == "Different from the first step on."
    assert differs["first"] == 0
    kinds = {differs["steps"]["verdicts"][v] for v in differs["steps"]["verdict"]}
    assert "action" in kinds
    part = client.get("/api/compare", params={"trace": merge, "other": other, "from": 10, "to": 12}).json()
    assert {step for step in part["steps"]["truth"] if step >= 0} <= {10, 11}


def test_hostile_text_is_data(lake: Lake, merge: str, client: TestClient) -> None:
    value = repr("</script><img src=x onerror=alert(1)>\u202e" + "A" * 50_000)
    prediction_id = say(lake, merge, with_value(3, "middle", value), another_line(9, "</td>\ud83c" + "B" * 3000))
    answer = client.get(f"/api/predictions/{prediction_id}").json()
    assert max(map(len, answer["sentences"])) < 400
    columns = client.get(f"/api/predictions/{prediction_id}/steps").json()
    assert value in columns["strings"]
