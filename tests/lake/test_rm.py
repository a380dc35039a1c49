"""`tracewalk lake rm` and `shards` know predictions and trajectories."""

from __future__ import annotations

import subprocess
import sys

from tests.lake.agents import act, run_counts
from tests.lake.conftest import SMALL, fill
from tests.lake.predicting import predict, predicted_counts

from tracewalk.lake import Lake


def run(lake: Lake, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tracewalk", "lake", args[0], str(lake.path), *args[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_models_predictions_are_removed(lake: Lake) -> None:
    fill(lake, range(4))
    for model, mode in (("a", "full"), ("a", "step"), ("b", "full")):
        predict(lake, range(4), model, mode)
    done = run(lake, "rm", "--model", "a", "--mode", "step")
    assert (done.returncode, done.stdout) == (
        0,
        "removed 0 traces, 0 programs, 0 items, 4 predictions, 0 trajectories\n",
    )
    assert predicted_counts(lake)[0] == 8
    unknown = run(lake, "rm", "--model", "c")
    assert unknown.returncode == 2
    assert "no predictions of model 'c'" in unknown.stderr
    assert run(lake, "rm", "--model", "a").returncode == 0
    assert (
        run(lake, "rm", "--dataset", "d").stdout
        == "removed 4 traces, 2 programs, 4 items, 4 predictions, 0 trajectories\n"
    )
    assert predicted_counts(lake) == (0, 0, 0, 0, 0)


def test_trajectories_are_removed_by_a_condition(lake: Lake) -> None:
    act(lake, range(6))
    done = run(lake, "rm", "--trajectories", "source_file LIKE '%/3.traj%' OR dataset = 'e'")
    # Three fit, and one of them had started a fourth.
    assert done.stdout == "removed 0 traces, 0 programs, 0 items, 0 predictions, 4 trajectories\n"
    assert run_counts(lake)[0] == 2
    wrong = run(lake, "rm", "--trajectories", "nonsense = 1")
    assert wrong.returncode == 2
    assert "Columns: trajectory_id, name," in wrong.stderr
    act(lake, range(6))
    before = run_counts(lake)[0]
    assert run(lake, "rm", "--dataset", "d").stdout.endswith(" 1 trajectory\n")
    assert run_counts(lake)[0] == before - 1


def test_what_is_removed_must_be_said_in_one_way(lake: Lake) -> None:
    fill(lake, range(1))
    both = ("--trajectories", "true", "--model", "a")
    for args in (
        (),
        both,
        ("--dataset", "d", "--model", "a"),
        ("--dataset", "d", "--mode", "full"),
        ("--mode", "full"),
    ):
        done = run(lake, "rm", *args)
        assert done.returncode == 2
        assert "--model" in done.stderr
        assert "Traceback" not in done.stderr
    with Lake.open(lake.path, settings=SMALL) as after:
        assert after.catalog.count("traces") == 1


def test_shards_are_listed(lake: Lake) -> None:
    fill(lake, range(2))
    predict(lake, range(2))
    act(lake, range(2))
    for table in ("predictions", "predicted_steps", "trajectories", "turns", "state_changes"):
        assert run(lake, "shards", "--table", table).stdout.split() == [str(path) for path in lake.paths(table)]
