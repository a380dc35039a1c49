"""An order carried out: who predicts and who writes are asked what they are, then the loop runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.predict import TINY
from tracewalk.recorder.environment import limits_of
from tracewalk.verify.answers import answering
from tracewalk.verify.author import Author, ByFile, ByModel, ByReference
from tracewalk.verify.known import kept_writing
from tracewalk.verify.loop import Progress, Verified, verify
from tracewalk.verify.world import World

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.predict import Ask, Endpoint
    from tracewalk.verify.order import Order

__all__ = ["Misnamed", "Writing", "carry_out", "misnamed"]

Misnamed = Literal["writer", "nobody", "predictor", "author", "tiny"]
"""A writer where all is written; nobody at all; a model that predicts where the file does; nobody who wrote the file or
predicts; the tiny model as a writer, which it cannot be."""


def misnamed(order: Order, endpoint: str | None, writer: str | None) -> Misnamed | None:
    """What is wrong with who is named for an order; None: each part that is needed is, and none that is not."""
    given = order.author is not None
    if given and writer is not None:
        return "writer"
    if not given and writer is None and endpoint is None:
        return "nobody"
    if not order.predicts and endpoint is not None:
        return "predictor"
    if given and endpoint is None and order.written_by is None:
        return "author"
    return "tiny" if not given and (writer or endpoint) == TINY else None


@frozen
class Writing:
    """How a model is asked to write."""

    candidates: int
    tests: int
    temperature: float
    seed: int = 0

    @classmethod
    def of(cls, candidates: int | None, tests: int, temperature: float | None, seed: int = 0) -> Writing:
        """With the usual temperature where none is given. Raises `UsageError` where all would be the same."""
        n = candidates or 1
        usual = 0.8 if n > 1 else 0.0
        made = cls(n, tests, usual if temperature is None else temperature, seed)
        if n > 1 and made.temperature == 0:
            raise UsageError(f"{n} candidates of greedy decoding would all be the same; give a temperature too")
        return made


async def carry_out(
    order: Order,
    lake: Lake,
    endpoint: Endpoint | None,
    writer: Endpoint | None,
    ask: Ask,
    writing: Writing,
    *,
    jobs: int = 1,
    at_once: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _doing: None,
) -> Verified:
    """Verifies what an order names; `endpoint` predicts (None: the file's outputs are predictions), `writer` writes.

    `at_once`: problems whose checks are published together, where not as many as usual. Raises what `verify` raises.
    """
    world = await World.of(lake, endpoint, ask) if endpoint else None
    author = order.author or await _writer(lake, order, writer, writing)
    if at_once is not None and isinstance(author, ByFile | ByReference):
        author = replace(author, at_once=at_once)
    written_by = order.written_by or (getattr(author, "model", None) or "")
    return await verify(
        lake, order.problems, author, name=order.name, limits=limits_of(lake.settings, "cwm"), world=world,
        asking=world.asking if world else answering(written_by), jobs=jobs, stopped=stopped, progress=progress,
    )  # fmt: skip


async def _writer(lake: Lake, order: Order, endpoint: Endpoint | None, writing: Writing) -> Author:
    if endpoint is None:
        raise UsageError("nothing says who writes: give a file of solutions, or a chat model")
    author = await ByModel.of(
        endpoint, candidates=writing.candidates, tests=writing.tests, temperature=writing.temperature,
        seed=writing.seed, max_tokens=lake.settings.verify_answer_tokens,
    )  # fmt: skip
    author.kept = kept_writing(lake, order.name, author.written, order.problems)
    return author
