"""Puts traces to a server of this process, as the command line and the web do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tests.predict.oracle import Server, box, knowing

from tracewalk.lake import Lake
from tracewalk.model import Prediction, Verdict
from tracewalk.predict import Ask, Batch, Draft, Endpoint, Subject, next_try, predict_batch, say, settle, subject


@dataclass(frozen=True)
class Answer:
    """A prediction with all that it came from."""

    about: Subject
    draft: Draft
    prediction: Prediction
    rows: pa.Table

    @property
    def verdict(self) -> Verdict:
        return self.prediction.verdict

    def steps(self, *names: str) -> list[Any]:
        """Columns of the rows, as values or tuples."""
        columns = [self.rows[name].to_pylist() for name in names]
        return columns[0] if len(names) == 1 else list(zip(*columns, strict=True))

    def text(self) -> str:
        """What is kept of the text: the raws in order, then the tail."""
        raws = sorted((at, raw) for at, raw in self.steps("position", "raw") if at is not None)
        return "".join(raw for _, raw in raws) + self.prediction.tail


async def asking(lake: Lake, endpoint: Endpoint, about: Subject, ask: Ask) -> Answer:
    draft = Draft()
    async with endpoint:
        asked = next_try(lake, endpoint.config, await endpoint.probe(), ask, about.trace.trace_id)
        async for _ in say(endpoint, about, ask, draft, seed=asked.seed):
            pass
    return Answer(about, draft, *settle(about, asked, draft))


def put(lake: Lake, server: Server | None, trace_id: str, mode: str = "full", **ask: Any) -> Answer:
    """One trace, in one mode; nothing is stored. Without a server, one that knows the trace by heart."""
    about = subject(lake, trace_id)
    server = server or knowing([about.cwm])
    protocol = "chat" if server.shape == "chat" else "cwm"
    return asyncio.run(asking(lake, box(server, protocol=protocol), about, Ask(mode, **ask)))


def batch(lake: Lake, server: Server, trace_ids: Sequence[str], ask: Ask | None = None, **more: Any) -> Batch:
    """Many traces, stored."""

    async def run() -> Batch:
        async with box(server) as endpoint:
            return await predict_batch(lake, endpoint, ask or Ask(), trace_ids, **more)

    return asyncio.run(run())
