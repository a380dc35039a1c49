"""What identity an import has: the same one twice is one, another one never takes its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.importers.conftest import PROGRAM, TEXT, imported, jsonl, only

from tracewalk.errors import ReadOnlyLake
from tracewalk.lake import Lake, check, choose
from tracewalk.recorder import record_dataset

OTHER_STEPS = TEXT.replace('"2"', '"3"')
CODE = PROGRAM.partition("\n\ndef main")[0]


def file_of(folder: Path, *rows: object) -> Path:
    return jsonl(folder / "rows", rows)


def test_the_row_says_what_it_is(lake: Lake, tmp_path: Path) -> None:
    row = {"text": TEXT, "python": "3.10.4", "dataset": "d", "task_id": "a/b", "split": "test", "tags": ["x"]}
    imported(lake, file_of(tmp_path, row))
    trace = lake.trace(only(lake))
    assert (trace.name, trace.files[0].path, trace.entry, trace.input) == ("a/b", "a_b.py", "f", "1")
    assert (trace.python, trace.hash_seed, trace.repr_style, trace.origin) == ("3.10", None, "cwm", "imported")
    assert (trace.n_steps, trace.n_frames, trace.max_depth, trace.functions) == (7, 2, 2, ("main", "f"))
    assert set(json.loads(trace.limits).values()) == {0}
    assert lake.program(trace.program_id).text == PROGRAM
    (item,) = lake.items(trace.trace_id)
    assert (item.dataset, item.task_id, item.split, item.tags) == ("d", "a/b", "test", ("x",))


def test_a_dataset_given_outdoes_the_rows(lake: Lake, tmp_path: Path) -> None:
    imported(lake, file_of(tmp_path, {"text": TEXT, "dataset": "d", "id": 5}), dataset="e")
    assert [(item.dataset, item.task_id) for item in lake.items(only(lake))] == [("e", "5")]


def test_without_a_dataset_there_is_no_item(lake: Lake, tmp_path: Path) -> None:
    imported(lake, file_of(tmp_path, {"text": TEXT}))
    assert lake.items(only(lake)) == []
    imported(lake, file_of(tmp_path, {"text": TEXT}), dataset="late")
    assert [item.task_id for item in lake.items(only(lake))] == ["rows:1"]


def test_the_same_twice_is_one_also_within_a_file(lake: Lake, tmp_path: Path) -> None:
    done = imported(lake, file_of(tmp_path, {"text": TEXT, "id": "a"}, {"text": TEXT, "id": "b"}), dataset="d")
    assert done.counts == {"imported": 1, "kept": 1}
    assert sorted(item.task_id for item in lake.items(only(lake))) == ["a", "b"]


def test_other_steps_are_a_further_run(lake: Lake, tmp_path: Path) -> None:
    done = imported(lake, file_of(tmp_path, {"text": TEXT}, {"text": OTHER_STEPS}, {"text": OTHER_STEPS}))
    assert done.counts == {"imported": 1, "new runs": 1, "kept": 1}
    assert imported(lake, file_of(tmp_path, {"text": OTHER_STEPS}, {"text": TEXT})).counts == {"kept": 2}
    third = TEXT.replace('"2"', '"4"')
    assert imported(lake, file_of(tmp_path, {"text": third})).counts == {"new runs": 1}
    ids = choose(lake)
    assert sorted(lake.trace(i).run for i in ids) == [0, 1, 2]
    assert all(lake.nondeterministic(i) for i in ids)
    assert check(lake) == []


def test_a_cut_text_is_no_other_run_of_the_whole(lake: Lake, tmp_path: Path) -> None:
    cut = TEXT[: TEXT.index("<|return_sep|>")]
    done = imported(lake, file_of(tmp_path, {"text": TEXT}, {"text": cut}))
    assert done.counts == {"imported": 2}
    assert not any(lake.nondeterministic(i) for i in choose(lake))
    assert sorted(lake.trace(i).outcome for i in choose(lake)) == ["returned", "truncated"]


def test_python_is_part_of_what_it_is(lake: Lake, tmp_path: Path) -> None:
    rows = ({"text": TEXT, "python": python} for python in ("3.10", "3.10.9", "3.11", None))
    assert imported(lake, file_of(tmp_path, *rows)).counts == {"imported": 3, "kept": 1}


def test_an_import_stands_beside_the_recording_of_the_same_program(lake: Lake, tmp_path: Path) -> None:
    """The same program, entry and input, whatever the steps: never the same id."""
    record_dataset("d", jsonl(tmp_path / "d", [{"id": "a", "code": CODE, "input": "1"}]), lake=lake)
    recorded = lake.trace(only(lake))
    imported(lake, file_of(tmp_path, {"text": TEXT, "python": recorded.python}))
    assert len(choose(lake)) == 2
    (other,) = choose(lake, where="origin = 'imported'")
    trace = lake.trace(other)
    same = ("program_id", "entry", "input", "python", "repr_style", "steps_digest", "result", "functions")
    assert {name: getattr(trace, name) for name in same} == {name: getattr(recorded, name) for name in same}
    assert not lake.nondeterministic(other)


def test_a_lake_that_is_only_read_is_refused(lake: Lake, tmp_path: Path) -> None:
    with Lake.open(lake.path) as reading, pytest.raises(ReadOnlyLake):
        imported(reading, file_of(tmp_path, {"text": TEXT}))
