"""What a visitor may not ask for, and what is told instead; and what there is to choose among."""

from __future__ import annotations

import json
import time

import pytest
from starlette.testclient import TestClient
from tests.web.live.calls import ALL, NAMES, Paced, begun, ended, post, said

from tracewalk.lake import Lake
from tracewalk.web import jobs as jobs_module
from tracewalk.web.context import Context, use


def test_as_many_as_may_be_and_no_more(client: TestClient, ids: dict[str, str], paced: Paced) -> None:
    for name in NAMES[:3]:
        begun(client, ids[name])
    status, message = said(post(client, ids[NAMES[3]]))
    assert (status, message[:33]) == (429, "3 predictions are under way, as m")
    paced.allowed = ALL
    for _ in range(2_000):
        if post(client, ids[NAMES[3]]).status_code == 200:
            return
        time.sleep(0.005)
    raise AssertionError("no room ever came")


def test_where_nothing_may_be_written(lake: Lake, client: TestClient, ids: dict[str, str]) -> None:
    use(Context(lake, writable=False))
    status, message = said(post(client, ids["roman.value"]))
    assert (status, "with --allow-write" in message) == (403, True)
    assert client.get("/api/endpoints").json()["allowed"] is False
    with Lake.open(lake.path) as reading:
        use(Context(reading))
        status, message = said(post(client, ids["roman.value"]))
        assert (status, "this lake can only be read here" in message) == (403, True)
        assert client.get("/api/endpoints").json()["why"] == message


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "the body is no JSON"),
        (b"[" * 60_000, 400, "the body is no JSON"),
        (b"[]", 400, "the body lacks trace, endpoint, mode"),
        (b'{"trace": "x", "mode": "full"}', 400, "the body lacks endpoint"),
        (b'{"trace": 1, "endpoint": "box", "mode": "full"}', 400, "trace cannot be '1'"),
        (b'{"trace": "x", "endpoint": "box", "mode": "full", "url": "http://x"}', 400, "'url' is unknown; there are"),
        (
            b'{"trace": "x", "endpoint": "http://127.0.0.1:1/v1", "mode": "full"}',
            404,
            "no endpoint 'http://127.0.0.1:1",
        ),
        (b'{"trace": "x", "endpoint": "x=http://127.0.0.1:1/v1", "mode": "full"}', 404, "there are: tiny, box, gone"),
        (b'{"trace": "x", "endpoint": "box", "mode": "guess"}', 400, "mode 'guess' is none"),
        (b'{"trace": "x", "endpoint": "box", "mode": "full"}', 404, "no trace 'x'"),
        (b'{"trace": "x", "endpoint": "box", "mode": "full", "from": true}', 400, "from cannot be 'True'"),
        (b'{"trace": "x", "endpoint": "box", "mode": "full", "temperature": NaN}', 400, "temperature nan must be"),
        (
            b'{"trace": "x", "endpoint": "box", "mode": "full", "temperature": 1' + b"0" * 400 + b"}",
            400,
            "must be from 0",
        ),
        (b'{"trace": "x", "endpoint": "box", "mode": "full", "steps": "all"}', 400, "--steps all goes with"),
    ],
)
def test_what_cannot_be_meant(body: bytes, status: int, words: str, client: TestClient) -> None:
    answer = client.post("/api/predict", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert words in said(answer)[1]


def test_a_step_that_the_trace_has_not(client: TestClient, ids: dict[str, str]) -> None:
    status, message = said(post(client, ids["roman.value"], **{"from": 10**30}))
    assert (status, "has no step 1000000" in message) == (400, True)


def test_a_form_of_another_site_and_a_long_body(client: TestClient, ids: dict[str, str]) -> None:
    body = json.dumps({"trace": ids["roman.value"], "endpoint": "box", "mode": "full"})
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.post("/api/predict", content=body, headers={"content-type": kind})
        assert said(answer) == (415, "The body must be sent as application/json.")
    long = client.post(
        "/api/predict", content=b" " * 70_000 + body.encode(), headers={"content-type": "application/json"}
    )
    assert said(long) == (413, "The body is longer than 65,536 bytes.")
    away = client.post(
        "/api/predict", content=body, headers={"origin": "http://evil.test", "content-type": "application/json"}
    )
    assert away.status_code == 403


def test_a_job_that_is_none(client: TestClient) -> None:
    for call in (client.get, client.delete):
        status, message = said(call("/api/jobs/" + "0" * 32))
        assert (status, "is known to this server" in message) == (404, True)


def test_methods_that_no_call_has(client: TestClient) -> None:
    for call in (client.put, client.post):
        status, message = said(call("/api/traces"))
        assert status == 405
        assert (
            "is not answered here: calls are GET, but for POST /api/sql, POST /api/predict, DELETE /api/jobs" in message
        )


def test_old_jobs_are_forgotten_and_running_ones_are_not(
    client: TestClient, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "_REMEMBERED", 2)
    running = begun(client, ids["merge_sort.sort"])
    gone = [begun(client, ids["roman.value"], endpoint="gone") for _ in range(1)]
    for _ in range(4):
        ended(client, gone[-1])
        gone.append(begun(client, ids["roman.value"], endpoint="gone"))
    assert client.get(f"/api/jobs/{running}").json()["state"] in ("waiting", "running")
    assert client.get(f"/api/jobs/{gone[0]}").status_code == 404


def test_endpoints_are_listed_by_what_a_visitor_may_know(client: TestClient) -> None:
    answer = client.get("/api/endpoints").json()
    assert (answer["allowed"], answer["why"]) == (True, None)
    assert [(e["name"], e["protocol"]) for e in answer["endpoints"]] == [
        ("tiny", "cwm"),
        ("box", "cwm"),
        ("gone", "cwm"),
    ]
    assert "score" not in answer["endpoints"][0]["modes"]
    assert "score" in answer["endpoints"][1]["modes"]
    assert answer["endpoints"][0]["measured"].keys() == {"mid", "baseline"}
    assert answer["endpoints"][0]["measured"]["mid"] > answer["endpoints"][0]["measured"]["baseline"] > 0
    assert answer["endpoints"][1]["measured"] is None
    assert "127.0.0.1" not in json.dumps(answer)
