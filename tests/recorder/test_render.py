"""Values as text, and values that are out to break a recording."""

from __future__ import annotations

import collections
import dataclasses
import enum
import gc
import time
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.recorder import plain
from tracewalk.recorder.bounded import Bounded
from tracewalk.recorder.guard import Guard
from tracewalk.recorder.plain import Plain


def guard() -> Guard:
    return Guard(repr_ms=50, seconds=60, on_alarm=lambda frame: None)


def bounded(value, **limits):
    return Bounded(guard(), **{"items": 100, "chars": 4_000, **limits}).text(value)


@dataclasses.dataclass
class Point:
    x: int
    y: object = None


class Bare:
    def __init__(self, **state):
        self.__dict__.update(state)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


class Colour(enum.Enum):
    RED = 1


LOOP: list = []
LOOP.append(LOOP)

BOUNDED = [
    (1, "1"),
    (True, "True"),
    (float("nan"), "nan"),
    (-0.0, "-0.0"),
    ("a'b", '"a\'b"'),
    (b"\xff", "b'\\xff'"),
    ([], "[]"),
    ((1,), "(1,)"),
    (([],), "([],)"),
    ({"a": [1, (2, {})]}, "{'a': [1, (2, {})]}"),
    ({3, 1, 2}, "{1, 2, 3}"),
    ({"b", "a", (1, 2)}, "{'a', 'b', (1, 2)}"),
    (set(), "set()"),
    (frozenset({2, 1}), "frozenset({1, 2})"),
    (bytearray(b"ab"), "bytearray(b'ab')"),
    (collections.deque([1, 2], maxlen=3), "deque([1, 2], maxlen=3)"),
    (slice(1, None, 2), "slice(1, None, 2)"),
    (range(3), "range(0, 3)"),
    (LOOP, "[[...]]"),
    (len, "<built-in function len>"),
    (guard, "<function guard>"),
    (Point, "<class 'Point'>"),
    (Point(1, [2]), "Point(x=1, y=[2])"),
    (Bare(), "<Bare #1>"),
    (Bare(x=1, y=[2]), "<Bare #1 x=1, y=[2]>"),
    (Bare(x=Bare(y=Bare(z=1))), "<Bare #1 x=<Bare #2 y=<Bare #3>>>"),
    (Slotted(), "<Slotted #1 a=1>"),
    (Bare(x=1).__init__, "<bound method Bare.__init__ of <Bare #1>>"),
    (Colour.RED, "<Colour.RED: 1>"),
    (ValueError("no"), "ValueError('no')"),
    (10**1233, repr(10**1233)),
    (10**6000, f"<int {hex(10**6000 >> ((10**6000).bit_length() - 64))}... {(10**6000).bit_length()} bits>"),
    ("s" * 4001, f"{'s' * 4000!r}...+1"),
    (["s" * 1001], f"[{'s' * 1000!r}...+1]"),
    (list(range(102)), f"[{', '.join(map(str, range(100)))}, ...+2]"),
    ("<Bare object at 0x7f00aa>", "'<Bare object>'"),
]


@pytest.mark.parametrize(("value", "text"), BOUNDED, ids=range(len(BOUNDED)))
def test_bounded(value, text):
    assert bounded(value) == text


def test_bounded_cuts_depth_items_and_characters():
    style = Bounded(guard(), items=3, chars=40)
    assert style.text([[[[[[[[1]]]]]]]]) == "[[[[[[[...]]]]]]]"
    assert style.cut
    assert style.text({i: i for i in range(5)}) == "{0: 0, 1: 1, 2: 2, ...+2}"
    assert style.cut
    assert style.text(["abcdefgh" * 2] * 3).endswith("...+20")
    assert (style.cut, style.size) == (True, 60)
    assert style.text("x" * 100) == f"{'x' * 40!r}"[:40] + "...+64" or style.size == 102
    assert style.text([1, 2]) == "[1, 2]"
    assert not style.cut


