"""The command line, as a newcomer meets it: each command in a process of its own, on real lakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tracewalk.cli import app
from tracewalk.errors import TracewalkError, UsageError
from tracewalk.lake import Lake


def run(*args: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m tracewalk ARGS`, in a folder."""
    command = [sys.executable, "-m", "tracewalk", *map(str, args)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACEWALK_")}
    return subprocess.run(
        command,
        cwd=cwd,
        env=kept | {"PYTHONHASHSEED": "0"} | (env or {}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(*args: str | Path, cwd: Path, code: int, env: dict[str, str] | None = None) -> str:
    """What a command says on stderr, in one line, once it ended with an exit code; never a traceback."""
    done = run(*args, cwd=cwd, env=env)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a script and a module."""
    (tmp_path / "main.py").write_text("import sys\nprint(sys.argv[1:])\n")
    (tmp_path / "sums.py").write_text("def add(a, b=0):\n    return a + b\n")
    return tmp_path


def rows_file(path: Path, *rows: dict[str, object] | str) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def test_a_dataset_file_that_is_not_there_is_named(place: Path) -> None:
    assert said("record", "--dataset", "x=nofile.jsonl", cwd=place, code=2).startswith("error: no file nofile.jsonl.")
    (place / "folder").mkdir()
    assert "folder is a folder" in said("record", "--dataset", "x=folder", cwd=place, code=2)


def test_a_damaged_shard_stops_a_compaction_by_its_name(place: Path) -> None:
    for n in ("1", "2"):
        assert run("record", "sums.py", "--entry", "add", "--input", n, cwd=place).returncode == 0
    with Lake.open(place / "lake") as lake:
        file = lake.path / lake.catalog.shards("steps")[0].path
    file.write_bytes(file.read_bytes()[:-50])
    text = said("lake", "compact", cwd=place, code=1)
    assert text.startswith("error: ")
    assert str(file) in text
    assert "tracewalk lake check" in text
    done = run("lake", "check", cwd=place)
    assert (done.returncode, done.stdout.count(file.name)) == (1, 1)


def test_a_choice_that_is_none_is_told_plainly(place: Path) -> None:
    told = said("predict", "--mode", "bogus", cwd=place, code=2)
    assert "Invalid value for '--mode': 'bogus' is not one of 'full', 'step'," in told
    assert "Invalid value for '--format': 'x' is not one of" in said("export", "--format", "x", cwd=place, code=2)


def test_what_nobody_foresaw_is_one_line(place: Path) -> None:
    args = ("record", "main.py", "--lake", "x" * 300)  # longer than a file name may be
    text = said(*args, cwd=place, code=1)
    assert text.startswith("this is a fault of Tracewalk: ")
    assert text.endswith("; run again with TRACEWALK_DEBUG=1 for the traceback")
    assert "Traceback" in run(*args, cwd=place, env={"TRACEWALK_DEBUG": "1"}).stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("main.py --dataset x=d.jsonl", ("does not take a FILE", "`FILE.py`", "--jobs N")),
        ("main.py --input 1", ("does not take --input", "`FILE.py --entry NAME`")),
        ("main.py --jobs 2", ("does not take --jobs", "`--dataset NAME=FILE.jsonl`")),
        ("--dataset x=d.jsonl --root .", ("does not take --root", "`-m pytest` or `FILE.py --entry NAME`")),
        ("-m pytest --entry f", ("does not take --entry",)),
        ("-m pytest --dataset x=d.jsonl", ("does not take -m",)),
        ("sums.py --entry add -- 1 2", ("does not take arguments after --", "--input ARGUMENTS")),
        ("--entry add", ("Nothing to record",)),
    ],
)
def test_options_that_do_not_go_together_are_refused(place: Path, args: str, words: tuple[str, ...]) -> None:
    refused = invoked("record", *args.split(), "--lake", place / "lake")
    assert [word for word in words if word not in refused] == []
    assert not (place / "lake").exists()


def test_an_option_of_the_script_itself_goes_after_two_dashes(place: Path) -> None:
    text = said("record", "main.py", "--some", "args", cwd=place, code=2)
    assert "No such option" in text
    assert "`tracewalk record FILE.py -- --some args`" in text
    done = run("record", "main.py", "--", "--some", "args", cwd=place)
    assert "['--some', 'args']" in done.stderr


def test_a_function_and_a_script_print_their_ids_and_datasets_their_counts(place: Path) -> None:
    again = ("--lake", "there", "--again", "--exact", "--repr", "cwm")
    ids = [
        run("record", "main.py", *again, "--root", ".", cwd=place).stdout.strip(),
        run("record", "sums.py", "--entry", "add", "--input", "1", *again, cwd=place).stdout.strip(),
    ]
    with Lake.open(place / "there") as lake:
        assert all(lake.has(trace_id) for trace_id in ids)
    row = {"id": "a", "code": "def f(x):\n    return x", "input": "1", "output": "1"}
    rows_file(place / "d.jsonl", row)
    done = run("record", "--dataset", "d=d.jsonl", "--jobs", "1", *again, cwd=place)
    assert (done.returncode, done.stdout) == (0, "1 recorded, 1 matched\n")
    text = " ".join(run("record", "--help", cwd=place).stdout.split())
    assert "Prints the id of the trace of a function or a script; the counts of tests and datasets." in text


def test_the_shards_of_a_table_are_those_that_count(place: Path) -> None:
    for n in ("1", "2"):
        assert run("record", "sums.py", "--entry", "add", "--input", n, cwd=place).returncode == 0
    assert run("lake", "compact", cwd=place).returncode == 0
    files = list((place / "lake" / "steps").glob("*.parquet"))
    with Lake.open(place / "lake") as lake:
        n_steps = lake.cursor().sql("SELECT count(*) FROM steps").fetchall()[0][0]
        for table in ("steps", "traces"):
            done = run("lake", "shards", "lake", "--table", table, cwd=place)
            assert done.stdout.splitlines() == [str(path) for path in lake.paths(table)]
        assert sum(pq.read_metadata(path).num_rows for path in lake.paths()) == n_steps
        assert sum(pq.read_metadata(path).num_rows for path in files) == 2 * n_steps
        with pytest.raises(UsageError, match="programs, traces, items, steps"):
            lake.paths("step")


def invoked(*args: str | Path) -> str:
    """What a command that fails says."""
    failed = CliRunner(env={"PYTHONHASHSEED": "0"}).invoke(app, [str(arg) for arg in args]).exception
    assert isinstance(failed, TracewalkError)
    return str(failed)


def test_a_merge_from_no_lake_makes_none(place: Path) -> None:
    assert "is not a lake" in invoked("lake", "merge", place / "new", place / "nolake")
    assert not (place / "new").exists()


def test_files_and_folders_in_each_others_place_are_told(place: Path) -> None:
    text = invoked("serve", place / "main.py")
    assert "main.py is a file, and a lake is a folder" in text
    assert "`tracewalk record main.py --lake lake`" in text
    script = (place / "main.py", "--lake", place / "lake")
    assert "is a file" in invoked("record", place / "main.py", "--lake", place / "sums.py")
    assert f"{place} is a folder" in invoked("record", place, *script[1:])
    assert f"no such file: {place}/nosuch" in invoked("record", place / "nosuch", *script[1:])
    assert not (place / "lake").exists()


def test_a_missing_folder_of_tests_is_named(place: Path) -> None:
    text = said("record", "-m", "pytest", "nosuch", "--", "-k", "some", cwd=place, code=2)
    assert "error: no such file or folder: nosuch. " in text


def test_without_pytest_both_ways_to_get_it_are_named(place: Path) -> None:
    (place / "pytest.py").write_text("raise ImportError('none here')\n")
    text = said("record", "-m", "pytest", cwd=place, code=2, env={"PYTHONPATH": str(place)})
    assert "`pip install pytest`" in text
    assert f"`python3 -m pip --python {sys.prefix} install pytest`" in text


def test_an_input_that_does_not_fit_the_entry_leaves_no_trace(place: Path) -> None:
    args = ("record", place / "sums.py", "--lake", place / "lake", "--entry", "add", "--input")
    assert "Its signature is add(a, b=0)." in invoked(*args, "1, 2, 3")
    with Lake.open(place / "lake") as lake:
        assert lake.catalog.count("traces") == 0


def test_one_is_not_many(place: Path) -> None:
    (place / "test_one.py").write_text("def test_it():\n    assert 1 > 2\n")
    assert run("record", "-m", "pytest", "test_one.py", cwd=place).stdout == "1 recorded, 1 test failed\n"
    done = run("lake", "merge", "other", "lake", cwd=place)
    assert done.stdout == "added 1 trace, 1 program, 0 items, 0 predictions, 0 trajectories\n"
    (place / "lake" / "steps" / "stray.parquet").touch()
    assert said("lake", "check", cwd=place, code=1).endswith("1 fault")


def test_faults_say_where_in_what_was_given(place: Path) -> None:
    rows_file(place / "d.jsonl", '{"id": 1,', "")
    text = said("record", "--dataset", "d=d.jsonl", cwd=place, code=1)
    assert "fault: d.jsonl:1: is not JSON: " in text
    assert "line 2" not in text
    assert ", at column 10" in text
    args = ("record", place / "sums.py", "--lake", place / "lake", "--entry", "add", "--input")
    for given, words in (("[1, 2", "'[' was never closed"), ("1 2", "invalid syntax"), ("x", "NameError")):
        text = invoked(*args, given)
        assert words in text
        assert "line" not in text
