"""What is recorded of small programs, as tables: event, frame, line, changes since the frame's previous row, value."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

INLINED = sys.version_info >= (3, 12)
"""Comprehensions have no frames of their own any more."""

TEXTS = (Path(__file__).parent / "tables.txt").read_text().split("### ")[1:]
TABLES = dict(text.split("\n", 1) for text in TEXTS)
"""A program, `---`, its table."""
# An iterator that ends gives an `exception` row where the interpreter makes a StopIteration for it: settrace tells so.


def table(text: str) -> list[str]:
    return [line.strip() for line in dedent(text).strip().splitlines()]


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("name", TABLES)
def test_tables(record, name, exact):
    program, rows = TABLES[name].split("---\n")
    assert record(program, exact=exact).table() == table(rows)


COMPREHENSION = "def main():\n    a = [x * x for x in range(2)]\n    return a\n"
OWN_FRAME = """
    call f0 L1
    line f0 L2
    call f1 L2 .0=<range_iterator object>
    line f1 L2
    line f1 L2 x=0
    line f1 L2 x=1
    return f1 L2 -> [0, 1]
    line f0 L3 a=[0, 1]
    return f0 L3 -> [0, 1]
"""
IN_PLACE = """
    call f0 L1
    line f0 L2
    line f0 L2 x=0
    line f0 L2 x=1
    line f0 L3 x=- a=[0, 1]
    return f0 L3 -> [0, 1]
"""


def test_comprehensions(record):
    assert record(COMPREHENSION).table() == table(IN_PLACE if INLINED else OWN_FRAME)


def test_an_asynchronous_generator(record):
    text = """
import asyncio
async def gen():
    yield 1
async def use():
    return [v async for v in gen()]
def main():
    return asyncio.run(use())
"""
    recorded = record(text)
    assert recorded.ending.value == [1]
    events = [step["event"] for step in recorded.steps if step["func"] == "gen"]
    assert events[:3] == ["call", "line", "yield"]
    assert events[-1] == "return"


def test_types_sizes_and_cuts(record):
    text = "class Account: pass\ndef main():\n    a = Account()\n    b = [1] * 50\n    c = int\n    return 'x' * 100\n"
    recorded = record(text, style="bounded", items=10, chars=20)
    changes = [c for step in recorded.steps for c in step["changes"]]
    assert changes == [
        {"name": "a", "value": "<Account #1>", "type": "Account", "size": 12, "cut": False},
        {"name": "b", "value": "[1, 1, 1, 1, 1, 1, 1...", "type": "list", "size": -1, "cut": True},
        {"name": "c", "value": "<class 'int'>", "type": "type", "size": 13, "cut": False},
    ]
    assert recorded.steps[-1]["value"] == f"{'x' * 20!r}...+80"
    assert recorded.session.n_cut == 2


def test_columns_of_a_frame(record):
    text = "def f(n):\n    return n and f(n - 1)\ndef main():\n    return [f(1), f(0)]\n"
    calls = [s for s in record(text).steps if s["event"] == "call"]
    columns = [(s["frame_id"], s["caller"], s["depth"], s["thread"], s["func"]) for s in calls]
    assert columns == [(0, None, 1, 0, "main"), (1, 0, 2, 0, "f"), (2, 1, 3, 0, "f"), (3, 0, 2, 0, "f")]
    assert {s["program_id"] for s in calls} == {record(text).session.files[0].program_id}


def test_a_module(record):
    text = '"""Doc."""\nimport sys\nn = 1\ndef f():\n    global n\n    n = 2\nf()\nm = sys.byteorder\n'
    assert record(text, None).table() == table("""
        call f0 L1
        line f0 L1
        line f0 L2
        line f0 L3 sys=<module 'sys' (built-in)>
        line f0 L4 n=1
        line f0 L7 f=<function f>
        call f1 L4
        line f1 L6
        return f1 L6 -> None
        line f0 L8 n=2
        return f0 L8 m='little' -> None
    """)
