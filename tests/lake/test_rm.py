"""`tracewalk lake rm`, `shards` and `merge` know predictions."""

from __future__ import annotations

import subprocess
import sys

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
    assert (done.returncode, done.stdout) == (0, "removed 0 traces, 0 programs, 0 items, 4 predictions\n")
    assert predicted_counts(lake)[0] == 8
    unknown = run(lake, "rm", "--model", "c")
    assert unknown.returncode == 2
    assert "no predictions of model 'c'" in unknown.stderr
    assert run(lake, "rm", "--model", "a").returncode == 0
    assert run(lake, "rm", "--dataset", "d").stdout == "removed 4 traces, 2 programs, 4 items, 4 predictions\n"
    assert predicted_counts(lake) == (0, 0, 0, 0, 0)


def test_what_is_removed_must_be_said_in_one_way(lake: Lake) -> None:
    fill(lake, range(1))
    for args in ((), ("--dataset", "d", "--model", "a"), ("--dataset", "d", "--mode", "full"), ("--mode", "full")):
        done = run(lake, "rm", *args)
        assert done.returncode == 2
        assert "--model" in done.stderr
        assert "Traceback" not in done.stderr
    with Lake.open(lake.path, settings=SMALL) as after:
        assert after.catalog.count("traces") == 1


def test_shards_of_predictions_are_listed(lake: Lake) -> None:
    fill(lake, range(2))
    predict(lake, range(2))
    for table in ("predictions", "predicted_steps"):
        assert run(lake, "shards", "--table", table).stdout.split() == [str(path) for path in lake.paths(table)]
