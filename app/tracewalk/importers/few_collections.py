"""Python's search for rings of objects, made rare while logs are read: values are trees, in which it finds none."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["few_collections"]

_OBJECTS = 200_000
"""New objects after which it looks, in the place of 700: several megabytes of a log."""


@contextmanager
def few_collections() -> Generator[None]:
    """Within it the search is rare; a server, which imports in a thread beside others, keeps its own way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
