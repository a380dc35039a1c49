"""Limits, Ctrl-C, the recursion limit: how a recording ends early, and what it keeps."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from tracewalk.model import STOP_REASONS
from tracewalk.recorder.stopper import Stopper

LOOP = """
def main():
    n = 0
    while True:
        n += 1
"""


def ended(recorded, reason):
    assert reason in STOP_REASONS
    assert (recorded.ending.outcome, recorded.ending.stop_reason) == ("truncated", reason)
    assert recorded.session.n_steps == len(recorded.steps)
    assert [step["step"] for step in recorded.steps] == list(range(len(recorded.steps)))


@pytest.mark.parametrize("steps", [1, 2, 99, 100, 5_000])
def test_step_limit(record, steps):
    recorded = record(LOOP, steps=steps)
    ended(recorded, "steps")
    assert len(recorded.steps) == steps
    assert recorded.ending.error is None


def test_a_trace_of_exactly_the_limit_is_whole(record):
    text = "def main():\n    a = 1\n    print(a)\n    return a\n"
    assert record(text, steps=5).ending.outcome == "returned"
    assert len(record(text, steps=5).steps) == 5
    ended(record(text, steps=4), "steps")


SWALLOW = {
    "bare except": "while True:\n        try:\n            n += 1\n        except:\n            n = 0",
    "BaseException": "while True:\n        try: n += 1\n        except BaseException: pass",
    "finally": "while True:\n        try:\n            n += 1\n        finally:\n            continue",
    "calls": "while True:\n        try:\n            n = len(str(n))\n        except BaseException as e:\n"
    "            n = repr(e)",
    "generator": "def g():\n        while True:\n            try: yield 1\n            except BaseException: pass\n"
    "    for n in g():\n        try: n = n + 1\n        except BaseException: pass",
    "context manager": "import contextlib\n    while True:\n        with contextlib.suppress(BaseException):\n"
    "            n += 1",
}


@pytest.mark.parametrize("name", SWALLOW)
@pytest.mark.parametrize(("reason", "limits"), [("steps", {"steps": 500}), ("seconds", {"seconds": 0.3})])
def test_stopping_gets_through_what_the_program_catches(record, name, reason, limits):
    recorded = record(f"def main():\n    n = 0\n    {SWALLOW[name]}\n", **{"steps": 10_000_000, **limits})
    ended(recorded, reason)


@pytest.mark.parametrize("wait", ["while True: pass", "import time; time.sleep(100)", "pass"])
def test_time_limit(record, wait):
    recorded = record(f"def main():\n    n = 1\n    {wait}\n    while True: n += 1\n", seconds=0.3, steps=10**8)
    ended(recorded, "seconds")
    assert recorded.steps[2]["changes"][0]["value"] == "1"


def test_time_limit_in_another_thread(record):
    found = []
    worker = threading.Thread(target=lambda: found.append(record(LOOP, seconds=0.3, steps=10**8)))
    worker.start()
    worker.join()
    ended(found[0], "seconds")


def test_character_limit(record):
    text = "def main():\n    a = []\n    for i in range(1000):\n        a.append('x' * 10)\n"
    recorded = record(text, chars=5_000)
    ended(recorded, "value chars")
    total = sum(len(c["value"] or "") for s in recorded.steps for c in s["changes"])
    assert 4_000 < total <= 5_000
    assert record(text, chars=5_000, settings={"row_group": 7}).steps == recorded.steps
    assert record(text, chars=5_000, style="bounded").ending.outcome == "returned"


def test_large_values_do_not_wait_for_the_limit_of_steps(record):
    text = "def main():\n    for i in range(10_000):\n        a = [i] * 1_000_000\n"
    recorded = record(text, chars=10_000_000)
    ended(recorded, "value chars")
    assert len(recorded.steps) < 20


def test_ctrl_c(record):
    text = "import os\ndef main():\n    for i in range(10):\n        if i == 5: os.kill(os.getpid(), 2)\n"
    before = signal.getsignal(signal.SIGINT)
    recorded = record(text)
    ended(recorded, "interrupted")
    assert isinstance(recorded.ending.exception, KeyboardInterrupt)
    assert recorded.states()[-1]["i"] == ("int", "5")
    assert signal.getsignal(signal.SIGINT) is before
    ended(record("def main():\n    raise KeyboardInterrupt\n"), "interrupted")


def test_interrupts_at_any_moment_leave_whole_rows(record):
    text = "def f(n):\n    return [n]\ndef main():\n    START()\n    k = []\n    while True:\n        k = f(len(k))\n"
    for delay in range(1, 16):
        timer = threading.Timer(delay / 200, os.kill, (os.getpid(), signal.SIGINT))
        options = {"style": "bounded", "steps": 10**8, "settings": {"row_group": 100}}
        ended(record(text, globals_={"START": timer.start}, **options), "interrupted")
        timer.join()


DEEP = """
def down(n):
    return down(n + 1) + 1
def main():
    try:
        down(0)
    except RecursionError as error:
        found = str(error)
    for i in range(3):
        after = i
    return found
"""


@pytest.mark.parametrize("exact", [False, True])
def test_recursion_limit(record, exact):
    """Each call that has a row has its end too, and what comes after is recorded."""
    recorded = record(DEEP, exact=exact)
    assert recorded.ending.outcome == "returned"
    assert recorded.ending.result == "'maximum recursion depth exceeded'"
    depth = recorded.session.max_depth
    assert depth > 200
    down = [step for step in recorded.steps if step["func"] == "down"]
    for frame in range(1, depth):
        events = [step["event"] for step in down if step["frame_id"] == frame]
        assert events == ["call", "line", "exception", "unwind"]
    assert recorded.states()[-1]["after"] == ("int", "2")
    assert recorded.session.n_frames == depth
    assert sys.getprofile() is None


@pytest.mark.parametrize("body", ["return down(n + 1)", "try: return down(n + 1)\n    except BaseException: return n"])
def test_of_a_deep_stack_each_frame_is_looked_at_a_few_times(record, monkeypatch, body):
    """Not all of it for each frame that is left, which takes the square of its depth."""
    looked_at = []
    spared = Stopper._spared
    monkeypatch.setattr(Stopper, "_spared", lambda self, frame: looked_at.append(1) or spared(self, frame))
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        recorded = record(f"def down(n):\n    {body}\ndef main():\n    return down(0)\n", steps=6_000)
    finally:
        sys.setrecursionlimit(before)
    ended(recorded, "steps")
    assert 1_500 < recorded.session.max_depth < len(looked_at) < 20 * recorded.session.max_depth


def test_recursion_through_code_that_is_not_recorded_is_whole_or_told(record):
    text = """
import functools
def down(n):
    return functools.partial(down)(n + 1) if n % 2 else functools.reduce(lambda a, b: down(n + 1), [1, 2])
def main():
    try:
        down(0)
    except RecursionError:
        pass
    for i in range(3):
        after = i
    return after
"""
    recorded = record(text)
    whole = recorded.ending.outcome == "returned" and recorded.states()[-1].get("after") == ("int", "2")
    assert whole or recorded.ending.stop_reason == "trace removed"
