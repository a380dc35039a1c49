"""A folder by value, whatever is in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracewalk.sandbox.folder_copy import Bounds, Entry, TooMuch, changed_entries, lay_out, read_folder

WIDE = Bounds(entries=1_000, bytes=1_000_000, file_bytes=1_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "there"
    there.mkdir()
    return there


def test_all_comes_through_json_and_is_laid_out_as_it_was(folder: Path, tmp_path: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "run.sh").write_bytes(b"\0\xff")
    (folder / "a" / "b" / "run.sh").chmod(0o750)
    (folder / "a" / "in").symlink_to("b/run.sh")
    (folder / "a" / "out").symlink_to("/etc/passwd")
    (folder / "line\nbreak").write_text("x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[31m")).write_text("y")
    (folder / "a").chmod(0o555)
    copy = read_folder(str(folder), WIDE)
    entries = tuple(Entry.of(entry.plain()) for entry in copy.entries)
    assert entries == copy.entries
    (tmp_path / "here").mkdir()
    lay_out(entries, str(tmp_path / "here"))
    again = read_folder(str(tmp_path / "here"), WIDE)
    assert changed_entries(copy.entries, again.entries) == ([], [])
    assert (tmp_path / "here" / "a" / "out").readlink() == Path("/etc/passwd")


def test_what_is_no_file_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(".")
    kinds = {entry.path: entry.kind for entry in read_folder(str(folder), WIDE).entries}
    assert kinds == {"pipe": "special", "loop": "link"}


def test_a_large_file_is_known_but_not_read(folder: Path) -> None:
    with (folder / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    (entry,) = read_folder(str(folder), WIDE).entries
    assert (entry.size, entry.data) == (1 << 40, None)


def test_too_many_files_and_too_many_bytes_are_refused(folder: Path) -> None:
    for n in range(30):
        (folder / str(n)).write_bytes(b"0123456789")
    with pytest.raises(TooMuch, match="more than 20 files"):
        read_folder(str(folder), Bounds(20, 1_000_000, 1_000_000))
    with pytest.raises(TooMuch, match="more than 200 bytes"):
        read_folder(str(folder), Bounds(100, 200, 1_000_000))


def test_what_is_skipped_is_not_looked_into(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("secret")
    (folder / "a").write_text("")
    copy = read_folder(str(folder), WIDE, lambda path: path.startswith("."))
    assert [entry.path for entry in copy.entries] == ["a"]


def test_deeper_than_a_hundred_folders_is_told(folder: Path) -> None:
    at = os.open(folder, os.O_RDONLY)
    for _ in range(150):
        os.mkdir("d", dir_fd=at)
        below = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    copy = read_folder(str(folder), WIDE)
    assert len(copy.entries) == 101
    assert copy.left_out == ("/".join(["d"] * 101) + "/",)
