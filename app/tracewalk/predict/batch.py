"""Many predictions: traces put to one endpoint side by side, published as they come; what the lake has is not asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from tracewalk.errors import EndpointUnreachable, NotFound, UsageError
from tracewalk.model import Prediction
from tracewalk.predict.ask import Ask
from tracewalk.predict.asked import UNSAID, asked_again, next_try, still_unfit
from tracewalk.predict.draft import Draft
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.modes import say
from tracewalk.predict.settle import settle
from tracewalk.predict.subject import subject

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake, Writer

__all__ = ["Batch", "Progress", "predict_batch"]

PUBLISH_EVERY = 200
"""Predictions; or so many seconds, whichever comes first."""
PUBLISH_SECONDS = 30.0
GIVE_UP_AFTER = 5
"""Failures in a row, after which the server is taken for gone."""


@dataclass(slots=True)
class Batch:
    """What came of a batch, and while it runs, what has come so far."""

    total: int = 0
    predicted: int = 0
    known: int = 0
    left_out: int = 0
    """Traces that cannot be asked about so, or have gone; see `faults`."""
    exact: int = 0
    right: int = 0
    """True steps predicted right, of `judged`."""
    judged: int = 0
    tokens: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    unasked: dict[str, str] = field(default_factory=dict)
    """Why the first of those were not asked that ended as `does_not_fit` or `unsupported`."""
    faults: list[str] = field(default_factory=list)
    interrupted: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        """Of the total."""
        return self.predicted + self.known + self.left_out

    @property
    def tokens_per_second(self) -> float:
        """Since the batch began."""
        return self.tokens / max(time.monotonic() - self.began, 1e-9)

    def count(self, prediction: Prediction) -> None:
        """One more prediction."""
        verdict = prediction.verdict
        self.predicted += 1
        self.exact += verdict.exact
        if verdict.ended not in UNSAID:
            self.right += verdict.n_correct
            self.judged += verdict.n_true
        self.tokens += prediction.tokens or 0
        self.endings[verdict.ended] = self.endings.get(verdict.ended, 0) + 1
        if verdict.ended in {"does_not_fit", "unsupported"} and prediction.error:
            self.unasked.setdefault(verdict.ended, prediction.error)
        if verdict.ended == "failed":
            self.faults.append(f"trace {prediction.trace_id}: {prediction.error}")


Progress = Callable[[Batch], None]


async def predict_batch(
    lake: Lake,
    endpoint: Endpoint,
    ask: Ask,
    trace_ids: Sequence[str] | pa.ChunkedArray,
    *,
    samples: int = 1,
    jobs: int = 1,
    progress: Progress = lambda _: None,
) -> Batch:
    """Asks for each trace and sample, `jobs` at a time; a cancelled batch keeps and publishes what was whole.

    A trace that has not the step asked for is a fault, not an end. Raises `EndpointError` where the server cannot be
    reached at all, or fails `GIVE_UP_AFTER` times in a row; what came before is in the lake.
    """
    batch = Batch(total=len(trace_ids) * samples)
    again = asked_again(lake, endpoint.config, await endpoint.probe())
    with lake.writer() as writer:
        run = _Run(lake, endpoint, ask, batch, writer, progress, again, jobs)
        try:
            await run.all((trace_id, sample) for trace_id in map(str, trace_ids) for sample in range(samples))
        except asyncio.CancelledError:
            batch.interrupted = True
    return batch


class _Run:
    """One batch at work: its tasks share the writer, and only one of them writes at a time (one thread, no awaits)."""

    def __init__(
        self,
        lake: Lake,
        endpoint: Endpoint,
        ask: Ask,
        batch: Batch,
        writer: Writer,
        progress: Progress,
        again: Callable[[str], bool],
        jobs: int,
    ) -> None:
        self.lake = lake
        self.endpoint = endpoint
        self.ask = ask
        self.batch = batch
        self.writer = writer
        self.progress = progress
        self.again = again
        self.jobs = max(jobs, 1)
        self.about = lru_cache(self.jobs)(lambda trace_id: subject(lake, trace_id))
        self.unpublished = 0
        self.published_at = time.monotonic()
        self.failures = 0

    async def all(self, waiting: Iterator[tuple[str, int]]) -> None:
        """Everything, `jobs` at a time. Raises the first error that is not one trace's own."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self.jobs):
                    tasks.create_task(self._work(waiting))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _work(self, waiting: Iterator[tuple[str, int]]) -> None:
        """Takes one after another until nothing waits."""
        for trace_id, sample in waiting:
            try:
                await self._one(trace_id, sample)
            except (UsageError, NotFound) as fault:
                self.batch.left_out += 1
                self.batch.faults.append(str(fault))
            self.progress(self.batch)
            # A known prediction costs no await: without this one, Ctrl-C would wait for all of them.
            await asyncio.sleep(0)

    async def _one(self, trace_id: str, sample: int) -> None:
        """Asks for one prediction, unless the lake has it."""
        info = await self.endpoint.probe()
        asked = next_try(self.lake, self.endpoint.config, info, self.ask, trace_id, sample, self.again)
        if asked.known:
            self.batch.known += 1
            return
        about, draft = self.about(trace_id), Draft()
        async with aclosing(say(self.endpoint, about, asked.ask, draft, seed=asked.seed)) as pieces:
            async for _ in pieces:
                pass
        if still_unfit(self.lake, asked, draft):
            self.batch.known += 1
            return
        self._keep(*settle(about, asked, draft))

    def _keep(self, prediction: Prediction, steps: pa.Table) -> None:
        self.writer.add_prediction(prediction, steps)
        self.batch.count(prediction)
        self.unpublished += 1
        now = time.monotonic()
        if self.unpublished >= PUBLISH_EVERY or now - self.published_at >= PUBLISH_SECONDS:
            self.writer.publish()
            self.unpublished, self.published_at = 0, now
        self.failures = self.failures + 1 if prediction.stopped_by == "failed" else 0
        if self.failures >= GIVE_UP_AFTER:
            raise EndpointUnreachable(f"{self.failures} requests in a row failed, the last one: {prediction.error}")
