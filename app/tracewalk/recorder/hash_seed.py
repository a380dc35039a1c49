"""The seed of hashes, on which the order of a set of strings depends; it is fixed before anything else is loaded."""

from __future__ import annotations

import os
import sys

__all__ = ["fixed_hash_seed", "hash_seed"]


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
