"""Tracewalk: a web explorer for code-world-model data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracewalk.recorder import record

__all__ = ["record"]


def __getattr__(name: str) -> object:
    """Loads `record` on first use: `import tracewalk` stays light."""
    if name == "record":
        from tracewalk.recorder import record  # noqa: PLC0415

        return record
    raise AttributeError(f"module 'tracewalk' has no attribute {name!r}")
