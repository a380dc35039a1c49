"""Branches: a trace's program run again in the sandbox with an edit, beside its parent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracewalk.cwm import Prompts
from tracewalk.errors import NotFound, RecordError, UsageError
from tracewalk.lake import Lake, check, chosen
from tracewalk.model import LineEdit, Trace, branch_of
from tracewalk.predict import first_index, subject
from tracewalk.recorder import Options, record_dataset, record_file, record_script
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify.branch import Branched, Edit, make_branch
from tracewalk.verify.branch_ask import going_on

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

SUM = """def total(n):
    out = 0
    for i in range(n):
        out += i
    return out
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Settings(), slots=1) as made:
        yield made


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake") as made:
        yield made


def recorded(lake: Lake, folder: Path, entry: str, given: str, **files: str) -> Trace:
    """A function of `main.py` on an input."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return record_file(folder / "main.py", entry=entry, input=given, lake=lake, options=Options()).trace


def steps(lake: Lake, trace: Trace) -> list[dict[str, object]]:
    return lake.steps(trace.trace_id).drop_columns(["program_id"]).to_pylist()


def require_a_branch(lake: Lake, done: Branched, parent: Trace) -> None:
    """It is one, and goes with its parent up to the step at which it says that it leaves."""
    trace = lake.trace(done.trace.trace_id)
    assert (trace.origin, trace.parent) == ("branch", parent.trace_id)
    assert branch_of(trace.limits) == done.branch
    before, after = steps(lake, parent), steps(lake, trace)
    if done.left is None:
        assert after == before
    else:
        assert after[: done.left] == before[: done.left]
        assert after[done.left : done.left + 1] != before[done.left : done.left + 1]


def test_a_variable_of_a_function(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(5, {"out": "100"}), sandbox)
    require_a_branch(lake, done, parent)
    assert (done.status, done.left, done.strayed, done.trace.result) == ("recorded", 5, False, "106")
    assert done.trace.program_id == parent.program_id
    assert done.trace.name == "main.total | out = 100 at step 5"
    assert check(lake) == []


def test_a_model_is_told_all_up_to_the_edited_state(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(5, {"out": "100"}), sandbox)
    about = subject(lake, done.trace.trace_id)
    ask = going_on(about, 5, "step")
    assert (ask.mode, ask.from_step) == ("step", 6)
    told = Prompts(about.cwm).before(first_index(about, ask))
    assert told.endswith('"out": "100", "i": "1"}<|action_sep|>        out += i\n<|frame_sep|>')
    with pytest.raises(UsageError, match="nothing is left to predict"):
        going_on(about, done.trace.n_steps - 1)
    with pytest.raises(UsageError, match="mode 'score' does not go on"):
        going_on(about, 5, "score")


def test_the_same_edit_is_the_same_branch(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    first = make_branch(lake, parent.trace_id, Edit(5, {"out": "[1, 'a']", "i": "2"}), sandbox)
    again = make_branch(lake, parent.trace_id, Edit(5, {"i": " 2", "out": '[1,"a"]'}), sandbox)
    assert (again.trace.trace_id, again.status, again.left) == (first.trace.trace_id, "kept", first.left)
    other = make_branch(lake, parent.trace_id, Edit(5, {"out": "[1, 'b']", "i": "2"}), sandbox)
    assert other.trace.trace_id != first.trace.trace_id
    assert other.trace.outcome == "raised"


def test_an_edit_that_changes_nothing_is_still_another_trace(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(5, {"i": "1"}), sandbox)
    require_a_branch(lake, done, parent)
    assert done.left is None
    assert not done.strayed
    assert done.trace.steps_digest == parent.steps_digest
    assert done.trace.trace_id != parent.trace_id


def test_a_line_has_another_id_than_a_recording_of_the_same_text(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(lines=(LineEdit("", 4, "out -= i"),)), sandbox)
    require_a_branch(lake, done, parent)
    assert done.trace.result == "-6"
    assert done.branch.step == 3  # the line is about to run for the first time
    assert done.left == 6  # 0 added or taken away is the same
    assert lake.program(done.trace.program_id).text == SUM.replace("out += i", "out -= i")
    same = recorded(lake, tmp_path, "total", "4", main=SUM.replace("out += i", "out -= i"))
    assert same.trace_id != done.trace.trace_id
    assert same.steps_digest == done.trace.steps_digest


def test_a_branch_that_leaves_too_early_says_so(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(9, lines=(LineEdit("main.py", 2, "out = 5"),)), sandbox)
    require_a_branch(lake, done, parent)
    assert (done.left, done.branch.step, done.strayed) == (2, 9, True)


def test_another_input(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM)
    done = make_branch(lake, parent.trace_id, Edit(input="n=2"), sandbox)
    require_a_branch(lake, done, parent)
    assert (done.trace.result, done.trace.input, done.left) == ("1", "n=2", 0)


def test_branches_of_branches_are_a_tree(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    root = recorded(lake, tmp_path, "total", "4", main=SUM)
    first = make_branch(lake, root.trace_id, Edit(5, {"out": "100"}), sandbox).trace
    later = make_branch(lake, first.trace_id, Edit(7, {"i": "50"}), sandbox)
    require_a_branch(lake, later, first)
    assert (later.trace.result, later.left) == (str(100 + 1 + 50 + 3), 7)
    earlier = make_branch(lake, first.trace_id, Edit(3, {"n": "0"}), sandbox)  # what came at step 5 is not there yet
    assert earlier.left == 3
    assert len(earlier.branch.settings) == 1
    lined = make_branch(lake, first.trace_id, Edit(7, lines=(LineEdit("", 5, "return -out"),)), sandbox)
    assert lined.trace.result == "-106"
    other = make_branch(lake, root.trace_id, Edit(input="1"), sandbox).trace
    recorded(lake, tmp_path, "total", "3", main=SUM)
    told = [(node.trace_id, node.level) for node in lake.branches(later.trace.trace_id)]
    expected = [(root, 0), (first, 1), (later.trace, 2), (earlier.trace, 2), (lined.trace, 2), (other, 1)]
    assert told == [(trace.trace_id, level) for trace, level in expected]
    assert lake.branches(root.trace_id) == lake.branches(other.trace_id)
    (alone,) = lake.branches(recorded(lake, tmp_path, "total", "2", main=SUM).trace_id)
    assert (alone.level, alone.branch, alone.parent) == (0, None, None)


def test_a_row_of_a_dataset(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text(
        '{"id": "t/1", "code": "def f(a):\\n    b = a\\n    return b + a", "input": "[1]"}'
    )
    record_dataset("d", tmp_path / "d.jsonl", lake=lake)
    parent = lake.trace(chosen(lake, dataset="d")[0].as_py())
    at = next(n for n, row in enumerate(steps(lake, parent)) if row["line"] == 3)
    done = make_branch(lake, parent.trace_id, Edit(at, {"b": "[7]"}), sandbox)
    require_a_branch(lake, done, parent)
    assert (done.trace.result, done.left) == ("[7, 1]", at)
    other = make_branch(lake, parent.trace_id, Edit(input="'x'"), sandbox)
    require_a_branch(lake, other, parent)
    assert other.trace.result == "'xx'"
    assert lake.program(other.trace.program_id).text.endswith("return f('x')\n")
    again = make_branch(lake, other.trace.trace_id, Edit(input="2"), sandbox)
    assert again.trace.result == "4"


def test_a_script_with_modules(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "__init__.py").write_text("")
    (tmp_path / "lib" / "double.py").write_text(
        "# -*- coding: latin-1 -*-\ndef double(x):\n    return 2 * x  # \xe9\n", "latin-1"
    )
    (tmp_path / "main.py").write_text("import sys\nfrom lib.double import double\nprint(double(sys.argv[1]))\n")
    parent = record_script(tmp_path / "main.py", ["ab"], lake=lake).trace
    done = make_branch(lake, parent.trace_id, Edit(input="'c d'"), sandbox)
    require_a_branch(lake, done, parent)
    assert "".join(str(row["stdout"] or "") for row in steps(lake, done.trace)) == "c dc d\n"
    lined = make_branch(lake, parent.trace_id, Edit(lines=(LineEdit("lib/double.py", 3, "return 3 * x"),)), sandbox)
    require_a_branch(lake, lined, parent)
    assert not lined.strayed
    assert "".join(str(row["stdout"] or "") for row in steps(lake, lined.trace)) == "ababab\n"
    assert {file.path for file in lined.trace.files} == {file.path for file in parent.files}


def test_what_cannot_be_edited_is_said(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    parent = recorded(lake, tmp_path, "total", "4", main=SUM).trace_id
    wrong: list[tuple[Edit, type[Exception], str]] = [
        (Edit(), UsageError, "nothing is edited"),
        (Edit(variables={"out": "1"}), UsageError, "give the step"),
        (Edit(99, {"out": "1"}), NotFound, "its steps are 0 to 12"),
        (Edit(12, {"out": "1"}), UsageError, "step 12 is a return"),
        (Edit(5, {"out": "n + 1"}), UsageError, "a value is a Python literal"),
        (Edit(5, {"out.x": "1"}), UsageError, "not a variable's name"),
        (Edit(5, {"nobody": "1"}), RecordError, "total has no variable of this name. It has: n, out, i"),
        (Edit(lines=(LineEdit("", 77, "x"),)), NotFound, "it has 1 to 6"),
        (Edit(lines=(LineEdit("no.py", 1, "x"),)), NotFound, "it has main.py"),
        (Edit(lines=(LineEdit("", 2, "out = 0"),)), UsageError, "is that already"),
        (Edit(lines=(LineEdit("", 2, "a = 1\nb = 2"),)), UsageError, "keep their numbers"),
        (Edit(lines=(LineEdit("", 2, "out ="),)), RecordError, "does not compile"),
        (Edit(input="4"), UsageError, "already"),
        (Edit(input="1, 2, 3"), RecordError, "do not fit|does not fit|too many"),
    ]
    for edit, kind, message in wrong:
        with pytest.raises(kind, match=message):
            make_branch(lake, parent, edit, sandbox)
    assert len(lake.branches(parent)) == 1


def test_a_program_that_runs_another_way_each_time(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    text = "import time\ndef now():\n    t = time.time_ns()\n    x = 1\n    return x\n"
    parent = recorded(lake, tmp_path, "now", "", main=text)
    at = next(n for n, row in enumerate(steps(lake, parent)) if row["line"] == 5)
    done = make_branch(lake, parent.trace_id, Edit(at, {"x": "2"}), sandbox)
    require_a_branch(lake, done, parent)
    assert done.strayed
    assert done.left == at - 1


def test_a_program_that_leaves_its_process(lake: Lake, sandbox: Sandbox, tmp_path: Path) -> None:
    text = "import os\ndef go(n):\n    m = n\n    if m:\n        os._exit(3)\n    return m\n"
    parent = recorded(lake, tmp_path, "go", "0", main=text)
    done = make_branch(lake, parent.trace_id, Edit(2, {"m": "1"}), sandbox)
    require_a_branch(lake, done, parent)
    assert (done.trace.outcome, done.left) == ("died", 2)


@pytest.mark.parametrize("limits", ['{"branch": 3}', "[]", "x", '{"branch": {"parent": "a"}}', '{"steps": 1}', None])
def test_what_a_lake_says_that_is_no_branch(limits: str | None) -> None:
    assert branch_of(limits) is None


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tracewalk", *args]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_an_imported_trace(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text(json.dumps({"id": "t", "code": "def f(a):\n    return a + a", "input": "[1]"}))
    run("record", "--dataset", "d=d.jsonl")
    run("export", "--format", "cwm", "--out", "out.jsonl", "--jsonl")
    run("import", "out.jsonl", "--lake", "other")
    with Lake.open(tmp_path / "other") as other:
        (parent,) = chosen(other).to_pylist()
        assert other.trace(parent).origin == "imported"
    done = run("branch", parent, "--lake", "other", "--step", "3", "--set", "a=[2]")
    assert "returned [2, 2]" in done.stderr
    assert "it leaves its parent at step 3" in done.stderr


def test_the_command(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(SUM)
    parent = run("record", "main.py", "--entry", "total", "--input", "4").stdout.strip()
    done = run("branch", parent, "--step", "5", "--set", "out=100")
    assert done.returncode == 0, done.stderr
    assert "it leaves its parent at step 5" in done.stderr
    told = run("branch", parent, "--step", "5", "--set", "out=100", "--predict", "tiny", "--mode", "step")
    assert told.stdout == done.stdout
    assert "tiny-cwm, mode step from step 6 on: " in told.stderr
    tree = run("branch", parent, "--tree").stdout.splitlines()
    assert tree[0].startswith(f"{parent} main.total: 13 steps, returned 6")
    assert tree[1] == f"{done.stdout.strip()}   out = 100 at step 5: 13 steps, returned 106"
    for wrong in (["--set", "out"], ["--line", "x"], ["--step", "1", "--tree"], []):
        failed = run("branch", parent, *wrong)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr.startswith("error: ")
