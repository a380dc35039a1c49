"""Files: told by content, whatever their names; one that is none is named with what it looks like; hostile ones too."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.conftest import BODY, PROGRAM, TEXT, imported, jsonl
from tests.importers.test_step_rows import SIMPLE, STEPS

from tracewalk.errors import NotFound, RowError, UsageError
from tracewalk.importers import columns_named, files_of, format_named
from tracewalk.importers.cwm_document import draft_of_text
from tracewalk.importers.documents import documents_of
from tracewalk.importers.draft import Facts
from tracewalk.importers.registry import FORMATS
from tracewalk.importers.step_row import draft_of_step_row
from tracewalk.lake import Lake, check, choose
from tracewalk.settings import Settings

OTHER = TEXT.replace("f(1)", "f(1.0)")
ROW = {"program": SIMPLE, "entry": "f", "input": "1", "steps": STEPS}


def test_formats_are_told_by_content(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text(TEXT)
    jsonl(tmp_path / "b.txt", [{"text": OTHER}])
    jsonl(tmp_path / "noending", [ROW])
    done = imported(lake, tmp_path / "a.parquet", tmp_path / "b.txt", tmp_path / "noending")
    assert (done.faults, done.counts) == ([], {"imported": 3})


def test_a_folder_stands_for_its_files(lake: Lake, tmp_path: Path) -> None:
    inner = tmp_path / "data" / "inner"
    inner.mkdir(parents=True)
    (inner / "a").write_text(TEXT)
    (tmp_path / "data" / ".hidden").write_text("x")
    (tmp_path / "data" / "b").write_text(OTHER)
    assert files_of([tmp_path / "data", inner / "a"]) == [tmp_path / "data" / "b", inner / "a"]
    done = imported(lake, tmp_path / "data")
    assert (done.faults, done.counts) == ([], {"imported": 2})


def test_a_path_that_is_not_there_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nosuch"):
        files_of([tmp_path, tmp_path / "nosuch"])
    Lake.create(tmp_path / "lake").close()
    with pytest.raises(UsageError, match="`tracewalk lake merge LAKE"):
        files_of([tmp_path / "lake"])
    assert files_of([tmp_path]) == []
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotFound, match="neither a file nor a folder"):
        files_of([tmp_path / "pipe"])


def test_several_documents_of_one_file_are_told_apart(lake: Lake, tmp_path: Path) -> None:
    broken = TEXT.replace('{"c": ".."}', "{")
    (tmp_path / "docs").write_text(f"\n{TEXT}\n\n{broken}\n{OTHER}")
    done = imported(lake, tmp_path / "docs", dataset="d")
    assert done.counts == {"imported": 2}
    n = 2 + TEXT.count("\n") + 2
    assert [fault.line for fault in done.faults] == [n]
    assert str(done.faults[0]).startswith(f"{tmp_path}/docs:{n}: step 3 is malformed: LOCALS are not JSON")
    last = n + broken.count("\n") + 1
    assert sorted(item.task_id for i in choose(lake) for item in lake.items(i)) == sorted(["docs:2", f"docs:{last}"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"\x00\x01\xff" * 99, "in no known format, nor like one"),
        (b"hello\nworld\n", "in no known format, nor like one"),
        (BODY.encode(), "looks most like CWM's trace text, but it holds no prompt, hence no program"),
        (json.dumps({"text": BODY}).encode(), "like JSON lines of CWM's trace text, but its `text` holds no prompt"),
        (json.dumps({"text": "a story"}).encode(), "but its `text` holds no trace token"),
        (json.dumps({"program": "x", "step": []}).encode(), "but its rows have no `steps`; they have: program, step"),
        (json.dumps(ROW, indent=1).encode(), "its rows must stand one a line, as `jq -c` writes them"),
        (b"PAR1junkPAR1", "looks most like Parquet with one trace a row, but it cannot be read"),
    ],
)
def test_a_file_that_is_none_says_what_it_looks_like(content: bytes, words: str, lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "some.file").write_bytes(content)
    done = imported(lake, tmp_path / "some.file")
    (fault,) = done.faults
    assert (fault.file, fault.line, done.counts) == (str(tmp_path / "some.file"), 0, {})
    assert words in fault.message


def test_a_format_may_be_given(lake: Lake, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "rows", [ROW | {"text": "both"}])
    assert imported(lake, file).counts == {}
    assert imported(lake, file, format_=format_named("steps")).counts == {"imported": 1}
    for format_ in FORMATS:
        assert all(fault.file == str(file) for fault in imported(lake, file, format_=format_).faults)
    with pytest.raises(UsageError, match="cwm-jsonl"):
        format_named("xml")


def test_a_map_of_columns_is_checked() -> None:
    assert columns_named("program=code, input=args") == {"program": "code", "input": "args"}
    assert columns_named("") == {}
    for text in ("program", "=x", "program=", "programm=code", "text=a,text=b"):
        with pytest.raises(UsageError, match="must be OURS=THEIRS"):
            columns_named(text)


def test_bad_lines_are_listed_and_the_others_come(lake: Lake, tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT})
    raw = [
        b'{"text": 1,',
        b'{"text": "\xff"}',
        b"\x00\x00",
        b"[" * 99_999,
        b"[1]",
        b'{"text": "\\ud800"}',
        b"9" * 5_000,
    ]
    (tmp_path / "rows").write_bytes(b"\n".join([good.encode(), b"", *raw, json.dumps({"text": OTHER}).encode()]))
    done = imported(lake, tmp_path / "rows")
    assert done.counts == {"imported": 2}
    assert [fault.line for fault in done.faults] == [3, 4, 5, 6, 7, 8, 9]
    words = ["at column 12", "byte 0xff at column 11", "at column 1", "too deep", "type list", "no prompt", "digits"]
    assert [word for word, fault in zip(words, done.faults, strict=True) if word not in fault.message] == []


def test_a_line_or_document_beyond_the_limit_is_passed_over(lake: Lake, tmp_path: Path) -> None:
    long = "x" * 3_000_000
    jsonl(tmp_path / "rows", [{"text": long}, {"text": TEXT}])
    (tmp_path / "docs").write_text(f"{TEXT}\n<|begin_of_text|>{long}\n{OTHER}")
    done = imported(lake, tmp_path / "rows", tmp_path / "docs", import_bytes=2_000)
    assert done.counts == {"imported": 2, "kept": 1}
    said = [str(fault).removeprefix(f"{tmp_path}/") for fault in done.faults]
    assert said == [
        "rows:1: the line is longer than 2,000 bytes (TRACEWALK_IMPORT_BYTES)",
        f"docs:{TEXT.count(chr(10)) + 2}: the document is longer than 2,000 bytes (TRACEWALK_IMPORT_BYTES)",
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.text("ab\n", max_size=9), max_size=6), chunk=st.integers(1, 7), limit=st.integers(8, 40))
def test_documents_are_the_parts_between_tokens(
    parts: list[str], chunk: int, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracewalk.importers.documents._CHUNK", chunk)
    text = "".join(f"<T>{part}" for part in parts)
    (tmp_path / "docs").write_text(text)
    found = list(documents_of(tmp_path / "docs", b"<T>", limit))
    whole = [piece.raw.decode() for piece in found if piece.raw is not None]
    fits = [f"<T>{part}" for part in parts if len(part) + 3 <= limit]
    assert [text for text in whole if len(text) <= limit] == fits
    assert len(found) == len(parts)
    lines = [1 + "".join(f"<T>{part}" for part in parts[:n]).count("\n") for n in range(len(parts))]
    assert [piece.line for piece in found] == lines


def test_an_unreadable_file_is_a_fault(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(TEXT)
    files = files_of([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    (tmp_path / "a").symlink_to(tmp_path / "a")
    from tracewalk.importers import Options, import_files

    done = import_files(files, lake, Options(Settings()))
    assert [fault.file for fault in done.faults] == [str(tmp_path / "a")]


def test_work_can_be_stopped_and_what_was_read_is_kept(lake: Lake, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "rows", [{"text": TEXT.replace("f(1)", f"f({n})")} for n in range(9)])
    calls = iter(range(99))
    done = imported(lake, file, stopped=lambda: next(calls) >= 4)  # once before it reads
    assert (done.interrupted, done.counts) == (True, {"imported": 4})
    assert (len(choose(lake)), check(lake)) == (4, [])
    assert imported(lake, file).counts == {"kept": 4, "imported": 5}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mangled_document_is_a_draft_or_a_fault(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([TEXT, BODY, TEXT.replace("<|", "").replace("|>", "")]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        to = data.draw(st.integers(at, min(at + 30, len(text))))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", text[at:to] * 2, "\ud800", "\0", "{", '"', "é", "<|frame_sep|>"]))
            + text[to:]
        )
    try:
        draft = draft_of_text(text, data.draw(st.sampled_from([Facts(), Facts(program=PROGRAM)])), "")
    except RowError:
        return
    assert draft.steps
    assert all(0 < step.line <= draft.program.text.count("\n") + 1 for step in draft.steps)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("a1.", max_size=3)
    | st.sampled_from(["call", "line", "return"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["event", "line", "locals", "changes"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*ROW, "python", "tags", "id"]), json_values), st.integers(0, 3), json_values)
def test_a_mangled_row_is_a_draft_or_a_fault(others: dict[str, object], n: int, value: object) -> None:
    steps = [dict(step) for step in STEPS]
    steps[n] = steps[n] | (value if isinstance(value, dict) else {"locals": value})
    try:
        assert draft_of_step_row(ROW | {"steps": steps} | others, "", {}).steps
    except RowError as fault:
        assert str(fault)
