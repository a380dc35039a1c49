"""Chosen trajectories as files that others read, one line of JSON each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracewalk.exporters.agent_json import run_row
from tracewalk.exporters.agent_run import Run
from tracewalk.exporters.atif import atif_document
from tracewalk.exporters.cwm_rl import dump
from tracewalk.exporters.openai_chat import chat_row
from tracewalk.exporters.strict_json import line
from tracewalk.lake import as_changes, as_turns

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["TRAJECTORY_FORMS", "ExportedRuns", "export_trajectories"]

TRAJECTORY_FORMS: Mapping[str, Callable[[Run], str]] = {
    "atif": lambda run: line(atif_document(run)),
    "openai": lambda run: line(chat_row(run)),
    "jsonl": lambda run: line(run_row(run)),
    "cwm-rl": lambda run: dump(run.trajectory, run.turns).line.rstrip("\n") + "\n",
}
"""The line of a run by the name of its form."""
_DEEPEST = 20
"""Sub-agents within sub-agents."""


@dataclass
class ExportedRuns:
    """What became of the trajectories chosen."""

    written: int = 0
    within: int = 0
    """Sub-agents' that stand within the one that started them."""
    interrupted: bool = False


def export_trajectories(
    lake: Lake,
    ids: Sequence[str],
    write: Callable[[str], None],
    *,
    form: str,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> ExportedRuns:
    """Gives `write` one whole line at a time, in the order of the ids; memory is bounded by one run.

    In ATIF a sub-agent's run stands within that of its parent, where that is chosen too. Once `stopped` says so, what
    was written stays. Raises what `write` raises, and `NotFound` or `ShardError` for a run that cannot be read.
    """
    made, done = TRAJECTORY_FORMS[form], ExportedRuns()
    children = _children(lake, ids) if form == "atif" else {}
    inner = {child for started in children.values() for child in started}
    for number, trajectory_id in enumerate(ids, 1):
        if stopped():
            done.interrupted = True
            break
        if trajectory_id in inner:
            done.within += 1
        else:
            write(made(_run(lake, trajectory_id, children)))
            done.written += 1
        if progress:
            progress(number, len(ids))
    return done


def _run(lake: Lake, trajectory_id: str, children: Mapping[str, Sequence[str]]) -> Run:
    return Run(
        lake.trajectory(trajectory_id),
        as_turns(lake.turns(trajectory_id)),
        as_changes(lake.state_changes(trajectory_id)),
        [_run(lake, child, children) for child in children.get(trajectory_id, ())],
    )


def _children(lake: Lake, ids: Sequence[str]) -> dict[str, list[str]]:
    """The chosen trajectories that stand within another chosen one, by that one's id; never in a circle."""
    rows = lake.query("lake/sub_agents").to_pylist()
    chosen = set(ids)
    parents = {row["trajectory_id"]: row["parent"] for row in rows if {row["trajectory_id"], row["parent"]} <= chosen}
    found: dict[str, list[str]] = {}
    for child, parent in parents.items():
        if _is_rooted(child, parents):
            found.setdefault(parent, []).append(child)
    return found


def _is_rooted(child: str, parents: Mapping[str, str]) -> bool:
    """Whether one comes from a trajectory to the next until one that has no parent."""
    for _ in range(_DEEPEST):
        above = parents.get(child)
        if above is None:
            return True
        child = above
    return False
