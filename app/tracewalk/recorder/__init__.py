"""A Python program -> steps.

Each way in runs the program in this process (a dataset: in processes of its own) with the user's own rights: nothing
isolates it. Record only code that you would run anyway.
"""

from tracewalk.recorder.dataset import Progress, Summary, record_dataset
from tracewalk.recorder.environment import fixed_hash_seed
from tracewalk.recorder.function import record
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Recorded
from tracewalk.recorder.script import record_file, record_script, require_file
from tracewalk.recorder.suite import SuiteSummary, record_pytest

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
