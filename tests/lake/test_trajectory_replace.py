"""Trajectories get other rows in their place: readers see the old ones or the new ones, never both, never neither."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest
from tests.lake.agents import (
    act,
    changed_of,
    make_changes,
    make_trajectory,
    make_turns,
    run_counts,
    trajectory_id,
    turns_of,
    whole,
)
from tests.lake.conftest import SMALL, content, counts, fill

from tracewalk.errors import UsageError
from tracewalk.lake import (
    Lake,
    as_changes,
    as_turns,
    check,
    compact,
    rebuild,
    remove_trajectories,
    replace_trajectories,
)

if TYPE_CHECKING:
    from tracewalk.lake.trajectories import Given

TABLES = ("trajectories", "turns", "state_changes")


def anew(numbers: range, mark: str, more: int = 0) -> Iterator[Given]:
    """Trajectories read anew: the mark is in all of their tables."""
    for n in numbers:
        turns = make_turns(max(turns_of(n) + more, 1), mark)
        yield make_trajectory(n, exit_status=mark), turns, make_changes(max(changed_of(n) + more, 0), mark)


def marks(lake: Lake) -> set[tuple[object, ...]]:
    """What the trajectories say beside what their turns and state changes say, of one version."""
    told = (
        "SELECT DISTINCT exit_status, left(message, 3), method FROM trajectories JOIN turns USING (trajectory_id) "
        "LEFT JOIN state_changes USING (trajectory_id) WHERE message IS NOT NULL"
    )
    return set(lake.cursor().sql(told).fetchall())


def test_other_rows_come_in_the_place_of_the_old(lake: Lake) -> None:
    fill(lake, range(4))
    act(lake, range(30))
    act(lake, range(30, 60))
    assert replace_trajectories(lake, anew(range(60), "new", 3)) == 60
    assert marks(lake) == {("new", "new", "new")}
    for n in range(60):
        assert as_turns(lake.turns(trajectory_id(n))) == make_turns(turns_of(n) + 3, "new")
        assert as_changes(lake.state_changes(trajectory_id(n))) == make_changes(changed_of(n) + 3, "new")
        assert lake.trajectory(trajectory_id(n)).exit_status == "new"
    assert counts(lake)[0] == 4
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after
    compact(lake)
    assert content(lake) == after


def test_some_are_replaced_and_the_others_stay(lake: Lake) -> None:
    act(lake, range(40))
    before = content(lake)
    given = [(make_trajectory(n, exit_status="new"), make_turns(90 * (n != 3)), []) for n in (3, 21, 39, 21)]
    assert replace_trajectories(lake, given) == 4
    assert lake.turns(trajectory_id(3)).num_rows == lake.state_changes(trajectory_id(21)).num_rows == 0
    assert as_turns(lake.turns(trajectory_id(21))) == make_turns(90)
    assert run_counts(lake)[0] == 40
    new = {trajectory_id(n) for n in (3, 21, 39)}
    for table in TABLES:
        assert [row for row in content(lake)[table] if row["trajectory_id"] not in new] == [
            row for row in before[table] if row["trajectory_id"] not in new
        ]
    assert check(lake) == []
    after = content(lake)
    rebuild(lake.path, settings=SMALL)
    assert content(lake) == after


def test_what_is_not_there_or_does_not_fit_is_refused(lake: Lake) -> None:
    act(lake, range(5))
    before = content(lake)
    for given, complaint in (
        ((make_trajectory(7), [], []), "so none to replace"),
        ((make_trajectory(1, trajectory_id="x"), [], []), "no trajectory 'x' in .* so none to replace"),
        ((make_trajectory(1), make_turns(3)[1:], []), "`turn` is not 0 to 1 in order"),
        ((make_trajectory(1, task="\ud83d"), [], []), "task cannot be"),
    ):
        with pytest.raises(UsageError, match=complaint):
            replace_trajectories(lake, [given])
    assert content(lake) == before


def test_one_removed_meanwhile_does_not_come_back(lake: Lake) -> None:
    act(lake, range(10))

    def meanwhile() -> Iterator[Given]:
        yield from anew(range(4, 6), "new")
        remove_trajectories(lake, [trajectory_id(4)])
        compact(lake)

    assert replace_trajectories(lake, meanwhile()) == 1
    assert not lake.has_trajectory(trajectory_id(4))
    assert lake.trajectory(trajectory_id(5)).exit_status == "new"
    assert run_counts(lake) == whole(*sorted({*range(10)} - {4}))
    assert check(lake) == []


def test_readers_see_the_old_or_the_new_while_others_replace_and_compact(lake: Lake) -> None:
    act(lake, range(20))
    replace_trajectories(lake, anew(range(20), "m00"))
    over = Event()
    with ThreadPoolExecutor(2) as threads, Lake.open(lake.path, settings=SMALL) as shared:
        readers = [threads.submit(read_until, over, shared) for _ in range(2)]
        try:
            for k in range(6):
                replace_trajectories(lake, anew(range(20), f"m{k:02}", k % 3 - 1))
                if k % 3 == 2:
                    compact(lake)
        finally:
            over.set()
        assert all(reader.result() > 0 for reader in readers)
    assert {exit_status for exit_status, _, _ in marks(lake)} == {"m05"}
    assert check(lake) == []


def read_until(over: Event, lake: Lake) -> int:
    """Asks by view and by id until it is over. Returns how often."""
    times = 0
    while not over.is_set():
        found = run_counts(lake)
        assert found[:2] == (20, 20)
        assert len(set(found[2:5])) == len(set(found[5:])) == 1
        for exit_status, message, method in marks(lake):
            assert exit_status == message
            assert method in (exit_status, None)
        assert lake.turns(trajectory_id(times % 20)).num_rows >= 1
        times += 1
    return times
