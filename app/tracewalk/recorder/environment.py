"""What of this interpreter and of the settings belongs to a run: version, limits."""

from __future__ import annotations

import sys

from tracewalk.model import Limits, ReprStyle
from tracewalk.settings import Settings

__all__ = ["limits_of", "python_version"]


def python_version() -> str:
    """Major and minor version of the interpreter that records."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def limits_of(settings: Settings, repr_style: ReprStyle) -> Limits:
    """The limits of one recording; which one bounds the characters depends on the repr style."""
    chars = settings.max_trace_chars if repr_style == "cwm" else settings.max_value_chars
    return Limits(steps=settings.max_steps, seconds=settings.max_seconds, value_chars=chars, items=settings.max_items)
