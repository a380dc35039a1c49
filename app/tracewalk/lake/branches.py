"""The tree of branches that a trace is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.model import Branch, branch_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tracewalk.lake.lake import Lake

__all__ = ["BranchNode", "branches"]


@frozen
class BranchNode:
    """A trace in a tree of branches."""

    trace_id: str
    parent: str | None
    """It may be gone, then the tree begins with its branches."""
    level: int
    """0: the root, which is no branch itself, or one whose parent is gone."""
    branch: Branch | None
    """What was edited; None: it is no branch."""
    name: str
    run: int
    n_steps: int
    outcome: str
    stop_reason: str | None
    result: str | None
    error: str | None
    steps_digest: str
    """The same as its parent's where the edit made no difference at all."""
    created_at: datetime


def branches(lake: Lake, trace_id: str) -> list[BranchNode]:
    """The root and all branches below it, each before those made from it, in order of time; a trace alone: just it.

    Raises `NotFound` for a trace that the lake does not have.
    """
    lake.trace(trace_id)
    rows = lake.query("lake/branches", {"trace_id": trace_id}).to_pylist()
    there = {row["trace_id"] for row in rows}
    below: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent"] if row["parent"] in there else None, []).append(row)
    return list(_walk(below))


def _walk(below: dict[str | None, list[dict[str, Any]]]) -> Iterator[BranchNode]:
    """Depth first, without recursion: a chain of branches may be long."""
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, level = waiting.pop()
        yield BranchNode(level=level, branch=branch_of(row.pop("limits")), **row)
        waiting += [(each, level + 1) for each in reversed(below.get(row["trace_id"], []))]
