"""Where a program runs inside this process, and how everything that it moved is put back afterwards."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Final

from tracewalk.errors import RecordError
from tracewalk.recorder.handlers import set_handler
from tracewalk.recorder.scope import Scope

__all__ = ["deadline", "fresh_modules", "stage"]

_VARIABLES: Final[dict[bytes, bytes]] = vars(os.environb)["_data"]
"""What `os.environb` keeps its variables in: that itself takes as long to be copied as a short program to run."""


@contextmanager
def stage(path: str, argv: Sequence[str], *, stdin: str | None = None) -> Iterator[None]:
    """Within it `sys.path[0]` is `path` and `sys.argv` is `argv`, and `sys.stdin` reads the text given.

    Afterwards these, the working folder, the environment, the recursion limit and `__main__` are as before.
    """
    main = sys.modules["__main__"]
    before = (sys.path, sys.argv, sys.stdin, sys.getrecursionlimit())
    folder, environment = os.getcwd(), _VARIABLES.copy()  # noqa: PTH109  once for each program: it has to be little
    sys.path, sys.argv = [path, *sys.path], list(argv)
    if stdin is not None:
        sys.stdin = io.StringIO(stdin)
    try:
        yield
    finally:
        sys.path, sys.argv, sys.stdin = before[:3]
        sys.setrecursionlimit(before[3])
        os.chdir(folder)
        _restore_environment(environment)
        sys.modules["__main__"] = main


@contextmanager
def fresh_modules(scope: Scope) -> Iterator[None]:
    """Within it the user's modules are not imported yet, so that their bodies run and are recorded.

    Afterwards those imported within are forgotten, and those from before are back. Other modules stay: many cannot
    be loaded twice.
    """
    users = _take_out(scope)
    writes = sys.dont_write_bytecode
    # A .pyc is told from its source by seconds and size: an edit within one second would run the old code.
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        _take_out(scope)
        sys.modules.update(users)


def _take_out(scope: Scope) -> dict[str, ModuleType]:
    """Takes the modules of the user's files, except `__main__`, out of `sys.modules`."""
    mine = {
        name: module
        for name, module in list(sys.modules.items())
        if name != "__main__" and isinstance(file := getattr(module, "__file__", None), str) and scope.covers(file)
    }
    for name in mine:
        del sys.modules[name]
    return mine


def _restore_environment(environment: dict[bytes, bytes]) -> None:
    if environment == _VARIABLES:
        return
    now = dict(os.environb)
    for name in now.keys() - environment.keys():
        del os.environb[name]
    for name, value in environment.items():
        if now.get(name) != value:
            os.environb[name] = value


@contextmanager
def deadline(seconds: float, what: str) -> Iterator[None]:
    """Raises `RecordError` in a body that takes longer, in the main thread; elsewhere nothing can interrupt it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise RecordError(f"{what} took more than {seconds:g} s; the setting max_seconds allows no more")

    previous = set_handler(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        set_handler(signal.SIGALRM, previous)
