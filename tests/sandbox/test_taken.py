"""What a job says of its steps, told truly, and with bytes changed by a stranger."""

from __future__ import annotations

import json
import struct

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.model import Limits, Program
from tracewalk.recorder.row_plan import listed, row_plan, row_subject
from tracewalk.recorder.rows import Row
from tracewalk.recorder.run import Run
from tracewalk.sandbox.frames import Forged, Frames
from tracewalk.sandbox.packed import blocks, pack
from tracewalk.sandbox.taken import Taken
from tracewalk.sandbox.told import believe, tell
from tracewalk.settings import Settings

CODE = """
class Point:
    def __init__(self, x):
        self.x = x

def f(n):
    seen = {}
    for i in range(n):
        seen[i] = [Point(i), 'é' * i, (i, 1.5)]
        print(i)
    del i
    try:
        return seen[n]
    except KeyError as error:
        raise ValueError("no") from error
"""
LIMITS = Limits(10_000, 60.0, 100_000, 100)


def recorded(row_group: int = 10) -> tuple[Run, list[pa.RecordBatch]]:
    batches: list[pa.RecordBatch] = []
    subject = row_subject(Row(0, "t", CODE, "4"), LIMITS, "cwm")
    with listed("t.py", subject.program.text):
        run = Run(row_plan(subject, "t.py", exact=False, settings=Settings(row_group=row_group)), batches.append)
        run.run()
    return run, batches


RUN, BATCHES = recorded()
SOURCES = {"t.py": RUN.plan.program}
PACKED = [pack(batch) for batch in BATCHES]


def taken(sources: dict[str, Program] = SOURCES) -> Taken:
    return Taken(RUN.turn.trace_id, sources, LIMITS.steps)


def test_what_is_told_truly_is_what_was_recorded() -> None:
    there = taken()
    for payload in PACKED:
        there.add(payload)
    ending = believe(tell(RUN.ending, RUN.session), there, SOURCES)
    assert len(BATCHES) > 2
    assert [batch.to_pylist() for batch in there.batches] == [batch.to_pylist() for batch in BATCHES]
    assert [batch.schema for batch in there.batches] == [batch.schema for batch in BATCHES]
    for name in ("digest", "n_steps", "n_frames", "max_depth", "n_cut", "functions", "exceptions", "files", "programs"):
        assert getattr(there, name) == getattr(RUN.session, name), name
    assert (ending.outcome, ending.error) == ("raised", RUN.ending.error)


@given(st.data())
def test_changed_bytes_are_refused_or_still_are_steps(data: st.DataObject) -> None:
    payload = bytearray(PACKED[0])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload) - 1))
        kind = data.draw(st.sampled_from(["set", "cut", "add", "number"]))
        if kind == "set":
            payload[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del payload[at : at + data.draw(st.integers(1, 40))]
        elif kind == "add":
            payload[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        else:
            value = data.draw(st.sampled_from([-(2**31), -2, -1, 0, 1, 7, 2**16, 2**31 - 1]))
            payload[at : at + 4] = struct.pack("<i", value)
        if not payload:
            return
    there = taken()
    try:
        there.add(bytes(payload))
    except Forged:
        assert there.n_steps == 0
        return
    (batch,) = there.batches
    batch.validate(full=True)
    assert batch.column("step").to_pylist() == list(range(batch.num_rows))
    assert set(batch.column("trace_id").to_pylist()) == {RUN.turn.trace_id}
    assert set(batch.column("program_id").to_pylist()) <= {RUN.plan.program.program_id}
    batch.to_pylist()


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(payload: bytes) -> None:
    with pytest.raises(Forged):
        taken().add(payload)


@given(st.binary(max_size=100), st.lists(st.integers(1, 20), max_size=5))
def test_any_stream_is_cut_into_frames_or_refused(data: bytes, cuts: list[int]) -> None:
    frames, at = Frames(1_000), 0
    try:
        for cut in [*cuts, len(data)]:
            for _kind, payload in frames.feed(data[at : at + cut]):
                assert len(payload) <= 1_000
            at += cut
    except Forged:
        pass


END = json.loads(tell(RUN.ending, RUN.session))
WRONG = {
    "outcome": ["died", "", None, 1, [], "x" * 10],
    "stop_reason": ["seconds", "exited", 1],
    "result": [1, ["x"], {}],
    "error": [1, {}],
    "seconds": [-1, "x", None, 1e300, float("nan"), float("inf")],
    "n_cut": [-1, 10**9, "x", None, float("inf")],
    "functions": ["f", None, [1], ["f"] * 1_001, {"f": 1}],
    "exceptions": [[None], "x", ["E"] * 5_000],
    "files": [[["/etc/passwd", "0" * 32]], [["t.py", "0" * 32]], "x", [[1]], [["t.py"]], None],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_an_end_that_no_recorder_tells_is_refused(name: str, value: object) -> None:
    there = taken()
    with pytest.raises(Forged):
        believe(json.dumps(END | {name: value}).encode(), there, SOURCES)
    assert there.files == ()


@given(st.binary(max_size=60) | st.just(b"[" * 100_000) | st.just(b"1" * 5_000) | st.text(max_size=30).map(str.encode))
def test_any_end_is_refused(said: bytes) -> None:
    with pytest.raises(Forged):
        believe(said, taken(), SOURCES)


def test_steps_beyond_the_limit_are_refused() -> None:
    there = Taken("0" * 32, SOURCES, BATCHES[0].num_rows)
    there.add(PACKED[0])
    with pytest.raises(Forged):
        there.add(PACKED[1])


def test_steps_of_another_program_are_refused() -> None:
    with pytest.raises(Forged, match="not given"):
        taken({"t.py": Program("other")}).add(PACKED[0])


def test_every_part_is_there() -> None:
    assert b"".join(bytes(part) for part in blocks(PACKED[0]))
    with pytest.raises(Forged):
        blocks(PACKED[0][:-1])
