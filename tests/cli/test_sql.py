"""`tracewalk sql`: data on stdout, facts on stderr, nothing hostile on a terminal, Ctrl-C stops."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.test_cli import invoked, run, said

from tracewalk.resources import folder

SQL = [sys.executable, "-m", "tracewalk", "sql"]
SLOW = "SELECT sum(hash(a.range + b.range)) AS x FROM range(1_000_000) a, range(10_000_000) b"
TWO = "SELECT 'a' AS name, 7 AS n UNION ALL SELECT NULL, 1234567 ORDER BY n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lake and a folder of queries of one's own."""
    made = tmp_path_factory.mktemp("place")
    shutil.copytree(folder("sample_data") / "lake", made / "lake")
    (made / "own").mkdir()
    (made / "own" / "twice.sql").write_text("-- $n BIGINT: a number\nSELECT 2 * $n::BIGINT AS x\n")
    return made


def out(*args: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints that goes well."""
    done = run("sql", *args, cwd=cwd, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def on_a_terminal(*args: str, cwd: Path, columns: int = 60) -> tuple[str, int]:
    """What a command writes to a terminal so wide, and its exit code."""
    ours, its = pty.openpty()
    env = os.environ | {"COLUMNS": str(columns)}
    with subprocess.Popen([*SQL, *args], cwd=cwd, env=env, stdout=its, stderr=subprocess.DEVNULL) as process:
        os.close(its)
        came = b""
        while True:
            try:
                came += os.read(ours, 65_536)
            except OSError:  # of a terminal whose other end is closed
                break
    os.close(ours)
    return came.decode(), process.returncode


def test_a_table_is_for_people_and_the_facts_are_talk(place: Path) -> None:
    done = run("sql", TWO, cwd=place)
    assert done.stdout.splitlines() == [
        "name           n",
        "VARCHAR  INTEGER",
        "───────  ───────",
        "a              7",
        "NULL     1234567",
    ]
    assert done.stderr.startswith("2 rows, ")


def test_each_form_is_data_alone(place: Path) -> None:
    assert out(TWO, "--format", "csv", cwd=place) == '"name","n"\n"a",7\n,1234567\n'
    assert json.loads(out(TWO, "--format", "json", cwd=place))["rows"][1] == {"name": None, "n": 1234567}
    raw = subprocess.run([*SQL, TWO, "--format", "arrow"], cwd=place, capture_output=True, check=True).stdout
    assert pa.ipc.open_stream(raw).read_all()["n"].to_pylist() == [7, 1234567]
    raw = subprocess.run([*SQL, TWO, "--format", "parquet"], cwd=place, capture_output=True, check=True).stdout
    assert pq.read_table(io.BytesIO(raw))["n"].to_pylist() == [7, 1234567]


def test_a_file_says_by_its_name_what_goes_into_it(place: Path) -> None:
    for name in ("x.parquet", "x.csv", "x.arrows"):
        assert out(TWO, "--output", name, cwd=place) == ""
    for name in ("x.xlsx", "x.txt", "x"):
        assert f"{name} does not say how to write rows: name it by one of .json, .csv" in said(
            "sql", TWO, "--output", name, cwd=place, code=2
        )
        assert not (place / name).exists()
    assert out(TWO, "--output", "x.txt", "--format", "table", cwd=place) == ""
    assert pq.read_table(place / "x.parquet").num_rows == 2
    assert (place / "x.csv").read_text().startswith('"name"')
    assert (place / "x.txt").read_text().startswith("name ")
    assert "cannot be written" in said("sql", TWO, "--output", "nosuch/x.csv", cwd=place, code=2)
    (place / "kept.csv").write_text("kept")
    said("sql", "SELECT nosuch", "--output", "kept.csv", cwd=place, code=2)
    assert (place / "kept.csv").read_text() == "kept"


def test_text_comes_from_stdin_too_and_parameters_are_bound(place: Path) -> None:
    done = subprocess.run(
        [*SQL, "-", "--param", "t=a'b=c", "--format", "csv"],
        cwd=place, input="SELECT $t AS t", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == '"t"\n"a\'b=c"\n'


def test_a_header_of_typed_text_holds_and_its_dashes_are_no_option(place: Path) -> None:
    text = "-- T\n-- $a BIGINT = 3: x\nSELECT $a::BIGINT + 1 AS x"
    for form in (text, f"\n{text}", text.replace("-- T", "--T")):
        assert out(form, "--format", "csv", cwd=place) == '"x"\n4\n'
    assert out("--param", "a=4", text, "--format=csv", cwd=place) == '"x"\n5\n'
    assert "$a takes a BIGINT" in said("sql", text, "--param", "a=x", cwd=place, code=2)
    assert "line 2: SELECT nosuch" in said("sql", "-- T\nSELECT nosuch", cwd=place, code=2)
    for mistyped in (("--fromat", "csv"), ("--fromat=c s v",)):
        assert "No such option: --fromat" in said("sql", "SELECT 1", *mistyped, cwd=place, code=2)


def test_named_queries_ours_and_ones_own(place: Path) -> None:
    assert '"event"' in out("--name", "home/events", "--format", "csv", cwd=place)
    own = ("--queries", "own", "--name", "yours/twice", "--format", "csv")
    assert out(*own, "--param", "n=21", cwd=place) == '"x"\n42\n'
    assert "needs $n" in said("sql", *own, cwd=place, code=2)
    assert "BIGINT" in said("sql", *own, "--param", "n=x", cwd=place, code=2)
    assert "home/events" in said("sql", "--name", "home/eventz", cwd=place, code=2)
    listed = out("--list", "--queries", "own", cwd=place)
    assert "home/events()\n    How many" in listed
    assert "yours/twice(n BIGINT)" in listed


def test_the_schema_needs_no_lake(tmp_path: Path) -> None:
    text = out("--schema", cwd=tmp_path)
    assert "\nsteps\n" in text
    assert "state_at(" in text
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "give one of"),
        (("SELECT 1", "--list"), "give one of"),
        (("SELECT 1", "--name", "home/events"), "give one of"),
        (("SELECT 1", "--param", "x"), "must be NAME=VALUE"),
        (("SELECT $x", "--param", "x=1", "--param", "x=2"), "given twice"),
        (("SELECT 1 AS a,\n nosuch FROM traces",), "\nline 2:  nosuch FROM traces\n         ^"),
        (("DROP VIEW steps",), "SELECT"),
    ],
)
def test_what_is_wrong_has_its_place(place: Path, args: tuple[str, ...], words: str) -> None:
    assert words in invoked("sql", *args, "--lake", place / "lake")


def test_a_lake_that_is_not_there_is_a_fault(place: Path) -> None:
    assert "nosuch" in said("sql", "SELECT 1", "--lake", "nosuch", cwd=place, code=1)


def test_a_terminal_gets_a_table_that_fits_and_no_bytes(place: Path) -> None:
    hostile = "SELECT repeat('x', 300) AS long, chr(27) || '[2J' || chr(13) || chr(8238) AS \"a\x1bb\", 5 AS n"
    text, code = on_a_terminal(hostile, cwd=place)
    lines = text.splitlines()
    assert (code, max(map(len, lines))) == (0, 60)
    assert all(line.isprintable() for line in lines)
    assert "…" in lines[3]
    assert "\\x1b[2J\\r\\u202e" in text
    assert on_a_terminal(TWO, "--format", "parquet", cwd=place) == ("", 2)


def test_a_table_has_an_end_and_says_so(place: Path) -> None:
    done = run("sql", "FROM range(50)", cwd=place, env={"TRACEWALK_SQL_ROWS": "10"})
    assert len(done.stdout.splitlines()) == 13
    assert done.stderr.startswith("the first 10 rows (TRACEWALK_SQL_ROWS)")
    assert "--format csv" in done.stderr
    assert len(out("FROM range(50)", "--format", "csv", cwd=place, env={"TRACEWALK_SQL_ROWS": "10"}).splitlines()) == 51


def test_a_reader_that_has_enough_ends_it_quietly(place: Path) -> None:
    command = " ".join([*SQL, '"FROM range(300_000)"', "--format", "csv"])
    done = subprocess.run(f"{command} | head -2", shell=True, cwd=place, capture_output=True, text=True, check=True)
    assert done.stdout == '"range"\n0\n'
    assert "Traceback" not in done.stderr


def test_ctrl_c_stops_the_query_and_leaves_nothing_behind(place: Path) -> None:
    process = subprocess.Popen(
        [*SQL, SLOW],
        cwd=place,
        start_new_session=True,
        stderr=subprocess.PIPE,
        env=os.environ | {"TRACEWALK_SQL_SECONDS": "600"},
    )
    time.sleep(4)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    left = subprocess.run(["ps", "-o", "pid=", "-g", str(process.pid)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


def test_a_limit_is_a_fault_not_wrong_use(place: Path) -> None:
    done = run("sql", SLOW, cwd=place, env={"TRACEWALK_SQL_SECONDS": "5"})
    assert (done.returncode, "TRACEWALK_SQL_SECONDS" in done.stderr) == (1, True)
