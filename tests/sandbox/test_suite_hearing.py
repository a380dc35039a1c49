"""What a suite's process says is a stranger's: nothing is taken that a recorder would not say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tracewalk.model import Limits, Program
from tracewalk.recorder.collected import Subjects
from tracewalk.sandbox.folder_copy import Entry
from tracewalk.sandbox.frames import ENDED, PREVIEW, STEPS, TOLD
from tracewalk.sandbox.project import Project
from tracewalk.sandbox.suite_hearing import Live, SuiteHearing
from tracewalk.settings import Settings

LIMITS = Limits(steps=1_000, seconds=2.0, value_chars=1_000, items=10)
TEXT = "def test_a():\n    pass\n"
SETTINGS = Settings()


class Heard:
    def __init__(self, tmp_path: Path, *, most: int = 3, settings: Settings = SETTINGS) -> None:
        (tmp_path / "test_a.py").write_text(TEXT)
        data = TEXT.encode()
        self.path = str(tmp_path / "test_a.py")
        entries = (Entry("test_a.py", "file", 0o644, len(data), data),)
        project = Project(str(tmp_path), str(tmp_path), str(tmp_path), "", (), entries)
        subjects = Subjects(project.scope(max_files=9), limits=LIMITS, repr_style="bounded", path=[])
        self.ends: list[tuple[str, Live | None, str | None]] = []
        self.said: list[str] = []
        self.hearing = SuiteHearing(
            most=most,
            seconds=2.0,
            settings=settings,
            sources=project.sources(),
            subject=subjects.of,
            earlier=lambda _nodeid: (),
            ended=lambda *what: self.ends.append(what),
            said=self.said.append,
        )

    def take(self, *frames: tuple[bytes, object]) -> bool:
        for kind, payload in frames:
            data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            if not self.hearing.take(kind + len(data).to_bytes(4, "little") + data):
                return False
        return True

    def test(self, name: str = "test_a.py::test_a") -> tuple[bytes, object]:
        return TOLD, {"test": [name, self.path, ""]}


END = (ENDED, {
    "outcome": "returned", "stop_reason": None, "result": "None", "error": None, "seconds": 0.1, "n_cut": 0,
    "functions": [], "exceptions": [], "files": [],
})  # fmt: skip
OVER = (TOLD, {"end": "test_a.py::test_a", "outcome": "passed"})


def test_a_test_is_given_away_with_the_id_that_the_parent_computes(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    assert heard.take((TOLD, {"begin": "test_a.py::test_a"}), heard.test(), END, OVER, (TOLD, {"exit": 0}))
    ((nodeid, live, outcome),) = heard.ends
    assert (nodeid, outcome, heard.hearing.exit) == ("test_a.py::test_a", "passed", 0)
    assert live is not None
    trace = live.trace("passed")
    assert trace.trace_id == live.turn.trace_id
    assert list(live.programs().values()) == [Program(TEXT)]


@pytest.mark.parametrize(
    "frames",
    [
        [(STEPS, b"")],
        [(PREVIEW, b"x")],
        [END],
        [(TOLD, b"\xff")],
        [(TOLD, b"[" * 100_000)],
        [(TOLD, [])],
        [(TOLD, {})],
        [(TOLD, {"exit": "0"})],
        [(TOLD, {"say": 5})],
        [(TOLD, {"test": ["a", "b"]})],
        [(TOLD, {"test": ["a", "b\0", ""]})],
        [(TOLD, {"tests": [["a", "b", ""]] * 4, "path": []})],
        [(TOLD, {"tests": [5], "path": []})],
        [(TOLD, {"end": "x", "outcome": "great"})],
        [(TOLD, {"begin": "x"})] * 100,
        [OVER] * 100,
    ],
)
def test_what_no_recorder_says_ends_it(tmp_path: Path, frames: list[tuple[bytes, object]]) -> None:
    heard = Heard(tmp_path)
    assert not heard.take(*frames)
    assert heard.hearing.broken


def test_a_test_within_another_or_over_before_its_end_or_under_another_name_is_forged(tmp_path: Path) -> None:
    assert not (heard := Heard(tmp_path)).take(heard.test(), heard.test())
    assert not (heard := Heard(tmp_path)).take(heard.test(), OVER)
    assert not (heard := Heard(tmp_path)).take(heard.test("test_a.py::other"), END, OVER)
    assert not (heard := Heard(tmp_path)).take(heard.test(), END, END)
    assert heard.hearing.live is not None
    assert heard.hearing.live.attempt.forged


def test_words_and_bytes_are_bounded_and_storable(tmp_path: Path) -> None:
    heard = Heard(tmp_path, settings=replace(SETTINGS, sandbox_output_bytes=100_000))
    assert heard.take((TOLD, {"say": "\ud800é"}), (TOLD, {"fault": "x" * 50_000}))
    assert heard.said == ["\\ud800é"]
    assert [len(fault) for fault in heard.hearing.faults] == [10_000]
    assert not heard.take(*[(TOLD, {"say": "y" * 20_000})] * 9)
