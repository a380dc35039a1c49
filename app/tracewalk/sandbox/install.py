"""Inside: puts a filter of system calls in force that was built outside, where the library for it is."""

from __future__ import annotations

import ctypes
import os

__all__ = ["Installable"]

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _TSYNC = 1, 1
_INSTRUCTION = 8
"""Bytes."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("text", ctypes.c_void_p))


class Installable:
    """A program of the kernel's filter (`seccomp.filter_of(calls).program`): all but the one call is done before.

    A job's process makes that call first of all, so it has to be short. The caller has no new privileges already.
    """

    def __init__(self, program: bytes) -> None:
        self._text = ctypes.create_string_buffer(program, len(program))
        self._program = _Program(len(program) // _INSTRUCTION, ctypes.addressof(self._text))
        self._call = ctypes.CDLL(None, use_errno=True).syscall
        number = ctypes.c_long(_SECCOMP[os.uname().machine])
        self._arguments = (number, _SET_MODE_FILTER, _TSYNC, ctypes.byref(self._program))

    def load(self) -> None:
        """Filters all threads of this process, for good. Raises `OSError`."""
        if self._call(*self._arguments) != 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))
