"""Folding the recorded changes gives the state that a naive tracer sees: twelve lines of settrace and builtin repr."""

from __future__ import annotations

import re
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FILE = "<program>"
ADDRESS = r" at 0x[0-9a-f]+"
EVENTS = {"resume": "call", "yield": "return", "unwind": "return"}


def naive(text: str) -> list[tuple]:
    """(event, line, full state) of each event of a program's functions."""
    rows: list[tuple] = []

    def trace(frame, event, arg):
        if frame.f_code.co_filename != FILE:
            return None
        state = {name: (type(v).__qualname__, re.sub(ADDRESS, "", repr(v))) for name, v in frame.f_locals.items()}
        rows.append((event, frame.f_lineno, state))
        return trace

    space = {"__name__": "__main__"}
    exec(compile(text, FILE, "exec"), space)
    sys.settrace(trace)
    try:
        space["main"]()
    except Exception:
        pass
    finally:
        sys.settrace(None)
    return rows


NAMES = st.sampled_from(["a", "b", "c", "d"])
NUMBERS = st.integers(-3, 3).map(str)
ATOMS = st.one_of(NAMES, NUMBERS, st.sampled_from(["'x'", "'long ' * 9", "2.5", "None", "1 << 70", "float('nan')"]))
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"[{p[0]}, {p[1]}]"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}, {p[1]})"),
        inner.map(lambda e: f"{{'k': {e}}}"),
        st.tuples(inner, st.sampled_from(["+", "*", "=="]), inner).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        inner.map(lambda e: f"helper({e})"),
        inner.map(lambda e: f"[v for v in ({e}, 1)]"),
        NAMES.map(lambda n: f"list({n})"),
    ),
    max_leaves=4,
)
SIMPLE = st.one_of(
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} = {p[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} += {p[1]}"),
    st.tuples(NAMES, NAMES).map(lambda p: f"{p[0]}, {p[1]} = {p[1]}, {p[0]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}.append({p[1]})"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}[0] = {p[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}[0] += {p[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}['k'] = {p[1]}"),
    NAMES.map(lambda n: f"{n}.pop()"),
    NAMES.map(lambda n: f"{n} = {n}[0]"),
    NAMES.map(lambda n: f"change({n})"),
    NAMES.map(lambda n: f"for {n} in produce({n}): pass"),
    NAMES.map(lambda n: f"del {n}"),
    EXPRESSIONS.map(lambda e: f"kept.append({e})"),
)


def indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def block(inner):
    body = st.lists(inner, min_size=1, max_size=4).map(lambda parts: [line for part in parts for line in part])
    return st.one_of(
        body.map(lambda b: [f"for i{len(b)} in range(3):", *indent(b)]),
        st.tuples(NAMES, body).map(lambda p: [f"if {p[0]}:", *indent(p[1]), "else:", "    b = 1"]),
        body.map(lambda b: ["try:", *indent(b), "except (TypeError, KeyError) as e:", "    c = str(e)"]),
        body.map(lambda b: ["try:", *indent(b), "finally:", "    d = [1]"]),
        st.tuples(NAMES, body).map(lambda p: [f"for {p[0]} in (1, [2]):", *indent(p[1])]),
    )


PROGRAMS = st.lists(st.recursive(SIMPLE.map(lambda line: [line]), block, max_leaves=8), min_size=1, max_size=8).map(
    lambda parts: [line for part in parts for line in part]
)
TEXT = """
def helper(x):
    y = x
    return [y]
def change(x):
    x.append(5)
    x = None
def produce(x):
    for n in range(2):
        x = [n, x]
        yield x
def main():
    kept = []
    a, b, c, d = 1, [2], {'k': [3]}, 'x'
    def local():
        nonlocal a
        a = kept
        kept.append(b)
    for warm in range(30):
        pass
    for turn in range(4):
        try:
            local()
            a, b = 1, [2]
%s
        except Exception as failed:
            turn = failed
        del kept[4:]
"""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PROGRAMS)
def test_states_are_those_of_a_naive_tracer(record, lines):
    text = TEXT % "\n".join(f"            {line}" for line in lines)
    truth = naive(text)
    for exact in (False, True):
        recorded = record(text, exact=exact, chars=10**9)
        ours = [
            (EVENTS.get(step["event"], step["event"]), step["line"], state)
            for step, state in zip(recorded.steps, recorded.states(), strict=True)
        ]
        assert len(ours) == len(truth)
        for number, (mine, true) in enumerate(zip(ours, truth, strict=True)):
            # a naive "call" of a generator that goes on shows what was bound since: we show it at the next step
            if recorded.steps[number]["event"] != "resume":
                assert mine == true, f"{number}\n{text}"
