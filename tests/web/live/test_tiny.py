"""A whole server with the embedded model: started for the first visitor, ended with the server, what came is kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.predict.listening import listening
from tests.predict.llama import free_port, weights
from tests.predict.oracle import Oracle
from tests.web.live.calls import Paced

from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder


@dataclass(frozen=True)
class Site:
    """A server, and an endpoint of it that says one step and no more."""

    process: subprocess.Popen[bytes]
    base: str
    lake: Path
    trace: str


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """`tracewalk serve`, as a process of its own, over a copy of the sample lake."""
    weights()
    with Lake.open(folder("sample_data") / "lake") as lake:
        ids = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
        oracle = Oracle([subject(lake, ids["roman.value"]).cwm])
    with listening(Paced(oracle.after, oracle=oracle, allowed=40)) as address:
        yield from _served(tmp_path, address, ids["roman.value"])


def _served(tmp_path: Path, address: str, trace: str) -> Iterator[Site]:
    lake = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    command = [sys.executable, "-m", "tracewalk", "serve", str(lake), "--port", str(port := free_port())]
    env = {name: value for name, value in os.environ.items() if not name.startswith("TRACEWALK_")}
    env |= {"TRACEWALK_ENDPOINT_BOX": address}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(1_200):
        try:
            if httpx.get(f"{base}/healthz").status_code == 200:
                break
        except httpx.TransportError:
            time.sleep(0.05)
    yield Site(process, base, lake, trace)
    process.kill()
    process.wait()


def call(method: str, url: str, **more: Any) -> dict[str, Any]:
    answer = httpx.request(method, url, timeout=60, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ended(base: str, job: str) -> list[dict[str, Any]]:
    """Every state that was seen, the last one over."""
    seen: list[dict[str, Any]] = []
    for _ in range(6_000):
        state = call("GET", f"{base}/api/jobs/{job}", params={"version": seen[-1]["version"]} if seen else {})
        if not state.get("unchanged"):
            seen.append(state)
        if seen[-1]["state"] in ("done", "failed", "cancelled"):
            return seen
        time.sleep(0.01)
    raise AssertionError(f"it never ended: {seen[-1]}")


def children(pid: int) -> list[int]:
    """The processes whose parent is this one."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if lines.get("PPid") == str(pid):
            found.append(int(lines["Pid"]))
    return found


def test_the_tiny_model_says_steps_is_kept_and_ends_with_its_server(site: Site) -> None:
    process, base, path = site.process, site.base, site.lake
    traces = call("GET", f"{base}/api/traces", params={"sort": "shortest", "min_steps": 9})["traces"]
    with Lake.open(path) as lake:
        fits = [t["trace_id"] for t in traces if lake.n_steps(t["trace_id"]) < 40][:4]
    results = []
    for trace_id in fits:
        body = {"trace": trace_id, "endpoint": "tiny", "mode": "full"}
        states = ended(base, call("POST", f"{base}/api/predict", json=body)["job"])
        results.append((states[-1]["state"], states[-1]["model"]))
        grown = [s["payload"]["n_rows"] for s in states if s["state"] == "running"]
        assert grown == sorted(grown)
        with Lake.open(path) as lake:
            row = lake.prediction(states[-1]["prediction"])
            assert (row["endpoint"], row["trace_id"]) == ("tiny", trace_id)
            assert row["ended"] not in ("failed", "cancelled")
            assert lake.predicted_steps(row["prediction_id"]).num_rows >= row["n_predicted"]
    assert {state for state, _ in results} == {"done"}
    assert len({model for _, model in results}) == 1

    (child,) = [pid for pid in children(process.pid) if "child" in Path(f"/proc/{pid}/cmdline").read_text()]
    body = {"trace": site.trace, "endpoint": "box", "mode": "full"}
    half = call("POST", f"{base}/api/predict", json=body)["job"]
    while (call("GET", f"{base}/api/jobs/{half}")["payload"] or {}).get("n_rows", 0) == 0:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    with Lake.open(path) as lake:
        (row,) = [row for row in lake.predictions_of(site.trace) if row["endpoint"] == "box"]
        assert (row["ended"], row["n_correct"] > 0) == ("cancelled", True)
    for _ in range(500):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.01)
    assert not Path(f"/proc/{child}").exists()
