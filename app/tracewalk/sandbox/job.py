"""Inside: the process of one job, or of a small batch of them: it shuts itself off, then reads what it is to run."""

from __future__ import annotations

import gc
import math
import os
import resource
import threading
import time

from seccompy import Filter

from tracewalk.errors import RecordError
from tracewalk.recorder.run import Plan, Run
from tracewalk.sandbox.frames import BEGUN, ENDED, FAULT, PREVIEW, STEPS, write_frame
from tracewalk.sandbox.order import Order, read_orders
from tracewalk.sandbox.packed import pack
from tracewalk.sandbox.rlimits import Allowance
from tracewalk.sandbox.told import tell
from tracewalk.sandbox.ways import WAYS
from tracewalk.settings import Settings

__all__ = ["job"]

_PIPE = 3
"""The number of the pipe in a job's process; there is no other file but the three that lead nowhere."""
_MOST = 1 << 20


def job(
    given: int, pipe: int, allowed: Allowance, base: int, cpu_seconds: int, rules: Filter, settings: Settings
) -> None:
    """Runs the orders that the file `given` holds; does not come back."""
    code = 1
    try:
        data = _whole(given)
        os.dup2(pipe, _PIPE, inheritable=False)
        os.closerange(_PIPE + 1, 1 << 16)
        gc.disable()
        allowed.impose(base, cpu_seconds)
        rules.load()
        gc.enable()
        code = _run(read_orders(data), settings)
    finally:
        os._exit(code)


def _whole(given: int) -> bytes:
    size, parts, at = os.fstat(given).st_size, [], 0
    while at < size and (part := os.pread(given, _MOST, at)):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _run(orders: list[Order], settings: Settings) -> int:
    """Runs one after the other; the rest is left to another process where one has left something behind."""
    for order in orders:
        try:
            with WAYS[order.way](order, settings) as plan:
                _restart_clocks(order.subject.identity.limits.seconds + settings.sandbox_spare_seconds)
                clean = _record(order, plan)
        except RecordError as fault:
            write_frame(_PIPE, FAULT, str(fault).encode("utf-8", "backslashreplace"))
            clean = True
        if not clean or threading.active_count() > 1:
            break
    return 0


def _record(order: Order, plan: Plan) -> bool:
    run = Run(plan, lambda batch: write_frame(_PIPE, STEPS, pack(batch)))
    if order.careful_from is not None:
        run.session.be_careful(order.careful_from, lambda batch: write_frame(_PIPE, PREVIEW, pack(batch)))
    ending = run.run()
    write_frame(_PIPE, ENDED, tell(ending, run.session))
    return ending.stop_reason is None


def _restart_clocks(seconds: float) -> None:
    """So much processor time from now on, which is more than the recorder's own deadline leaves."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (min(math.ceil(time.process_time() + seconds), hard), hard))
    write_frame(_PIPE, BEGUN, b"")
