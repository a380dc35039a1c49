"""Predictions made while a browser watches, or does not: the calls, and what becomes of a job."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from tests.predict.listening import listening
from tests.predict.oracle import Oracle, Server

from tracewalk.cwm import render_step
from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder
from tracewalk.settings import Settings
from tracewalk.web import jobs as jobs_module
from tracewalk.web.api import routes
from tracewalk.web.context import Context, current, use
from tracewalk.web.guard import Guard, allowed_hosts


@dataclass
class Paced(Server):
    """Sends so many pieces of each answer, and the next ones as they are allowed."""

    allowed: int = 0

    async def _stream(self, send: Any, chunks: list[dict[str, Any]]) -> None:
        await self._start(send, 200, b"text/event-stream")
        for number, chunk in enumerate([*map(json.dumps, chunks), "[DONE]"]):
            while number >= self.allowed:  # noqa: ASYNC110 - it is set in another thread
                await asyncio.sleep(0.005)
            await send({"type": "http.response.body", "body": f"data: {chunk}\n\n".encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


NAMES = ("merge_sort.sort", "roman.value", "sieve.primes", "insertion_sort.sort", "hailstone.flight")
ALL = 10**9


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[Paced, str]]:
    """A model that knows some traces, on a socket."""
    with Lake.open(folder("sample_data") / "lake") as lake:
        ids = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
        oracle = Oracle([subject(lake, ids[name]).cwm for name in NAMES])
    paced = Paced(oracle.after, oracle=oracle)
    with listening(paced) as address:
        yield paced, address


@pytest.fixture
def lake(model: tuple[Paced, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    """A copy of the sample lake, being served with three endpoints: a model, one that is not there, and chat."""
    monkeypatch.setenv("TRACEWALK_ENDPOINT_BOX", model[1])
    monkeypatch.setenv("TRACEWALK_ENDPOINT_GONE", "http://127.0.0.1:9/v1")
    model[0].allowed, model[0].fails = 0, lambda _: None
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(copy, writable=True) as opened:
        use(context := Context(opened, settings=Settings(answer_tries=1, live_jobs=3)))
        yield opened
        model[0].allowed = ALL
        context.close()


@pytest.fixture
def ids(lake: Lake) -> dict[str, str]:
    return dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    app = Starlette(routes=routes(""), middleware=[guard])
    with TestClient(app, base_url="http://127.0.0.1:8501") as made:
        yield made


@pytest.fixture
def paced(model: tuple[Paced, str]) -> Paced:
    return model[0]


def post(client: TestClient, trace_id: str, **more: Any) -> httpx.Response:
    return client.post("/api/predict", json={"trace": trace_id, "endpoint": "box", "mode": "full"} | more)


def begun(client: TestClient, trace_id: str, **more: Any) -> str:
    answer = post(client, trace_id, **more)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["job"])


def polled(client: TestClient, job: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first state of a job of which something holds."""
    version = -1
    for _ in range(4_000):
        state = client.get(f"/api/jobs/{job}", params={"version": version}).json()
        if not state.get("unchanged"):
            version = state["version"]
            if until(state):
                return dict(state)
        time.sleep(0.005)
    raise AssertionError(f"it never came: {state}")


def ended(client: TestClient, job: str) -> dict[str, Any]:
    return polled(client, job, lambda state: state["state"] in ("done", "failed", "cancelled"))


def kept(lake: Lake, trace_id: str) -> list[dict[str, Any]]:
    return [row for row in lake.predictions_of(trace_id) if row["endpoint"] == "box"]


# ---------------------------------------------------------------- to its end


