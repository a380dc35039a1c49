"""Checks and benchmark results that are given other values in their place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracewalk.lake.replacing import replace_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.replacing import Replacer
    from tracewalk.model import Check, Result

__all__ = ["replace_checks", "replace_results"]


def replace_checks(lake: Lake, given: Iterable[Check]) -> int:
    """Puts other checks in the place of those of the same ids, in one publication; the old files go later.

    Also on an exception what was given until then is replaced. Returns how many were. Raises `UsageError` for an id
    that the lake has not, `ReadOnlyLake`.
    """
    return replace_all(lake, (partial(_take, check.row()) for check in given), "checks")


def replace_results(lake: Lake, given: Iterable[Result]) -> int:
    """Puts other results in the place of those of the same ids; see `replace_checks`."""
    return replace_all(lake, (partial(_take, result.row()) for result in given), "results")


def _take(row: dict[str, object], replacer: Replacer) -> None:
    replacer.take(row, {})
