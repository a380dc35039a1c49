"""`tracewalk import` of agents' runs: its closing table, its exit codes, nothing hostile on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.importers.chats import row, write
from tests.importers.test_beside import DIFF
from tests.test_cli import run

from tracewalk.lake import Lake, read_trajectories


def logs(folder: Path) -> Path:
    """Two runs, a report, and a patch."""
    for n in (1, 2):
        write(folder / f"a__b-{n}" / f"a__b-{n}.json", row(f"a__b-{n}"))
        (folder / f"a__b-{n}" / "patch.diff").write_text(DIFF)
    write(folder / "report.json", {"resolved_ids": ["a__b-1"], "unresolved_ids": []})
    return folder


def test_a_table_closes_an_import(tmp_path: Path) -> None:
    done = run("import", logs(tmp_path / "logs"), "--jobs", "2", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "2 imported\n")
    table = [line.split(None, 2) for line in done.stderr.splitlines()]
    assert [tuple(line[:2]) for line in table] == [
        ("files", "5"), ("trajectories", "2"), ("turns", "6"), ("sidecars", "1"), ("skipped", "2"),
    ]  # fmt: skip
    assert table[3][2] == "of which 1 trajectory had something to learn"
    assert table[4][2].startswith(f"a patch: {tmp_path}/logs/a__b-1/patch.diff, ")
    assert run("import", "logs", cwd=tmp_path).stdout == "2 kept\n"
    with Lake.open(tmp_path / "lake") as lake:
        assert sorted((one.name, one.outcome) for one, _, _ in read_trajectories(lake)) == [
            ("a__b-1", "solved"),
            ("a__b-2", None),
        ]


def test_faults_are_listed_and_tell_by_the_exit_code(tmp_path: Path) -> None:
    write(tmp_path / "logs" / "good.json", row("a__b-1"))
    write(tmp_path / "logs" / "odd.json", {"\x1b[31mred": 1})
    (tmp_path / "logs" / "odd\x1b[2J.txt").write_text("what\x07 is this")
    done = run("import", "logs", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "1 imported\n")
    assert not {"\x1b", "\x07"} & set(done.stderr)
    second, first = done.stderr.splitlines()[:2]
    assert "odd.json: it is in no known format, nor like one of them" in first
    assert "JSON, an object with the keys" in first
    assert "it begins with" in second
    assert done.stderr.splitlines()[-1].split() == ["faults", "2", "listed", "above"]


def test_an_archive_is_taken_like_a_folder(tmp_path: Path) -> None:
    import shutil

    shutil.make_archive(str(tmp_path / "all"), "gztar", logs(tmp_path / "logs"))
    done = run("import", "all.tar.gz", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "2 imported\n")
    assert "1 trajectory had something to learn" in done.stderr


def test_what_is_wrong_use_leaves_no_lake(tmp_path: Path) -> None:
    for args in (["nosuch"], ["a", "--format", "xml"], ["a", "--jobs", "0"], ["a", "--columns", "x"]):
        (tmp_path / "a").write_text(json.dumps(row("a")))
        assert run("import", *args, cwd=tmp_path).returncode == 2
        assert not (tmp_path / "lake").exists()
