"""What of this interpreter and of the settings belongs to a run: version, hash seed, limits."""

from __future__ import annotations

import os
import sys

from tracewalk.model import Limits, ReprStyle
from tracewalk.settings import Settings

__all__ = ["fixed_hash_seed", "hash_seed", "limits_of", "python_version"]


def python_version() -> str:
    """Major and minor version of the interpreter that records."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def hash_seed() -> str:
    """PYTHONHASHSEED of this process: a number, or `random`."""
    if not sys.flags.hash_randomization:
        return "0"
    return os.environ.get("PYTHONHASHSEED") or "random"


def fixed_hash_seed() -> None:
    """Starts this process again with PYTHONHASHSEED=0 where it is not set, with the same arguments.

    The order of a set of strings depends on it, hence steps would differ from run to run. Call it before anything
    was read from stdin. Returns only where the variable is set already.
    """
    if os.environ.get("PYTHONHASHSEED"):
        return
    os.environ["PYTHONHASHSEED"] = "0"
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


def limits_of(settings: Settings, repr_style: ReprStyle) -> Limits:
    """The limits of one recording; which one bounds the characters depends on the repr style."""
    chars = settings.max_trace_chars if repr_style == "cwm" else settings.max_value_chars
    return Limits(steps=settings.max_steps, seconds=settings.max_seconds, value_chars=chars, items=settings.max_items)
