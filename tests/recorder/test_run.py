"""`record_file`: one entry of a file; identity, skipping, running again."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tracewalk.errors import NotFound, RecordError
from tracewalk.lake import Lake
from tracewalk.model import Limits
from tracewalk.recorder import Options, Recorded, record_file

LIMITS = Limits(steps=10_000, seconds=20.0, value_chars=4_000, items=100)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


SORT = """
import helper
print("a module's body prints")

def sort(items, *, key=None):
    done = sorted(items, key=key)
    return helper.last(done)

class Box:
    @classmethod
    def make(cls, n):
        return n * 2

def broken(n):
    return 1 // n
"""
HELPER = "def last(items):\n    return items[-1]\n"


@pytest.fixture
def sort(tmp_path: Path) -> Path:
    write(tmp_path / "src" / "helper.py", HELPER)
    return write(tmp_path / "src" / "sort.py", SORT)


def run(path: Path, lake: Lake, entry: str = "sort", text: str = "[3, 1, 2], key=None", **options: object) -> Recorded:
    return record_file(path, entry=entry, input=text, lake=lake, options=Options(limits=LIMITS, **options))


def test_an_entry_is_recorded_with_the_users_other_modules(sort: Path, lake: Lake) -> None:
    recorded = run(sort, lake)
    trace = recorded.trace
    assert recorded.status == "recorded"
    assert (trace.outcome, trace.result, trace.error) == ("returned", "3", None)
    assert (trace.name, trace.entry, trace.input) == ("sort.sort", "sort", "[3, 1, 2], key=None")
    assert [f.path for f in trace.files] == ["sort.py", "helper.py"]
    assert trace.functions == ("sort", "last")
    assert lake.trace(trace.trace_id) == trace
    assert lake.program(trace.program_id).text == SORT
    assert lake.steps(trace.trace_id)["func"].to_pylist()[0] == "sort"


def test_the_body_runs_unrecorded_and_talks_on_stderr(sort: Path, lake: Lake, capsys) -> None:
    trace = run(sort, lake).trace
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "a module's body prints" in printed.err
    assert "<module>" not in trace.functions


def test_a_dotted_entry_and_names_of_the_module_in_the_input(sort: Path, lake: Lake) -> None:
    assert (
        run(sort, lake, "Box.make", "len(HELPERS) if 'HELPERS' in globals() else helper.last([4])").trace.result == "8"
    )


def test_what_the_entry_raises_is_in_the_trace(sort: Path, lake: Lake) -> None:
    trace = run(sort, lake, "broken", "0").trace
    assert trace.outcome == "raised"
    assert trace.error is not None
    assert "ZeroDivisionError" in trace.error
    assert "ZeroDivisionError" in trace.exceptions


def test_a_generator_is_exhausted_and_a_coroutine_run(tmp_path: Path, lake: Lake) -> None:
    text = "def up(n):\n    for i in range(n):\n        yield i\n\nasync def slow(n):\n    return n + 1\n"
    path = write(tmp_path / "g.py", text)
    assert run(path, lake, "up", "3").trace.result == "[0, 1, 2]"
    assert run(path, lake, "slow", "3").trace.result == "4"


def test_a_file_inside_a_package_imports_its_sisters(tmp_path: Path, lake: Lake) -> None:
    write(tmp_path / "p" / "__init__.py", "")
    write(tmp_path / "p" / "two.py", "def two():\n    return 2\n")
    path = write(tmp_path / "p" / "one.py", "from .two import two\n\ndef three():\n    return two() + 1\n")
    trace = run(path, lake, "three", "").trace
    assert trace.result == "3"
    assert [f.path for f in trace.files] == ["p/one.py", "p/two.py"]


def test_a_file_named_like_a_standard_module_does_not_take_its_place(tmp_path: Path, lake: Lake) -> None:
    import json

    path = write(tmp_path / "json.py", "def f():\n    return __name__\n")
    assert run(path, lake, "f", "").trace.result == "'json_'"
    assert sys.modules["json"] is json


def test_everything_moved_is_put_back(tmp_path: Path, lake: Lake) -> None:
    write(tmp_path / "mine.py", "X = 1\n")
    text = """
import os, sys, mine
def f(folder):
    os.chdir(folder); os.environ["MOVED"] = "1"; del os.environ["HOME"]
    sys.path.append("nowhere"); sys.argv[:] = ["x"]; sys.setrecursionlimit(4321)
    return sys.argv
