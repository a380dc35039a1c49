"""A Python program -> steps.

Each way in runs the program in this process (a dataset: in processes of its own) with the user's own rights: nothing
isolates it. Record only code that you would run anyway, or record it in `tracewalk.sandbox`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.recorder.dataset import record_dataset
    from tracewalk.recorder.function import record
    from tracewalk.recorder.hash_seed import fixed_hash_seed
    from tracewalk.recorder.options import Options
    from tracewalk.recorder.run import Recorded
    from tracewalk.recorder.script import record_file, record_script
    from tracewalk.recorder.source_file import require_file
    from tracewalk.recorder.suite import record_pytest
    from tracewalk.recorder.suite_desk import SuiteSummary
    from tracewalk.recorder.tally import Progress, Summary

__all__ = [
    "Options",
    "Progress",
    "Recorded",
    "SuiteSummary",
    "Summary",
    "fixed_hash_seed",
    "record",
    "record_dataset",
    "record_file",
    "record_pytest",
    "record_script",
    "require_file",
]

# On first use: the sandbox records without a lake, and must not load one.
__getattr__ = on_first_use(
    __name__,
    {
        "Options": "options",
        "Progress": "tally",
        "Recorded": "run",
        "SuiteSummary": "suite_desk",
        "Summary": "tally",
        "fixed_hash_seed": "hash_seed",
        "record": "function",
        "record_dataset": "dataset",
        "record_file": "script",
        "record_pytest": "suite",
        "record_script": "script",
        "require_file": "source_file",
    },
)
