"""One recording: its limits, what it captures, how it ends, and what it says of itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import tracemalloc

import pyarrow as pa
import pytest

from tracewalk.model import STEPS, STOP_REASONS, Limits, program_id
from tracewalk.recorder.digest import StepsDigest
from tracewalk.recorder.session import Session

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


# ---------------------------------------------------------------------- limits


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
    text = "import os, signal\ndef main():\n    for i in range(10):\n        if i == 5: os.kill(os.getpid(), signal.SIGINT)\n"
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


# ---------------------------------------------------------------------- endings


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
        emit=batches.append,
        source=lambda name: None,
    )
    assert session.run(space["f"]).value == 1
    assert (batches, session.n_steps, session.files) == ([], 0, ())


def test_names_can_be_hidden(record):
    recorded = record("def main():\n    _a = 1\n    b = 2\n    return b\n", hide=lambda name: name.startswith("_"))
    assert {c["name"] for s in recorded.steps for c in s["changes"]} == {"b"}


# ---------------------------------------------------------------------- output


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
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert record("def main():\n    return input('name? ')\n").ending.error == "EOFError('EOF when reading a line')"


# ---------------------------------------------------------------------- batches


BUSY = """
def walk(n):
    for i in range(n):
        yield [i]
def main():
    total = {}
    for turn in range(40):
        for got in walk(3):
            total[turn % 7] = total.get(turn % 7, 0) + len(got)
        if turn % 10 == 0:
            print(turn)
            try:
                total['no']
            except KeyError as error:
                total['error'] = str(error)
    return total
"""


@pytest.mark.parametrize("style", ["cwm", "bounded"])
def test_batches_of_any_size_give_the_same_steps_and_digest(record, style):
    whole = record(BUSY, style=style)
    assert whole.ending.outcome == "returned"
    assert len(whole.batches) == 1
    for rows in (1, 2, 7, 64, 500):
        parts = record(BUSY, style=style, settings={"row_group": rows})
        assert all(batch.num_rows <= rows for batch in parts.batches)
        assert parts.steps == whole.steps
        assert parts.session.digest == whole.session.digest
        assert parts.session.n_frames == whole.session.n_frames == 41


def test_the_digest_is_that_of_the_plain_table(record):
    recorded = record(BUSY)
    table = pa.concat_tables([pa.Table.from_batches([batch]).cast(STEPS) for batch in recorded.batches])
    assert table.schema == STEPS
    for size in (10, 100_000):
        digest = StepsDigest()
        for batch in table.to_batches(max_chunksize=size):
            digest.update(batch)
        assert digest.hexdigest() == recorded.session.digest
    assert record(BUSY.replace("turn % 7", "turn % 6")).session.digest != recorded.session.digest


def test_memory_is_flat():
    """Three times the steps and frames take no more memory: what a row needs is gone once it is emitted."""
    text = """
class Node:
    def __init__(self, value, after):
        self.value = value
        self.after = after
def step(n, head):
    head = Node(n, None)
    return head
def main(n):
    head = None
    for i in range(n):
        head = step(i, head)
    return n
"""
    space: dict = {}
    exec(compile(text, "<program>", "exec"), space)

    def peak(n):
        rows = [0]
        session = Session(
            "0" * 32,
            scope=lambda name: "p.py" if name == "<program>" else None,
            limits=Limits(10**9, 1000, 4000, 100),
            repr_style="bounded",
            emit=lambda batch: rows.__setitem__(0, rows[0] + batch.num_rows),
            source=lambda name: text,
            settings=__import__("tracewalk.settings").settings.Settings(row_group=1_000),
        )
        tracemalloc.start()
        assert session.run(lambda: space["main"](n)).value == n
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used, rows[0]

    small, few = peak(800)
    large, many = peak(3_200)
    assert many > 3.9 * few > 20_000
    assert large < 1.15 * small


# ---------------------------------------------------------------------- the recursion limit


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


# ---------------------------------------------------------------------- threads


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


def test_a_session_inside_a_recorded_program(record):
    inner = "def main():\n    a = 1\n    return a\n"
    text = "def main():\n    got = INNER()\n    b = got\n    return b\n"
    recorded = record(text, globals_={"INNER": lambda: len(record(inner).steps)})
    assert recorded.ending.value == 4
    assert [s["line"] for s in recorded.steps if s["event"] == "line" and s["frame_id"] == 0] == [2, 3, 4]
