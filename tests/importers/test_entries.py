"""Records of logs: lines, elements of one document, and what is neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tracewalk.importers.entries import Entry, entries_of
from tracewalk.importers.formats import Fault, Reading


def listed(value: Any) -> list[tuple[str, Any]] | None:
    """The elements of a list."""
    return [(f"/{at}", one) for at, one in enumerate(value)] if isinstance(value, list) else None


def found_in(path: Path, raw: str, limit: int = 1_000) -> list[Entry | Reading]:
    """The records of a file that holds some text."""
    path.write_text(raw)
    return list(entries_of(path, limit, listed))


def test_lines_have_their_bytes_without_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n  {"b": "\xc3\xa9"}')
    first, second = entries_of(path, 1_000, listed)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    for entry, value in ((first, {"a": 1}), (second, {"b": "é"})):
        record = entry.record
        assert json.loads(path.read_bytes()[record.offset :][: record.length]) == entry.value == value
    assert (first.raw, first.line, second.line) == (b'{"a": 1}', 1, 3)
    assert second.position == path.stat().st_size


def test_a_line_is_the_same_record_once_the_log_goes_on(tmp_path: Path) -> None:
    (before,) = found_in(tmp_path / "a", '{"a": 1}')
    after, _ = found_in(tmp_path / "a", '{"a": 1}\n{"b": 2}\n')
    assert isinstance(before, Entry)
    assert isinstance(after, Entry)
    assert before.record == after.record


def test_what_is_no_object_is_a_fault(tmp_path: Path) -> None:
    raw = '{"a": 1}\n"text"\n{"b"\n' + json.dumps({"c": "x" * 2_000}) + "\n" + json.dumps("y" * 500) + '\n{"d": 4}'
    found = found_in(tmp_path / "a", raw)
    faults = [one.what for one in found if isinstance(one, Reading) and isinstance(one.what, Fault)]
    assert [fault.line for fault in faults] == [2, 3, 4, 5]
    assert [entry.value for entry in found if isinstance(entry, Entry)] == [{"a": 1}, {"d": 4}]
    assert len(faults[3].message) < 200


def test_a_document_gives_its_elements(tmp_path: Path) -> None:
    for raw in ('[{"a": 1}, 2, {"b": 3}]', '[\n  {"a": 1},\n  2,\n  {"b": 3}\n]\n'):
        first, number, last = found_in(tmp_path / "a", raw)
        assert isinstance(first, Entry)
        assert isinstance(last, Entry)
        assert isinstance(number, Reading)
        assert (first.value, first.record.pointer, last.record.pointer) == ({"a": 1}, "/0", "/2")
        assert first.record.length == len(raw)
        assert first.raw != last.raw


def test_a_document_that_is_cut_off_or_too_long_is_read_as_lines(tmp_path: Path) -> None:
    (cut,) = found_in(tmp_path / "a", '[{"a": 1}, {"b"')
    assert isinstance(cut, Reading)
    (long,) = found_in(tmp_path / "a", json.dumps([{"a": "x" * 2_000}]))
    assert isinstance(long, Reading)
    assert isinstance(long.what, Fault)
    assert "longer than 1,000 bytes" in long.what.message


def test_a_line_that_is_a_list_does_not_make_a_document(tmp_path: Path) -> None:
    listed_line, entry = found_in(tmp_path / "a", '[1]\n{"a": 1}\n')
    assert isinstance(listed_line, Reading)
    assert isinstance(entry, Entry)
