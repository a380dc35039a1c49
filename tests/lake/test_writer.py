"""Writers: whole traces only, each once, whatever happens; long ones without growing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from tests.lake.agents import run_counts, whole
from tests.lake.conftest import (
    SMALL,
    batch,
    change,
    counts,
    fill,
    make_id,
    make_program,
    make_step,
    make_steps,
    make_trace,
)
from tests.lake.predicting import predicted_counts, said_of

from tracewalk.errors import LakeError, UsageError
from tracewalk.lake import Lake, Writer, check
from tracewalk.model import STEPS, Item

WORKER = Path(__file__).with_name("worker.py")


def test_leaving_by_an_exception_publishes_what_is_whole(lake: Lake) -> None:
    whole, broken = make_id("whole"), make_id("broken")

    def interrupted() -> None:
        with lake.writer() as writer:
            fill_one(writer, whole, 5)
            writer.add_steps(batch(make_steps(broken, 200)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert lake.has(whole)
    assert not lake.has(broken)
    assert counts(lake) == (1, 5, 5, 5)
    assert check(lake) == []
    assert list((lake.path / ".tmp").iterdir()) == []


def test_an_abandoned_trace_may_be_written_again(lake: Lake) -> None:
    trace_id = make_id("twice")
    with lake.writer() as writer:
        fill_one(writer, make_id("before"), 10)
        writer.add_steps(batch(make_steps(trace_id, 300)))
        writer.abandon()
        fill_one(writer, trace_id, 130)
        fill_one(writer, make_id("after"), 10)
    assert counts(lake) == (3, 150, 150, 150)
    assert lake.steps(trace_id)["step"].to_pylist() == list(range(130))
    assert check(lake) == []


def fill_one(writer: Writer, trace_id: str, n: int) -> None:
    writer.add_steps(batch(make_steps(trace_id, n)))
    writer.add_trace(make_trace(trace_id, n))


def test_publishing_amid_a_long_trace_keeps_it_for_later(lake: Lake) -> None:
    long, short, rows = make_id("long"), make_id("short"), make_steps(make_id("long"), 400)
    with lake.writer() as writer:
        fill_one(writer, short, 7)
        writer.add_steps(batch(rows[:250]))
        writer.publish()
        assert counts(lake) == (1, 7, 7, 7)
        writer.add_steps(batch(rows[250:]))
        writer.publish()
        assert counts(lake) == (1, 7, 7, 7)
        writer.add_trace(make_trace(long, 400))
    assert counts(lake) == (2, 407, 407, 407)
    assert lake.steps(long)["changes"].to_pylist() == [row["changes"] for row in rows]
    assert check(lake) == []


def test_a_full_shard_publishes_itself(lake: Lake) -> None:
    with lake.writer() as writer:
        for n in range(30):
            fill_one(writer, make_id(n), 90)
        assert lake.version == 2
        assert counts(lake)[0] == 24
    assert counts(lake) == (30, 2700, 2700, 2700)


def test_a_long_trace_is_streamed(lake: Lake) -> None:
    trace_id = make_id("stream")
    with lake.writer() as writer:
        for start in range(0, 20_000, 50):
            writer.add_steps(batch([make_step(trace_id, k) for k in range(start, start + 50)]))
            held = sum(b.num_rows for b in writer._steps._held)
            assert held < SMALL.row_group
        writer.add_trace(make_trace(trace_id, 20_000))
    assert lake.steps(trace_id, 12_345, 12_348)["step"].to_pylist() == [12_345, 12_346, 12_347]
    assert check(lake) == []


def test_a_publication_that_fails_leaves_nothing(lake: Lake) -> None:
    fill(lake, range(3))
    writer = lake.writer()
    fill_one(writer, make_id("lost"), 5)
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("ALTER TABLE traces RENAME TO elsewhere")
    with pytest.raises(LakeError, match="no such table"):
        writer.publish()
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("ALTER TABLE elsewhere RENAME TO traces")
    writer.close()
    assert counts(lake)[0] == 3
    assert check(lake) == []
    fill(lake, range(3, 5))
    assert counts(lake)[0] == 5


def encoded(rows: list[dict[str, object]], index: pa.DataType) -> pa.RecordBatch:
    """A batch with every string as a dictionary, inside the changes too."""
    text = pa.dictionary(index, pa.string())
    plain = batch(rows)
    columns: list[pa.Array] = []
    for field in STEPS:
        column = plain.column(field.name)
        if pa.types.is_string(field.type):
            column = column.dictionary_encode().cast(text)
        elif field.name == "changes":
            fields = list(field.type.value_type)
            parts = [column.values.field(f.name) for f in fields]
            parts = [p.dictionary_encode().cast(text) if pa.types.is_string(p.type) else p for p in parts]
            column = pa.ListArray.from_arrays(
                column.offsets, pa.StructArray.from_arrays(parts, [f.name for f in fields])
            )
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, STEPS.names)


def test_strings_may_come_as_any_dictionary(lake: Lake) -> None:
    rows: dict[str, list[dict[str, object]]] = {}
    for n in range(12):
        trace_id = make_id(n)
        changes = [change("x", str(n)), change(f"name{n}", None), change("é", "'\U0001f40d'", "str")]
        rows[trace_id] = [
            make_step(trace_id, k, func=f"f{n}", value=f"v{k}", changes=changes[: k % 4]) for k in range(30)
        ]
    with lake.writer() as writer:
        for n, (trace_id, mine) in enumerate(rows.items()):
            first = encoded(mine[:10], pa.int8()) if n % 2 else batch(mine[:10])
            writer.add_steps(first)
            writer.add_steps(encoded(mine[10:], pa.int32()).slice(0, 7))
            writer.add_steps(encoded(mine[10:], pa.int32()).slice(7))
            writer.add_trace(make_trace(trace_id, 30))
    for trace_id, mine in rows.items():
        assert [{"trace_id": trace_id, **row} for row in lake.steps(trace_id).to_pylist()] == mine


def test_steps_that_do_not_go_on_are_refused(lake: Lake) -> None:
    one, other = make_id(1), make_id(2)
    with lake.writer() as writer:
        writer.add_steps(batch(make_steps(one, 10)))
        with pytest.raises(UsageError, match="came where step 10 was next"):
            writer.add_steps(batch(make_steps(one, 5)))
        with pytest.raises(UsageError, match=f"steps of {other} came among those of {one}"):
            writer.add_steps(batch([make_step(other, 10)]))
        with pytest.raises(UsageError, match="has 11 steps, but 10 steps"):
            writer.add_trace(make_trace(one, 11))
        with pytest.raises(UsageError, match=f"10 steps of {one} were given"):
            writer.add_trace(make_trace(other, 10))
        with pytest.raises(UsageError, match="32 lower-case hex digits"):
            writer.add_item(Item("d", "1", "not an id"))
    assert counts(lake) == (0, 0, 0, 0)


def test_everything_twice_is_once(lake: Lake) -> None:
    fill(lake, range(10))
    before = lake.version
    fill(lake, range(10))
    with lake.writer() as writer:
        for _ in range(2):
            writer.add_program(make_program(99))
            fill_one(writer, make_id("new"), 5)
            writer.add_item(Item("d", "new", make_id("new")))
    assert counts(lake)[0] == 11
    assert counts(lake)[2] == counts(lake)[3]
    assert lake.cursor().sql("SELECT count(*), (SELECT count(*) FROM programs) FROM items").fetchall() == [(11, 6)]
    assert lake.version == before + 2
    assert check(lake) == []


def test_two_writers_of_the_same_traces_at_once_double_nothing(lake: Lake) -> None:
    with lake.writer() as one, lake.writer() as two:
        for writer, more in ((one, ()), (two, ("c",))):
            writer.add_program(make_program())
            for name in ("a", "b", *more):
                fill_one(writer, make_id(name), 80)
                writer.add_item(Item("d", name, make_id(name)))
    assert counts(lake) == (3, 240, 240, 240)
    assert lake.cursor().sql("SELECT count(*), (SELECT count(*) FROM programs) FROM items").fetchall() == [(3, 1)]
    assert lake.steps(make_id("c"))["step"].to_pylist() == list(range(80))
    assert check(lake) == []


def test_processes_that_write_the_same_traces_double_nothing(lake: Lake) -> None:
    commands = [[sys.executable, str(WORKER), "same", str(lake.path), str(seed)] for seed in range(3)]
    workers = [subprocess.Popen(command) for command in commands]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    traces, told, steps, apart = counts(lake)
    assert traces == 40
    assert told == steps == apart
    rows = sum(said_of(n) for n in range(40))
    assert predicted_counts(lake) == (40, 40, rows, rows, rows)
    assert run_counts(lake) == whole(*range(40))
    assert check(lake) == []