@given(st.recursive(st.integers() | st.text() | st.binary(), lambda inner: st.lists(inner) | st.sets(st.integers())))
def test_bounded_is_bounded(value):
    style = Bounded(guard(), items=5, chars=60)
    assert len(style.text(value)) <= 60 + 20


@given(st.recursive(st.integers() | st.text() | st.floats(), lambda i: st.lists(i) | st.dictionaries(st.text(), i)))
def test_plain_is_repr(value):
    style = Plain(guard())
    assert style.text(value) == repr(value)
    assert not style.cut


def test_plain_removes_addresses():
    assert Plain(guard()).text([Bare()]) == "[<test_render.Bare object>]".replace("test_render", Bare.__module__)


def test_numbers_keep_nothing_alive():
    style = Bounded(guard(), items=10, chars=400)
    thing = Bare()
    assert style.text(thing) == style.text(thing) == "<Bare #1>"
    died = weakref.ref(thing)
    del thing
    gc.collect()
    assert died() is None
    assert style.text(Bare()) == "<Bare #2>"


HOSTILE = {
    "raises": "class V:\n    def __repr__(self): raise RuntimeError('no')",
    "exits": "class V:\n    def __repr__(self): raise SystemExit",
    "no str": "class V:\n    def __repr__(self): return 5",
    "a str of another kind": "class S(str): pass\nclass V:\n    def __repr__(self): return S('odd')",
    "prints": "class V:\n    def __repr__(self):\n        print('leak')\n        return 'V'",
    "mutates": "class V:\n    n = 0\n    def __repr__(self):\n        self.n += 1\n        return f'V({self.n})'",
    "recursive": "class V:\n    def __repr__(self): return f'V({self!r})'",
    "surrogates": "class V:\n    def __repr__(self): return 'V\\ud800'",
    "no attributes": "class V:\n    def __getattribute__(self, name): raise KeyError(name)",
    "lies about its class": "class V:\n    @property\n    def __class__(self): raise ValueError",
    "another class": "class V:\n    @property\n    def __class__(self): return list",
    "metaclass": "class M(type):\n    def __repr__(cls): raise ValueError\n    def __getattribute__(cls, n): raise "
    "KeyError(n)\nclass V(metaclass=M): pass",
    "unhashable type": "class M(type):\n    def __eq__(self, other): raise ValueError\n    __hash__ = None\n"
    "class V(metaclass=M): pass",
    "list that lies": "class V(list):\n    def __len__(self): return 10**9\n    def __iter__(self): raise ValueError",
    "dict that changes": "class V(dict):\n    def __repr__(self):\n        self[len(self)] = 1\n        "
    "return dict.__repr__(self)",
    "swallows": "class V:\n    def __repr__(self):\n        try: 1 / 0\n        except BaseException: return 'V'",
    "equal to nothing": "class V:\n    def __eq__(self, other): raise ValueError\n    __hash__ = None",
    "settrace": "import sys\nclass V:\n    def __repr__(self):\n        sys.gettrace()\n        return 'V'",
}
HOSTS = """
def main():
    v = V()
    held = [v, {'k': v}, (v,)]
    for i in range(30):
        w = V()
        last = i
    print('end')
    return last
"""


