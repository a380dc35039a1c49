"""Importing agents' runs: bytes a second of one core over mixed formats, and 500 runs of mini-swe-agent.

Real logs are cloned under new ids. Without them (see TRACEWALK_TEST_DATA) there is nothing to measure.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from table import Row, cpu, percentile, wall

from tracewalk.importers import Imported, Options, import_files
from tracewalk.lake import Lake
from tracewalk.settings import Settings

__all__ = ["measure"]

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data") / "trajectories"
MINI = 500
MIXED = 60_000_000
"""Bytes of mixed formats."""
ROUNDS = 5
"""Times that they are imported, each into a new lake; the first one also loads the libraries."""


def measure() -> list[Row]:
    """Both aims."""
    if not DATA.is_dir():
        return [Row("import of agents' runs", "skipped: no logs (TRACEWALK_TEST_DATA)")]
    with tempfile.TemporaryDirectory() as folder:
        return [*_mini(Path(folder, "mini")), *_mixed(Path(folder, "mixed"))]


def _mini(folder: Path) -> Iterator[Row]:
    runs = sorted(DATA.glob("mini-swe-agent/v[12]*.traj.json"))
    files = list(_clones(runs, folder, MINI))
    size = sum(file.stat().st_size for file in files)
    what = f"{MINI} runs of mini-swe-agent, {size / 1e6:.0f} MB"
    seconds = cpu(_import, files, folder / "lake 1", 1)
    yield Row(f"{what}, imported by one process, CPU", f"{seconds:.1f} s ({size / seconds / 1e6:.0f} MB/s)", "< 10 s")
    jobs = len(os.sched_getaffinity(0))
    if jobs > 1:
        yield Row(
            f"the same by {jobs} processes, by the clock", f"{wall(_import, files, folder / 'lake 2', jobs):.1f} s"
        )


def _mixed(folder: Path) -> Iterator[Row]:
    logs = [file for file in sorted(DATA.rglob("*")) if file.is_file() and file.suffix in (".json", ".jsonl", ".traj")]
    runs = [file for file in logs if not file.name.endswith((".report.json", ".preds.json", ".traces.json"))]
    n = MIXED // sum(file.stat().st_size for file in runs) + 1
    files = list(_clones(runs, folder, n * len(runs)))
    size = sum(file.stat().st_size for file in files)
    rates = [size / cpu(_import, files, folder / f"lake {number}", 1) / 1e6 for number in range(ROUNDS)]
    yield Row(
        f"import of {len(files):,} logs in {len({file.parent.name for file in runs})} formats, {size / 1e6:.0f} MB",
        f"{percentile(rates, 50):.1f} MB/s of one core, median of {ROUNDS} ({min(rates):.1f} to {max(rates):.1f})",
        "≥ 20 MB/s",
    )  # fmt: skip


def _clones(runs: Sequence[Path], folder: Path, n: int) -> Iterator[Path]:
    """So many files, the runs in turn; each copy is another run, as ids are made of a run's bytes."""
    raws = [run.read_bytes() for run in runs]
    for number in range(n):
        run, raw = runs[number % len(runs)], raws[number % len(runs)]
        place = folder / f"{number:05}" / run.name
        place.parent.mkdir(parents=True)
        place.write_bytes(_copy(raw, number // len(runs)))
        yield place


def _copy(raw: bytes, number: int) -> bytes:
    """A file with one more key in the object that it is, or in that of each line; a list with more blanks behind it."""
    if raw.startswith(b"["):
        return raw + b" " * number
    mark = f'{{"copy": {number}, '.encode()
    return b"\n".join(mark + line[1:] if line[:2] in (b'{"', b"{") else line for line in raw.split(b"\n"))


def _import(files: Sequence[Path], lake: Path, jobs: int) -> Imported:
    with Lake.create(lake) as made:
        return import_files(files, made, Options(Settings()), jobs=jobs)


if __name__ == "__main__":
    print(*measure(), sep="\n")
