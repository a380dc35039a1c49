"""The raw record behind a turn: there as long as its bytes are; a lake that names other files learns nothing."""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.importers.chats import chat, row, write
from tests.importers.conftest import imported
from tests.importers.inspect_logs import archive, in_parts
from tests.importers.logs import written
from tests.importers.openhands_logs import text, v1_act, v1_observe, v1_say
from tests.importers.test_archives import tarred, with_zstd, zipped
from tests.importers.test_inspect_scout import MESSAGES

from tracewalk.errors import NotFound
from tracewalk.importers.json_text import read_json
from tracewalk.importers.raw import pointed, raw_record
from tracewalk.lake import Lake, as_turns, read_trajectories
from tracewalk.model import Record

LIMIT = 1_000_000


def digest(raw: bytes) -> str:
    return blake2b(raw).hexdigest()[:16]


def messages(lake: Lake) -> list[Any]:
    """What the records of all turns point to."""
    return [
        pointed(read_json(raw_record(one.row(), record, LIMIT)), record.pointer)
        for one, turns, _ in read_trajectories(lake)
        for turn in as_turns(turns)
        for record in turn.records
    ]


@pytest.mark.parametrize("zip_it", [False, True])
def test_parts_that_stand_beside_a_run_are_found_again(zip_it: bool, lake: Lake, tmp_path: Path) -> None:
    """A sample of Inspect in parts, an event a file of OpenHands, and a column of Scout."""
    events = [v1_say(0, "user", "Fix #1"), v1_act(1, "terminal", "{}"), v1_observe(2, 1, {"content": text("ok")})]
    logs = tmp_path / "logs"
    for n, event in enumerate(events):
        written(logs, event, f"conversation/events/event-{n:05}-{'#%23'[:n]}x.json")
    archive(logs / "log.eval", in_parts(), 93)
    row = {"transcript_id": "t", "messages": json.dumps(MESSAGES)}
    pq.write_table(pa.Table.from_pylist([row | {"messages": "[]"}, row]), logs / "t.parquet", row_group_size=1)
    files = {str(file.relative_to(logs)): file.read_bytes() for file in logs.rglob("*") if file.is_file()}
    imported(lake, zipped(tmp_path / "all.zip", files) if zip_it else logs)
    found = messages(lake)
    assert [one for one in found if "kind" in one] == events
    texts = [str(one) for one in found if "kind" not in one]
    assert sum("attachment://0" in one for one in texts) == 1
    assert sum(str(one) in texts for one in MESSAGES) == len(MESSAGES)
    assert all(turn.records for _, turns, _ in read_trajectories(lake) for turn in as_turns(turns))


@pytest.mark.parametrize("name", ["../secret.json#", "/etc/passwd#", "a/../../secret.json#", "#", "..%23#"])
def test_no_record_leads_out_of_the_folder_of_its_log(name: str, tmp_path: Path) -> None:
    secret = b'{"key": 1}'
    (tmp_path / "secret.json").write_bytes(secret)
    (tmp_path / "in").mkdir()
    run = {"source_file": str(tmp_path / "in" / "a.json"), "source_member": None, "source_format": "openhands"}
    with pytest.raises(NotFound):
        raw_record(run, Record(0, len(secret), name, digest(secret)), LIMIT)


def test_documents_and_lines_are_found_again(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "a.json", chat("one"))
    lines = [json.dumps(row("a__b-1")), "", json.dumps(row("a__b-2"))]
    (tmp_path / "b.jsonl").write_text("\n".join(lines))
    imported(lake, tmp_path)
    assert sorted(map(str, messages(lake))) == sorted(
        map(str, [*chat("one"), *chat("Fix a__b-1."), *chat("Fix a__b-2.")])
    )


@pytest.mark.parametrize("kind", ["zip", "tgz", "zstd", "gz"])
def test_members_of_archives_are_found_again(kind: str, lake: Lake, tmp_path: Path) -> None:
    content = json.dumps(chat()).encode()
    members: dict[str, Any] = {"other.txt": b"2026-01-02 03:04:05 x\n", "deep/a.json": content}
    if kind == "zip":
        zipped(tmp_path / "logs", members)
    elif kind == "tgz":
        tarred(tmp_path / "logs", members)
    elif kind == "zstd":
        with_zstd(tmp_path / "logs", b"deep/a.json", content)
    else:
        import gzip

        (tmp_path / "logs.json.gz").write_bytes(gzip.compress(content))
    imported(lake, tmp_path)
    assert messages(lake) == chat()


def test_a_member_of_a_member_is_found(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner", {"s/1.json": b'{"a": 1}'})
    outer = zipped(tmp_path / "outer.zip", {"b.eval": inner.read_bytes()})
    place = {"source_file": str(outer), "source_member": "b.eval!/s/1.json"}
    record = Record(0, 8, "", digest(b'{"a": 1}'))
    assert raw_record(place, record, LIMIT) == b'{"a": 1}'
    with pytest.raises(NotFound, match=r"has no s/2\.json any more"):
        raw_record(place | {"source_member": "b.eval!/s/2.json"}, record, LIMIT)


def test_what_has_changed_or_is_gone_is_not_shown(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", chat())
    imported(lake, path)
    write(path, chat("other"))
    with pytest.raises(NotFound, match="has changed since it was imported"):
        messages(lake)
    path.unlink()
    with pytest.raises(NotFound, match="cannot be read: No such file"):
        messages(lake)


def test_a_relative_file_is_looked_for_in_the_base(tmp_path: Path) -> None:
    raw = write(tmp_path / "logs" / "a.json", [1]).read_bytes()
    place = {"source_file": "logs/a.json", "source_member": None}
    assert raw_record(place, Record(0, 3, "", digest(raw)), LIMIT, tmp_path) == raw


def test_a_hostile_lake_learns_nothing_of_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0\n")
    place = {"source_file": str(secret), "source_member": None}
    hostile = [
        Record(0, 1, "", digest(b"r")),  # guessed byte by byte
        Record(0, 11, "", digest(b"root:x:0:0\n")),
        Record(0, 4, "", ""),
        Record(0, 4, "", digest(b"root")[:3]),
        Record(0, 0, "", digest(b"")),
        Record(-1, 4, "", digest(b"root")),
        Record(0, -1, "", digest(b"root:x:0:0\n")),
        Record(0, 2**62, "", digest(b"")),
    ]
    for record in hostile:
        with pytest.raises(NotFound):
            raw_record(place, record, LIMIT)


def test_devices_pipes_and_folders_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path)):
        with pytest.raises(NotFound, match="cannot be read"):
            raw_record({"source_file": file, "source_member": None}, Record(0, 9, "", digest(b"")), LIMIT)


def test_a_pointer_names_a_part() -> None:
    value = {"a/b": [1, {"~": 2}], "": 3}
    assert [pointed(value, p) for p in ("", "/a~1b/0", "/a~1b/1/~0", "/")] == [value, 1, 2, 3]
    for pointer in ("/x", "/a~1b/9", "/a~1b/-1", "/a~1b/0/x", "/a~1b/x"):
        with pytest.raises(NotFound, match="the record has no"):
            pointed(value, pointer)
