"""`record_dataset`: rows of a JSON-lines file, real worker processes, real lakes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracewalk.errors import NotFound
from tracewalk.lake import Lake
from tracewalk.model import Limits, Trace
from tracewalk.recorder import Progress, record_dataset
from tracewalk.recorder.rows import Row, matches

LIMITS = Limits(steps=10_000, seconds=5.0, value_chars=1_000_000, items=100)
DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


def rows_file(path: Path, rows: list[dict[str, object] | str]) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def square(n: int) -> dict[str, object]:
    return {
        "id": f"square/{n}",
        "code": "def f(n):\n    y = n * n\n    return y",
        "input": str(n),
        "output": str(n * n),
    }


def items(lake: Lake, dataset: str) -> dict[str, Trace]:
    found = lake.query("record/items_of", {"dataset": dataset}).to_pylist()
    return {row["task_id"]: lake.trace(row["trace_id"]) for row in found}


def test_rows_become_traces_and_items_in_two_processes(tmp_path: Path, lake: Lake) -> None:
    path = rows_file(tmp_path / "d.jsonl", [square(n) for n in range(20)])
    seen: list[Progress] = []
    summary = record_dataset("squares", path, lake=lake, jobs=2, limits=LIMITS, progress=seen.append)
    assert (summary.recorded, summary.matched, summary.differed, summary.faults) == (20, 20, 0, [])
    assert seen[-1] == Progress(20, 20, 0)
    kept = items(lake, "squares")
    assert set(kept) == {f"square/{n}" for n in range(20)}
    trace = kept["square/7"]
    assert (trace.name, trace.entry, trace.input, trace.result) == ("square/7", "f", "7", "49")
    assert (trace.repr_style, trace.functions, trace.n_frames) == ("cwm", ("main", "f"), 2)
    assert [f.path for f in trace.files] == ["square_7.py"]
    assert lake.program(trace.program_id).text == (
        "def f(n):\n    y = n * n\n    return y\n\ndef main():  # << START_OF_TRACE\n    return f(7)\n"
    )
    (item,) = lake.items(trace.trace_id)
    assert (item.dataset, item.expected, item.matches_expected) == ("squares", "49", True)
    steps = lake.steps(trace.trace_id)
    assert steps["event"].to_pylist()[0] == "call"
    assert steps["step"].to_pylist() == list(range(trace.n_steps))


def test_a_second_run_runs_nothing_and_adds_missing_items(tmp_path: Path, lake: Lake) -> None:
    mark = tmp_path / "ran"
    code = f"def f(n):\n    open({str(mark)!r}, 'a').write(str(n))\n    return n"
    path = rows_file(tmp_path / "d.jsonl", [{"id": n, "code": code, "input": str(n), "output": "1"} for n in (1, 2)])
    assert record_dataset("one", path, lake=lake, limits=LIMITS).recorded == 2
    ran = mark.read_text()
    assert sorted(ran) == ["1", "2"]
    summary = record_dataset("one", path, lake=lake, limits=LIMITS)
    assert (summary.recorded, summary.kept, summary.matched, summary.differed) == (0, 2, 1, 1)
    summary = record_dataset("two", path, lake=lake, limits=LIMITS)
    assert (summary.recorded, summary.kept, summary.matched, summary.differed) == (0, 2, 1, 1)
    assert mark.read_text() == ran
    assert {i: t.trace_id for i, t in items(lake, "one").items()} == {
        i: t.trace_id for i, t in items(lake, "two").items()
    }
    assert lake.cursor().execute("SELECT count(*) FROM traces").fetchone() == (2,)


def test_faulty_rows_are_listed_with_their_line_and_do_not_stop_the_rest(tmp_path: Path, lake: Lake) -> None:
    rows: list[dict[str, object] | str] = [
        square(1),
        "{not json",
        '["a", "list"]',
        {"id": "no input", "code": "def f(): pass"},
        {"code": "def f(): pass", "input": ""},
        {"id": "number", "code": 7, "input": ""},
        "",
        {"id": "syntax", "code": "def f(:", "input": ""},
        {"id": "input syntax", "code": "def f(x): pass", "input": "1 +"},
        {"id": "body", "code": "raise KeyError('top')", "input": ""},
        {"id": "exits", "code": "import sys\nsys.exit(3)", "input": ""},
        square(1),
        square(2),
    ]
    summary = record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, jobs=2, limits=LIMITS)
    assert summary.recorded == 2
    found = {fault.line: str(fault) for fault in summary.faults}
    assert list(found) == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert all(text.startswith(f"{tmp_path}/d.jsonl:{line}") for line, text in found.items())
    assert found[2].endswith("is not JSON: Expecting property name enclosed in double quotes, at column 2")
    assert "is of type list" in found[3]
    assert "(no input): has no input" in found[4]
    assert "has no id" in found[5]
    assert "code of type int" in found[6]
    assert "does not compile" in found[8]
    assert "does not compile" in found[9]
    assert "raised KeyError('top')" in found[10]
    assert "raised SystemExit(3)" in found[11]
    assert "has the id of line 1" in found[12]


def test_raising_endless_and_wrong_programs_are_traces(tmp_path: Path, lake: Lake) -> None:
    rows: list[dict[str, object] | str] = [
        {"id": "raises", "code": "def f(x):\n    return 1 // x", "input": "0", "output": "0"},
        {"id": "endless", "code": "def f():\n    while True:\n        x = 1", "input": "", "output": "None"},
        {"id": "sleeps", "code": "import time\ndef f():\n    time.sleep(99)", "input": "", "output": "None"},
        {"id": "entry", "code": "def g(x):\n    return [x]", "input": "2", "entry": "g", "output": "[ 2 ]"},
    ]
    limits = Limits(steps=200, seconds=1.0, value_chars=1_000_000, items=100)
    summary = record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, limits=limits)
    assert (summary.recorded, summary.matched, summary.differed) == (4, 1, 3)
    kept = items(lake, "d")
    assert {name: (t.outcome, t.stop_reason) for name, t in kept.items()} == {
        "raises": ("raised", None),
        "endless": ("truncated", "steps"),
        "sleeps": ("truncated", "seconds"),
        "entry": ("returned", None),
    }
    assert kept["entry"].entry == "g"


def test_code_without_the_function_called_is_a_fault(tmp_path: Path, lake: Lake) -> None:
    rows: list[dict[str, object] | str] = [
        {"id": "no f", "code": "def add(x):\n    return x\n\nclass A:\n    pass", "input": "2"},
        {"id": "none", "code": "x = 1", "input": "2", "entry": "g"},
        {"id": "made", "code": "globals()['f'] = lambda x: x", "input": "2"},
        {"id": "builtin", "code": "", "input": "[2, 1]", "entry": "sorted"},
        {"id": "dotted", "code": "class A:\n    def f(self):\n        return 1", "input": "", "entry": "A().f"},
    ]
    summary = record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, limits=LIMITS)
    assert [fault.message for fault in summary.faults] == [
        "its code has no function 'f'; it has: add; give \"entry\"",
        "its code has no function 'g'; it has: none; give \"entry\"",
    ]
    assert {name: t.outcome for name, t in items(lake, "d").items()} == dict.fromkeys(
        ("made", "builtin", "dotted"), "returned"
    )


def test_a_program_that_kills_its_process_is_a_fault_and_loses_nothing_else(tmp_path: Path, lake: Lake) -> None:
    rows: list[dict[str, object] | str] = [square(n) for n in range(10)]
    rows.insert(4, {"id": "exit", "code": "import os\ndef f():\n    os._exit(9)", "input": ""})
    rows.insert(8, {"id": "kill", "code": "import os\ndef f():\n    os.kill(os.getpid(), 9)", "input": ""})
    summary = record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, limits=LIMITS)
    assert (summary.recorded, summary.matched) == (10, 10)
    assert [(f.task_id, f.message.rpartition("(")[2]) for f in summary.faults] == [
        ("exit", "exit code 9)"),
        ("kill", "signal 9)"),
    ]
    assert len(items(lake, "d")) == 10


def test_a_program_that_nothing_can_interrupt_is_ended(tmp_path: Path, lake: Lake, monkeypatch) -> None:
    monkeypatch.setenv("TRACEWALK_STUCK_SECONDS", "6")
    hangs = (
        "import signal\ndef f():\n    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n    signal.sigwait([40])"
    )
    rows = [square(1), {"id": "hangs", "code": hangs, "input": ""}, square(2)]
    limits = Limits(steps=200, seconds=0.5, value_chars=1_000_000, items=100)
    summary = record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, limits=limits)
    assert (summary.recorded, [f.task_id for f in summary.faults]) == (2, ["hangs"])
    assert "did not end within 6.5 s" in summary.faults[0].message


def test_rows_do_not_see_each_other(tmp_path: Path, lake: Lake) -> None:
    moves = "import os, sys\ndef f():\n    os.chdir('/'); os.environ['ROW'] = '1'; sys.path.insert(0, '/row'); X = 1"
    looks = "import os, sys\ndef f():\n    return [os.getcwd() == '/', 'ROW' in os.environ, '/row' in sys.path]"
    rows: list[dict[str, object] | str] = [
        {"id": "moves", "code": moves, "input": ""},
        {"id": "looks", "code": looks, "input": "", "output": "[False, False, False]"},
    ]
    assert record_dataset("d", rows_file(tmp_path / "d.jsonl", rows), lake=lake, limits=LIMITS).matched == 1


def test_the_same_program_under_two_ids_is_one_trace_with_two_items(tmp_path: Path, lake: Lake) -> None:
    mark = tmp_path / "ran"
    code = f"def f():\n    open({str(mark)!r}, 'a').write('x')"
    path = rows_file(tmp_path / "d.jsonl", [{"id": i, "code": code, "input": ""} for i in "ab"])
    summary = record_dataset("d", path, lake=lake, limits=LIMITS)
    assert (summary.recorded, summary.kept) == (1, 1)
    kept = items(lake, "d")
    assert kept["a"].trace_id == kept["b"].trace_id
    assert mark.read_text() == "x"


def test_again_finds_programs_that_are_not_deterministic(tmp_path: Path, lake: Lake) -> None:
    rows = [square(3), {"id": "clock", "code": "import time\ndef f():\n    return time.time_ns()", "input": ""}]
    path = rows_file(tmp_path / "d.jsonl", rows)
    record_dataset("d", path, lake=lake, limits=LIMITS)
    summary = record_dataset("d", path, lake=lake, limits=LIMITS, again=True)
    assert (summary.recorded, summary.again, summary.new_runs) == (1, 1, 1)
    root = lake.cursor().execute("SELECT trace_id FROM traces WHERE name = 'clock' AND run = 0").fetchone()
    assert [(t.run, t.run_of) for t in lake.runs(root[0])] == [(0, None), (1, root[0])]


def test_the_hash_seed_is_fixed_and_kept(tmp_path: Path, lake: Lake, monkeypatch) -> None:
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    path = rows_file(tmp_path / "d.jsonl", [{"id": "h", "code": "def f():\n    return hash('a')", "input": ""}])
    record_dataset("d", path, lake=lake, limits=LIMITS)
    assert items(lake, "d")["h"].hash_seed == "0"
    assert record_dataset("d", path, lake=lake, limits=LIMITS, again=True).again == 1


RECORD = """
import sys
from pathlib import Path
from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset
summary = record_dataset("slow", Path(sys.argv[1]), lake=Lake.create(sys.argv[2]), jobs=2)
print(summary.interrupted, summary.recorded, len(summary.faults))
"""


def test_ctrl_c_keeps_what_is_done(tmp_path: Path, lake: Lake) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    code = (
        f"import time\ndef f(n):\n    open({str(marks)!r} + f'/{{n}}', 'w').close()\n    time.sleep(0.1)\n    return n"
    )
    path = rows_file(tmp_path / "d.jsonl", [{"id": n, "code": code, "input": str(n)} for n in range(500)])
    process = subprocess.Popen([sys.executable, "-c", RECORD, path, lake.path], stdout=subprocess.PIPE, text=True)
    while len(list(marks.iterdir())) < 7:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    interrupted, recorded, faults = process.communicate(timeout=60)[0].split()
    assert (process.returncode, interrupted, faults) == (0, "True", "0")
    kept = items(lake, "slow")
    assert 5 <= len(kept) == int(recorded) < 500
    assert {t.outcome for t in kept.values()} == {"returned"}
    for trace in kept.values():
        assert lake.steps(trace.trace_id).num_rows == trace.n_steps
    assert not list((lake.path / ".tmp").iterdir())


def test_no_such_file(tmp_path: Path, lake: Lake) -> None:
    with pytest.raises(NotFound, match="rows of id, code, input"):
        record_dataset("d", tmp_path / "none.jsonl", lake=lake)


@pytest.mark.parametrize(
    ("expected", "outcome", "result", "right"),
    [
        (None, "returned", "1", None),
        ("[1,2]", "returned", "[1, 2]", True),
        (" 'a' ", "returned", '"a"', True),
        ("nan", "returned", "nan", True),
        ("<list_iterator object>", "returned", "<list_iterator object>", True),
        ("{2, 1}", "returned", "{1, 2}", True),
        ("[1, 2", "returned", "[1, 2]", False),
        ("None", "raised", None, False),
        ("1", "returned", "2", False),
    ],
)
def test_what_matches(expected: str | None, outcome: str, result: str | None, right: bool | None) -> None:
    assert matches(expected, outcome, result) is right


@pytest.mark.parametrize(
    ("task_id", "path"),
    [("sample_0", "sample_0.py"), ("HumanEval/3", "HumanEval_3.py"), ("../../etc", "_.._etc.py"), ("", "_.py")],
)
def test_the_path_shown_is_the_task_id_made_safe(task_id: str, path: str) -> None:
    assert Row(1, task_id, "", "").path == path


def test_cruxeval_outputs_are_all_as_expected(lake: Lake) -> None:
    path = DATA / "cruxeval" / "cruxeval.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path}; TRACEWALK_TEST_DATA names the folder with the data")
    summary = record_dataset("cruxeval", path, lake=lake, jobs=2)
    assert (summary.recorded + summary.kept, summary.matched, summary.faults) == (800, 800, [])
