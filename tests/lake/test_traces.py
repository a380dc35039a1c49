"""State, history, outline and search of one trace, against a naive fold in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lake.conftest import SMALL, Row, batch, change, make_id, make_program, make_step, make_trace

from tracewalk.errors import NotFound, UsageError
from tracewalk.lake import Lake
from tracewalk.lake.traces import Frame


@dataclass
class Alive:
    """A frame in the naive fold."""

    frame_id: int
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    line: int = 0
    as_of: int = 0


@dataclass
class Story:
    """A run made of random moves, and what its state is at each step."""

    rows: list[Row] = field(default_factory=list)
    states: list[list[tuple[object, ...]]] = field(default_factory=list)
    stacks: dict[int, list[Alive]] = field(default_factory=lambda: {0: [], 1: []})
    resting: list[Alive] = field(default_factory=list)
    n_frames: int = 0

    def move(self, kind: str, thread: int, line: int, changes: list[tuple[str, str | None]]) -> None:
        stack = self.stacks[thread]
        event = kind
        if kind == "resume" and self.resting:
            stack.append(self.resting.pop(0))
        elif kind == "call" or not stack:
            event = "call"
            stack.append(Alive(self.n_frames))
            self.n_frames += 1
        elif kind == "resume":
            event = "line"
        self._note(event, thread, line, changes)
        if event in ("return", "yield", "unwind"):
            left = stack.pop()
            if event == "yield":
                self.resting.append(left)

    def _note(self, event: str, thread: int, line: int, changes: list[tuple[str, str | None]]) -> None:
        stack, step = self.stacks[thread], len(self.rows)
        frame = stack[-1]
        frame.line, frame.as_of = line, step
        for name, value in changes:
            if value is None:
                frame.names.pop(name, None)
            else:
                frame.names[name] = (value, step)
        columns: Row = {"event": event, "frame_id": frame.frame_id, "depth": len(stack), "thread": thread, "line": line}
        columns |= {"caller": stack[-2].frame_id if len(stack) > 1 else None, "func": f"f{frame.frame_id}"}
        self.rows.append(make_step("", step, changes=[change(*c) for c in changes], **columns))
        self.states.append([(f.frame_id, f.line, f.as_of, dict(f.names)) for f in stack])


NAMES = st.sampled_from(["x", "y", "_", "é"])
VALUES = st.sampled_from(["0", "1", "'a'", "None", None])
KINDS = st.sampled_from(["line"] * 4 + ["call", "call", "return", "yield", "resume", "exception", "unwind"])
CHANGES = st.lists(st.tuples(NAMES, VALUES), max_size=3)
MOVES = st.tuples(KINDS, st.sampled_from([0, 0, 0, 1]), st.integers(1, 9), CHANGES)
Move = tuple[str, int, int, list[tuple[str, str | None]]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(MOVES, min_size=1, max_size=60), min_size=1, max_size=4))
def test_state_is_the_fold_of_the_changes(
    stories: list[list[Move]],
) -> None:
    with TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake", settings=SMALL) as lake:
        told: dict[str, Story] = {}
        with lake.writer() as writer:
            for n, moves in enumerate(stories):
                story = told[make_id(n)] = Story()
                for move in moves:
                    story.move(*move)
                for row in story.rows:
                    row["trace_id"] = make_id(n)
                writer.add_steps(batch(story.rows))
                writer.add_trace(make_trace(make_id(n), len(story.rows)))
        for trace_id, story in told.items():
            for step in range(0, len(story.rows), 3):
                assert [shown(frame) for frame in lake.state(trace_id, step)] == story.states[step]
            for frame_id in range(min(story.n_frames, 2)):
                found = lake.history(trace_id, frame_id, "x").select(["step", "value"]).to_pylist()
                assert [tuple(row.values()) for row in found] == naive_history(story, frame_id, "x")


def shown(frame: Frame) -> tuple[object, ...]:
    return frame.frame_id, frame.line, frame.as_of, {v.name: (v.value, v.step) for v in frame.variables}


def naive_history(story: Story, frame_id: int, name: str) -> list[tuple[object, object]]:
    return [
        (row["step"], c["value"])
        for row in story.rows
        if row["frame_id"] == frame_id
        for c in row["changes"]  # type: ignore[attr-defined]
        if c["name"] == name
    ]


TRACE = make_id("sought")


@pytest.fixture
def sought(lake: Lake) -> Lake:
    """300 steps: x changes every 10th, an exception at 50 and 250, output at 120, in a lake with a neighbour."""
    rows = [make_step(TRACE, k, line=1 + k % 7, depth=1 + k // 100) for k in range(300)]
    for k in range(0, 300, 10):
        rows[k]["changes"] = [change("x", f"<{k}>"), change("gone", None)]
    for k in (50, 250):
        rows[k] |= {"event": "exception", "value": "ValueError('needle')"}
    rows[120]["stdout"] = "a needle, printed\n"
    rows[131]["stderr"] = "100% _needle_"
    with lake.writer() as writer:
        for trace_id, mine in (
            (make_id("neighbour"), [{**row, "trace_id": make_id("neighbour")} for row in rows]),
            (TRACE, rows),
        ):
            writer.add_steps(batch(mine))
            writer.add_trace(make_trace(trace_id, 300))
    return lake


def test_find_is_strictly_after_or_before(sought: Lake) -> None:
    where = {"frame_id": 0, "name": "x"}
    assert sought.find(TRACE, "write", 10, 1, **where) == 20
    assert sought.find(TRACE, "write", 11, 1, **where) == 20
    assert sought.find(TRACE, "write", 20, -1, **where) == 10
    assert sought.find(TRACE, "write", 0, -1, **where) is None
    assert sought.find(TRACE, "write", -1, 1, **where) == 0
    assert sought.find(TRACE, "write", 290, 1, **where) is None
    assert sought.find(TRACE, "write", 10_000, -1, **where) == 290
    assert sought.find(TRACE, "write", 0, 1, frame_id=1, name="x") is None
    assert sought.find(TRACE, "write", 0, 1, frame_id=0, name="gone") == 10


def test_find_an_exception_a_line_a_text(sought: Lake) -> None:
    assert [sought.find(TRACE, "exception", k, 1) for k in (0, 50, 250)] == [50, 250, None]
    assert [sought.find(TRACE, "exception", k, -1) for k in (299, 250, 50)] == [250, 50, None]
    where = {"line": 3, "program_id": make_program().program_id}
    assert [sought.find(TRACE, "line", k, 1, **where) for k in (0, 2, 3)] == [2, 9, 9]
    assert sought.find(TRACE, "line", 9, -1, **where) == 2
    assert sought.find(TRACE, "line", 0, 1, line=3, program_id=make_id("another file")) is None
    found = [sought.find(TRACE, "text", k, 1, text="needle") for k in (0, 50, 120, 131, 250)]
    assert found == [50, 120, 131, 250, None]
    assert sought.find(TRACE, "text", 299, -1, text="<130>") == 130
    assert sought.find(TRACE, "text", 0, 1, text="gone") == 10
    assert sought.find(TRACE, "text", 0, 1, text="100% _") == 131
    assert sought.find(TRACE, "text", 0, 1, text="Needle") is None


def test_outline_counts_every_step_once(sought: Lake) -> None:
    parts = sought.outline(TRACE, 7).to_pylist()
    assert [part["from"] for part in parts] == [43 * k for k in range(7)]
    assert [part["depth"] for part in parts] == [1, 1, 2, 2, 3, 3, 3]
    assert sum(part["line"] + part["exception"] for part in parts) == 300
    assert [part["exception"] for part in parts] == [0, 1, 0, 0, 0, 1, 0]
    assert sought.outline(TRACE, 1000).num_rows == 300


def test_questions_that_do_not_fit_are_refused(sought: Lake) -> None:
    for step in (-1, 300):
        with pytest.raises(NotFound, match=f"no step {step}; its steps are 0 to 299"):
            sought.state(TRACE, step)
    with pytest.raises(UsageError, match="write \\(frame_id, name\\)"):
        sought.find(TRACE, "write", 0, 1, name="x")
    with pytest.raises(UsageError, match="direction 0"):
        sought.find(TRACE, "exception", 0, 0)
    with pytest.raises(UsageError, match="at least one bucket"):
        sought.outline(TRACE, 0)
    with pytest.raises(NotFound, match="no trace"):
        sought.history(make_id("nobody"), 0, "x")
