"""Predictions that do not come to their end, or whose end takes its time: what came is kept, and it is said why."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.live.calls import ALL, NAMES, Paced, begun, ended, kept, n_rows, polled, post

from tracewalk.lake import Lake
from tracewalk.web import jobs as jobs_module
from tracewalk.web.context import current


def test_a_stopped_one_keeps_what_came_and_is_asked_anew(
    client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced
) -> None:
    trace_id = ids["merge_sort.sort"]
    paced.allowed = 60
    job = begun(client, trace_id)
    polled(client, job, lambda s: s["state"] == "running" and n_rows(s) > 2)
    assert client.delete(f"/api/jobs/{job}").json() == {"job": job}
    stopped = ended(client, job)
    assert stopped["state"] == "cancelled"
    row = lake.prediction(stopped["prediction"])
    assert (row["ended"], row["error"]) == ("cancelled", "stopped by a visitor, or with its server")
    assert row["n_correct"] > 2
    assert client.delete(f"/api/jobs/{job}").status_code == 200  # to no effect

    paced.allowed = ALL
    ended(client, begun(client, trace_id))
    assert sorted((row["attempt"], row["ended"]) for row in kept(lake, trace_id)) == [(0, "cancelled"), (1, "finished")]


def test_one_that_is_stopped_at_once_is_over(client: TestClient, ids: dict[str, str]) -> None:
    for _ in range(5):
        job = begun(client, ids["sieve.primes"])
        client.delete(f"/api/jobs/{job}")
        assert ended(client, job)["state"] == "cancelled"


def test_an_endpoint_that_is_not_there(client: TestClient, lake: Lake, ids: dict[str, str]) -> None:
    failed = ended(client, begun(client, ids["roman.value"], endpoint="gone"))
    assert (failed["state"], failed["prediction"]) == ("failed", None)
    assert failed["error"].startswith("The endpoint gone: the connection was refused. Is its server running")
    assert "127.0.0.1" not in failed["error"]
    assert lake.predictions_of(ids["roman.value"]) == [
        row for row in lake.predictions_of(ids["roman.value"]) if row["endpoint"] != "gone"
    ]


def test_an_endpoint_that_fails(client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    paced.fails = lambda _: (500, {"error": "out of memory"})
    failed = ended(client, begun(client, ids["roman.value"]))
    assert failed["state"] == "failed"
    assert "failed (HTTP 500): 'out of memory'" in failed["error"]
    assert lake.prediction(failed["prediction"])["ended"] == "failed"


def test_a_server_that_ends_keeps_what_came(client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    paced.allowed = 60
    jobs = [begun(client, ids[name]) for name in NAMES[:3]]
    for job in jobs:
        polled(client, job, lambda s: s["state"] == "running" and n_rows(s) > 1)
    current().close()
    assert [row["ended"] for name in NAMES[:3] for row in kept(lake, ids[name])] == ["cancelled"] * 3
    assert post(client, ids["roman.value"]).status_code == 429
    assert not any(thread.name == "predictions" and thread.is_alive() for thread in threading.enumerate())


def test_many_that_end_at_once_are_all_kept(client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    jobs = [begun(client, ids[name]) for name in NAMES[:3]]
    paced.allowed = ALL
    assert [ended(client, job)["state"] for job in jobs] == ["done"] * 3
    assert [len(kept(lake, ids[name])) for name in NAMES[:3]] == [1] * 3


def test_a_long_judgement_holds_up_no_other_job(
    client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, free, whole = threading.Event(), threading.Event(), jobs_module.settle

    def slow(about: Any, asked: Any, draft: Any) -> Any:
        if about.trace.trace_id == ids["merge_sort.sort"]:
            entered.set()
            assert free.wait(20)
        return whole(about, asked, draft)

    monkeypatch.setattr(jobs_module, "settle", slow)
    paced.allowed = ALL
    long = begun(client, ids["merge_sort.sort"])
    assert entered.wait(20)
    assert ended(client, begun(client, ids["roman.value"]))["state"] == "done"
    client.delete(f"/api/jobs/{long}")  # too late
    assert client.get(f"/api/jobs/{long}").json()["state"] == "running"
    free.set()
    assert ended(client, long)["state"] == "done"
    assert [row["exact"] for row in kept(lake, ids["merge_sort.sort"])] == [True]


def test_what_cannot_be_kept_is_shown_and_says_why(
    client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracewalk.errors import LakeError

    def broken(*_: Any, **__: Any) -> Any:
        raise LakeError("the disk is full")

    monkeypatch.setattr(lake, "writer", broken)
    paced.allowed = ALL
    failed = ended(client, begun(client, ids["roman.value"]))
    assert (failed["state"], failed["error"]) == ("failed", "it could not be kept: the disk is full")
    assert n_rows(failed) > 10
