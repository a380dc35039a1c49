"""The calls of a browser that watches predictions, and a model that speaks as fast as it is allowed to."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.testclient import TestClient
from tests.predict.oracle import Server

from tracewalk.lake import Lake

NAMES = ("merge_sort.sort", "roman.value", "sieve.primes", "insertion_sort.sort", "hailstone.flight")
ALL = 10**9


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


def n_rows(state: dict[str, Any]) -> int:
    return int(state["payload"]["n_rows"])


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["message"]
