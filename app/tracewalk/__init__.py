"""Tracewalk: a web explorer for code-world-model data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracewalk.client import open_session as open  # noqa: A004 - tracewalk.open("lake") reads as what it is
    from tracewalk.recorder import record

__all__ = ["open", "record"]


def __getattr__(name: str) -> object:
    """Loads `record` and `open` on first use: `import tracewalk` stays light."""
    if name == "record":
        from tracewalk.recorder import record  # noqa: PLC0415

        return record
    if name == "open":
        from tracewalk.client import open_session  # noqa: PLC0415

        return open_session
    raise AttributeError(f"module 'tracewalk' has no attribute {name!r}")
