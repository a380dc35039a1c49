"""Threads, asyncio, and a recording inside a recorded program."""

from __future__ import annotations

import gc
import sys
import threading
import time

import pytest

from tracewalk.model import STOP_REASONS


def ended(recorded, reason):
    assert reason in STOP_REASONS
    assert (recorded.ending.outcome, recorded.ending.stop_reason) == ("truncated", reason)
    assert recorded.session.n_steps == len(recorded.steps)
    assert [step["step"] for step in recorded.steps] == list(range(len(recorded.steps)))


def test_threads_are_numbered_in_order(record):
    text = """
import threading
def work(n):
    total = 0
    for i in range(200):
        total += i * n
    return total
def main():
    for n in range(5):
        worker = threading.Thread(target=work, args=(n,))
        worker.start()
        worker.join()
    return n
"""
    recorded = record(text, style="bounded")
    assert recorded.ending.outcome == "returned"
    assert [s["thread"] for s in recorded.steps if s["func"] == "work" and s["event"] == "call"] == [1, 2, 3, 4, 5]
    first = next(s for s in recorded.steps if s["thread"] == 1)
    assert (first["caller"], first["depth"]) == (None, 1)


def test_threads_at_once_keep_their_own_order(record):
    text = """
import threading, sys
def work(n, out):
    for i in range(300):
        out.append(i)
        last = i
    return last
def main():
    outs = [[] for _ in range(4)]
    workers = [threading.Thread(target=work, args=(n, out)) for n, out in enumerate(outs)]
    for w in workers: w.start()
    for w in workers: w.join()
    return sum(map(len, outs))
"""
    old = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        recorded = record(text, style="bounded", settings={"row_group": 100})
    finally:
        sys.setswitchinterval(old)
    assert recorded.ending.value == 1200
    assert recorded.ending.outcome == "returned"
    for thread in range(1, 5):
        mine = [s for s in recorded.steps if s["thread"] == thread]
        assert [s["event"] for s in mine] == ["call", *["line"] * 902, "return"] or len(mine) == 903
        values = [c["value"] for s in mine for c in s["changes"] if c["name"] == "last"]
        assert values == [str(i) for i in range(300)]


def test_a_limit_reached_in_a_thread_ends_the_run(record):
    text = """
import threading
def work():
    while True:
        n = 1
def main():
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    while True:
        m = 1
"""
    before = threading.active_count()
    ended(record(text, steps=2_000), "steps")
    ended(record(text, seconds=0.3, steps=10**8), "seconds")
    for _ in range(200):
        if threading.active_count() == before:
            break
        time.sleep(0.01)
    assert threading.active_count() == before


def test_asyncio(record):
    text = """
import asyncio
async def one(n):
    await asyncio.sleep(0)
    return n + 1
async def both():
    async with asyncio.Lock():
        got = await asyncio.gather(one(1), one(2))
    return got
def main():
    return asyncio.run(both())
"""
    recorded = record(text)
    assert recorded.ending.value == [2, 3]
    events = [s["event"] for s in recorded.steps if s["func"] == "one"]
    assert events.count("call") == events.count("yield") == events.count("resume") == events.count("return") == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_stopping_gets_through_asyncio(record):
    text = """
import asyncio
async def forever():
    n = 0
    while True:
        try:
            n += 1
            await asyncio.sleep(0)
        except BaseException:
            pass
def main():
    asyncio.run(forever())
"""
    ended(record(text, steps=500), "steps")
    ended(record(text, seconds=0.3, steps=10**8), "seconds")
    gc.collect()  # the event loop that could not be closed complains


def test_a_session_inside_a_recorded_program(record):
    inner = "def main():\n    a = 1\n    return a\n"
    text = "def main():\n    got = INNER()\n    b = got\n    return b\n"
    recorded = record(text, globals_={"INNER": lambda: len(record(inner).steps)})
    assert recorded.ending.value == 4
    assert [s["line"] for s in recorded.steps if s["event"] == "line" and s["frame_id"] == 0] == [2, 3, 4]
