"""`record_script`: a file run as `__main__`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracewalk.errors import RecordError
from tracewalk.lake import Lake
from tracewalk.model import Limits
from tracewalk.recorder import Options, record_script


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_it_runs_as_main_with_its_arguments_folder_and_modules(tmp_path: Path, lake: Lake) -> None:
    write(tmp_path / "s" / "lib" / "__init__.py", "from lib.inner import twice\n")
    write(tmp_path / "s" / "lib" / "inner.py", "def twice(x):\n    return 2 * x\n")
    text = """
import json, sys
from lib import twice
if __name__ == "__main__":
    words = sys.argv[1:]
    print(json.dumps([sys.argv[0][-7:], words, twice(len(words))]))
"""
    path = write(tmp_path / "s" / "main.py", text)
    trace = record_script(path, ["a b", "--n=1"], lake=lake).trace
    assert (trace.outcome, trace.name, trace.entry) == ("returned", "main.py", "__main__")
    assert trace.input == "'a b' --n=1"
    assert [f.path for f in trace.files] == ["main.py", "lib/__init__.py", "lib/inner.py"]
    assert {"<module>", "twice"} <= set(trace.functions)
    printed = "".join(t for t in lake.steps(trace.trace_id)["stdout"].to_pylist() if t)
    assert printed == '["main.py", ["a b", "--n=1"], 4]\n'


def test_output_reaches_the_terminal_only_with_echo(tmp_path: Path, lake: Lake, capsys) -> None:
    path = write(tmp_path / "p.py", "print('hello')\n")
    record_script(path, lake=lake)
    assert capsys.readouterr().out == ""
    record_script(path, lake=lake, options=Options(echo=True, again=True))
    assert capsys.readouterr().out == "hello\n"


@pytest.mark.parametrize(
    ("ending", "outcome", "error"),
    [
        ("sys.exit()", "returned", None),
        ("sys.exit(0)", "returned", None),
        ("sys.exit(2)", "raised", "SystemExit(2)"),
        ("sys.exit('no luck')", "raised", "SystemExit('no luck')"),
        ("raise ValueError(7)", "raised", "ValueError(7)"),
        ("pass", "returned", None),
    ],
)
def test_how_a_script_ends(tmp_path: Path, lake: Lake, ending: str, outcome: str, error: str | None) -> None:
    trace = record_script(write(tmp_path / "e.py", f"import sys\nx = 1\n{ending}\n"), lake=lake).trace
    assert (trace.outcome, trace.error) == (outcome, error)
    assert trace.n_steps >= 3


def test_stdin_is_part_of_the_input(tmp_path: Path, lake: Lake) -> None:
    path = write(tmp_path / "read.py", "import sys\nx = input()\ny = sys.stdin.read()\nprint(x, y)\n")
    one = record_script(path, ["-v"], lake=lake, stdin="3\n1 2\n").trace
    two = record_script(path, ["-v"], lake=lake, stdin="4\n").trace
    assert one.outcome == two.outcome == "returned"
    assert one.input == "-v <<< '3\\n1 2\\n'"
    assert one.trace_id != two.trace_id


def test_dataclasses_and_pickles_find_their_main_module(tmp_path: Path, lake: Lake) -> None:
    text = """
from __future__ import annotations
import pickle
from dataclasses import dataclass
from typing import ClassVar

@dataclass
class P:
    x: int
    n: ClassVar[int] = 1

assert pickle.loads(pickle.dumps(P(3))) == P(3)
"""
    main = sys.modules["__main__"]
    trace = record_script(write(tmp_path / "d.py", text), lake=lake).trace
    assert (trace.outcome, trace.error) == ("returned", None)
    assert sys.modules["__main__"] is main


def test_threads_left_running_are_waited_for(tmp_path: Path, lake: Lake) -> None:
    text = """
import threading, time
def late():
    time.sleep(0.2)
    done = "late"
    print(done)
