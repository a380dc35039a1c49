"""Branches over HTTP: made, predicted from the same edited state, told as a tree, stopped, refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from tests.predict.listening import listening
from tests.predict.oracle import Oracle, Server

from tracewalk.lake import Lake
from tracewalk.model import Trace
from tracewalk.predict import subject
from tracewalk.recorder import Options, record_file
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts

PROGRAM = """def total(n):
    out = 0
    for i in range(n):
        out += half(i)
    return out


def half(x):
    return x // 2
"""
FOR_EVER = "while True: out += 1"


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, Trace]]:
    """A lake with one trace, being served with a model that knows what happens."""
    if (why := Sandbox.missing()) is not None:
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("branches")
    (folder / "main.py").write_text(PROGRAM)
    with Lake.create(folder / "lake") as lake:
        made = record_file(folder / "main.py", entry="total", input="4", lake=lake, options=Options())
        yield lake, made.trace


@pytest.fixture(scope="module")
def client(parent: tuple[Lake, Trace]) -> Iterator[TestClient]:
    lake, trace = parent
    oracle = Oracle([subject(lake, trace.trace_id).cwm])
    with listening(Server(oracle.after, oracle=oracle)) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACEWALK_ENDPOINT_BOX", address)
        use(context := Context(lake, settings=Settings(answer_tries=1, live_jobs=2)))
        guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
        with TestClient(Starlette(routes=routes(""), middleware=[guard]), base_url="http://127.0.0.1:8501") as made:
            yield made
        context.close()


def made(client: TestClient, **asked: Any) -> dict[str, Any]:
    """What comes of a branch that is begun."""
    answer = client.post("/api/branches", json=asked)
    assert answer.status_code == 200, answer.text
    return ended(client, answer.json()["job"])


def ended(client: TestClient, job: str) -> dict[str, Any]:
    for _ in range(4_000):
        state = client.get(f"/api/branches/{job}").json()
        if state["state"] not in ("waiting", "running"):
            return dict(state)
        time.sleep(0.01)
    raise AssertionError(f"it never ended: {state}")


def tree(client: TestClient, trace_id: str) -> list[dict[str, Any]]:
    return list(client.get(f"/api/traces/{trace_id}/branches").json()["nodes"])


def test_a_variable_then_its_branch_and_the_tree_of_both(client: TestClient, parent: tuple[Lake, Trace]) -> None:
    lake, trace = parent
    step = int(lake.find(trace.trace_id, "line", -1, 1, line=4, program_id=trace.program_id) or 0)
    done = made(client, trace=trace.trace_id, step=step, frame=0, set={"out": " 100"})
    assert (done["state"], done["left"], done["strayed"], done["status"]) == ("done", step, False, "recorded")
    assert done["url"] == f"trace?v=1&trace={done['trace']}&step={step}"
    again = made(client, trace=trace.trace_id, step=step, set={"out": "100"})
    assert (again["trace"], again["status"]) == (done["trace"], "kept")
    inner = made(client, trace=done["trace"], step=step + 1, set={"x": "8"})
    assert inner["state"] == "done", inner
    root, branch, below = tree(client, inner["trace"])
    assert (root["trace_id"], root["what"], root["parent"]) == (trace.trace_id, None, None)
    assert (branch["what"], branch["result"], branch["left"]) == (f"out = 100 at step {step}", "102", step)
    assert branch["compare"] == f"compare?v=1&trace={trace.trace_id}&step={step}&other={done['trace']}"
    assert (below["parent"], below["level"], below["result"]) == (done["trace"], 2, "106")
    assert client.get("/api/compare", params={"trace": trace.trace_id, "other": done["trace"]}).status_code == 200


def test_a_line_and_an_input(client: TestClient, parent: tuple[Lake, Trace]) -> None:
    trace = parent[1]
    lines = [{"path": "main.py", "line": 9, "text": "return x"}]
    assert lines_result(client, made(client, trace=trace.trace_id, lines=lines)) == "6"
    assert lines_result(client, made(client, trace=trace.trace_id, input="6")) == "6"
    broken = made(client, trace=trace.trace_id, lines=[{"line": 2, "text": "out = ("}])
    assert broken["state"] == "failed"
    assert "main.py:2: does not compile" in broken["error"]


def lines_result(client: TestClient, done: dict[str, Any]) -> str | None:
    assert done["state"] == "done", done
    found = client.get(f"/api/traces/{done['trace']}").json()["trace"]
    assert (found["origin"], found["parent"]) == ("branch", done["parent"])
    return str(found["result"])


def test_a_model_goes_on_from_the_edited_state(client: TestClient, parent: tuple[Lake, Trace]) -> None:
    lake, trace = parent
    done = made(client, trace=trace.trace_id, step=2, set={"out": "7"}, predict="box", mode="step")
    assert done["live"] == f"compare?v=1&trace={done['trace']}&step=2&job={done['prediction_job']}"
    for _ in range(2_000):
        job = client.get(f"/api/jobs/{done['prediction_job']}").json()
        if job["state"] in ("done", "failed"):
            break
        time.sleep(0.01)
    row = lake.prediction(job["prediction"])
    assert (row["trace_id"], row["from_step"], row["mode"]) == (done["trace"], 3, "step")


def test_one_is_stopped(client: TestClient, parent: tuple[Lake, Trace]) -> None:
    trace = parent[1]
    before = len(tree(client, trace.trace_id))
    lines = [{"line": 2, "text": f"out = 0\t\t# {FOR_EVER}"}, {"line": 3, "text": "for i in iter(int, 1):"}]
    job = client.post("/api/branches", json={"trace": trace.trace_id, "lines": lines}).json()["job"]
    assert client.post("/api/branches", json={"trace": trace.trace_id, "lines": lines}).json()["job"] == job
    other = client.post("/api/branches", json={"trace": trace.trace_id, "input": "9"}).json()["job"]
    full = client.post("/api/branches", json={"trace": trace.trace_id, "input": "10"})
    assert (full.status_code, full.json()["error"]["type"]) == (429, "Busy")
    client.delete(f"/api/branches/{other}")
    client.delete(f"/api/branches/{job}")
    assert {ended(client, job)["state"], ended(client, other)["state"]} == {"cancelled"}
    assert len(tree(client, trace.trace_id)) == before


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"step": 2, "set": {"out": "__import__('os').system('true')"}}, 400, "a value is a Python literal"),
        ({"step": 2, "set": {"out": "[" * 9_000}}, 400, "a value is a Python literal"),
        ({"step": 2, "set": {"out": "9" * 200_000}}, 400, "an edit has 100,000 at most"),
        ({"step": 2, "set": {"out": "9" * 300_000}}, 413, "longer than"),
        ({"step": 2, "set": {"out": ""}}, 400, "a value is a Python literal"),
        ({"step": 2, "set": {"out": 3}}, 400, "set gives 'out' no text"),
        ({"step": 2, "set": {"out; import os": "3"}}, 400, "is not a variable's name"),
        ({"step": 2, "set": {"out": "'\ud800'"}}, 400, "half a character"),
        ({"step": 999, "set": {"out": "3"}}, 404, "has no step 999"),
        ({"step": -1, "set": {"out": "3"}}, 404, "has no step -1"),
        ({"step": True, "set": {"out": "3"}}, 400, "step cannot be 'True'"),
        ({"set": {"out": "3"}}, 400, "give the step"),
        ({"step": 2, "frame": 1, "set": {"out": "3"}}, 404, "frame 1 is not on the call stack at step 2"),
        ({"step": 6, "frame": 0, "set": {"out": "3"}}, 400, "frame 0 waits at step 6"),
        ({}, 400, "nothing is edited"),
        ({"lines": [{"line": 99, "text": "x"}]}, 404, "has no line 99"),
        ({"lines": [{"path": "../x.py", "line": 1, "text": "x"}]}, 404, "has no file '../x.py'"),
        ({"lines": [{"line": 2, "text": "a\nb"}]}, 400, "one line takes the place of one line"),
        ({"lines": ["x"]}, 400, "lines holds"),
        ({"input": "4"}, 400, "already"),
        ({"input": "5", "predict": "http://127.0.0.1:1/v1"}, 404, "no endpoint"),
        ({"input": "5", "predict": "box", "mode": "score"}, 400, "does not go on from an edit"),
        ({"input": "5", "url": "http://x"}, 400, "'url' is unknown"),
        ({"trace": "0" * 32, "input": "5"}, 404, "no trace"),
    ],
)
def test_what_is_refused(
    client: TestClient, parent: tuple[Lake, Trace], asked: dict[str, Any], status: int, words: str
) -> None:
    # Not `json=`: httpx sends no half of a surrogate pair, and others do.
    body, headers = json.dumps({"trace": parent[1].trace_id} | asked), {"Content-Type": "application/json"}
    answer = client.post("/api/branches", content=body, headers=headers)
    assert (answer.status_code, words in answer.json()["error"]["message"]) == (status, True), answer.text


def test_what_only_the_run_can_tell(client: TestClient, parent: tuple[Lake, Trace]) -> None:
    done = made(client, trace=parent[1].trace_id, step=2, set={"nobody": "3"})
    assert done["state"] == "failed"
    assert "total has no variable of this name. It has: n, out, i" in done["error"]
    for call in (client.get, client.delete):
        assert call("/api/branches/" + "0" * 32).status_code == 404


def test_where_nothing_may_be_written_or_run(
    client: TestClient, parent: tuple[Lake, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, trace = parent
    asked, listed = {"trace": trace.trace_id, "input": "5"}, f"/api/traces/{trace.trace_id}/branches"
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        assert client.post("/api/branches", json=asked, headers=headers).status_code == 403
    assert client.post("/api/branches", content="{}", headers={"Content-Type": "text/plain"}).status_code == 400
    served = Context(lake)
    with monkeypatch.context() as patch:
        patch.setattr(Sandbox, "missing", staticmethod(lambda: "bwrap is not installed"))
        assert client.post("/api/branches", json=asked).status_code == 501
        assert "bwrap is not installed" in client.get(listed).json()["why"]
    use(Context(lake, writable=False))
    answer = client.post("/api/branches", json=asked)
    assert (answer.status_code, "--allow-write" in answer.text) == (403, True)
    with Lake.open(lake.path) as reading:
        use(Context(reading))
        answer = client.post("/api/branches", json=asked)
        assert (answer.status_code, "can only be read here" in answer.text) == (403, True)
        assert client.get(listed).json()["allowed"] is False
    use(served)
