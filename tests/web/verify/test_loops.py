"""The loop over HTTP: begun, watched, joined, stopped, kept; and what a visitor may not ask for."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from tests.predict.listening import listening
from tests.verify.conftest import USAGE, returning
from tests.verify.files import CRUXEVAL, MBPP, OWN

from tracewalk.lake import Lake
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify import kept_checks
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts

SOLUTIONS = [
    {"task_id": "add", "solution": "def add(a, b):\n    return a + b\n", "tests": [{"input": "2, 2", "output": "4"}]},
    {"task_id": "add", "solution": "def add(a, b):\n    return a * b\n"},
]


def file(name: str, *rows: dict[str, Any]) -> dict[str, str]:
    return {"name": name, "text": "".join(f"{json.dumps(row)}\n" for row in rows)}


SUMS = {"problems": file("sums.jsonl", OWN), "solutions": file("s.jsonl", *SOLUTIONS), "endpoint": "box"}


class Model:
    """Says that every call returns 4, once it is allowed to."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.asked = threading.Event()

    def app(self) -> Starlette:
        def models(_: Request) -> JSONResponse:
            return JSONResponse({"object": "list", "data": [{"id": "m", "object": "model"}]})

        def say(_: Request) -> JSONResponse:
            self.asked.set()
            self.free.wait(30)
            choice = {"text": returning("4"), "index": 0, "finish_reason": "stop"}
            return JSONResponse({"id": "x", "object": "x", "model": "m", "choices": [choice], "usage": USAGE})

        return Starlette(routes=[Route("/v1/models", models), Route("/v1/completions", say, methods=["POST"])])


@pytest.fixture
def model() -> Iterator[Model]:
    made = Model()
    with listening(made.app()) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACEWALK_ENDPOINT_BOX", address)
        yield made
        made.free.set()


@pytest.fixture
def lake(tmp_path, model: Model) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake") as opened:
        use(context := Context(opened, settings=Settings(answer_tries=1, live_jobs=2)))
        yield opened
        model.free.set()
        context.close()


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    with TestClient(Starlette(routes=routes(""), middleware=[guard]), base_url="http://127.0.0.1:8501") as opened:
        yield opened


def post(client: TestClient, asked: dict[str, Any]) -> httpx.Response:
    return client.post("/api/verify", json=asked)


def begun(client: TestClient, asked: dict[str, Any]) -> str:
    answer = post(client, asked)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["loop"])


def ended(client: TestClient, loop: str) -> dict[str, Any]:
    version = -1
    for _ in range(6_000):
        told = client.get(f"/api/verify/loops/{loop}", params={"version": version}).json()
        if not told.get("unchanged"):
            version = told["version"]
            if told["state"] in ("done", "stopped", "failed"):
                return dict(told)
        time.sleep(0.01)
    raise AssertionError(f"it never ended: {told}")


needs_sandbox = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))


@needs_sandbox
def test_problems_and_solutions_of_files_are_verified_and_seen(client: TestClient, lake: Lake, model: Model) -> None:
    loop = begun(client, SUMS)
    assert model.asked.wait(60)
    assert begun(client, SUMS) == loop  # the very same is joined
    assert client.get("/api/verify/choices").json()["running"] == loop
    model.free.set()
    told = ended(client, loop)
    assert (told["state"], told["made"], told["known"], told["faults"]) == ("done", 6, 0, [])
    assert (told["problems"], told["format"], told["page"]) == (
        "sums", "Tracewalk", "verify?v=1&problems=sums&by=return",
    )  # fmt: skip
    assert {check.predicted for check in kept_checks(lake, "sums")} == {"4"}
    figures = client.get("/api/verify", params={"problems": "sums"}).json()["figures"]
    assert (figures["of_checks"]["accepted_right"], figures["of_checks"]["rejected_wrong"]) == (2, 1)
    (right, wrong) = client.get("/api/verify/problem", params={"problems": "sums", "task": "add"}).json()["candidates"]
    assert (right["passes"], wrong["passes"]) == (True, False)
    assert all(test["trace"]["url"] and test["compare"]["url"] for test in right["tests"])
    assert ended(client, begun(client, SUMS))["known"] == 6  # again: nothing is made anew


@needs_sandbox
def test_a_stopped_one_keeps_what_is_whole(client: TestClient, lake: Lake, model: Model) -> None:
    loop = begun(client, SUMS)
    assert model.asked.wait(60)
    assert client.delete(f"/api/verify/loops/{loop}").status_code == 200
    told = ended(client, loop)
    assert (told["state"], told["made"]) == ("stopped", 0)
    assert client.delete(f"/api/verify/loops/{loop}").status_code == 200  # to no effect
    model.free.set()
    assert ended(client, begun(client, SUMS))["state"] == "done"


