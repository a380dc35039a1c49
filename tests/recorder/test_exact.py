"""The static analysis gives the same steps as looking at everything on every step."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
CRUXEVAL = DATA / "cruxeval" / "cruxeval.jsonl"
PROGRAMS = sorted((Path(__file__).parents[2] / "sample_data" / "programs").glob("*.py"))

# Each is a way to change an object that a quick look at the source would miss. `main` runs twice in a loop long
# enough for the analysis to begin.
HARD = {
    "aliases": """
        a = [1]; b = a
        b.append(2)
        c = (a,)
        a[0] = 7
        return c
    """,
    "key that mutates": """
        a = [3, 1]; b = []
        try:
            m = max(a, key=b.append)
        except TypeError:
            pass
        m = sorted(a, key=lambda x: b.append(x) or x)
        z = 1
        return b
    """,
    "bound method": """
        a = []
        push = a.append
        push(1)
        list.append(a, 2)
        import operator
        operator.setitem(a, 0, 5)
        x = 1
        return a
    """,
    "nested": """
        g = [[0] * 2 for _ in range(2)]
        r = g[0]
        r[1] = 5
        g[1][0] = 6
        d = {'k': g}
        r.append(1)
        d.setdefault('z', []).append(3)
        return d
    """,
    "augmented item of an alias": """
        a = [[1], [2]]
        r = a[0]
        a[0] += [5]
        x = 1
        d = {'q': r}
        d['q'] += [6]
        y = 2
        return r
    """,
    "augmented attribute of an alias": """
        p = Plain()
        p.items = r = [1]
        p.items += [5]
        x = 1
        p.n = 0
        p.n += 1
        y = 2
        return r
    """,
    "augmented name": """
        a = [1]; t = (a, 2)
        a += [3]
        x = 0
        x += 1
        s = {1}; u = s
        s |= {2}
        return t
    """,
    "iterator argument": """
        b = []
        def g(it, b):
            for x in it:
                y = x
            return b
        r = g(LAZILY(b.append, [1, 2]), b)
        q = list(LAZILY(b.append, [3]))
        z = 1
        return r
    """,
    "generator that mutates": """
        def g(a):
            for i in range(3):
                a.append(i)
                yield i
        a = []
        for v in g(a):
            w = v
        a.append(next(g(a)))
        x = 1
        return a
    """,
    "change after a step of the frame that shows it": """
        def gen(a):
            while True:
                n = yield
                m = 1
        a = []
        g = gen(a)
        g.send(None)
        for i in range(3):
            a.append(g.send(i))
            a.append(1)
        a.append(take(g))
        x = take(g)
        y = take(g)
        return a
    """,
    "standard library": """
        import random, heapq, bisect
        random.seed(1); a = [1, 2, 3, 4]
        random.shuffle(a)
        heapq.heapify(a)
        bisect.insort(a, 2)
        x = 1
        return a
    """,
    "property": """
        class P:
            def __init__(self):
                self.n = 0
            @property
            def v(self):
                self.n += 1
                return self.n
            def __repr__(self):
                return f'P({self.n})'
        p = P()
        q = [p]
        x = p.v
        y = p.v
        return q
    """,
    "operators": """
        class P:
            def __getattr__(self, k):
                if k.startswith('__'):
                    raise AttributeError(k)
                self.__dict__[k] = 1
                return 1
            def __getitem__(self, k):
                self.k = k
                return k
            def __eq__(self, o):
                self.e = 1
                return True
            def __len__(self):
                self.l = 1
                return 3
            def __repr__(self):
                return f'P({sorted(self.__dict__)})'
        p = P()
        x = p.foo
        y = p[3]
        z = p == 1
        w = len(p)
        return 1
    """,
    "cached property": """
        import functools
        class P:
            @functools.cached_property
            def v(self):
                return 7
        p = P()
        x = p.v
        y = x
        return y
    """,
    "globals": """
        G.clear()
        def h():
            global N
            N += 1
            G.append(N)
        g = G
        h()
        G[0] = 9
        h()
        return g
    """,
    "closure": """
        a = []; n = 0
        def h():
            nonlocal n
            n += 1
            a.append(n)
        h()
        x = [h() for _ in range(2)]
        return a
    """,
    "joined thread": """
        import threading
        a = []
        t = threading.Thread(target=a.append, args=(1,), name='worker')
        t.start(); t.join()
        x = 1
        return a
    """,
    "context manager": """
        import contextlib
        @contextlib.contextmanager
        def cm(a):
            a.append('in')
            yield a
            a.append('out')
        a = []
        with cm(a) as b:
            c = 1
        d = 2
        return a
    """,
    "defaultdict": """
        from collections import defaultdict, Counter, OrderedDict, deque
        d = defaultdict(int)
        d['x']
        e = [d]
        if d['y'] == 0:
            z = 1
        c = Counter('aab')
        c['q'] += 1
        o = OrderedDict(a=1, b=2)
        o.move_to_end('a')
        f = deque([1, 2], maxlen=2)
        f.append(3)
        f.rotate()
        return d
    """,
    "subclass of list": """
        class L(list):
            def append(self, x):
                super().append(x * 2)
            def get(self, i):
                self.pop()
                return 1
        l = L([1])
        l.append(3)
        y = l.get(0)
        z = 1
        return l
    """,
    "setattr": """
        p = Plain()
        setattr(p, 'x', 1)
        p.__dict__['y'] = 2
        vars(p)['z'] = 3
        del p.x
        return p.y
    """,
    "class attribute": """
        class P:
            xs = []
            def __repr__(self): return f'P({self.xs})'
        p = P()
        q = P()
        P.xs.append(1)
        q.xs.append(2)
        P.xs = 5
        return 1
    """,
    "exec": """
        a = []
        exec('a.append(1)')
        b = 1
        return a
    """,
    "walrus": """
        a = [1, 2]
        while (n := len(a)) < 4: a.append(n)
        if (m := a.pop()) > 1:
            k = m
        return a
    """,
    "expression as owner": """
        a = []; b = [1]
        (a if b else b).append(5)
        a and b.append(3)
        x = [b.pop() for _ in a]
        return a, b
    """,
    "finally": """
        a = []
        for i in range(3):
            try:
                a.append(i)
                if i == 1: continue
                1 / (i - 2)
            except ZeroDivisionError as e:
                a.append('z')
            finally:
                a.append('f')
        return a
    """,
    "unpacking": """
        a = [0, 0]; i = 0
        i, a[i] = 1, 5
        a[0], *a[1:] = 1, 2, 3
        for a[0] in range(2):
            k = 1
        with open('/dev/null') as a[1]:
            k = 2
        return len(a)
    """,
    "iterator with a state": """
        import itertools
        c = itertools.count()
        for i in c:
            if i > 2: break
        d = 1
        return d
    """,
    "buffers": """
        import array
        b = bytearray(b'ab'); m = memoryview(b)
        m[0] = 99
        x = 1
        a = array.array('i', [1, 2])
        a[0] = 5
        a.append(3)
        a2 = a
        a2 += array.array('i', [9])
        return x
    """,
    "finalizer": """
        class D:
            def __init__(self, l): self.l = l
            def __del__(self): self.l.append('gone')
        l = []
        d = D(l)
        d = None
        x = 1
        y = 2
        return l
    """,
    "name bound to another callable": """
        def g(x): x.append(1)
        a = []
        h = g
        h(a)
        h = a.append
        h(2)
        y = 1
        return a
    """,
    "instance attribute over a method": """
        class P:
            def m(self): return 1
        a = []
        p = P()
        for m in (None, lambda: a.append(1), a.clear):
            if m: p.m = m
            p.m()
            z = 1
        return a
    """,
    "lru_cache": """
        import functools
        l = G
        l.clear()
        @functools.lru_cache
        def g(n):
            l.append(n)
            return n
        g(1)
        g(1)
        x = 1
        return l
    """,
    "copies": """
        a = [[1], [2]]
        s = sum(a, [])
        s[0] = 9
        t = a[:]
        t[0].append(4)
        return a
    """,
    "callable object": """
        class C:
            def __init__(self): self.n = 0
            def __call__(self): self.n += 1
            def __repr__(self): return f'C({self.n})'
        c = C()
        c()
        x = c()
        return 1
    """,
    "class body": """
        a = []
        class K:
            xs = a
            n = 1
            a.append(n)
            for i in range(2):
                n += i
            del i
        return K.n
    """,
    "renamed function": """
        def f(): pass
        g = f
        f.__qualname__ = 'other'
        x = 1
        return 1
    """,
    "exception that is changed": """
        try:
            raise ValueError([1])
        except ValueError as e:
            e.args[0].append(2)
            k = 1
            e.args = (3,)
            m = 2
        return m
    """,
}
FRAME = """
N = 0
G = []
class Plain:
    def __repr__(self): return f'Plain({self.__dict__})'
