"""Trajectories are written whole or not at all, each once, and read back by id and by view."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
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
)
from tests.lake.conftest import SMALL, content, make_id

from tracewalk.errors import NotFound, ReadOnlyLake, UsageError
from tracewalk.lake import Lake, as_changes, as_turns, check, compact, read_trajectories
from tracewalk.model import STATE_CHANGES, TURNS, Record, StateChange, ToolCall, Trajectory, Turn, turn_row


def table_of(turns: list[Turn]) -> pa.Table:
    """Turns as a table of the lake, made a row at a time."""
    return pa.Table.from_pylist([turn_row(trajectory_id(1), turn) for turn in turns], schema=TURNS)


def test_what_an_agent_did_is_read_back(lake: Lake) -> None:
    trajectory, turns, changes = make_trajectory(2), make_turns(150), make_changes(90)
    with lake.writer() as writer:
        assert writer.add_trajectory(trajectory, turns, changes)
    assert lake.has_trajectory(trajectory.trajectory_id)
    assert lake.trajectory(trajectory.trajectory_id) == replace(trajectory, n_turns=150, n_changes=90)
    found = lake.turns(trajectory.trajectory_id)
    assert found.column_names == [name for name in TURNS.names if name != "trajectory_id"]
    assert as_turns(found) == turns
    assert as_turns(lake.turns(trajectory.trajectory_id, 63, 130)) == turns[63:130]
    assert as_turns(lake.turns(trajectory.trajectory_id, 149, 10_000)) == turns[149:]
    assert lake.turns(trajectory.trajectory_id, 150).num_rows == 0
    told = lake.state_changes(trajectory.trajectory_id)
    assert told.column_names == [name for name in STATE_CHANGES.names if name != "trajectory_id"]
    assert as_changes(told) == changes
    assert as_changes(lake.state_changes(trajectory.trajectory_id, 60, 70)) == changes[60:70]
    assert check(lake) == []


def test_one_of_no_turns_and_changes_has_none(lake: Lake) -> None:
    with lake.writer() as writer:
        assert writer.add_trajectory(make_trajectory(1), [], [])
        assert writer.add_trajectory(make_trajectory(2), (), make_changes(3))
        assert writer.add_trajectory(make_trajectory(3), make_turns(3), ())
    assert run_counts(lake) == (3, 3, 3, 3, 3, 3, 3, 3)
    assert lake.turns(trajectory_id(1)).num_rows == lake.state_changes(trajectory_id(1)).num_rows == 0
    assert lake.turns(trajectory_id(2)).schema.names == lake.turns(trajectory_id(3)).schema.names
    assert [turns.num_rows for _, turns, _ in read_trajectories(lake)] == [0, 0, 3]
    assert check(lake) == []


def test_tables_are_taken_as_objects_are(lake: Lake) -> None:
    turns = make_turns(70)
    with lake.writer() as writer:
        assert writer.add_trajectory(make_trajectory(1), table_of(turns), make_changes(0))
        assert writer.add_trajectory(make_trajectory(2), table_of(turns).drop_columns(["trajectory_id"]), [])
    assert as_turns(lake.turns(trajectory_id(1))) == as_turns(lake.turns(trajectory_id(2))) == turns


def test_each_of_many_is_found_with_its_own_rows(lake: Lake) -> None:
    ids = act(lake, range(40)) + act(lake, range(40, 60))
    for n, known in enumerate(ids):
        assert lake.trajectory(known) == make_trajectory(n)
        assert as_turns(lake.turns(known)) == make_turns(turns_of(n))
        assert as_changes(lake.state_changes(known)) == make_changes(changed_of(n))
    read = {trajectory.trajectory_id: (turns, changes) for trajectory, turns, changes in read_trajectories(lake)}
    assert {known: (a.num_rows, b.num_rows) for known, (a, b) in read.items()} == {
        trajectory_id(n): (turns_of(n), changed_of(n)) for n in range(60)
    }
    some = [trajectory.trajectory_id for trajectory, _, _ in read_trajectories(lake, [ids[50], ids[3], ids[50]])]
    assert some == [ids[50], ids[3], ids[50]]
    with pytest.raises(NotFound, match="no trajectory"):
        list(read_trajectories(lake, [make_id("nobody")]))


def test_a_named_query_is_asked_of_one(lake: Lake) -> None:
    act(lake, range(5))
    rows = {"start": 1, "stop": 3}
    found = lake.of_trajectory("shard/turns_of_trajectory", trajectory_id(4), rows)
    assert found["turn"].to_pylist() == [1, 2]
    found = lake.of_trajectory("shard/state_changes_of_trajectory", trajectory_id(4), rows, body="state_changes")
    assert found["number"].to_pylist() == [1, 2]


def test_an_unknown_one_names_the_nearest(lake: Lake) -> None:
    with pytest.raises(NotFound, match=r"no trajectory 'abc' in .*, which has 0$"):
        lake.trajectory("abc")
    ids = act(lake, range(20))
    wanted = ids[3][:8]
    with pytest.raises(NotFound, match=rf"no trajectory '{wanted}' .* has 20; the nearest ids are {ids[3]}"):
        lake.turns(wanted)
    for unknown in ("", "no hex at all", ids[3].upper(), make_id(3)):
        assert not lake.has_trajectory(unknown)
        with pytest.raises(NotFound, match="which has 20"):
            lake.state_changes(unknown)


def test_everything_twice_is_once(lake: Lake) -> None:
    act(lake, range(10))
    before, version = content(lake), lake.version
    with lake.writer() as writer:
        for n in range(10):
            assert not writer.add_trajectory(make_trajectory(n), make_turns(1), [])
        assert writer.add_trajectory(make_trajectory(10), make_turns(7), [])
        assert not writer.add_trajectory(make_trajectory(10), make_turns(9), [])
    assert lake.version == version + 1
    assert lake.turns(trajectory_id(10)).num_rows == 7
    assert all(row in content(lake)["turns"] for row in before["turns"])
    assert check(lake) == []


def test_two_writers_of_the_same_at_once_double_nothing(lake: Lake) -> None:
    with lake.writer() as one, lake.writer() as two:
        for writer, numbers in ((one, range(20)), (two, range(10, 30))):
            for n in numbers:
                writer.add_trajectory(make_trajectory(n), make_turns(turns_of(n)), make_changes(changed_of(n)))
    turns, changes = sum(map(turns_of, range(30))), sum(map(changed_of, range(30)))
    assert run_counts(lake) == (30, 30, turns, turns, turns, changes, changes, changes)
    assert as_turns(lake.turns(trajectory_id(29))) == make_turns(turns_of(29))
    assert check(lake) == []


def test_full_shards_publish_themselves(lake: Lake) -> None:
    with lake.writer() as writer:
        for n in range(20):
            writer.add_trajectory(make_trajectory(n), make_turns(turns_of(n)), [])
        assert run_counts(lake)[0] > 5
    assert run_counts(lake)[0] == 20
    assert check(lake) == []


def test_large_turns_fill_row_groups_by_their_bytes(lake: Lake) -> None:
    turns = [Turn(k, "agent", calls=(ToolCall("bash", "x", observation="é\x1b[1m" * 700_000),)) for k in range(9)]
    with lake.writer() as writer:
        writer.add_trajectory(make_trajectory(0), turns, [])
        for n in (1, 2, 3):
            writer.add_trajectory(make_trajectory(n), turns[:n], [])
    facts = pq.read_metadata(lake.paths("turns")[0])
    groups = [facts.row_group(k) for k in range(facts.num_row_groups)]
    assert sorted(group.num_rows for group in groups) == [3, 3, 4, 5]
    compact(lake)
    for n in (1, 2, 3):
        assert as_turns(lake.turns(trajectory_id(n))) == turns[:n]
    assert as_turns(lake.turns(trajectory_id(0), 4, 6)) == turns[4:6]
    assert check(lake) == []


def test_leaving_by_an_exception_publishes_what_is_whole(lake: Lake) -> None:
    def interrupted() -> None:
        with lake.writer() as writer:
            writer.add_trajectory(make_trajectory(0), make_turns(100), make_changes(70))
            with pytest.raises(UsageError):
                writer.add_trajectory(make_trajectory(1), make_turns(100), [StateChange(5, 0, 0, "cwd", "x", "y")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert run_counts(lake) == (1, 1, 100, 100, 100, 70, 70, 70)
    assert check(lake) == []


HALF = "half \ud83d"
FIRST = Turn(0, "user")


@pytest.mark.parametrize(
    ("turns", "complaint"),
    [
        ([replace(FIRST, message=HALF)], "message cannot be kept"),
        ([replace(FIRST, message=3)], "message cannot be kept"),
        ([replace(FIRST, prompt_tokens=2**63)], "prompt_tokens cannot be kept"),
        ([replace(FIRST, cost="much")], "cost cannot be kept"),
        ([replace(FIRST, source=None)], "source is null"),
        ([replace(FIRST, calls=(ToolCall("bash", HALF),))], "calls cannot be kept"),
        ([replace(FIRST, calls=(ToolCall("bash", "ls", exit_code=2**31),))], "calls cannot be kept"),
        ([replace(FIRST, calls=(ToolCall(None, "ls"),))], "calls.tool is null"),
        ([replace(FIRST, calls=("ls",))], "calls cannot be kept"),
        ([replace(FIRST, calls=None)], "calls cannot be kept"),
        ([replace(FIRST, records=(Record(2**63, 1, "", ""),))], "records cannot be kept"),
        ([FIRST, FIRST], "`turn` is not 0 to 1 in order"),
        ([replace(FIRST, turn=1)], "`turn` is not 0 to 0 in order"),
        (table_of(make_turns(3)).drop_columns(["message"]), "message: missing"),
        (table_of(make_turns(3)).slice(1), "`turn` is not 0 to 1 in order"),
        ("turns", "turn cannot be kept"),
    ],
)
def test_turns_that_do_not_fit_are_refused_and_spoil_nothing(lake: Lake, turns: list[Turn], complaint: str) -> None:
    with lake.writer() as writer:
        writer.add_trajectory(make_trajectory(0), make_turns(5), make_changes(2))
        with pytest.raises(UsageError, match=f"the turns of trajectory {trajectory_id(1)}: {complaint}"):
            writer.add_trajectory(make_trajectory(1), turns, make_changes(2))
    assert run_counts(lake) == (1, 1, 5, 5, 5, 2, 2, 2)


@pytest.mark.parametrize(
    "columns",
    [
        {"task": HALF},
        {"n_calls": 2**31},
        {"prompt_tokens": "many"},
        {"name": None},
        {"source_file": None},
        {"tools": ("bash", HALF)},
        {"notes": (3,)},
        {"tools": "bash"},
        {"ended_at": "today"},
    ],
    ids=str,
)
def test_values_that_no_column_holds_are_refused_and_spoil_nothing(lake: Lake, columns: dict[str, object]) -> None:
    with lake.writer() as writer:
        writer.add_trajectory(make_trajectory(0), make_turns(5), [])
        with pytest.raises(UsageError, match=f"trajectory {trajectory_id(1)}: {next(iter(columns))} cannot be"):
            writer.add_trajectory(make_trajectory(1, **columns), make_turns(5), [])
    assert run_counts(lake)[:5] == (1, 1, 5, 5, 5)


def test_an_id_that_is_none_is_refused(lake: Lake) -> None:
    with lake.writer() as writer, pytest.raises(UsageError, match="32 lower-case hex digits"):
        writer.add_trajectory(make_trajectory(1, trajectory_id="t1"), [], [])
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        reader.writer()


def test_times_come_back_in_utc(lake: Lake) -> None:
    early = datetime(1, 1, 1, tzinfo=UTC)
    with lake.writer() as writer:
        writer.add_trajectory(Trajectory(trajectory_id(1), "t", "x", started_at=early), [Turn(0, "user", at=early)], [])
    assert lake.trajectory(trajectory_id(1)).started_at == early
    assert as_turns(lake.turns(trajectory_id(1)))[0].at == early


def test_they_are_published_as_they_come(lake: Lake) -> None:
    for n in range(24):
        act(lake, [n], inbox=True)
        assert run_counts(lake)[0] == n + 1
        for table in ("trajectories", "turns", "state_changes"):
            assert sum(shard.inbox for shard in lake.catalog.shards(table)) <= SMALL.inbox_files
    assert check(lake) == []
