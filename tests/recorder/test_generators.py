"""How generators and coroutines are left, and what they yield."""

from __future__ import annotations

import sys

import pytest

GENERATOR = """
def gen():
    yield 1
def outer():
    yield from gen()
async def slow():
    await asyncio.sleep(60)
async def cancelled():
    task = asyncio.ensure_future(slow())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
import asyncio
"""
LEFT = {
    "throw": ("gen", "g = gen()\n    next(g)\n    try: g.throw(ValueError())\n    except ValueError: pass"),
    "throw through": ("outer", "g = outer()\n    next(g)\n    try: g.throw(ValueError())\n    except ValueError: pass"),
    "throw unstarted": ("gen", "g = gen()\n    try: g.throw(ValueError())\n    except ValueError: pass"),
    "cancel": ("slow", "asyncio.run(cancelled())"),
}


@pytest.mark.parametrize("name", LEFT)
def test_an_exception_that_is_thrown_in_and_not_caught_unwinds(record, name):
    func, body = LEFT[name]
    events = [s["event"] for s in record(f"{GENERATOR}def main():\n    {body}\n").steps if s["func"] == func]
    assert "exception" in events
    assert events[-1] == "unwind"
    assert events.count("unwind") == 1


CLOSE = "def gen():\n    yield 1\ndef main():\n    g = gen()\n    next(g)\n    g.close()\n    return 2\n"


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="from 3.13 on the interpreter closes such a generator silently")
def test_closing_unwinds(record):
    rows = [s for s in record(CLOSE).steps if s["func"] == "gen"]
    assert [s["event"] for s in rows] == ["call", "line", "yield", "resume", "exception", "unwind"]
    assert rows[-1]["value"] is None


CAUGHT = """
from contextlib import suppress
class Quiet:
    async def __aenter__(self): pass
    async def __aexit__(self, *_):
        await Pause()
        return True
class Pause:
    def __await__(self):
        yield 'paused'
def again():
    while True:
        with suppress(ValueError): yield 1
async def on_one_line():
    async with Quiet(): await Pause()
def main():
    g = again()
    next(g)
    g.throw(ValueError())
    g.throw(ValueError())
    c = on_one_line()
    c.send(None)
    c.throw(ValueError())
    try: c.send(None)
    except StopIteration: pass
    return g
"""


def test_a_generator_that_catches_what_is_thrown_in_yields_again(record):
    steps = record(CAUGHT).steps
    again = [s["event"] for s in steps if s["func"] == "again" and s["event"] not in {"line", "exception"}]
    assert again == ["call", "yield", "resume", "yield", "resume", "yield"]
    one_line = [s["event"] for s in steps if s["func"] == "on_one_line" and s["event"] not in {"line", "exception"}]
    assert one_line == ["call", "yield", "resume", "yield", "resume", "return"]


ASYNCHRONOUS = """
import asyncio
class Account: pass
async def gen():
    for value in (1, None, [2, 'b'], Account()):
        yield value
        await asyncio.sleep(0)
async def use():
    return [v async for v in gen()]
def main():
    return asyncio.run(use())
"""


def test_an_asynchronous_generator_shows_what_it_yields(record):
    steps = record(ASYNCHRONOUS, style="bounded").steps
    yields = [(s["line"], s["value"]) for s in steps if s["func"] == "gen" and s["event"] == "yield"]
    assert [value for line, value in yields if line == 6] == ["1", "None", "[2, 'b']", "<Account #1>"]
    assert [value for line, value in yields if line == 7] == ["None"] * 4
