"""Steps arrive as they are said, whoever watches, and are kept in the end."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient
from tests.web.live.calls import ALL, Paced, begun, ended, kept, n_rows, polled

from tracewalk.cwm import render_step
from tracewalk.lake import Lake
from tracewalk.predict import subject


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
