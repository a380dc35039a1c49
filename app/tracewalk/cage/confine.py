"""What the worker's process gives up before it loads anything that could be turned against it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from pathlib import Path

from tracewalk.cage import landlock
from tracewalk.cage.order import Order
from tracewalk.resources import folder

__all__ = ["confine", "stay_alone"]

_PDEATHSIG = 1
_SPARE_BYTES = 3_000_000_000
"""Address space beyond DuckDB's memory: libraries, stacks, and what allocators reserve and never touch."""
_FILES = 4_096
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime")
_ZONES = "/usr/share/zoneinfo"
_MEMORY = ("/proc/self/cgroup", "/sys/fs/cgroup")
"""Where DuckDB looks for the memory of its container; it does not start without."""


def confine(order: Order) -> int:
    """Shuts this process off. Returns Landlock's ABI, 0 where there is none and the order allows that."""
    _end_with(order.parent)
    if sys.platform.startswith("linux"):
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_AS, 2 * order.memory + _SPARE_BYTES)
        _limit(resource.RLIMIT_FSIZE, max(order.bytes, order.spill))
        _limit(resource.RLIMIT_NOFILE, _FILES)
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory runs out, this ends and not the server
    if order.unsafe and landlock.abi() <= 0:
        return 0
    return landlock.restrict(readable(order), [Path(order.tmp)])


def stay_alone() -> None:
    """Allows no further process or thread, once all that are needed are there; the kernel exempts root from it."""
    if sys.platform.startswith("linux"):
        _limit(resource.RLIMIT_NPROC, 0)


def readable(order: Order) -> list[Path]:
    """The lake, and what Python needs to load its modules."""
    python = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    ours = [Path(__file__).parents[1], folder("queries")]
    return [
        Path(order.lake),
        *ours,
        *map(Path, {*python, *sys.path, *_SYSTEM, *_MEMORY, _ZONES, f"{sys.base_prefix}/lib"} - {""}),
    ]


def _end_with(parent: int) -> None:
    """Has the kernel kill this process when the thread that started it ends, which is with the server."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _limit(kind: int, most: int) -> None:
    """Sets a limit of the system, never above one that is there."""
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (value, value))
