"""The API of benchmark results."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.web.results.conftest import THOUGHT

from tracewalk.lake import Lake
from tracewalk.web.api import routes


@pytest.fixture
def client(lake: Lake) -> TestClient:
    return TestClient(Starlette(routes=routes("")))


def test_scores_stand_beside_published_ones(client: TestClient) -> None:
    scores = client.get("/api/results?suite=cruxeval-output").json()["scores"]
    assert {row["model"]: row["score"] for row in scores if row["kind"] == "counted"} == {
        "thinker": 1.0,
        "guesser": 0.5,
    }
    published = [row for row in scores if row["kind"] == "published"]
    assert {"arXiv 2510.02387, Table 8 (CruxEval-O)"} == {row["source"] for row in published}
    assert {row["low"] for row in published} == {None}
    assert client.get("/api/results?suite=none").json() == {"scores": []}


def test_tasks_lead_to_what_the_lake_has(client: TestClient, lake: Lake) -> None:
    body = client.get("/api/results/tasks?suite=cruxeval-output").json()
    assert (body["total"], body["next"]) == (2, None)
    first, second = body["tasks"]
    (trace,) = [row[0] for row in lake.cursor().sql("SELECT trace_id FROM traces").fetchall()]
    assert [(run["model"], run["score"], run["trace_id"]) for run in first["runs"]] == [
        ("guesser", 0.0, trace),
        ("thinker", 1.0, trace),
    ]
    assert second["runs"][0]["trace_id"] is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("outcome=differs", ["sample_0"]),
        ("outcome=passed", ["sample_1"]),
        ("outcome=failed&model=guesser", ["sample_0"]),
        ("text=E_1", ["sample_1"]),
        ("model=thinker", ["sample_0"]),
        ("after=sample_0", ["sample_1"]),
        ("text=none", []),
    ],
)
def test_tasks_can_be_narrowed(filters: str, found: list[str], client: TestClient) -> None:
    body = client.get(f"/api/results/tasks?suite=cruxeval-output&{filters}").json()
    assert [task["task_id"] for task in body["tasks"]] == found


def test_what_was_thought_is_held_against_the_run(client: TestClient) -> None:
    tasks = client.get("/api/results/tasks?suite=cruxeval-output").json()["tasks"]
    thinker = next(run for run in tasks[0]["runs"] if run["model"] == "thinker")
    body = client.get(f"/api/results/{thinker['result_id']}").json()
    said = [(one["name"], one["value"], one["verdict"]) for one in body["statements"]]
    assert said == [
        ("total", "0", "right"), ("x", "2", "right"), ("total", "2", "right"), ("total", "9", "wrong"),
        ("total", "5", "right"), ("ghost", "1", "unknown"),
    ]  # fmt: skip
    steps = [one["step"] for one in body["statements"] if one["verdict"] == "right"]
    assert steps == sorted(steps)
    assert all(
        one["in"] == "reasoning" and THOUGHT[one["start"] :].startswith(one["name"]) for one in body["statements"]
    )
    assert body["result"]["trace_id"] == thinker["trace_id"]
    assert "heuristic" in body["method"]


def test_an_answer_without_a_run_states_nothing(client: TestClient) -> None:
    tasks = client.get("/api/results/tasks?suite=cruxeval-output").json()["tasks"]
    body = client.get(f"/api/results/{tasks[1]['runs'][0]['result_id']}").json()
    assert (body["result"]["trace_id"], body["statements"]) == (None, [])


@pytest.mark.parametrize(
    ("call", "status", "word"),
    [
        ("/api/results/tasks", 400, "suite= is missing"),
        ("/api/results/tasks?suite=s&outcome=odd", 400, "outcome"),
        ("/api/results?v=9", 400, "v='9'"),
        (f"/api/results/{'0' * 32}", 404, "no result"),
    ],
)
def test_what_cannot_be_answered(call: str, status: int, word: str, client: TestClient) -> None:
    answer = client.get(call)
    assert answer.status_code == status
    assert word in answer.json()["error"]["message"]