@needs_sandbox
def test_outputs_that_a_file_states_need_no_model(client: TestClient, lake: Lake) -> None:
    given = {"name": "g.json", "text": json.dumps({"sample_0": ["'abab'", "'ab'"]})}
    told = ended(client, begun(client, {"problems": file("x.jsonl", CRUXEVAL), "solutions": given, "author": "gpt"}))
    assert (told["state"], told["made"], told["mode"]) == ("done", 2, "answer")
    assert [check.match for check in kept_checks(lake, "x")] == [True, False]


@needs_sandbox
def test_a_server_that_is_gone_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch, lake: Lake) -> None:
    monkeypatch.setenv("TRACEWALK_ENDPOINT_GONE", "http://127.0.0.1:9/v1")
    use(context := Context(lake, settings=Settings(answer_tries=1)))
    try:
        told = ended(client, begun(client, SUMS | {"endpoint": "gone"}))
        assert (told["state"], "refused" in told["error"]) == ("failed", True)
    finally:
        context.close()


@needs_sandbox
def test_as_many_as_may_wait_and_no_more(client: TestClient, model: Model) -> None:
    for name in ("a", "b"):
        begun(client, SUMS | {"name": name})
    answer = post(client, SUMS | {"name": "c"})
    assert (answer.status_code, "are under way or wait" in answer.json()["error"]["message"]) == (429, True)


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ([], 400, "the body lacks problems"),
        ({"endpoint": "tiny"}, 400, "the body lacks problems"),
        (SUMS | {"unsafe": True}, 400, "'unsafe' is unknown; there are: problems"),
        (SUMS | {"problems": "/etc/passwd"}, 400, 'problems is "sample", or {"name"'),
        (SUMS | {"problems": {"name": "x", "text": 1}}, 400, "problems holds a name and a text"),
        (SUMS | {"problems": {"name": "x", "text": "[]"}}, 400, "x holds no problem. It is empty."),
        (SUMS | {"problems": file("x.jsonl", {"id": 1, "question": "?"})}, 400, "x.jsonl, line 1: no problem set"),
        (SUMS | {"solutions": file("s.jsonl", {"task_id": "other", "solution": ""})}, 404, "s.jsonl has nothing of"),
        (SUMS | {"endpoint": "http://127.0.0.1:1/v1"}, 404, "there are: tiny, box"),
        (SUMS | {"mode": "step"}, 400, "mode 'step' predicts no result"),
        (SUMS | {"candidates": 0}, 400, "candidates 0 must be from 1"),
        (SUMS | {"candidates": True}, 400, "candidates cannot be 'True'"),
        (SUMS | {"limit": 10**30}, 400, "limit 1000"),
        (SUMS | {"temperature": float("nan")}, 400, "temperature nan must be"),
        (SUMS | {"name": "a\nb"}, 400, "name is a line"),
        (SUMS | {"writer": "box"}, 400, "nothing is to be written"),
        (SUMS | {"endpoint": None}, 400, "choose a model that predicts"),
        ({"problems": file("m.jsonl", MBPP), "endpoint": "tiny"}, 400, "cannot write programs"),
        ({"problems": file("m.jsonl", OWN), "endpoint": "box", "reference": True}, 400, "no solutions of its own"),
        ({"problems": file("m.jsonl", OWN)}, 400, "choose a model"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(client: TestClient, asked: Any, status: int, says: str) -> None:
    answer = client.post("/api/verify", content=json.dumps(asked), headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    message = answer.json()["error"]["message"]
    assert says in message
    assert "/tmp" not in message


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    body = json.dumps(SUMS)
    away = {"origin": "http://evil.test", "content-type": "application/json"}
    assert client.post("/api/verify", content=body, headers=away).status_code == 403
    assert client.post("/api/verify", content=body, headers={"content-type": "text/plain"}).status_code == 400


def test_where_nothing_may_be_written_or_run(client: TestClient, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Context(lake, writable=False))
    answer = post(client, SUMS)
    assert (answer.status_code, "--allow-write" in answer.json()["error"]["message"]) == (403, True)
    with Lake.open(lake.path) as reading:
        use(Context(reading))
        answer = post(client, SUMS)
        assert (answer.status_code, "can only be read here" in answer.json()["error"]["message"]) == (403, True)
    use(Context(lake))
    monkeypatch.setattr(Sandbox, "missing", staticmethod(lambda: "There is no bubblewrap."))
    answer = post(client, SUMS)
    assert (answer.status_code, answer.json()["error"]["message"]) == (501, "There is no bubblewrap.")
    said = client.get("/api/verify/choices").json()
    assert (said["allowed"], "in a sandbox only. There is no bubblewrap." in said["why"]) == (False, True)
