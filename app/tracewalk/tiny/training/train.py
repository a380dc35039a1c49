"""Training by the clock: warm-up, constant rate, then linear decay to nothing over the last half of the time.

Short documents first, larger batches later; the loss covers what is trace, not the program. Held-out programs are
scored now and then. A training can be interrupted at any time, and goes on from its last checkpoint.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.tiny.documents import MOST_TOKENS
from tracewalk.tiny.tokenizer import Tokenizer
from tracewalk.tiny.training.checkpoint import Progress, load, load_progress, save
from tracewalk.tiny.training.data import Encoded, Shards, batches, packed
from tracewalk.tiny.training.forced import forced_score
from tracewalk.tiny.training.muon import Optimisers
from tracewalk.tiny.training.network import CONFIGS, Network
from tracewalk.tiny.training.stopping import Stopping

__all__ = ["Plan", "Report", "train"]

_RATE = 3e-3
_WARM_UP = 60
"""Steps over which the rate rises."""
_SHORT = 400
"""Tokens of the documents that it begins with."""
_LOG_STEPS = 50


@frozen
class Plan:
    """How to train."""

    config: str = "3m"
    minutes: float = 55.0
    threads: int = 2
    compile: bool = False
    """Faster after a minute, but needs a C++ compiler."""
    shard: int = 1000
    """Documents that are made at a time."""
    save_minutes: float = 1.0
    score_minutes: float = 5.0
    """Between scores on held-out programs."""

    def __post_init__(self) -> None:
        if self.config not in CONFIGS:
            raise UsageError(f"--config {self.config!r} is none; there are: {', '.join(CONFIGS)}.")
        if self.minutes <= 0 or self.threads < 1:
            raise UsageError("--minutes and --threads must be above 0.")


@frozen
class Report:
    """How a training is going."""

    progress: Progress
    loss: float
    """Mean since the last report."""
    tokens_per_second: float
    score: dict[str, float] | None = None
    """On held-out programs, where it was time for that."""


class Schedule:
    """What depends on the time: learning rate, longest document, size of a batch."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes

    def done(self, progress: Progress) -> float:
        """The share of the time that is spent."""
        return progress.minutes / self.minutes

    def rate(self, progress: Progress) -> float:
        """Of learning."""
        return _RATE * min(1.0, (progress.step + 1) / _WARM_UP) * min(1.0, 2 * max(0.0, 1 - self.done(progress)))

    def longest(self, progress: Progress) -> int:
        """Tokens of a document."""
        return _SHORT if self.done(progress) < 0.08 else MOST_TOKENS

    def tokens(self, progress: Progress) -> int:
        """Of a batch, with padding."""
        return 4096 if self.done(progress) < 0.3 else 8192


def train(
    folder: Path, plan: Plan, excluded: frozenset[str], held: Sequence[Encoded], said: Callable[[Report], None]
) -> Progress:
    """Trains until the time is up, from the folder's checkpoint where there is one; gives how far it came.

    `excluded` are fingerprints of programs never to train on, `held` documents to score on. Ctrl-C saves and raises
    KeyboardInterrupt. Raises `UsageError` for a checkpoint of another configuration.
    """
    torch.set_num_threads(plan.threads)
    torch.manual_seed(0)
    path, progress = folder / "checkpoint.pt", Progress(plan.config)
    if path.exists() and (other := load_progress(path).config) != plan.config:
        raise UsageError(f"{path} is of --config {other}, not {plan.config}; give another folder.")
    network = Network(CONFIGS[plan.config])
    optimisers = Optimisers(network)
    if path.exists():
        progress = load(path, network, optimisers)
    trainer = _Trainer(network, optimisers, progress, plan)
    with Stopping() as stopping, Shards(progress.next_seed, plan.shard, progress.vocabulary, excluded) as shards:
        for report in trainer.reports(shards, held, lambda: save(path, network, optimisers, progress), stopping):
            _log(folder / "train.jsonl", report)
            said(report)
    save(path, network, optimisers, progress)
    stopping.raise_if_asked()
    return progress


class _Trainer:
    """The loop, and what it counts between two reports."""

    def __init__(self, network: Network, optimisers: Optimisers, progress: Progress, plan: Plan) -> None:
        self.network, self.optimisers, self.progress = network, optimisers, progress
        self.plan, self.schedule = plan, Schedule(plan.minutes)
        self.padding = Tokenizer.of_version(progress.vocabulary).ids["<|pad|>"]
        self.rng = np.random.default_rng(progress.next_seed)
        self.hidden: Any = torch.compile(network.hidden, dynamic=True) if plan.compile else network.hidden
        self.losses: list[float] = []

    def reports(
        self, shards: Shards, held: Sequence[Encoded], keep: Callable[[], None], stopping: Stopping
    ) -> Iterator[Report]:
        """Trains; says how it goes now and then, and at the end."""
        progress = self.progress
        saved = scored = progress.minutes
        began, before = time.perf_counter(), progress.tokens
        for batch in self._batches(shards):
            start = time.perf_counter()
            self._learn(batch)
            progress.minutes += (time.perf_counter() - start) / 60
            is_over = stopping.asked or self.schedule.done(progress) >= 1
            is_scored = is_over or progress.minutes - scored >= self.plan.score_minutes
            if is_scored or progress.step % _LOG_STEPS == 0:
                rate = (progress.tokens - before) / (time.perf_counter() - began)
                score = forced_score(self.network, held, self.padding) if is_scored and not stopping.asked else None
                yield Report(progress, float(np.mean(self.losses or [np.nan])), rate, score)
                self.losses.clear()
                began, before = time.perf_counter(), progress.tokens
            if is_over:
                return
            scored = progress.minutes if is_scored else scored
            if progress.minutes - saved >= self.plan.save_minutes:
                saved = progress.minutes
                keep()

    def _batches(self, shards: Shards) -> Iterator[Sequence[Encoded]]:
        progress = self.progress
        while self.schedule.done(progress) < 1:
            shard = shards.take()
            progress.next_seed = shard.seed + 1
            progress.keys.update(shard.keys)
            longest, tokens = self.schedule.longest(progress), self.schedule.tokens(progress)
            for batch in batches(shard.documents, longest, tokens, self.rng):
                progress.documents += len(batch)
                yield batch

    def _learn(self, batch: Sequence[Encoded]) -> None:
        """One step of gradient descent."""
        ids, targets = map(torch.from_numpy, packed(batch, self.padding))
        is_learned = targets != -100
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.hidden(ids)[is_learned] @ self.network.embedding.weight.t()
        loss = functional.cross_entropy(logits.float(), targets[is_learned])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimisers.step(self.schedule.rate(self.progress))
        self.network.zero_grad(set_to_none=True)
        self.losses.append(loss.item())
        self.progress.step += 1
        self.progress.tokens += ids.numel()
        self.progress.trained += int(is_learned.sum())


def _log(path: Path, report: Report) -> None:
    row = {**report.progress.summary(), "loss": round(report.loss, 4)}
    with path.open("a", encoding="utf-8") as file:
        print(json.dumps(row | ({"held_out": report.score} if report.score else {})), file=file)
