"""The raw record that a turn was read from, out of its file or archive as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracewalk.model import Record

__all__ = ["pointed", "raw_record"]


def raw_record(trajectory: Mapping[str, Any], record: Record, limit: int, base: Path | None = None) -> bytes:
    """The bytes of a record of a trajectory, whose row tells `source_file` and `source_member`.

    A relative file is looked for in `base`. Raises `NotFound` where the file is gone, or its bytes are no longer those
    that were imported: what a lake of strangers names is not shown unless its digest proves that it was known before.
    """
    raise NotImplementedError


def pointed(value: Any, pointer: str) -> Any:
    """The part of a JSON value that a JSON pointer names (RFC 6901). Raises `NotFound`."""
    raise NotImplementedError
