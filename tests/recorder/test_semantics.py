"""What is recorded of small programs, as tables: event, frame, line, changes since the frame's previous row, value."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest

INLINED = sys.version_info >= (3, 12)
"""Comprehensions have no frames of their own any more."""

TABLES = {
    "state before the line": (
        """
        def main():
            a = 1
            b = a + 1
            return b
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3 a=1
        line f0 L4 b=2
        return f0 L4 -> 2
        """,
    ),
    "the same repr and type is no change": (
        """
        def main():
            a = [1]
            a = [1]
            a = (1,)
            a = 1
            a = True
            a = 1.0
            a = float('nan')
            a = float('nan')
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3 a=[1]
        line f0 L4
        line f0 L5 a=(1,)
        line f0 L6 a=1
        line f0 L7 a=True
        line f0 L8 a=1.0
        line f0 L9 a=nan
        return f0 L9 -> None
        """,
    ),
    "aliases": (
        """
        def change(x):
            x.append(2)
        def main():
            a = [1]
            b = (a, 0)
            change(a)
            del b
            return a
        """,
        """
        call f0 L3
        line f0 L4
        line f0 L5 a=[1]
        line f0 L6 b=([1], 0)
        call f1 L1 x=[1]
        line f1 L2
        return f1 L2 x=[1, 2] -> None
        line f0 L7 a=[1, 2] b=([1, 2], 0)
        line f0 L8 b=-
        return f0 L8 -> [1, 2]
        """,
    ),
    "a handled exception": (
        """
        def main():
            try:
                {}['x']
            except KeyError as error:
                text = str(error)
            finally:
                last = 1
            return text
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3
        exception f0 L3 -> KeyError('x')
        line f0 L4
        line f0 L5 error=KeyError('x')
        line f0 L7 error=- text="'x'"
        line f0 L8 last=1
        return f0 L8 -> "'x'"
        """,
    ),
    "an exception that passes": (
        """
        def inner(n):
            raise ValueError(n)
        def main():
            try:
                inner(1)
            except ValueError:
                return 'caught'
        """,
        """
        call f0 L3
        line f0 L4
        line f0 L5
        call f1 L1 n=1
        line f1 L2
        exception f1 L2 -> ValueError(1)
        unwind f1 L2
        exception f0 L5 -> ValueError(1)
        line f0 L6
        line f0 L7
        return f0 L7 -> 'caught'
        """,
    ),
    "return in finally": (
        """
        def main():
            try:
                return 1
            finally:
                return 2
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3
        line f0 L5
        return f0 L5 -> 2
        """,
    ),
    "a generator": (
        """
        def gen(n):
            for i in range(n):
                got = yield i
            return 'done'
        def main():
            for v in gen(1):
                w = v
        """,
        """
        call f0 L5
        line f0 L6
        call f1 L1 n=1
        line f1 L2
        line f1 L3 i=0
        yield f1 L3 -> 0
        line f0 L7 v=0
        line f0 L6 w=0
        resume f1 L3
        line f1 L2 got=None
        line f1 L4
        return f1 L4 -> 'done'
        exception f0 L6 -> StopIteration('done')
        return f0 L6 -> None
        """,
    ),
    "yield from": (
        """
        def inner():
            x = yield 1
            return x
        def outer():
            r = yield from inner()
            yield r
        def main():
            g = outer()
            a = next(g)
            b = g.send(5)
            list(g)
            return a, b
        """,
        """
        call f0 L7
        line f0 L8
        line f0 L9 g=<generator object outer>
        call f1 L4
        line f1 L5
        call f2 L1
        line f2 L2
        yield f2 L2 -> 1
        yield f1 L5 -> 1
        line f0 L10 a=1
        resume f1 L5
        resume f2 L2
        line f2 L3 x=5
        return f2 L3 -> 5
        exception f1 L5 -> StopIteration(5)
        line f1 L6 r=5
        yield f1 L6 -> 5
        line f0 L11 b=5
        resume f1 L6
        return f1 L6 -> None
        line f0 L12
        return f0 L12 -> (1, 5)
        """,
    ),
    "a closed generator": (
        """
        def gen():
            try:
                yield 1
            finally:
                end = 2
        def main():
            g = gen()
            next(g)
            g.close()
        """,
        """
        call f0 L6
        line f0 L7
        line f0 L8 g=<generator object gen>
        call f1 L1
        line f1 L2
        line f1 L3
        yield f1 L3 -> 1
        line f0 L9
        resume f1 L3
        exception f1 L3 -> GeneratorExit()
        line f1 L5
        unwind f1 L5 end=2
        return f0 L9 -> None
        """,
    ),
    "closures": (
        """
        def main():
            n = 0
            def up():
                nonlocal n
                n += 1
            up()
            return n
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3 n=0
        line f0 L6 up=<function main.<locals>.up>
        call f1 L3 n=0
        line f1 L5
        return f1 L5 n=1 -> None
        line f0 L7 n=1
        return f0 L7 -> 1
        """,
    ),
    "a class body": (
        """
        def main():
            class K:
                a = 1
                b = a + 1
            return K.b
        """,
        """
        call f0 L1
        line f0 L2
        call f1 L2
        line f1 L2
        line f1 L3
        line f1 L4 a=1
        return f1 L4 b=2 -> None
        line f0 L5 K=<class '__main__.main.<locals>.K'>
        return f0 L5 -> 2
        """,
    ),
    "objects": (
        """
        class P:
            def __init__(self, x):
                self.x = x
            def __repr__(self):
                return f'P({self.x})' if hasattr(self, 'x') else 'P'
        def main():
            p = P(1)
            q = [p]
            p.x += 1
            return q
        """,
        """
        call f0 L6
        line f0 L7
        call f1 L2 self=P x=1
        line f1 L3
        return f1 L3 self=P(1) -> None
        line f0 L8 p=P(1)
        line f0 L9 q=[P(1)]
        line f0 L10 p=P(2) q=[P(2)]
        return f0 L10 -> [P(2)]
        """,
    ),
    "match": (
        """
        def main():
            for v in ([1, 2], {'k': 3, 'z': 4}):
                match v:
                    case [a, *rest]:
                        got = a
                    case {'k': k, **others}:
                        got = k
            return got
        """,
        """
        call f0 L1
        line f0 L2
        line f0 L3 v=[1, 2]
        line f0 L4
        line f0 L5 a=1 rest=[2]
        line f0 L2 got=1
        line f0 L3 v={'k': 3, 'z': 4}
        line f0 L4
        line f0 L6
        line f0 L7 k=3 others={'z': 4}
        line f0 L2 got=3
        line f0 L8
        return f0 L8 -> 3
        """,
    ),
    "a lambda": (
        """
        def main():
            return sorted([1, 2], key=lambda x: -x)
        """,
        """
        call f0 L1
        line f0 L2
        call f1 L2 x=1
        line f1 L2
        return f1 L2 -> -1
        call f2 L2 x=2
        line f2 L2
        return f2 L2 -> -2
        return f0 L2 -> [2, 1]
        """,
    ),
    "a with statement": (
        """
        import contextlib
        def main():
            with contextlib.suppress(KeyError) as nothing:
                {}[1]
            return 1
        """,
        """
        call f0 L2
        line f0 L3
        line f0 L4 nothing=None
        exception f0 L4 -> KeyError(1)
        line f0 L3
        line f0 L5
        return f0 L5 -> 1
        """,
    ),
    "a coroutine": (
        """
        import asyncio
        async def wait(n):
            await asyncio.sleep(0)
            return n
        def main():
            return asyncio.run(wait(1))
        """,
        """
        call f0 L5
        line f0 L6
        call f1 L2 n=1
        line f1 L3
        yield f1 L3 -> None
        resume f1 L3
        exception f1 L3 -> StopIteration()
        line f1 L4
        return f1 L4 -> 1
        return f0 L6 -> 1
        """,
    ),
    "an asynchronous generator": (
        """
        import asyncio
        async def gen():
            yield 1
        async def use():
            return [v async for v in gen()]
        def main():
            return asyncio.run(use())
        """,
        None,
    ),
}


# An iterator that ends gives an `exception` row where the interpreter makes a StopIteration for it: settrace tells so.


def table(text: str) -> list[str]:
    return [line.strip() for line in dedent(text).strip().splitlines()]


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("name", [name for name, (_, rows) in TABLES.items() if rows])
def test_tables(record, name, exact):
    program, rows = TABLES[name]
    assert record(dedent(program).lstrip("\n"), exact=exact).table() == table(rows)


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
    recorded = record(dedent(TABLES["an asynchronous generator"][0]))
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
        {"name": "b", "value": "[1, 1, 1, 1, 1, 1, 1...+18", "type": "list", "size": 38, "cut": True},
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
