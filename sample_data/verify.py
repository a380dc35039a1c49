#!/usr/bin/env python3
"""Adds to the sample lake the checks of the sample problems: solutions run, and predicted by the embedded model.

    PYTHONHASHSEED=0 python sample_data/verify.py [FOLDER]

FOLDER is a lake (default: `lake` beside this file), which is written anew with what it has and these checks, in the
modes return and full. The solutions and their tests stand in `problems/`: the model was trained on traces, and cannot
write programs. Needs the sandbox.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from build import solutions

from predict import HERE, JOBS, rewrite
from tracewalk.cwm import estimate_tokens
from tracewalk.errors import TracewalkError, UsageError
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Endpoint, tiny_at
from tracewalk.recorder.environment import limits_of
from tracewalk.settings import Settings
from tracewalk.tiny import serving
from tracewalk.verify import World, verify

MODES = ("return", "full")


async def add_checks(lake: Lake) -> None:
    """Runs every solution on every test, and asks the embedded model about it. Raises `TracewalkError` for a fault."""
    order = solutions()
    limits = limits_of(Settings(), "cwm")  # whatever the environment says: limits are part of every trace's id
    assert order.author is not None, "it is a file"
    with serving() as served:
        config = tiny_at(served.url, served.context, served.fingerprint)
        async with Endpoint(config, estimate=estimate_tokens) as endpoint:
            for mode in MODES:
                world = await World.of(lake, endpoint, Ask(mode))
                done = await verify(
                    lake, order.problems, order.author, name=order.name, limits=limits,
                    asking=world.asking, world=world, jobs=JOBS,
                )  # fmt: skip
                if faults := order.faults + done.faults:
                    raise TracewalkError(f"{mode}: {faults[0]} ({len(faults)} faults)")
                print(f"{mode}: {done.made} checks", file=sys.stderr)


def main() -> int:
    """Rewrites the lake; returns the exit code."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "lake"
    try:
        if os.environ.get("PYTHONHASHSEED") != "0":
            raise UsageError("Steps depend on the hash seed. Run: PYTHONHASHSEED=0 python sample_data/verify.py")
        rewrite(target, lambda lake: asyncio.run(add_checks(lake)))
    except TracewalkError as failed:
        print(f"error: {failed}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
