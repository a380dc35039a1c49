"""The first steps of a process inside: from the machine's root to nobody, without a way back."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

__all__ = ["NOBODY", "give_up"]

NOBODY = 65534
"""The user and group that a process inside is."""

_PDEATHSIG, _DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 4, 24, 38
_NEWUSER = 0x10000000
_CAPABILITIES = 64
_VERSION_3 = 0x20080522


def give_up() -> None:
    """Becomes nobody for good: no capability, no new privileges, and no other process may look into this one.

    Run by root this is a real other user, in a user namespace of its own where the kernel has such; by an ordinary user
    bubblewrap has done it. Raises `OSError`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if os.getuid() != NOBODY:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        libc.prctl(_DUMPABLE, 1, 0, 0, 0)  # else its own map of users is root's file
        _own_users(libc)
    _drop(libc)
    _check(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    _check(libc.prctl(_DUMPABLE, 0, 0, 0, 0))  # jobs have the same user: they must not read or write this memory
    _check(libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0))  # the change of user had unset it


def _own_users(libc: ctypes.CDLL) -> None:
    """A user namespace, so that the limit of processes counts these alone; where there can be none, none is needed."""
    if libc.unshare(_NEWUSER) == 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{NOBODY} {NOBODY} 1")
        Path("/proc/self/gid_map").write_text(f"{NOBODY} {NOBODY} 1")


def _drop(libc: ctypes.CDLL) -> None:
    """All capabilities, also those that a program could bring; the last are refused where there are none to drop."""
    for number in range(_CAPABILITIES):
        libc.prctl(_CAPBSET_DROP, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(libc.capset(header, none))


def _check(result: int) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