def take(g):
    return g.send(1)
def case():
%s
def main():
    for turn in range(30):
        result = case()
    return result
"""


def same(record, text, entry="main", **options):
    """Records twice; ids of threads differ between two runs, and are masked."""
    runs = [record(text, entry, exact=exact, globals_=space(), **options) for exact in (False, True)]
    fast, slow = ([re.sub(r"\d{12,}", "N", line) for line in run.table()] for run in runs)
    assert fast == slow
    if fast == runs[0].table():
        assert runs[0].steps == runs[1].steps
        assert runs[0].session.digest == runs[1].session.digest
    return runs[0]


def space():
    """`LAZILY` is `map` under a name from elsewhere."""
    return {"__name__": "__main__", "LAZILY": map}


@pytest.mark.parametrize("style", ["cwm", "bounded"])
@pytest.mark.parametrize("name", HARD)
def test_hard_programs(record, name, style):
    text = FRAME % "\n".join(line[4:] for line in HARD[name].strip("\n").splitlines())
    assert same(record, text, style=style).ending.outcome == "returned"


@pytest.mark.parametrize("name", HARD)
def test_hard_programs_as_a_script(record, name):
    """The same at module level, where any function can bind the names too."""
    body = "\n".join(line[8:] for line in HARD[name].strip("\n").splitlines())
    body = re.sub(r"^return (.*)", r"result = \1", body, flags=re.MULTILINE).replace("nonlocal", "global")
    loop = "for turn in range(30):\n" + "\n".join(f"    {line}" for line in body.splitlines())
    text = FRAME.split("def case")[0] + loop
    assert same(record, text, None).ending.outcome == "returned"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_sample_programs(record, path):
    same(record, path.read_text(), None, style="bounded", steps=20_000)


@pytest.mark.skipif(not CRUXEVAL.exists(), reason=f"no CRUXEval at {CRUXEVAL}; set TRACEWALK_TEST_DATA")
def test_cruxeval(record):
    rows = [json.loads(line) for line in CRUXEVAL.read_text().splitlines()]
    assert len(rows) == 800
    for number, item in enumerate(rows):
        text = f"{item['code']}\n\ndef main():  # << START_OF_TRACE\n    return f({item['input']})\n"
        style = ("cwm", "bounded")[number % 2]
        recorded = same(record, text, style=style, steps=20_000)
        assert recorded.ending.outcome == "returned", item["id"]
        if style == "cwm":
            assert recorded.ending.result == item["output"] or eval(item["output"]) == recorded.ending.value, item["id"]
