"""What the API says of branches: the tree that a trace is in, and a job as it stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tracewalk.lake import BranchNode, Lake
from tracewalk.links import Focus, compare_url
from tracewalk.verify.branch_left import left_at
from tracewalk.verify.twin import NAMED
from tracewalk.web.branches.jobs import BranchJob

__all__ = ["job_told", "tree_told"]

_MOST = 200
"""Traces of a tree that are told; a researcher's tree has a few."""
_SHORT = 200


def tree_told(lake: Lake, trace_id: str) -> dict[str, Any]:
    """The tree in which a trace is: the root, then the branches, each before those made from it."""
    nodes = lake.branches(trace_id)
    known = {node.trace_id: node for node in nodes}
    shown = nodes[:_MOST]
    if all(node.trace_id != trace_id for node in shown):
        shown.append(known[trace_id])
    return {"total": len(nodes), "nodes": [_node(lake, node, known) for node in shown]}


def job_told(job: BranchJob) -> dict[str, Any]:
    """A job as it stands; `url` leads to the branch at its step, once it is there."""
    told: dict[str, Any] = {
        "job": job.job_id,
        "state": job.state,
        "parent": job.goal.branch.parent,
        "what": str(job.goal.branch),
        "step": job.goal.branch.step,
        "seconds": job.seconds,
        "error": job.error,
        "unpredicted": job.unpredicted,
        "prediction_job": job.prediction_job,
        "trace": None,
    }
    if (made := job.made) is not None:
        focus = Focus(made.trace.trace_id, step=min(made.branch.step, max(made.trace.n_steps - 1, 0)))
        told |= {"trace": focus.trace, "status": made.status, "left": made.left, "strayed": made.strayed}
        told["url"] = focus.url()
        told["live"] = (
            compare_url(Focus(focus.trace, focus.step, job=job.prediction_job)) if job.prediction_job else None
        )
    return told


def _node(lake: Lake, node: BranchNode, known: dict[str, BranchNode]) -> dict[str, Any]:
    """A trace of the tree: what was edited, how it ended, where it left its parent."""
    parent = known.get(node.parent or "")
    step = node.branch.step if node.branch else None
    left = None
    if parent is not None and parent.steps_digest != node.steps_digest:
        left = _left(lake, parent.trace_id, node.trace_id, parent.steps_digest, node.steps_digest)
    at = min(step or 0, max(node.n_steps - 1, 0))
    compared = None
    if parent is not None:
        # Its parent is the truth that it is seen beside, at the first step that is another.
        first = min(left if left is not None else at, max(parent.n_steps - 1, 0))
        compared = Focus(parent.trace_id, first, other=node.trace_id).url()
    return {
        "trace_id": node.trace_id,
        "parent": node.parent,
        "level": node.level,
        "name": node.name,
        "what": _what(node),
        "step": step,
        "outcome": node.outcome,
        "result": _short(node.result),
        "error": _short(node.error),
        "stop_reason": node.stop_reason,
        "n_steps": node.n_steps,
        "same": parent is not None and left is None,
        "left": left,
        "strayed": left is not None and step is not None and left < step,
        "url": Focus(node.trace_id, at).url(),
        "compare": compared,
    }


def _what(node: BranchNode) -> str | None:
    """What was edited; of a twin, which changes much at once, only what kind it is of."""
    if node.branch is None:
        return None
    _, twin, kind = node.name.rpartition(NAMED)
    return f"twin: {kind}" if twin else str(node.branch)


@lru_cache(1024)
def _left(lake: Lake, parent: str, branch: str, _digest: str, _other: str) -> int | None:
    # Traces never change; the digests are a part of the key for the day when a lake is rebuilt in place.
    return left_at(lake, parent, branch)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _SHORT else f"{text[:_SHORT]}…"
