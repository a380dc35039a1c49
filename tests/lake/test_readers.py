"""Readers see no error and no half of a version, whatever writers do; and need no right to write."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from tests.lake import agents
from tests.lake.agents import act
from tests.lake.conftest import SMALL, counts, fill, make_id
from tests.lake.predicting import aged, predict

from tracewalk.lake import Lake, compact, rebuild

WORKER = Path(__file__).with_name("worker.py")


def test_readers_see_no_error_while_others_write_and_compact(lake: Lake) -> None:
    fill(lake, range(5))
    over = Event()
    command = [sys.executable, str(WORKER), "reading", str(lake.path), "4"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        ThreadPoolExecutor(3) as threads,
        Lake.open(lake.path, settings=SMALL) as shared,
    ):
        readers = [threads.submit(read_until, over, shared) for _ in range(3)]
        for k in range(1, 25):
            fill(lake, range(5 * k, 5 * k + 5), inbox=k % 2 == 0)
            if k % 6 == 0:
                compact(lake)
        over.set()
        assert all(reader.result() > 0 for reader in readers)
        assert process.wait(60) == 0
    assert counts(lake)[0] == 125


def read_until(over: Event, lake: Lake) -> int:
    """Asks by view and by id until it is over. Returns how often."""
    before: tuple[int, ...] = (0, 0, 0, 0)
    times = 0
    while not over.is_set():
        now = counts(lake)
        assert now >= before
        assert now[1] == now[2] == now[3]
        assert lake.steps(make_id(times % 5)).num_rows == lake.trace(make_id(times % 5)).n_steps
        before, times = now, times + 1
    return times


def test_a_reader_follows_a_rebuild(lake: Lake) -> None:
    fill(lake, range(5))
    with Lake.open(lake.path, settings=SMALL) as reader:
        assert counts(reader)[0] == 5
        rebuild(lake.path, settings=SMALL)
        fill(lake, range(5, 7))
        assert counts(reader)[0] == 7


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def unprivileged(folder: Path) -> list[str]:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, str(WORKER), "unprivileged", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_read_only_folder_opens_as_an_ordinary_user(open_folder: Path) -> None:
    with Lake.create(open_folder / "lake") as lake:
        fill(lake, range(12))
        predict(lake, range(5))
        act(lake, range(3))
    assert sorted(file.name for file in (open_folder / "lake").glob("catalog*")) == ["catalog.sqlite"]
    told = unprivileged(open_folder / "lake")
    assert told[0] == "3 12 5 3 0"
    assert "cannot be written by this user" in told[1]


def test_a_read_only_folder_with_somebody_elses_log_opens(open_folder: Path) -> None:
    with Lake.create(open_folder / "lake") as lake:
        fill(lake, range(12))
        predict(lake, range(5))
    connection = sqlite3.connect(open_folder / "lake" / "catalog.sqlite")
    connection.execute("UPDATE lake SET version = 41")
    connection.commit()
    shutil.copytree(open_folder / "lake", open_folder / "copy", ignore=shutil.ignore_patterns("*-shm"))
    connection.close()
    assert (open_folder / "copy" / "catalog.sqlite-wal").stat().st_size > 0
    assert unprivileged(open_folder / "copy")[0] == "41 12 5 0 0"


def test_a_read_only_lake_from_before_predictions_opens(open_folder: Path) -> None:
    with Lake.create(open_folder / "lake") as lake:
        fill(lake, range(12))
    aged(lake)
    assert unprivileged(open_folder / "lake")[0] == "1 12 0 0 0"


def test_a_read_only_lake_from_before_trajectories_opens(open_folder: Path) -> None:
    with Lake.create(open_folder / "lake") as lake:
        fill(lake, range(12))
        predict(lake, range(5))
    agents.aged(lake)
    assert unprivileged(open_folder / "lake")[0] == "2 12 5 0 0"


def test_a_lake_copied_while_a_reader_has_it_open_is_complete(lake: Lake, tmp_path: Path) -> None:
    fill(lake, range(12))
    assert counts(lake)[0] == 12
    shutil.copytree(lake.path, tmp_path / "copy", ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    with Lake.open(tmp_path / "copy") as copy:
        assert counts(copy) == counts(lake)
