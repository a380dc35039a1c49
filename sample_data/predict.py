#!/usr/bin/env python3
"""Adds to the sample lake what the embedded model says of its programs, in every mode that its server supports.

    python sample_data/predict.py [FOLDER]

FOLDER is a lake (default: `lake` beside this file), which is written anew with its traces and these predictions. The
tests that agents ran in their repositories are not asked about: nearly none fits the model's context. Other traces that
do not fit are kept as `does_not_fit`. Greedy decoding: the same machine says the same again, another one nearly.
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
from tracewalk.predict import Ask, Batch, Endpoint, predict_batch, tiny_at
from tracewalk.tiny import serving

HERE = Path(__file__).resolve().parent
DATASETS = ("held_out", "samples")
MODES = ("full", "step", "action", "return")
JOBS = 2


async def predict(lake: Lake) -> None:
    """Asks the embedded model about every trace of the datasets in every mode."""
    ids = list(dict.fromkeys(one for dataset in DATASETS for one in choose(lake, dataset=dataset)))
    with serving() as served:
        config = tiny_at(served.url, served.context, served.fingerprint)
        async with Endpoint(config, estimate=estimate_tokens) as endpoint:
            for mode in MODES:
                tell(mode, await predict_batch(lake, endpoint, Ask(mode), ids, jobs=JOBS))


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
