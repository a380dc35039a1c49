"""A view of this machine in which the ordinary user nobody can run these tests, though all lies in root's home."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tracewalk.sandbox.bwrap import program
from tracewalk.sandbox.places import python_places

__all__ = ["ROOT", "as_nobody"]

ROOT = Path(__file__).resolve().parents[2]
_BEGIN = """
import os, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
os.execv(sys.argv[1], sys.argv[1:])
"""


_NO_NAMESPACES = """
import ctypes, os
ready, go = os.pipe()
me = os.getpid()
child = os.fork()
if child == 0:
    os.read(ready, 1)
    for name in ("uid_map", "gid_map"):
        with open(f"/proc/{me}/{name}", "w") as file: file.write("0 0 65536")
    os._exit(0)
ctypes.CDLL(None).unshare(0x10000000)
os.write(go, b"x")
os.waitpid(child, 0)
with open("/proc/sys/user/max_user_namespaces", "w") as file: file.write("0")
"""


def as_nobody(command: Sequence[str], *, namespaces: bool = True) -> list[str]:
    """The command line that runs a command as nobody; for root. `namespaces`: whether that user may make some."""
    arguments: list[str] = []
    needed = [*python_places(), ROOT]
    for closed in sorted({top for place in needed if (top := _closed(place))}):
        arguments += ["--perms", "0755", "--tmpfs", str(closed)]
        for place in needed:
            if place.is_relative_to(closed):
                for above in reversed([a for a in place.parents if a.is_relative_to(closed) and a != closed]):
                    arguments += ["--perms", "0755", "--dir", str(above)]
                arguments += ["--ro-bind", str(place), str(place)]
    begin = [sys.executable, "-c", ("" if namespaces else _NO_NAMESPACES) + _BEGIN, *command]
    return [program() or "bwrap", "--dev-bind", "/", "/", *arguments, "--die-with-parent", "--", *begin]


def _closed(place: Path) -> Path | None:
    """The outermost folder above a place through which others may not go."""
    return next((a for a in reversed(place.parents) if not a.stat().st_mode & 0o001), None)