def test_steps_arrive_as_they_are_said_and_are_kept_in_the_end(
    client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced
) -> None:
    trace_id = ids["merge_sort.sort"]
    job = begun(client, trace_id)
    seen = []
    for allowed in (20, 60, 120):
        paced.allowed = allowed
        seen.append(polled(client, job, lambda s: s["state"] == "running" and n_rows(s) > (seen or [0])[-1]))
        seen[-1] = n_rows(seen[-1])
    running = client.get(f"/api/jobs/{job}").json()
    assert seen == sorted(set(seen))
    assert (running["trace"], running["endpoint"], running["model"], running["mode"], running["from"]) == (
        trace_id, "box", "facebook/cwm", "full", None,
    )  # fmt: skip
    assert running["prediction"] is running["error"] is None
    assert running["tokens"] > 100
    assert running["seconds"] > 0
    said = "".join(running["payload"]["strings"][at] for at in running["payload"]["raw"]) + running["partial"]
    true = "".join(map(render_step, subject(lake, trace_id).cwm.steps[1:]))
    assert true.startswith(said)
    assert running["partial"] not in ("", said)
    assert set(running["payload"]["verdict"]) == {0}  # all right, none missing yet
    assert running["verdict"]["first_bad_step"] is None
    assert kept(lake, trace_id) == []

    paced.allowed = ALL
    done = ended(client, job)
    assert (done["state"], done["payload"], done["error"]) == ("done", None, None)
    (row,) = kept(lake, trace_id)
    assert (row["prediction_id"], row["exact"], row["ended"]) == (done["prediction"], True, "finished")
    stored = client.get(f"/api/predictions/{done['prediction']}").json()
    assert stored["prediction"]["exact"]
    assert client.get(f"/api/predictions/{done['prediction']}/steps").json()["n_rows"] == lake.n_steps(trace_id) + 2


def n_rows(state: dict[str, Any]) -> int:
    return int(state["payload"]["n_rows"])


def test_nobody_has_to_watch(client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    paced.allowed = ALL
    begun(client, ids["roman.value"])
    for _ in range(2_000):
        if kept(lake, ids["roman.value"]):
            break
        time.sleep(0.005)
    assert [row["exact"] for row in kept(lake, ids["roman.value"])] == [True]


def test_the_same_again_is_said_again_and_kept_once(
    client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced
) -> None:
    paced.allowed = ALL
    first = ended(client, begun(client, ids["roman.value"]))
    again = ended(client, begun(client, ids["roman.value"]))
    assert (again["state"], again["prediction"], again["job"] != first["job"]) == ("done", first["prediction"], True)
    assert len(kept(lake, ids["roman.value"])) == 1


def test_the_same_at_the_same_time_is_joined(client: TestClient, ids: dict[str, str], paced: Paced) -> None:
    job = begun(client, ids["roman.value"])
    assert begun(client, ids["roman.value"]) == job
    assert begun(client, ids["roman.value"], mode="return") != job


@pytest.mark.parametrize("mode", ["step", "action", "return"])
def test_other_modes(mode: str, client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    paced.allowed = ALL
    more = {"steps": "max:3"} if mode == "step" else {}
    done = ended(client, begun(client, ids["roman.value"], mode=mode, **more))
    assert lake.prediction(done["prediction"])["exact"]


def test_from_a_step(client: TestClient, lake: Lake, ids: dict[str, str], paced: Paced) -> None:
    paced.allowed = ALL
    done = ended(client, begun(client, ids["roman.value"], **{"from": 5, "temperature": 0.5}))
    row = lake.prediction(done["prediction"])
    assert (row["from_step"], row["exact"], row["temperature"], done["from"]) == (5, True, 0.5, 5)


def test_what_a_watcher_has_is_not_sent_again(client: TestClient, ids: dict[str, str], paced: Paced) -> None:
    paced.allowed = 40
    job = begun(client, ids["roman.value"])
    state = polled(client, job, lambda s: s["state"] == "running" and s["tokens"] > 20)
    time.sleep(0.2)
    version = client.get(f"/api/jobs/{job}").json()["version"]
    again = client.get(f"/api/jobs/{job}", params={"version": version}).json()
    assert (again["unchanged"], again["version"], again["seconds"] > 0) == (True, version, True)
    assert version >= state["version"]


def test_many_who_watch_cost_what_one_does(
    client: TestClient, ids: dict[str, str], paced: Paced, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracewalk.web import watched

    judged: list[int] = []
    whole = watched.judged_so_far
    monkeypatch.setattr(watched, "judged_so_far", lambda *given: judged.append(1) or whole(*given))
    paced.allowed = 40
    job = begun(client, ids["roman.value"])
    polled(client, job, lambda s: s["tokens"] > 20)
    time.sleep(0.2)
    client.get(f"/api/jobs/{job}")
    before = len(judged)
    for _ in range(5):
        assert client.get(f"/api/jobs/{job}").json()["state"] == "running"
    assert len(judged) == before


# ---------------------------------------------------------------- not to its end


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


# ---------------------------------------------------------------- what is refused


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["message"]


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
