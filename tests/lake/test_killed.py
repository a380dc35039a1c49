"""A writer killed by SIGKILL at any point loses what it had not published, and nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from tests.lake.agents import run_counts
from tests.lake.conftest import SMALL, counts, make_id
from tests.lake.predicting import predicted_counts

from tracewalk.lake import Lake, check, rebuild

WORKER = Path(__file__).with_name("worker.py")


def test_a_killed_writer_leaves_a_whole_lake(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    Lake.create(tmp_path / "lake", settings=SMALL).close()
    published: set[str] = set()
    command = [sys.executable, str(WORKER), "killed", str(tmp_path / "lake")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for round_ in range(15):
            print(chance.uniform(0, 150), file=writer.stdin, flush=True)
            published |= {make_id(int(number)) for number in writer.stdout.readline().split()}
            with Lake.open(tmp_path / "lake", settings=SMALL) as lake:
                assert [str(fault) for fault in check(lake) if fault.kind != "leftover"] == []
                there = {row[0] for row in lake.cursor().sql("SELECT trace_id FROM traces").fetchall()}
                assert published <= there
                traces, told, steps, apart = counts(lake)
                assert traces == len(there)
                assert told == steps == apart
                assert predicted_counts(lake)[:2] == (traces, traces)
                assert len(set(predicted_counts(lake)[2:])) == 1
                assert run_counts(lake)[:2] == (traces, traces)
                assert len(set(run_counts(lake)[2:5])) == len(set(run_counts(lake)[5:])) == 1
            if round_ % 5 == 4:
                assert rebuild(tmp_path / "lake", settings=SMALL).faults == ()
                published = there
        writer.stdin.close()
    assert len(published) > 25
    with Lake.open(tmp_path / "lake", writable=True, settings=SMALL) as lake:
        lake.writer().close()  # any writer sweeps
        assert check(lake) == []
        assert set(published) <= {row[0] for row in lake.cursor().sql("SELECT trace_id FROM traces").fetchall()}
