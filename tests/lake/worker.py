"""Runs in processes of its own: `worker.py same|killed|reading|unprivileged LAKE ...`."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # as a script it has only its own folder

from tests.lake.agents import act, changed_of, make_changes, make_trajectory, make_turns, trajectory_id, turns_of
from tests.lake.conftest import batch, counts, fill, make_id, make_program, make_steps, make_trace
from tests.lake.predicting import make_prediction, make_said, predict, prediction_id, said_of

from tracewalk.errors import ReadOnlyLake
from tracewalk.lake import Lake, as_turns, check, compact, replace_predictions, replace_trajectories
from tracewalk.model import Item, StateChange, Trajectory, Turn
from tracewalk.settings import Settings

FAST = Settings(row_group=64, shard_rows=5_000, inbox_files=3, grace_seconds=1)


def same(path: str, seed: str) -> None:
    """Publishes the same 40 traces as its brothers, in an order of its own, four at a time."""
    numbers = random.Random(seed).sample(range(40), 40)
    with Lake.open(path, writable=True, settings=FAST) as lake:
        for k in range(0, 40, 4):
            fill(lake, numbers[k : k + 4])
            predict(lake, numbers[k : k + 4])
            act(lake, numbers[k : k + 4])


def killed(path: str) -> None:
    """For each line of its input, a child that writes without end, killed after that many milliseconds.

    What the child had published comes out as one line of trace numbers.
    """
    batch(make_steps(make_id("warm"), 1))  # what is imported on first use is imported before the forks
    for round_, line in enumerate(sys.stdin):
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(told)
            write_without_end(path, round_, tell)
        os.close(tell)
        with os.fdopen(told) as stream:
            stream.readline()  # it has begun
            time.sleep(float(line) / 1000)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            numbers = [text.strip() for text in stream if text.endswith("\n")]
        print(*numbers, flush=True)


def write_without_end(path: str, round_: int, tell: int) -> None:
    with Lake.open(path, writable=True, settings=FAST) as lake:
        for k in count(round_ * 100_000):
            with lake.writer(inbox=k % 3 == 0) as writer:
                for number in (2 * k, 2 * k + 1):
                    n = 150 if number % 7 == 0 else 10
                    writer.add_program(make_program(number % 5))
                    writer.add_steps(batch(make_steps(make_id(number), n)))
                    writer.add_trace(make_trace(make_id(number), n))
                    writer.add_item(Item("d", str(number), make_id(number)))
                    writer.add_prediction(make_prediction(number), make_said(said_of(number)))
                    writer.add_trajectory(*agent_run(number))
            begun = b"begun\n" if k == round_ * 100_000 else b""
            os.write(tell, begun + f"{2 * k}\n{2 * k + 1}\n".encode())
            if k % 4 == 1:
                compact(lake)
            if k % 4 == 3:
                replace_predictions(lake, [(make_prediction(n), make_said(said_of(n))) for n in (2 * k, 2 * k - 4)])
                replace_trajectories(lake, [agent_run(n) for n in (2 * k, 2 * k - 4)])


def agent_run(n: int) -> tuple[Trajectory, list[Turn], list[StateChange]]:
    return make_trajectory(n), make_turns(turns_of(n)), make_changes(changed_of(n))


def reading(path: str, seconds: str) -> None:
    """Reads until the time is over; any error, fewer rows than before or halves of a version end it."""
    end = time.monotonic() + float(seconds)
    before: tuple[int, ...] = (0, 0, 0, 0)
    with Lake.open(path) as lake:
        while time.monotonic() < end:
            now = counts(lake)
            assert now >= before, (before, now)
            assert now[1] == now[2] == now[3], now
            before = now
    print(before[0])


def unprivileged(path: str) -> None:
    """Reads a lake as somebody who may not write to it; what is imported lazily was imported before."""
    with Lake.create(Path(path).parent / "warm") as lake:
        look(lake, fill(lake, range(2))[0], predict(lake, range(1)), act(lake, range(1)))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65_534)
        os.setuid(65_534)
    with Lake.open(path) as lake:
        known = lake.known_predictions([prediction_id(0)])
        runs = [trajectory_id(0)] if lake.has_trajectory(trajectory_id(0)) else []
        look(lake, make_id(0), sorted(known), runs)
        n_said, n_runs = (lake.catalog.count(table) for table in ("predictions", "trajectories"))
        print(lake.version, counts(lake)[0], n_said, n_runs, len(check(lake)))
    try:
        Lake.open(path, writable=True)
    except ReadOnlyLake as refusal:
        print(refusal)


def look(lake: Lake, trace_id: str, predictions: list[str], runs: list[str]) -> None:
    assert lake.steps(trace_id).num_rows == lake.trace(trace_id).n_steps
    assert lake.items(trace_id)
    assert lake.state(trace_id, 1)
    assert lake.program(lake.trace(trace_id).program_id)
    assert [row["prediction_id"] for row in lake.predictions_of(trace_id)] == predictions
    assert all(lake.predicted_steps(known).num_rows for known in predictions)
    assert all(as_turns(lake.turns(run)) == make_turns(lake.trajectory(run).n_turns) for run in runs)
    assert check(lake) == []
    counts(lake)


if __name__ == "__main__":
    {f.__name__: f for f in (same, killed, reading, unprivileged)}[sys.argv[1]](*sys.argv[2:])
