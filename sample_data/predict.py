#!/usr/bin/env python3
"""Adds to the sample lake what the embedded model says of its programs, in every mode that its server supports.

    python sample_data/predict.py [FOLDER]

FOLDER is a lake (default: `lake` beside this file), which is written anew with its traces and these predictions. The
tests that agents ran in their repositories are not asked about: nearly none fits the model's context. Other traces that
do not fit are kept as `does_not_fit`. Of twins, which are many and alike, it is asked in one mode; of the branches of
held-out programs, what comes after the edit. Greedy decoding: the same machine says the same again, another one nearly.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tracewalk.cwm import estimate_tokens
from tracewalk.errors import TracewalkError
from tracewalk.lake import Lake, check, choose, compact, merge
from tracewalk.model import branch_of
from tracewalk.predict import Ask, Batch, Endpoint, predict_batch, subject, tiny_at
from tracewalk.tiny import serving
from tracewalk.verify.branch_ask import going_on

HERE = Path(__file__).resolve().parent
MODES = ("full", "step", "action", "return")
DATASETS = {"held_out": MODES, "samples": MODES, "twins": ("full",)}
"""In which modes it is asked about them."""
JOBS = 2
BRANCHES = """
    origin = 'branch' AND dataset IS NULL  -- a twin is a branch, too
    AND parent IN (SELECT items.trace_id FROM items WHERE items.dataset = 'held_out')
"""
"""Those of the catalogue whose program fits the model's context."""


async def predict(lake: Lake) -> None:
    """Asks the embedded model about every trace of the datasets, and to go on from edits."""
    with serving() as served:
        config = tiny_at(served.url, served.context, served.fingerprint)
        async with Endpoint(config, estimate=estimate_tokens) as endpoint:
            for mode in MODES:
                asked = [dataset for dataset, modes in DATASETS.items() if mode in modes]
                ids = list(dict.fromkeys(one for dataset in asked for one in choose(lake, dataset=dataset)))
                tell(mode, await predict_batch(lake, endpoint, Ask(mode), ids, jobs=JOBS))
            for trace_id in choose(lake, where=BRANCHES):
                about, branch = subject(lake, trace_id), branch_of(lake.trace(trace_id).limits)
                assert branch is not None, "it is one"
                tell("branch", await predict_batch(lake, endpoint, going_on(about, branch.step), [trace_id]))


def tell(mode: str, batch: Batch) -> None:
    """One line on stderr for each mode."""
    ended = ", ".join(f"{n} {ending}" for ending, n in sorted(batch.endings.items()))
    print(
        f"{mode}: {batch.predicted} predictions, {batch.right} of {batch.judged} steps right; {ended}", file=sys.stderr
    )


def rewrite(target: Path, work: Callable[[Lake], None]) -> None:
    """Writes a lake anew, with what `work` adds to it. Raises `TracewalkError` where it does not check clean."""
    with tempfile.TemporaryDirectory() as scratch, Lake.create(Path(scratch) / "lake") as lake:
        with Lake.open(target) as old:
            merge(lake, old)
        work(lake)
        compact(lake)
        # The inputs of a compaction stay for a while; a merge copies only what is live.
        fresh = target.with_name(f"{target.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        with Lake.create(fresh) as new:
            merge(new, lake)
            faults = check(new)
    if faults:
        raise TracewalkError(f"{fresh} is not whole: {faults[0]} ({len(faults)} faults)")
    shutil.rmtree(target)
    fresh.rename(target)


def main() -> int:
    """Rewrites the lake; returns the exit code."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "lake"
    try:
        rewrite(target, lambda lake: asyncio.run(predict(lake)))
    except TracewalkError as failed:
        print(f"error: {failed}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