"""
    path = write(tmp_path / "mover.py", text)
    before = (list(sys.path), list(sys.argv), Path.cwd(), dict(os.environ), sys.getrecursionlimit(), set(sys.modules))
    trace = run(path, lake, "f", repr(str(tmp_path))).trace
    assert trace.outcome == "returned"
    after = (list(sys.path), list(sys.argv), Path.cwd(), dict(os.environ), sys.getrecursionlimit())
    assert after == before[:-1]
    assert {"mine", "mover"}.isdisjoint(set(sys.modules) - before[-1])


def test_a_module_imported_before_is_recorded_afresh_and_then_back(tmp_path: Path, lake: Lake, monkeypatch) -> None:
    write(tmp_path / "shared_state.py", "COUNT = []\n")
    path = write(tmp_path / "user.py", "import shared_state\n\ndef f():\n    return len(shared_state.COUNT)\n")
    monkeypatch.syspath_prepend(tmp_path)
    import shared_state

    shared_state.COUNT.append(1)
    assert run(path, lake, "f", "").trace.result == "0"
    assert sys.modules["shared_state"] is shared_state
    del sys.modules["shared_state"]


def test_a_trace_that_is_there_is_not_run_again(tmp_path: Path, lake: Lake) -> None:
    mark = tmp_path / "ran"
    text = f"def f(n):\n    open({str(mark)!r}, 'a').write('x')\n    return n\n"
    path = write(tmp_path / "effect.py", text)
    first = run(path, lake, "f", "1")
    second = run(path, lake, "f", "1")
    assert (first.status, second.status) == ("recorded", "kept")
    assert second.trace == first.trace
    assert mark.read_text() == "x"
    again = run(path, lake, "f", "1", again=True)
    assert (again.status, again.trace.trace_id) == ("again", first.trace.trace_id)
    assert mark.read_text() == "xx"
    assert len(lake.runs(first.trace.trace_id)) == 1


def test_each_part_of_the_identity_makes_another_trace(sort: Path, lake: Lake) -> None:
    ids = [
        run(sort, lake).trace.trace_id,
        run(sort, lake, text="[3, 1, 2]").trace.trace_id,
        run(sort, lake, "broken", "1").trace.trace_id,
        run(sort, lake, repr_style="cwm").trace.trace_id,
    ]
    narrow = replace(LIMITS, steps=9_999)
    options = Options(limits=narrow)
    ids.append(record_file(sort, entry="sort", input="[3, 1, 2], key=None", lake=lake, options=options).trace.trace_id)
    write(sort.parent / "helper.py", HELPER + "# another text of a file in reach\n")
    ids.append(run(sort, lake).trace.trace_id)
    assert len(set(ids)) == len(ids)


def test_other_steps_of_the_same_identity_become_further_runs(tmp_path: Path, lake: Lake) -> None:
    count = write(tmp_path / "count", "0")
    text = f"""
def f():
    with open({str(count)!r}) as file:
        n = int(file.read())
    with open({str(count)!r}, "w") as file:
        file.write(str((n + 1) % 3))
    return n
"""
    path = write(tmp_path / "impure.py", text)
    runs = [run(path, lake, "f", "", again=True) for _ in range(5)]
    assert [r.status for r in runs] == ["recorded", "recorded", "recorded", "again", "again"]
    root = runs[0].trace.trace_id
    assert [(t.run, t.run_of, t.result) for t in lake.runs(root)] == [(0, None, "0"), (1, root, "1"), (2, root, "2")]
    assert runs[3].trace == runs[0].trace
    for kept in lake.runs(root):
        assert set(lake.steps(kept.trace_id)["step"].to_pylist()) == set(range(kept.n_steps))
    assert run(path, lake, "f", "").status == "kept"


@pytest.mark.parametrize(
    ("text", "entry", "given", "says"),
    [
        ("def f(:\n", "f", "", "does not compile"),
        ("x = 1\ndef g(): pass\n", "f", "", "it has: g"),
        ("x = 1\nraise KeyError('no')\n", "f", "", "bad.py:2: its module body raised KeyError('no')"),
        ("import sys\nsys.exit(3)\n", "f", "", "its module body raised SystemExit(3)"),
        ("def f(): pass\n", "f", "1 +", "is not a list of arguments"),
        ("def f(): pass\n", "f", "unknown", "NameError"),
        ("f = len\n", "f", "[]", "not written in Python"),
        ("f = 3\n", "f", "", "no function 'f'"),
    ],
)
def test_what_cannot_be_recorded_says_why_and_keeps_nothing(
    tmp_path: Path, lake: Lake, text: str, entry: str, given: str, says: str
) -> None:
    path = write(tmp_path / "bad.py", text)
    with pytest.raises(RecordError) as caught:
        run(path, lake, entry, given)
    assert says in str(caught.value)
    assert lake.version == Lake.create(tmp_path / "empty").version


def test_a_body_that_never_ends_is_stopped(tmp_path: Path, lake: Lake) -> None:
    path = write(tmp_path / "loop.py", "while True:\n    pass\n")
    options = Options(limits=replace(LIMITS, seconds=0.3))
    with pytest.raises(RecordError, match=r"importing .*loop.py took more than 0.3 s"):
        record_file(path, entry="f", lake=lake, options=options)


def test_a_file_that_is_not_there_or_is_installed(tmp_path: Path, lake: Lake) -> None:
    with pytest.raises(NotFound, match="no such file"):
        run(tmp_path / "none.py", lake)
    with pytest.raises(RecordError, match="installed ones are not"):
        run(Path(pytest.__file__), lake, "main", "")


def test_a_limit_keeps_what_came_before_it(tmp_path: Path, lake: Lake) -> None:
    path = write(tmp_path / "long.py", "def f():\n    while True:\n        x = 1\n")
    options = Options(limits=replace(LIMITS, steps=50))
    trace = record_file(path, entry="f", lake=lake, options=options).trace
    assert (trace.outcome, trace.stop_reason, trace.n_steps) == ("truncated", "steps", 50)
    assert lake.steps(trace.trace_id).num_rows == 50
