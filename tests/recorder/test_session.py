"""One recording: how it ends, what it captures, and what it says of itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tracewalk.model import STOP_REASONS, Limits, program_id
from tracewalk.recorder.session import Session
from tracewalk.recorder.sink import to_arrow


def ended(recorded, reason):
    assert reason in STOP_REASONS
    assert (recorded.ending.outcome, recorded.ending.stop_reason) == ("truncated", reason)
    assert recorded.session.n_steps == len(recorded.steps)
    assert [step["step"] for step in recorded.steps] == list(range(len(recorded.steps)))


def test_endings(record):
    good = record("def main():\n    return [1]\n").ending
    assert (good.outcome, good.result, good.value, good.error) == ("returned", "[1]", [1], None)
    bad = record("def main():\n    raise ValueError('no')\n").ending
    assert (bad.outcome, bad.result, bad.error) == ("raised", None, "ValueError('no')")
    assert isinstance(bad.exception, ValueError)
    left = record("import sys\ndef main():\n    sys.exit(3)\n").ending
    assert (left.outcome, left.error) == ("raised", "SystemExit(3)")


def test_what_it_says_of_itself(record):
    text = """
def inner(n):
    return {}['k'] if n == 0 else inner(n - 1)
def main():
    try:
        inner(3)
    except KeyError:
        return sorted([2, 1], key=lambda x: -x)
"""
    session = record(text).session
    assert session.functions == ("main", "inner", "main.<locals>.<lambda>")
    assert session.exceptions == ("KeyError",)
    assert (session.n_frames, session.max_depth, session.n_cut) == (7, 5, 0)
    assert [(f.path, f.program_id) for f in session.files] == [("program.py", program_id(text))]
    assert [p.text for p in session.programs] == [text]


def test_removing_the_trace_function(record):
    text = """
import sys
def main():
    old = sys.gettrace()
    sys.settrace(None)
    a = 1
    sys.settrace(old)
    b = 2
    return b
"""
    recorded = record(text)
    assert recorded.ending.outcome == "returned"
    assert recorded.states()[-1].keys() == {"old", "a", "b"}
    other = record("import sys\ndef main():\n    sys.settrace(lambda *a: None)\n    b = 2\n    return b\n")
    ended(other, "trace removed")
    assert other.ending.value == 2
    assert type(sys.settrace).__name__ == "builtin_function_or_method"
    assert sys.gettrace() is None


def test_a_real_removal_is_told(record):
    ended(record("def main():\n    REMOVE(None)\n    b = 2\n", globals_={"REMOVE": sys.settrace}), "trace removed")


def test_files_without_source_are_not_recorded():
    code = compile("def f():\n    a = 1\n    return a\n", "<nowhere>", "exec")
    space: dict = {}
    exec(code, space)
    batches = []
    session = Session(
        "0" * 32,
        scope=lambda name: name,
        limits=Limits(10, 1, 10, 10),
        repr_style="cwm",
        outlet=to_arrow(batches.append),
        source=lambda name: None,
    )
    assert session.run(space["f"]).value == 1
    assert (batches, session.n_steps, session.files) == ([], 0, ())


def test_names_can_be_hidden(record):
    recorded = record("def main():\n    _a = 1\n    b = 2\n    return b\n", hide=lambda name: name.startswith("_"))
    assert {c["name"] for s in recorded.steps for c in s["changes"]} == {"b"}


def test_output_is_filed_under_the_step_that_wrote_it(record, capsys):
    text = """
import sys
def inner():
    print('in')
    return 'out'
def main():
    print('a', end='')
    sys.stdout.buffer.write('é'.encode())
    print(inner())
    sys.stderr.write('e\\n')
    sys.stdout.buffer.write(b'\\xff')
    print('last')
"""
    recorded = record(text)
    printed = [(s["line"], s["event"], s["stdout"]) for s in recorded.steps if s["stdout"]]
    assert printed == [
        (7, "line", "a"),
        (8, "line", "é"),
        (4, "line", "in\n"),
        (5, "return", "out\n"),
        (11, "line", "\\xff"),
        (12, "line", "last\n"),
    ]
    assert [(s["line"], s["stderr"]) for s in recorded.steps if s["stderr"]] == [(10, "e\n")]
    assert capsys.readouterr() == ("", "")
    assert record(text, settings={"row_group": 2}).steps == recorded.steps
    assert record(text, echo=True).steps == recorded.steps
    assert capsys.readouterr() == ("aéin\nout\n\\xfflast\n", "e\n")


def test_input_without_stdin(record, monkeypatch):
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert record("def main():\n    return input('name? ')\n").ending.error == "EOFError('EOF when reading a line')"
