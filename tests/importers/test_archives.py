"""Archives: their files under their names, and nothing outside; bombs, links and broken ones end with a reason."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from tests.importers.chats import chat, row
from tests.importers.conftest import imported

from tracewalk.importers.archives import Budget, Unpacked, is_archive, unpack
from tracewalk.lake import Lake, read_trajectories

PLENTY = 10_000_000


def unpacked(archive: Path, tmp_path: Path, size: int = PLENTY, files: int = 100) -> dict[str, Unpacked]:
    assert is_archive(archive.read_bytes()[:512])
    folder = tmp_path / "unpacked"
    folder.mkdir()
    return {one.member: one for one in unpack(archive, folder, Budget(size, files))}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, members: dict[str, bytes | tuple[bytes, str]], mode: str = "w:gz") -> Path:
    """A tar file; a pair is a member's type and where it leads."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                info.type, info.linkname = content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def with_zstd(path: Path, name: bytes, content: bytes) -> Path:
    """A zip file with one member of method 93, which Python cannot write yet."""
    packed = pa.compress(content, codec="zstd", asbytes=True)
    about = struct.pack("<IIIHH", zlib.crc32(content), len(packed), len(content), len(name), 0)
    local = b"PK\3\4" + struct.pack("<HHHHH", 63, 0, 93, 0, 0) + about + name + packed
    central = (
        b"PK\1\2" + struct.pack("<HHHHHH", 63, 63, 0, 93, 0, 0) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    )
    path.write_bytes(local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0))
    return path


def test_members_keep_their_names(tmp_path: Path) -> None:
    members = {"run/a.json": b"one", "run/deep/b.json": b"two", "c d.json": b"three"}
    for archive in (zipped(tmp_path / "a.zip", members), tarred(tmp_path / "a.tgz", {**members}, "w:gz")):
        found = unpacked(archive, tmp_path)
        assert {name: one.path.read_bytes() for name, one in found.items() if one.path} == members
        assert {str(one.path.relative_to(tmp_path / "unpacked")) for one in found.values() if one.path} == set(members)
        for one in found.values():
            assert one.path
            one.path.unlink()
        import shutil

        shutil.rmtree(tmp_path / "unpacked")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_files_are_told_by_their_content(mode: str, tmp_path: Path) -> None:
    found = unpacked(tarred(tmp_path / "no ending", {"a": b"x" * 9}, mode), tmp_path)
    assert {name: one.path.read_bytes() for name, one in found.items() if one.path} == {"a": b"x" * 9}


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zst"])
def test_one_compressed_file_is_an_archive_of_one(ending: str, tmp_path: Path) -> None:
    content = b'{"a": 1}\n' * 99
    packers = {
        ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress,
        ".zst": lambda raw: pa.compress(raw, codec="zstd", asbytes=True),
    }  # fmt: skip
    (tmp_path / f"log.jsonl{ending}").write_bytes(packers[ending](content))
    found = unpacked(tmp_path / f"log.jsonl{ending}", tmp_path)
    assert {name: one.path.read_bytes() for name, one in found.items() if one.path} == {"log.jsonl": content}


def test_zstandard_in_zip_is_read(tmp_path: Path) -> None:
    found = unpacked(with_zstd(tmp_path / "a.zip", b"x/1.json", b"hello " * 999), tmp_path)
    path = found["x/1.json"].path
    assert path
    assert path.read_bytes() == b"hello " * 999


def test_nothing_leaves_the_folder(tmp_path: Path) -> None:
    names = ["../out", "a/../../out", "/out", "\\out", "..\\out", "C:\\out", "a/./ok"]
    for archive in (
        zipped(tmp_path / "a.zip", dict.fromkeys(names, b"x")),
        tarred(tmp_path / "a.tar", dict.fromkeys(names, b"x")),
    ):
        found = unpacked(archive, tmp_path)
        assert {name for name, one in found.items() if one.path} == {"a/./ok"}
        assert {one.why for one in found.values() if not one.path} == {"its name leads out of the archive"}
        assert not (tmp_path / "out").exists()
        (tmp_path / "unpacked" / "a" / "ok").unlink()
        (tmp_path / "unpacked" / "a").rmdir()
        (tmp_path / "unpacked").rmdir()


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    members = {
        "link": (tarfile.SYMTYPE, "/etc/passwd"), "hard": (tarfile.LNKTYPE, "/etc/passwd"),
        "pipe": (tarfile.FIFOTYPE, ""), "link/file": b"x", "fine": b"y",
    }  # fmt: skip
    found = unpacked(tarred(tmp_path / "a.tgz", members), tmp_path)
    assert {name: one.why for name, one in found.items()} == {
        "link": "it is a link", "hard": "it is a link", "pipe": "it is no plain file", "link/file": "", "fine": "",
    }  # fmt: skip
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert [one.why for one in unpack(tmp_path / "a.zip", tmp_path, Budget(9, 9))] == ["it is a link"]


