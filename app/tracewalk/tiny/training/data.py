"""Documents as arrays: made by another process while the network trains, cut into batches of like lengths."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tracewalk.frozen import frozen
from tracewalk.tiny.documents import Document, documents
from tracewalk.tiny.overlap import key_of
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["FIRST_SEED", "Encoded", "Shard", "Shards", "batches", "encoded", "packed"]

FIRST_SEED = 200_000
"""Of the first shard of a training; each further shard has the next one."""

_AHEAD = 3
"""Shards that are made before they are needed."""

IGNORED = -100
"""Target of a token that is not learned: PyTorch's `ignore_index`."""


@frozen
class Encoded:
    """A document's ids, and how many of them are the prompt."""

    ids: npt.NDArray[np.int64]
    start: int


@frozen
class Shard:
    """The documents of one seed."""

    seed: int
    documents: list[Encoded]
    keys: list[int]
    """Of each program, up to renaming."""


class Shards:
    """Shard after shard, made by a process of its own. Use as a context; leaving it ends the process."""

    def __init__(self, first: int, size: int, version: int, excluded: frozenset[str]) -> None:
        # A fresh process: what traces programs shares nothing with what trains. It inherits that Ctrl-C is blocked:
        # the training decides what that means.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            context = multiprocessing.get_context("spawn")
            self._pool = context.Pool(1, _prepare, (size, version, excluded))
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        self._next = first
        self._waiting: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.terminate()
        self._pool.join()

    def take(self) -> Shard:
        """The next shard; waits for it."""
        while len(self._waiting) < _AHEAD:
            self._waiting.append(self._pool.apply_async(_make, (self._next,)))
            self._next += 1
        shard: Shard = self._waiting.pop(0).get()
        return shard


_made: dict[str, Any] = {}
"""What the making process was given."""


def _prepare(size: int, version: int, excluded: frozenset[str]) -> None:
    _made.update(size=size, tokenizer=Tokenizer.of_version(version), excluded=excluded)


def _make(seed: int) -> Shard:
    made = list(islice(documents(seed, _made["tokenizer"], _made["excluded"]), _made["size"]))
    return Shard(seed, [encoded(document, _made["tokenizer"]) for document in made], [key_of(d) for d in made])


def encoded(document: Document, tokenizer: Tokenizer) -> Encoded:
    """A document as arrays."""
    ids, start = document.encoded(tokenizer)
    return Encoded(np.array(ids, np.int64), start)


def batches(of: Sequence[Encoded], longest: int, tokens: int, rng: np.random.Generator) -> Iterator[Sequence[Encoded]]:
    """Batches of documents of like lengths, in random order: each about so many tokens with padding, none longer."""
    fit = sorted((d for d in of if len(d.ids) <= longest), key=lambda d: len(d.ids))
    cut, batch = [], list[Encoded]()
    for document in fit:
        if batch and len(document.ids) * (len(batch) + 1) > tokens:
            cut.append(batch)
            batch = []
        batch.append(document)
    cut += [batch] if batch else []
    for i in rng.permutation(len(cut)):
        yield cut[i]


def packed(batch: Sequence[Encoded], padding: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids and, of each, the one to be said next: both (documents, tokens). Only what is trace is learned."""
    width = -(-max(len(d.ids) for d in batch) // 16) * 16
    ids = np.full((len(batch), width), padding)
    targets = np.full((len(batch), width), IGNORED)
    for row, document in enumerate(batch):
        count = len(document.ids)
        ids[row, :count] = document.ids
        targets[row, document.start - 1 : count - 1] = document.ids[document.start :]
    return ids, targets
