"""What a job says of its steps, told truly, and with bytes changed by a stranger."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.model import Limits, Program
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.outlet import MakeOutlet
from tracewalk.recorder.row_plan import listed, row_plan, row_subject
from tracewalk.recorder.rows import Row
from tracewalk.recorder.run import Run
from tracewalk.recorder.sink import Sink, to_arrow
from tracewalk.sandbox.frames import Forged, Frames
from tracewalk.sandbox.packed import Packer, packed
from tracewalk.sandbox.payload import Payload
from tracewalk.sandbox.taken import Taken, settle
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


def recorded(
    outlet: MakeOutlet, code: str = CODE, limits: Limits = LIMITS, *, row_group: int = 10, argument: str = "4"
) -> Run:
    subject = row_subject(Row(0, "t", code, argument), limits, "cwm")
    with listed("t.py", subject.program.text):
        run = Run(row_plan(subject, "t.py", exact=False, settings=Settings(row_group=row_group)), outlet)
        run.run()
    return run


def arrow(*given: object, **more: object) -> tuple[Run, list[pa.RecordBatch]]:
    batches: list[pa.RecordBatch] = []
    return recorded(to_arrow(batches.append), *given, **more), batches


def plain(*given: object, **more: object) -> tuple[Run, list[bytes]]:
    payloads: list[bytes] = []
    return recorded(packed(payloads.append), *given, **more), payloads


RUN, BATCHES = arrow()
SOURCES = {"t.py": RUN.plan.program}
PLAIN, PACKED = plain()


def taken(sources: dict[str, Program] = SOURCES) -> Taken:
    return Taken(RUN.turn.trace_id, sources, LIMITS.steps)


def rows(batches: list[pa.RecordBatch]) -> list[dict[str, object]]:
    return [row for batch in batches for row in batch.to_pylist()]


def test_what_is_told_truly_is_what_was_recorded() -> None:
    there = taken()
    for payload in PACKED:
        there.add(payload)
    settle([there])
    told = believe(tell(PLAIN.ending, PLAIN.session), SOURCES)
    told.put(there)
    ending = told.ending
    assert len(PACKED) == len(BATCHES) > 2
    (batch,) = there.batches
    assert rows([batch]) == rows(BATCHES)
    assert batch.schema == BATCHES[0].schema
    for name in ("digest", "n_steps", "n_frames", "max_depth", "n_cut", "functions", "exceptions", "files", "programs"):
        assert getattr(there, name) == getattr(RUN.session, name), name
    assert (ending.outcome, ending.error) == ("raised", RUN.ending.error)


@settings(deadline=None)
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
    there, good = taken(), taken()
    there.add(bytes(payload))
    for each in PACKED:
        good.add(each)
    settle([there, good])
    assert good.forged is None, "another run suffers"
    assert rows(good.batches) == rows(BATCHES)
    if there.forged is not None:
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
    there = taken()
    there.add(payload)
    settle([there])
    assert there.forged is not None
    assert (there.n_steps, there.batches) == (0, [])


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
        believe(json.dumps(END | {name: value}).encode(), SOURCES).put(there)
    assert there.files == ()


@given(st.binary(max_size=60) | st.just(b"[" * 100_000) | st.just(b"1" * 5_000) | st.text(max_size=30).map(str.encode))
def test_any_end_is_refused(said: bytes) -> None:
    with pytest.raises(Forged):
        believe(said, SOURCES)


def test_steps_beyond_the_limit_are_refused() -> None:
    there = Taken("0" * 32, SOURCES, BATCHES[0].num_rows)
    for payload in PACKED[:2]:
        there.add(payload)
    settle([there])
    assert there.forged is not None
    assert there.n_steps == BATCHES[0].num_rows


def test_steps_of_another_program_are_refused() -> None:
    there = taken({"t.py": Program("other")})
    there.add(PACKED[0])
    settle([there])
    assert "not given" in str(there.forged)


def test_every_part_is_there() -> None:
    assert Payload(PACKED[0]).words("functions")
    with pytest.raises(Forged):
        Payload(PACKED[0][:-1])


THREADS = """
import threading

def work():
    total = 0
    for i in range(4):
        total += i
        print(total, flush=True)
    return total

POOL = [threading.Thread(target=work) for _ in range(3)]

def f(n):
    for i in range(3):
        POOL[i].start()
        POOL[i].join()
    return n
"""
GENERATORS = """
def g(n):
    for i in range(n):
        yield i

def f(n):
    a = g(n)
    return [next(a), list(a)]
"""
TEXTS = """
def f(n):
    a = '\\ud800' * n
    b = ['é' * 300] * n
    del a
    print(b)
    return b
"""
MANY = {"threads": THREADS, "generators": GENERATORS, "texts": TEXTS, "nothing": "def f(n):\n    pass\n"}


class Both(Sink):
    """Lets rows out for Arrow, and the same rows as payloads."""

    def __init__(self, *given: Any, payloads: list[bytes], **more: Any) -> None:
        super().__init__(*given, **more)
        self.plain = Packer(*given, **more | {"emit": payloads.append})

    def take(self, segments: Sequence[tuple[Lane, int]]) -> None:
        copies = {lane.number: lane.copy() for lane, _ in segments}
        self.plain.take([(copies[lane.number], n) for lane, n in segments])
        super().take(segments)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # how a limit ends a thread
@pytest.mark.parametrize("chars", [60, 700, 100_000])
@pytest.mark.parametrize("steps", [1, 7, 10_000])
@pytest.mark.parametrize("name", MANY)
def test_both_outlets_let_the_same_out_whatever_the_limits(name: str, steps: int, chars: int) -> None:
    batches: list[pa.RecordBatch] = []
    payloads: list[bytes] = []
    run = recorded(partial(Both, emit=batches.append, payloads=payloads), MANY[name], Limits(steps, 60.0, chars, 100))
    there = Taken(run.turn.trace_id, {"t.py": run.plan.program}, steps)
    for payload in payloads:
        there.add(payload)
    settle([there])
    assert there.forged is None
    assert rows(there.batches) == rows(batches)
    believe(tell(run.ending, run.session), {"t.py": run.plan.program}).put(there)
    for fact in ("digest", "n_steps", "n_frames", "max_depth", "n_cut", "functions", "files"):
        assert getattr(there, fact) == getattr(run.session, fact), fact


def test_runs_that_are_looked_at_together_are_as_each_by_itself() -> None:
    runs = [plain(code, argument=argument) for code in (CODE, *MANY.values()) for argument in ("1", "3")]
    sources = [{"t.py": run.plan.program} for run, _ in runs]
    together, alone = (
        [Taken(run.turn.trace_id, source, 10_000) for (run, _), source in zip(runs, sources, strict=True)]
        for _ in range(2)
    )
    for (_, payloads), one, other in zip(runs, together, alone, strict=True):
        for payload in payloads:
            one.add(payload)
            other.add(payload)
            settle([other])
    settle(together)
    for one, other in zip(together, alone, strict=True):
        assert rows(one.batches) == rows(other.batches)
        assert one.digest == other.digest
