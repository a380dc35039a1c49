"""Measures, and prints one Markdown table for the README: `python tests/bench/run.py [PART ...]`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

from table import HEAD

PARTS = {
    "peers": "the recorder against PySnooper, snoop and hunter",
    "scope_size": "a step beside a large list",
    "parquet_cost": "Parquet on top of recording in memory",
    "shard_writer": "the writer of shards alone",
    "bytes_per_step": "size on disk",
    "open_by_id": "opening a trace by its id",
    "memory": "memory over a long recording",
    "list_page": "the Traces page and Home over a million traces (TRACEWALK_BENCH_LAKE: a lake made before)",
    "stepper": "the stepper in Chromium",
    "comparer": "Compare in Chromium, on a prediction of 20,000 steps",
    "accuracy_page": "the Accuracy page over 100,000 predictions (TRACEWALK_BENCH_PREDICTIONS: a lake made before)",
    "sql_doors": "SQL through the API: the smallest query, a million rows",
    "sql_page": "the SQL page, from a query to its rows",
    "named_queries": "every named query, over both large lakes (the two variables above)",
    "cwm_text": "CWM's text, written and read",
    "sandboxed": "CRUXEval in the sandbox",
    "import_trajectories": "agents' runs imported (TRACEWALK_TEST_DATA: the folder of their logs)",
    "trajectory_page": "the page of a trajectory in Chromium: 5,000 turns, a turn of 10 MB",
    "runs_page": "two runs side by side in Chromium: 5,000 turns each",
    "trajectory_list": "the Trajectories page over 100,000 runs (TRACEWALK_BENCH_TRAJECTORIES: a lake made before)",
    "diff_speed": "predicted steps judged against the truth",
}
LIBRARIES = ("duckdb", "pyarrow", "streamlit", "PySnooper", "snoop", "hunter")


def main() -> None:
    """The command line."""
    listed = "\n".join(f"  {name:15} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"parts:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parts = parser.parse_args().parts or PARTS
    print(f"{_machine()}\n\n{HEAD}", flush=True)
    for name in parts:
        began = time.monotonic()
        print(*importlib.import_module(name).measure(), sep="\n", flush=True)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _machine() -> str:
    """Date, machine, Python and libraries."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured {time.strftime('%Y-%m-%d')} on {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, "
        f"load {os.getloadavg()[0]:.1f}; {platform.system()}, Python {platform.python_version()}, {libraries}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