def test_a_bomb_ends_at_the_limit_and_what_came_before_stays(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"first": b"x", "bomb": bytes(50_000_000), "last": b"y"})
    found = unpacked(archive, tmp_path, size=3_000_000)
    assert [name for name, one in found.items() if one.path] == ["first"]
    assert found[""].why == "it is unpacked in part only: it holds more bytes than TRACEWALK_ARCHIVE_BYTES allows"
    assert sum(file.stat().st_size for file in (tmp_path / "unpacked").iterdir()) == 1


def test_too_many_files_end_at_the_limit(tmp_path: Path) -> None:
    found = unpacked(tarred(tmp_path / "a.tgz", {str(n): b"" for n in range(20)}), tmp_path, files=5)
    assert (len(found), "TRACEWALK_ARCHIVE_FILES" in found[""].why) == (6, True)


def test_a_cut_archive_gives_what_comes_before_the_cut(tmp_path: Path) -> None:
    import random

    noise = random.Random(0).randbytes(200_000)
    archive = tarred(tmp_path / "a.tgz", {"a": b"x", "b": noise})
    archive.write_bytes(archive.read_bytes()[:100_000])
    found = unpacked(archive, tmp_path)
    assert found["a"].why == ""
    assert next(one.why[:20] for one in found.values() if one.why) == "it cannot be read on"
    for content in (b"PK\3\4junk", b"\x1f\x8bjunk", b"\x28\xb5\x2f\xfdjunk", b"BZhjunk"):
        (tmp_path / "junk").write_bytes(content)
        assert all(one.why for one in unpack(tmp_path / "junk", tmp_path, Budget(9, 9)))


def test_a_damaged_member_is_told_and_the_others_stay(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a": b"x" * 9, "b": bytes(range(256)) * 99, "c": b"y"})
    raw = bytearray(archive.read_bytes())
    at = raw.index(b"b", raw.index(b"PK\3\4", 10)) + 1
    raw[at : at + 9] = b"\xff" * 9  # no beginning of a deflated block
    archive.write_bytes(raw)
    assert {name: one.why[:20] for name, one in unpacked(archive, tmp_path).items()} == {
        "a": "", "b": "it cannot be read on", "c": "",
    }  # fmt: skip


def test_runs_in_an_archive_are_imported_and_name_it(lake: Lake, tmp_path: Path) -> None:
    good, bad = json.dumps(row("a__b-1")).encode(), b'{"messages": [{"role": "assistant"}, 1'
    members = {"runs/a.json": good, "runs/b.json": bad, ".hidden/a.json": good, "__MACOSX/runs/._a.json": b"x"}
    archive = zipped(tmp_path / "all.zip", members)
    done = imported(lake, archive)
    assert (done.counts, done.n_files) == ({"imported": 1}, 2)
    assert [str(fault).split(": ")[0] for fault in done.faults] == [f"{archive}/runs/b.json"]
    ((kept, _, _),) = read_trajectories(lake)
    assert (kept.source_file, kept.source_member) == (str(archive), "runs/a.json")
    assert imported(lake, archive).counts == {"kept": 1}


def test_an_archive_within_an_archive_is_named(lake: Lake, tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.json": json.dumps(chat()).encode()})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})
    done = imported(lake, outer)
    assert [(one.file, one.reason) for one in done.skipped] == [
        (f"{outer}/inner.zip", "an archive within an archive: unpack the outer one first")
    ]


def test_no_file_of_an_archive_stays_on_the_disk(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    imported(lake, zipped(tmp_path / "all.zip", {"a.json": json.dumps(chat()).encode()}))
    assert list((tmp_path / "temp").iterdir()) == []
