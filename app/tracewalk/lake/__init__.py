"""The lake: Parquet shards and a catalog; write, publish, read, compact, merge, check."""

from tracewalk.lake.agent_rows import as_changes, as_trajectory, as_turns
from tracewalk.lake.alone import replace_checks, replace_results
from tracewalk.lake.branches import BranchNode
from tracewalk.lake.check import Fault, check
from tracewalk.lake.choose import choose, choose_results, choose_trajectories, chosen
from tracewalk.lake.compact import Compaction, compact
from tracewalk.lake.lake import Lake, as_trace
from tracewalk.lake.many import Whole, read_many
from tracewalk.lake.merge import Merger, merge
from tracewalk.lake.predictions import as_prediction, read_predictions, replace_predictions
from tracewalk.lake.progress import Progress
from tracewalk.lake.rebuild import Rebuilt, rebuild
from tracewalk.lake.remove import (
    Removal,
    remove_checks,
    remove_dataset,
    remove_predictions,
    remove_results,
    remove_trajectories,
)
from tracewalk.lake.traces import Frame, Variable
from tracewalk.lake.trajectories import read_trajectories, replace_trajectories
from tracewalk.lake.uploads import UPLOADS
from tracewalk.lake.writer import Writer

__all__ = [
    "UPLOADS",
    "BranchNode",
    "Compaction",
    "Fault",
    "Frame",
    "Lake",
    "Merger",
    "Progress",
    "Rebuilt",
    "Removal",
    "Variable",
    "Whole",
    "Writer",
    "as_changes",
    "as_prediction",
    "as_trace",
    "as_trajectory",
    "as_turns",
    "check",
    "choose",
    "choose_results",
    "choose_trajectories",
    "chosen",
    "compact",
    "merge",
    "read_many",
    "read_predictions",
    "read_trajectories",
    "rebuild",
    "remove_checks",
    "remove_dataset",
    "remove_predictions",
    "remove_results",
    "remove_trajectories",
    "replace_checks",
    "replace_predictions",
    "replace_results",
    "replace_trajectories",
]
