"""Importing runs as a whole: again, in part, by many processes, stopped, killed, with what does not fit among them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.importers.chats import chat, row, write
from tests.importers.conftest import TEXT, imported, jsonl

from tracewalk.errors import ReadOnlyLake, ShardError
from tracewalk.importers import Fault, Options, files_of, import_files, registry
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import IMPORTER
from tracewalk.importers.crew import read_by_many
from tracewalk.importers.earlier import _COLUMNS, Earlier
from tracewalk.importers.formats import Format, Guess, Reading
from tracewalk.importers.reader import Reader
from tracewalk.importers.sources import Sources
from tracewalk.lake import Lake, as_turns, check, compact, read_trajectories
from tracewalk.model import Trajectory, Turn
from tracewalk.settings import Settings


def rows(path: Path, n: int, **others: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row(f"a__b-{k}") | others) + "\n" for k in range(n)))
    return path


def names(lake: Lake) -> list[str]:
    return sorted(one.name for one, _, _ in read_trajectories(lake))


def test_a_run_is_kept_with_its_file_turns_and_counts(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path / "run.json", row("a__b-1"))
    done = imported(lake, path, dataset="d")
    assert (done.counts, done.faults, done.n_files, done.n_trajectories, done.n_turns) == ({"imported": 1}, [], 1, 1, 3)
    ((kept, turns, _),) = read_trajectories(lake)
    assert (kept.name, kept.source_file, kept.dataset, kept.importer) == ("a__b-1", str(path), "d", IMPORTER)
    assert kept.imported_at is not None
    assert [turn.kind for turn in as_turns(turns)] == ["prompt", "prompt", "search"]
    assert check(lake) == []


def test_importing_again_adds_nothing_and_goes_on_where_it_stopped(lake: Lake, tmp_path: Path) -> None:
    path = rows(tmp_path / "rows.jsonl", 9)
    seen = iter(range(99))
    first = imported(lake, path, stopped=lambda: next(seen) >= 4)
    assert (first.interrupted, first.counts) == (True, {"imported": 4})
    assert imported(lake, path).counts == {"kept": 4, "imported": 5}
    again = imported(lake, path)
    assert (again.counts, again.n_trajectories, again.n_turns) == ({"kept": 9}, 9, 27)
    assert len(names(lake)) == 9
    assert check(lake) == []


def test_the_same_run_twice_in_one_import_is_one(lake: Lake, tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / name, row("a__b-1"))
    assert imported(lake, tmp_path).counts == {"imported": 1, "kept": 1}


def test_a_run_that_an_older_importer_read_is_replaced(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rows(tmp_path / "rows.jsonl", 3)
    imported(lake, path, dataset="mine")
    monkeypatch.setattr("tracewalk.importers.complete.IMPORTER", IMPORTER + 1)
    monkeypatch.setattr("tracewalk.importers.reader.IMPORTER", IMPORTER + 1)
    assert imported(lake, path).counts == {"replaced": 3}
    assert {(one.importer, one.dataset) for one, _, _ in read_trajectories(lake)} == {(IMPORTER + 1, "mine")}
    assert imported(lake, path).counts == {"kept": 3}
    assert check(lake) == []


def test_a_run_whose_file_has_moved_is_replaced(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path / "old" / "run.json", chat())
    imported(lake, path)
    other = write(tmp_path / "copy" / "run.json", chat())
    assert imported(lake, other).counts == {"kept": 1}
    path.unlink()
    assert imported(lake, other).counts == {"replaced": 1}
    assert [one.source_file for one, _, _ in read_trajectories(lake)] == [str(other)]


def test_many_processes_read_the_same(lake: Lake, tmp_path: Path) -> None:
    for n in range(12):
        write(tmp_path / "logs" / f"{n}.json", row(f"a__b-{n}"))
    write(tmp_path / "logs" / "report.json", {"resolved_ids": ["a__b-1"], "unresolved_ids": ["a__b-2"]})
    (tmp_path / "logs" / "bad.json").write_text('{"messages": [')
    told: list[tuple[int, int, str]] = []
    done = imported(lake, tmp_path / "logs", jobs=2, progress=lambda *one: told.append(one))
    assert (done.counts, done.n_joined, len(done.faults)) == ({"imported": 12}, 2, 1)
    assert told[-1][0] == told[-1][1]
    alone = Lake.create(tmp_path / "alone")
    with alone:
        imported(alone, tmp_path / "logs", jobs=1)
        one, other = (
            {t.trajectory_id: (t.name, t.outcome, turns) for t, turns, _ in read_trajectories(x)} for x in (lake, alone)
        )
        assert one == other
    assert imported(lake, tmp_path / "logs", jobs=2).counts == {"kept": 12}


def test_traces_come_through_processes_too(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for n in range(3):
        jsonl(tmp_path / "logs" / f"{n}.jsonl", [{"text": TEXT.replace("f(1)", f"f({n})")}])
    assert imported(lake, tmp_path / "logs", jobs=2).counts == {"imported": 3}


def test_a_process_that_dies_costs_the_file_it_was_at(lake: Lake, tmp_path: Path) -> None:
    for n in range(6):
        write(tmp_path / "logs" / f"{n}.json", row(f"a__b-{n}"))
    with Sources(Options(Settings())) as sources:
        sources.gather(files_of([tmp_path / "logs"]), lambda _: False)
        reader = Reader(lake.path, sources.options, None, None)
        found = []
        for said in read_by_many(reader, sources.found, 1):
            if not found:
                (child,) = [int(one) for one in children() if "tracewalk.importers.crew" in command(one)]
                os.kill(child, signal.SIGKILL)
            found.append(said)
    ended = [said.source.path.name for said in found if said.reading is None]
    assert sorted(ended) == [f"{n}.json" for n in range(6)]
    faults = [said.reading.what for said in found if said.reading and isinstance(said.reading.what, Fault)]
    assert [fault.message for fault in faults] in ([], ["the process that read it ended with signal 9"])


def children() -> Iterator[str]:
    for thread in Path("/proc/self/task").iterdir():
        yield from (thread / "children").read_text().split()


def command(process: str) -> str:
    return Path("/proc", process, "cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_a_stopped_crew_leaves_no_process(lake: Lake, tmp_path: Path) -> None:
    for n in range(9):
        write(tmp_path / "logs" / f"{n}.json", row(f"a__b-{n}"))
    seen = iter(range(99))
    done = imported(lake, tmp_path / "logs", jobs=2, stopped=lambda: next(seen) >= 12)
    assert done.interrupted
    assert not [one for one in children() if "tracewalk.importers.crew" in command(one)]
    assert imported(lake, tmp_path / "logs").counts == {
        "kept": done.counts["imported"],
        "imported": 9 - done.counts["imported"],
    }


def test_a_run_that_does_not_fit_the_lake_is_a_fault(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, _options: Options) -> Iterator[Reading]:
        for name in ("no id", "0" * 32):
            yield Reading(AgentRun(Trajectory(name, "", "x"), [Turn(0, "user")]), 0)
        yield Reading(AgentRun(Trajectory("1" * 32, "", "x"), [Turn(3, "user")]), 0)

    odd = Format("odd", "odd things", lambda *_: Guess(1, ""), read)
    monkeypatch.setattr(registry, "FORMATS", (odd,))
    (tmp_path / "a").write_text("x")
    done = imported(lake, tmp_path / "a")
    assert (done.counts, [fault.file for fault in done.faults]) == ({"imported": 1}, [str(tmp_path / "a")] * 2)


def test_a_lake_for_reading_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    Lake.create(tmp_path / "lake").close()
    with Lake.open(tmp_path / "lake") as lake, pytest.raises(ReadOnlyLake):
        import_files([tmp_path / "nothing"], lake, Options(Settings()))


def test_a_killed_import_leaves_a_lake_that_opens(lake: Lake, tmp_path: Path) -> None:
    path = rows(tmp_path / "rows.jsonl", 5)
    with pytest.raises(KeyboardInterrupt):
        imported(
            lake, path, progress=lambda n, total, _: (_ for _ in ()).throw(KeyboardInterrupt) if n > total / 2 else None
        )
    assert check(lake) == []
    assert 0 < len(names(lake)) < 5
    imported(lake, path)
    assert len(names(lake)) == 5


def test_what_a_lake_says_of_a_run_is_found_though_its_shards_change(lake: Lake, tmp_path: Path) -> None:
    imported(lake, rows(tmp_path / "rows.jsonl", 3))
    ids = [one.trajectory_id for one, _, _ in read_trajectories(lake)]
    earlier = Earlier(lake)
    assert [earlier.of(one) == {name: lake.trajectory(one).row()[name] for name in _COLUMNS} for one in ids] == [
        True
    ] * 3
    assert earlier.of("f" * 32) is None
    places = lake.paths("trajectories")
    for path in places:
        path.rename(path.with_suffix(".gone"))
    with pytest.raises(ShardError):
        Earlier(lake).of(ids[0])
    for path in places:
        path.with_suffix(".gone").rename(path)
    compact(lake)
    assert earlier.of(ids[0]) == Earlier(lake).of(ids[0])
