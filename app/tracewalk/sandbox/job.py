"""Inside: the process of one job, or of a small batch of them: it shuts itself off, then reads what it is to run."""

from __future__ import annotations

import gc
import os
import resource
import threading

from tracewalk.errors import RecordError
from tracewalk.sandbox.frames import BEGUN, FAULT, write_frame
from tracewalk.sandbox.install import Installable
from tracewalk.sandbox.job_pipe import PIPE, allow_seconds, recorded
from tracewalk.sandbox.order import Order, read_orders
from tracewalk.sandbox.rlimits import Allowance
from tracewalk.sandbox.suite_order import SUITE
from tracewalk.sandbox.ways import WAYS
from tracewalk.settings import Settings

__all__ = ["job"]

_MOST = 1 << 20
_MUCH = 100_000
"""Kilobytes of memory from which on what a program leaves behind is looked through for what can be freed."""


def job(given: int, pipe: int, allowed: Allowance, cpu_seconds: int, rules: Installable, settings: Settings) -> None:
    """Runs the orders that the file `given` holds; does not come back."""
    code = 1
    try:
        data = _whole(given)
        os.dup2(pipe, PIPE, inheritable=False)
        os.closerange(PIPE + 1, 1 << 16)
        allowed.impose_own(cpu_seconds)
        rules.load()
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
            if order.way == SUITE:
                from tracewalk.sandbox.suite_inside import run_suite  # noqa: PLC0415  for one job in a thousand

                run_suite(order, settings)
                break
            with WAYS[order.way](order, settings) as plan:
                spare = settings.sandbox_spare_seconds
                allow_seconds(order.subject.identity.limits.seconds + 2 * spare)
                write_frame(PIPE, BEGUN, b"")
                clean = recorded(plan, order.careful_from, spare).ending.stop_reason is None
                if order is orders[-1]:
                    os._exit(0)  # before all is put back as it was: nobody comes after
        except RecordError as fault:
            write_frame(PIPE, FAULT, str(fault).encode("utf-8", "backslashreplace"))
            clean = True
        if not clean or threading.active_count() > 1:
            break
        _leave_behind()
    return 0


def _leave_behind() -> None:
    """What there is now is no business of the next program's garbage collections: nor are its finalizers."""
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _MUCH:
        gc.collect()
    gc.freeze()
