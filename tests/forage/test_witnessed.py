"""What a command left word of is a stranger's: it is believed as far as it can be."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tracewalk.forage.witnessed import PytestRun, believe_runs
from tracewalk.sandbox.folder_copy import Entry

TOLD = {"arguments": ["-q"], "cwd": "/folder/x", "tests": {"a": "passed", "b": "failed"}, "exit": 1, "copied": True}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def note(path: str, data: bytes) -> Entry:
    return Entry(path, "file", 0o644, len(data), data)


def believed(told: object) -> tuple[PytestRun, ...]:
    return believe_runs([note("runs/00/told.json", json.dumps(told).encode())], "runs")


def test_runs_are_read_in_their_order_with_their_files() -> None:
    notes = [
        note("runs/01/told.json", json.dumps(TOLD | {"copied": False, "exit": None}).encode()),
        note("runs/00/told.json", json.dumps(TOLD).encode()),
        note("runs/00/files/a/b.py", b"x"),
        note("cwd", b"/"),
    ]
    first, second = believe_runs(notes, "runs")
    assert [(entry.path, entry.data) for entry in first.files or ()] == [("a/b.py", b"x")]
    assert (first.words, first.cwd, first.exit_code, first.named("failed", "error")) == (
        ("-q",),
        "/folder/x",
        1,
        ("b",),
    )
    assert (second.files, second.exit_code) == (None, None)


def test_outcomes_that_pytest_does_not_have_are_none() -> None:
    (run,) = believed(TOLD | {"tests": {"a": "solved", "b": "passed"}})
    assert run.tests == {"b": "passed"}


@given(st.sampled_from(sorted(TOLD)), ANYTHING)
def test_whatever_is_told_gives_runs_or_none(name: str, value: object) -> None:
    for run in believed(TOLD | {name: value}):
        assert all(isinstance(word, str) for word in run.words)
        assert run.cwd.startswith("/")
        assert run.exit_code is None or 0 <= run.exit_code < 256


@given(st.binary(max_size=50) | st.just(b"[" * 100_000) | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_word_of_a_run_is_none(data: bytes) -> None:
    assert believe_runs([note("runs/00/told.json", data)], "runs") == ()


def test_no_word_at_all_is_none() -> None:
    assert believe_runs([note("runs/00/files/a.py", b"x"), Entry("runs", "folder", 0o755)], "runs") == ()