threading.Thread(target=late).start()
"""
    trace = record_script(write(tmp_path / "t.py", text), lake=lake).trace
    assert "late" in trace.functions
    assert "late\n" in lake.steps(trace.trace_id)["stdout"].to_pylist()


def test_it_is_not_run_twice_and_each_module_body_runs_at_each_recording(tmp_path: Path, lake: Lake) -> None:
    mark = tmp_path / "ran"
    write(tmp_path / "part.py", f"open({str(mark)!r}, 'a').write('x')\n")
    path = write(tmp_path / "whole.py", "import part\n")
    assert record_script(path, lake=lake).status == "recorded"
    assert record_script(path, lake=lake).status == "kept"
    assert mark.read_text() == "x"
    assert record_script(path, lake=lake, options=Options(again=True)).status == "again"
    assert mark.read_text() == "xx"
    assert not (tmp_path / "__pycache__").exists()


def test_an_edited_module_is_another_program_even_within_a_second(tmp_path: Path, lake: Lake) -> None:
    part = write(tmp_path / "part.py", "X = 1\n")
    path = write(tmp_path / "whole.py", "import part\nx = part.X\nprint(x)\n")
    one = record_script(path, lake=lake).trace
    part.write_text("X = 2\n")
    two = record_script(path, lake=lake).trace
    assert one.trace_id != two.trace_id
    assert "2\n" in lake.steps(two.trace_id)["stdout"].to_pylist()


@pytest.mark.parametrize(
    "text", ["import time\ntime.sleep(99)\n", "while True: pass\n", "x = 1\nwhile x:\n    x += 1\n"]
)
def test_a_script_without_an_end_stops_at_its_limit(tmp_path: Path, lake: Lake, text: str) -> None:
    limits = Limits(steps=10_000_000, seconds=0.5, value_chars=4_000, items=100)
    trace = record_script(write(tmp_path / "e.py", text), lake=lake, options=Options(limits=limits)).trace
    assert (trace.outcome, trace.stop_reason, trace.error) == ("truncated", "seconds", None)


def test_files_beyond_max_files_run_unrecorded_and_are_named(tmp_path: Path, lake: Lake, monkeypatch) -> None:
    monkeypatch.setenv("TRACEWALK_MAX_FILES", "2")
    for name in "ab":
        write(tmp_path / "s" / f"{name}.py", f"def {name}():\n    return 1\n")
    recorded = record_script(write(tmp_path / "s" / "m.py", "import a, b\nx = a.a() + b.b()\n"), lake=lake)
    assert recorded.left_out == ("b.py",)
    assert [f.path for f in recorded.trace.files] == ["m.py", "a.py"]
    assert "b" not in recorded.trace.functions


def test_what_does_not_compile(tmp_path: Path, lake: Lake) -> None:
    with pytest.raises(RecordError, match=r"bad.py:2: does not compile"):
        record_script(write(tmp_path / "bad.py", "x = 1\ny = (\n"), lake=lake)
    path = tmp_path / "binary.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="cannot be read as Python source"):
        record_script(path, lake=lake)


RECORD = """
import sys
from pathlib import Path
from tracewalk.lake import Lake
from tracewalk.model import Limits
from tracewalk.recorder import record_script
trace = record_script(Path(sys.argv[1]), lake=Lake.create(sys.argv[2])).trace
print(trace.trace_id, trace.outcome, trace.stop_reason)
"""


def test_ctrl_c_keeps_what_came_and_the_next_time_it_runs_to_its_end(tmp_path: Path, lake: Lake) -> None:
    mark = tmp_path / "ready"
    text = f"""
from pathlib import Path
import time
slow = not Path({str(mark)!r}).exists()
Path({str(mark)!r}).touch()
while slow:
    time.sleep(0.01)
"""
    path = write(tmp_path / "wait.py", text)
    process = subprocess.Popen([sys.executable, "-c", RECORD, path, lake.path], stdout=subprocess.PIPE, text=True)
    while not mark.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    trace_id, outcome, reason = process.communicate(timeout=30)[0].split()
    assert (process.returncode, outcome, reason) == (0, "truncated", "interrupted")
    assert lake.trace(trace_id).n_steps > 0
    rest = record_script(path, lake=lake)
    assert (rest.status, rest.trace.outcome, rest.trace.run) == ("recorded", "returned", 1)
    assert record_script(path, lake=lake).trace == rest.trace


def test_a_program_that_ends_the_process_takes_its_trace_along_but_not_the_lake(tmp_path: Path, lake: Lake) -> None:
    kept = record_script(write(tmp_path / "fine.py", "x = 1\n"), lake=lake).trace
    path = write(tmp_path / "hard.py", "import os\nos._exit(7)\n")
    done = subprocess.run([sys.executable, "-c", RECORD, path, lake.path], check=False, timeout=60)
    assert done.returncode == 7
    again = Lake.open(lake.path)
    assert again.trace(kept.trace_id) == kept
    assert again.query("record/items_of", {"dataset": "none"}).num_rows == 0
