"""Inside: runs what a job runs a few times before the first fork, so that none has to load anything of ours itself.

A few times, as the interpreter rewrites code once it has run eight times: what is written before is shared by all jobs.
"""

from __future__ import annotations

import random
import threading
from importlib import import_module

from tracewalk.model import Limits, ReprStyle
from tracewalk.recorder.row_plan import row_subject
from tracewalk.recorder.rows import Row
from tracewalk.recorder.run import Run
from tracewalk.sandbox.order import Order, read_orders, write_orders
from tracewalk.sandbox.packed import packed
from tracewalk.sandbox.told import tell
from tracewalk.sandbox.ways import WAYS
from tracewalk.settings import Settings

__all__ = ["warm_up"]

_TIMES = 12
_STYLES: tuple[ReprStyle, ...] = ("cwm", "bounded")
_COMMON = [
    "bisect",
    "collections",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "random",
    "re",
    "statistics",
    "string",
    "textwrap",
    "traceback",
    "typing",
]
"""What programs import most."""

_PROGRAM = """
class Point:
    def __init__(self, x):
        self.x = x

def f(n):
    seen = {}
    for i in range(n):
        seen[i] = [Point(i), str(i), {i}, (i, 1.5)]
        print(i)
    try:
        return seen[n]
    except KeyError as error:
        raise ValueError("é") from error
"""


def _nobody(_payload: bytes) -> None:
    pass


def warm_up(settings: Settings) -> None:
    """Loads what a job needs."""
    for name in _COMMON:
        import_module(name)
    after_fork = getattr(threading, "_after_fork", lambda: None)
    for n in range(_TIMES):
        after_fork()  # Python's own: it and the next are the first things that happen in every job
        random.seed()
        style = _STYLES[n % len(_STYLES)]
        subject = row_subject(Row(0, "warm", _PROGRAM, "3"), Limits(1_000, 60.0, 100_000, 10), style)
        (order,) = read_orders(write_orders([Order(subject, "row", "warm.py")]))
        with WAYS[order.way](order, settings) as plan:
            run = Run(plan, packed(_nobody), trace_id="")
            if n < len(_STYLES):
                run.session.be_careful(3, _nobody)
            tell(run.run(), run.session)
