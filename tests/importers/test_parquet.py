"""Parquet with one trace a row: text or steps, in the types that writers give them, columns by any name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.importers.conftest import PROGRAM, TEXT, imported, only
from tests.importers.test_step_rows import FORMS, SIMPLE, STEPS

from tracewalk.lake import Lake

Row = dict[str, Any]
MAP = pa.map_(pa.string(), pa.string())


def parquet(path: Path, rows: list[Row], steps: pa.DataType | None = None) -> Path:
    table = pa.Table.from_pylist(rows)
    if steps is not None:
        fields = [pa.field(f.name, pa.list_(steps) if f.name == "steps" else f.type) for f in table.schema]
        table = pa.Table.from_pylist(rows, schema=pa.schema(fields))
    pq.write_table(table, path)
    return path


def step_type(**fields: pa.DataType) -> pa.DataType:
    return pa.struct([("event", pa.string()), ("line", pa.int64()), ("value", pa.string()), *fields.items()])


def with_pairs(form: str, column: str) -> list[Row]:
    return [step | ({column: list(step[column].items())} if column in step else {}) for step in FORMS[form]]


CHANGE = pa.list_(pa.struct([("name", pa.string()), ("value", pa.string())]))


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        (STEPS, step_type(locals=pa.struct([("c", pa.string()), ("x", pa.string())]))),
        (with_pairs("dots", "locals"), step_type(locals=MAP)),
        (with_pairs("changes", "changes"), step_type(changes=MAP)),
        (FORMS["the lake's"], step_type(changes=CHANGE)),
        (FORMS["JSON text"], None),
    ],
    ids=["struct", "map of locals", "map of changes", "list of changes", "JSON text"],
)
def test_steps_come_in_any_type(steps: Any, kind: pa.DataType | None, lake: Lake, tmp_path: Path) -> None:
    rows = [
        {"program": SIMPLE, "entry": "f", "input": "1", "task_id": "a", "steps": steps, "split": "x", "tags": ["t"]}
    ]
    done = imported(lake, parquet(tmp_path / "data", rows, kind), dataset="d")
    assert (done.faults, done.counts) == ([], {"imported": 1})
    found = lake.steps(only(lake)).to_pylist()
    assert [[(c["name"], c["value"]) for c in step["changes"]] for step in found] == [
        [("c", "1")],
        [],
        [("x", "2")],
        [],
    ]
    (item,) = lake.items(only(lake))
    assert (item.dataset, item.task_id, item.split, item.tags) == ("d", "a", "x", ("t",))


def test_columns_of_other_names_are_mapped(lake: Lake, tmp_path: Path) -> None:
    rows = [{"code": SIMPLE, "func": "f", "args": "1", "trace": STEPS, "noise": 1.5}]
    file = parquet(tmp_path / "data", rows)
    done = imported(lake, file)
    assert "its rows have no `program` and no `steps`; they have: code, func, args, trace, noise" in str(done.faults[0])
    columns = {"program": "code", "entry": "func", "input": "args", "steps": "trace"}
    assert imported(lake, file, columns=columns).counts == {"imported": 1}


def test_text_comes_with_its_prompt_or_a_program(lake: Lake, tmp_path: Path) -> None:
    body = TEXT.partition("<|frame_sep|>")[2]
    assert imported(lake, parquet(tmp_path / "one", [{"text": TEXT}])).counts == {"imported": 1}
    assert imported(lake, parquet(tmp_path / "two", [{"trace": body, "program": PROGRAM}])).faults != []
    file = parquet(tmp_path / "two", [{"trace": body, "program": PROGRAM}])
    assert imported(lake, file, columns={"text": "trace"}).counts == {"kept": 1}


def test_a_bad_row_is_named_and_the_others_come(lake: Lake, tmp_path: Path) -> None:
    rows = [{"text": TEXT}, {"text": None}, {"text": "x"}, {"text": TEXT.replace("f(1)", "f(1.0)")}]
    done = imported(lake, parquet(tmp_path / "data", rows))
    assert done.counts == {"imported": 2}
    assert [fault.line for fault in done.faults] == [2, 3]
    assert "has no `text`" in str(done.faults[0])


def test_a_row_beyond_the_limit_is_left_out(lake: Lake, tmp_path: Path) -> None:
    done = imported(
        lake, parquet(tmp_path / "data", [{"text": TEXT + " " * 5_000}, {"text": TEXT}]), import_bytes=3_000
    )
    assert done.counts == {"imported": 1}
    assert "row is longer than 3,000 bytes" in str(done.faults[0])


def test_changes_whose_nulls_could_be_either_are_refused(lake: Lake, tmp_path: Path) -> None:
    kind = step_type(changes=pa.struct([("c", pa.string()), ("x", pa.string())]))
    rows = [{"program": SIMPLE, "entry": "f", "input": "1", "steps": FORMS["changes"]}]
    done = imported(lake, parquet(tmp_path / "data", rows, kind))
    assert "a list of structs or a map tells them apart" in str(done.faults[0])


@pytest.mark.parametrize("damage", ["cut", "page", "footer"])
def test_a_damaged_file_is_a_fault(damage: str, lake: Lake, tmp_path: Path) -> None:
    rows = [{"text": TEXT + f"{n}"} for n in range(200)]
    file = parquet(tmp_path / "data", rows)
    raw = bytearray(file.read_bytes())
    if damage == "cut":
        raw = raw[: len(raw) // 2]
    else:
        at = 40 if damage == "page" else len(raw) - 60
        raw[at : at + 30] = b"\xff" * 30
    file.write_bytes(raw)
    done = imported(lake, file)
    assert len(done.faults) == 1
    assert "cannot be read" in str(done.faults[0])


def test_a_file_without_rows_says_what_it_lacks(lake: Lake, tmp_path: Path) -> None:
    pq.write_table(pa.table({"code": pa.array([], pa.string())}), tmp_path / "data")
    assert "they have: code" in str(imported(lake, tmp_path / "data").faults[0])