@pytest.mark.parametrize("style", ["cwm", "bounded"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values(record, name, style):
    recorded = record(HOSTILE[name] + HOSTS, style=style)
    assert recorded.ending.outcome == "returned"
    assert recorded.ending.value == 29
    assert recorded.steps[-1]["event"] == "return"
    assert recorded.stream("stdout") == "end\n"
    assert [s["event"] for s in recorded.steps].count("line") >= 65


VALUES = {
    "huge int": "10 ** 1_000_000",
    "huge int in a list": "[10 ** 1_000_000]",
    "huge string": "'z' * 10_000_000",
    "surrogates": "'\\ud800 \\x00 \\U0001f600'",
    "self-reference": "[].__class__([1])",
    "nan": "[float('nan'), float('inf'), -0.0]",
    "mixed set": "{'b', 'a', 3, (1, 2)}",
    "memory": "memoryview(b'abc')",
    "ordered": "__import__('collections').OrderedDict(a=1)",
    "deep": "DEEP",
}


@pytest.mark.parametrize("style", ["cwm", "bounded"])
@pytest.mark.parametrize("name", VALUES)
def test_hostile_built_in_values(record, name, style):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    text = f"def main():\n    v = {VALUES[name]}\n    w = v\n    return 1\n"
    recorded = record(text, style=style, chars=100_000_000 if style == "cwm" else None, globals_={"DEEP": deep})
    assert recorded.ending.outcome == "returned"
    assert len(recorded.steps) == 5
    change = recorded.steps[2]["changes"][0]
    assert change["value"]
    if name.startswith("huge int") or name == "deep":
        assert change["cut"]
        assert recorded.session.n_cut == 2


@pytest.mark.parametrize("style", ["cwm", "bounded"])
@pytest.mark.parametrize(
    "waits",
    [
        "while True: pass",
        "time.sleep(60)",
        "while True:\n            try: x = 1\n            except BaseException: pass",
    ],
)
def test_a_slow_repr_is_cut_once(record, style, waits):
    text = f"""
import time
class V:
    def __repr__(self):
        {waits}
def main():
    v = V()
    w = [V(), v]
    v = V()
    return 1
"""
    recorded = record(text, style=style, settings={"repr_ms": 10})
    assert recorded.ending.outcome == "returned"
    assert recorded.ending.seconds < 20
    assert recorded.session.n_cut >= 2
    assert "V" in recorded.steps[2]["changes"][0]["value"]


def test_a_dict_that_other_threads_change(record):
    text = """
import threading
def main():
    d = {}
    stop = []
    def fill():
        n = 0
        while not stop and n < 20_000:
            n += 1
            d[n % 50] = n
            if n % 3: d.pop(n % 50, None)
    worker = threading.Thread(target=fill)
    worker.start()
    for i in range(300):
        j = i
    stop.append(1)
    worker.join()
    return j
"""
    for style in ("cwm", "bounded"):
        recorded = record(text, style=style, steps=200_000, chars=10**9)
        assert recorded.ending.outcome == "returned"
        assert {step["thread"] for step in recorded.steps} == {0, 1}


def test_threads_look_at_values_of_their_own(record, monkeypatch):
    """Others run in the middle of a look at a value: what it finds out is not mixed up with what they find out."""
    held = plain._held
    monkeypatch.setattr(plain, "_held", lambda value, kind: time.sleep(1e-4) or held(value, kind))
    text = """
import threading
def short():
    for i in range(200):
        d = [i]
def long():
    for i in range(200):
        n = 10 ** (5_000 + i)
def main():
    workers = [threading.Thread(target=each) for each in (short, long)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""
    recorded = record(text, style="cwm", chars=10**9)
    assert recorded.ending.outcome == "returned"
    changes = [change for step in recorded.steps for change in step["changes"] if change["name"] in {"d", "n"}]
    assert {(change["name"], change["cut"]) for change in changes} == {("d", False), ("n", True)}


@given(st.lists(st.integers(0, 30) | st.none(), min_size=16, max_size=20), st.data())
def test_lists_that_change_a_little(values, data):
    style = Bounded(guard(), items=18, chars=4_000)
    for _ in range(8):
        assert style.text(values) == Bounded(guard(), items=18, chars=4_000).text(list(values))
        for _ in range(data.draw(st.integers(0, 6))):
            new = data.draw(st.sampled_from([1, True, 2.5, float("nan"), None, "x", "y" * 50, [1], 10**5000]))
            values[data.draw(st.integers(0, len(values) - 1))] = new
