"""Landlock: a process gives up, for good, every file and connection but those that it names.

The kernel binds the calling thread and what it starts later, so this comes before anything that starts threads. See
landlock(7); the numbers are those of the kernel's `landlock.h` and the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["abi", "refusal", "restrict"]

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVS = 38

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_OF_FILES = 1 << 0 | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15
"""The rights that a rule about a single file may have: execute, write, read, truncate, ioctl."""
_WRITES = 1 << 1 | _READ_FILE | _READ_DIR | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 14
"""Write, read, list, remove, make directories and plain files, truncate; no devices, sockets or links."""

_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files each ABI knows; 16 since ABI 5."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The kernel's Landlock ABI, or minus the error's number where it has none."""
    if not sys.platform.startswith("linux"):
        return -1
    found = int(_libc().syscall(_CREATE, None, 0, _VERSION_FLAG))
    return found if found > 0 else -ctypes.get_errno()


def refusal() -> str | None:
    """Why there is no Landlock here and what to do; None where there is."""
    found = abi()
    if found > 0:
        return None
    if not sys.platform.startswith("linux"):
        why, do = f"Landlock is Linux's, and this is {sys.platform}", "serve the lake from Linux, or a Linux container"
    elif -found == 95:  # EOPNOTSUPP
        why, do = "this kernel has Landlock switched off", "add `landlock` to its boot option `lsm=`"
    else:
        why = f"this kernel does not offer Landlock ({os.strerror(-found)})"
        do = "use Linux 5.13 or later, in a container one whose seccomp profile lets Landlock through"
    return f"SQL that a visitor types needs Landlock, which keeps it from every file but the lake's, and {why}: {do}."


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """Leaves this thread, and all that it starts, reading and writing below the given paths only. Returns the ABI.

    No TCP since ABI 4, no signal or abstract socket to other processes since ABI 6. A path that does not exist gives no
    right. Raises `OSError`.
    """
    version = abi()
    if version <= 0:
        raise OSError(-version, os.strerror(-version), "landlock_create_ruleset")
    handled = (1 << _RIGHTS.get(version, 16)) - 1
    attributes = [handled]
    if version >= 4:
        attributes.append(0b11)  # bind and connect by TCP
    if version >= 6:
        attributes.append(0b11)  # abstract sockets and signals
    ruleset = _call(_CREATE, *_sized(struct.pack(f"={len(attributes)}Q", *attributes)), 0)
    try:
        for path in readable:
            _allow(ruleset, path, (_READ_FILE | _READ_DIR) & handled)
        for path in writable:
            _allow(ruleset, path, _WRITES & handled)
        _check(_libc().prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
        _call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        _call(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _sized(data: bytes) -> tuple[bytes, int]:
    return data, len(data)


def _call(number: int, *arguments: object) -> int:
    return _check(int(_libc().syscall(number, *arguments)), f"system call {number}")


def _check(result: int, what: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), what)
    return result
