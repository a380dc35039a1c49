"""What is written is read back: by id, by view, by question; and what is not there is said well."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.agents import act
from tests.lake.conftest import SMALL, batch, content, counts, fill, make_id, make_program, make_steps, make_trace
from tests.lake.judged import ask, judge
from tests.lake.predicting import predict

from tracewalk.errors import NotALake, NotFound, ReadOnlyLake
from tracewalk.lake import Lake, check
from tracewalk.lake.shards import HEADS
from tracewalk.model import TABLES, Item
from tracewalk.resources import folder


def test_what_is_written_is_read_back(lake: Lake) -> None:
    trace_id, rows = make_id("a"), make_steps(make_id("a"), 150)
    trace = make_trace(trace_id, 150, functions=("f", "g"), exceptions=("ValueError",))
    item = Item("d", "1", trace_id, expected="2", matches_expected=False, split="test", tags=("x", "y"))
    with lake.writer() as writer:
        writer.add_program(make_program())
        writer.add_steps(batch(rows[:100]))
        writer.add_steps(batch(rows[100:]))
        writer.add_trace(trace)
        writer.add_item(item)
    assert lake.has(trace_id)
    assert lake.trace(trace_id) == trace
    assert lake.program(make_program().program_id) == make_program()
    assert lake.items(trace_id) == [item]
    expected = [{k: v for k, v in row.items() if k != "trace_id"} for row in rows]
    assert lake.steps(trace_id).to_pylist() == expected
    assert lake.steps(trace_id, 95, 103).to_pylist() == expected[95:103]
    assert lake.steps(trace_id, 149, 10_000).to_pylist() == expected[149:]
    assert lake.steps(trace_id, 150).num_rows == 0


def test_every_trace_of_many_is_found_with_its_own_steps(lake: Lake) -> None:
    ids = fill(lake, range(60)) + fill(lake, range(60, 90))
    assert len(lake.catalog.shards("steps")) > 1
    for n, trace_id in enumerate(ids):
        assert lake.trace(trace_id).n_steps == 3 + n % 50
        assert lake.steps(trace_id)["step"].to_pylist() == list(range(3 + n % 50))


def test_views_are_the_tables(lake: Lake) -> None:
    assert content(lake) == {name: [] for name in TABLES}
    for name, table in TABLES.items():
        assert set(lake.cursor().sql(f"FROM {name}").columns) >= set(table.schema.names)
    fill(lake, range(10))
    act(lake, range(4))
    judge(lake, range(3))
    assert {name: len(rows) for name, rows in content(lake).items()} == {
        "programs": 5,
        "traces": 10,
        "items": 10,
        "steps": sum(3 + n for n in range(10)),
        "predictions": 0,
        "predicted_steps": 0,
        "trajectories": 4,
        "turns": sum(2 + n for n in range(4)),
        "state_changes": sum(2 * n for n in range(4)),
        "checks": 3,
        "results": 3,
        "problems": 0,
    }


def test_a_named_query_takes_bound_parameters(lake: Lake) -> None:
    fill(lake, range(4))
    ids = [make_id(0), make_id(1)]
    unused = lake.query("shard/unused_programs", {"ids": ids})
    assert unused["program_id"].to_pylist() == [make_program(0).program_id]


def test_an_unknown_trace_names_the_nearest(lake: Lake) -> None:
    ids = fill(lake, range(20))
    wanted = ids[3][:8]
    with pytest.raises(NotFound, match=rf"no trace '{wanted}' .* has 20; the nearest ids are {ids[3]}"):
        lake.trace(wanted)
    for unknown in ("", "no hex at all", ids[3].upper(), ids[3] + "00"):
        assert not lake.has(unknown)
        with pytest.raises(NotFound, match="which has 20"):
            lake.steps(unknown)
    with pytest.raises(NotFound, match="which has 10; a trace's `files` name its own"):
        lake.program("0" * 32)
    assert lake.items(make_id("nobody")) == []


def test_runs_of_one_identity_are_nondeterministic(lake: Lake) -> None:
    first, second, other = make_id("r", 0), make_id("r", 1), make_id("other")
    with lake.writer() as writer:
        for trace in (make_trace(first, 2), make_trace(second, 2, run=1, run_of=first), make_trace(other, 2)):
            writer.add_steps(batch(make_steps(trace.trace_id, 2)))
            writer.add_trace(trace)
    assert [run.trace_id for run in lake.runs(first)] == [first, second]
    assert lake.runs(second) == lake.runs(first)
    assert [run.trace_id for run in lake.runs(other)] == [other]
    told = lake.cursor().sql("SELECT trace_id, nondeterministic FROM traces").fetchall()
    assert dict(told) == {first: True, second: True, other: False}
    assert [lake.nondeterministic(run) for run in (first, second, other)] == [True, True, False]


def test_an_interrupted_run_makes_nothing_nondeterministic(lake: Lake) -> None:
    cut, whole = make_id("r", 0), make_id("r", 1)
    with lake.writer() as writer:
        for trace in (make_trace(cut, 2, stop_reason="interrupted"), make_trace(whole, 2, run=1, run_of=cut)):
            writer.add_steps(batch(make_steps(trace.trace_id, 2)))
            writer.add_trace(trace)
    told = lake.cursor().sql("SELECT trace_id, nondeterministic FROM traces").fetchall()
    assert dict(told) == {cut: False, whole: False}
    assert not lake.nondeterministic(cut)
    assert not lake.nondeterministic(whole)


def test_a_trace_without_steps_has_none(lake: Lake) -> None:
    trace_id = make_id("died")
    with lake.writer() as writer:
        writer.add_trace(make_trace(trace_id, 0, outcome="died"))
    assert lake.steps(trace_id).num_rows == 0
    assert lake.find(trace_id, "exception", -1, 1) is None
    assert lake.outline(trace_id, 10).num_rows == 0
    with pytest.raises(NotFound, match="has no step 0; it has no steps"):
        lake.state(trace_id, 0)
    assert check(lake) == []


def test_what_is_no_lake_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotALake, match=r"record FILE\.py --lake"):
        Lake.open(tmp_path / "nowhere")
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(NotALake, match="other things"):
        Lake.create(tmp_path)
    with Lake.create(tmp_path / "new" / "lake") as lake, Lake.create(tmp_path / "new" / "lake") as again:
        fill(lake, range(3))
        assert again.version == lake.version == 1
        assert counts(again)[0] == 3
    (tmp_path / "new" / "lake" / "catalog.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(NotALake, match="lake rebuild"):
        Lake.open(tmp_path / "new" / "lake")


def test_a_lake_opened_for_reading_is_not_written(lake: Lake) -> None:
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake, match="writable=True"):
        reader.writer()


def test_shards_are_plain_parquet(lake: Lake) -> None:
    fill(lake, range(60))
    predict(lake, range(60))
    act(lake, range(60))
    judge(lake, range(60))
    ask(lake, range(60))
    assert {shard.table for shard in lake.catalog.shards()} == set(TABLES)
    for shard in lake.catalog.shards():
        facts = pq.read_metadata(lake.path / shard.path)
        assert facts.metadata[b"schema_version"] == b"1"
        assert facts.metadata[b"table"].decode() == shard.table
        assert b"ARROW:schema" not in facts.metadata
        columns = [facts.row_group(0).column(i) for i in range(facts.num_columns)]
        assert {column.compression for column in columns} == {"ZSTD"}
        # Spark's reader has no BYTE_STREAM_SPLIT
        assert not any("BYTE_STREAM_SPLIT" in column.encodings for column in columns)
        if shard.table in HEADS:
            assert all(facts.row_group(i).num_rows <= SMALL.row_group for i in range(facts.num_row_groups))
            assert "DELTA_BINARY_PACKED" in columns[1].encodings
        measured = {column.path_in_schema for column in columns if column.is_stats_set}
        if shard.table.startswith("predict"):
            wanted = {"prediction_id", "trace_id", "model", "mode", "ended", "verdict", "truth", "depth"}
            assert measured >= wanted & set(TABLES[shard.table].schema.names)
            assert not measured & {"raw", "tail", "output", "changes.list.element.value"}
        if shard.table == "turns":
            assert measured >= {"trajectory_id", "turn", "source", "kind", "calls.list.element.tool", "at", "cost"}
            assert not measured & {"message", "reasoning", "calls.list.element.observation"}


def test_each_query_says_what_it_answers() -> None:
    for area in ("catalog", "shard", "trace"):
        for file in (folder("queries") / area).glob("*.sql"):
            text = file.read_text()
            assert text.startswith("-- "), file.name
            assert ";" not in text.split("\n", text.count("--"))[-1], f"{file.name}: one statement a file"
