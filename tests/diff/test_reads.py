"""The names that a line reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.diff.reads import decides, names_read

PROGRAM = """\
import math                                  #
@decorate(level)                             # decorate level default other
def f(a, b=default, *, c=other):             # decorate level default other
    x = a + b                                # a b
    x += c                                   # x c
    x[i] = y.z                               # x i y
    x.attr = 1                               # x
    x, (y, *z) = pair                        # pair
    for n in items:                          # items n
        print(n)                             # print n
    else:
        done = True                          #
    for i, row[k] in rows:                   # i row k rows
        pass                                 #
    while n < limit:                         # n limit
        n -= step                            # n step
    if flag and x: return y                  # flag x y
    elif other:                              # other
        raise Broken(x) from cause           # Broken x cause
    with open(name) as file, lock:           # open name lock
        data = file.read()                   # file
    try:
        q = 1                                #
    except (KeyError, Mine) as error:        # KeyError Mine
        w = error                            # error
    finally:
        w = 2                                #
    squares = [v * k for v in vs if v]       # v k vs
    g = lambda m: m + free                   # m free
    text = f"{x!r:>{width}} {'lit'}"         # x width
    call(first, *rest, key=value, **more)    # call first rest value more
    total = (                                # one two
        one                                  # one two
        + two                                # one two
    )                                        # one two
    assert ok, why                           # ok why
    del gone[key]                            # gone key
    match subject.kind:                      # subject
        case Kind.A | Kind.B if guard:       # Kind guard
            r = 1                            #
        case {"k": got}:                     #
            r = got                          # got
    yield item                               # item
    t: Type = typed                          # Type typed
    if (w := walrus) > 1:                    # walrus
        return w                             # w
class C(Base, metaclass=Meta):               # Base Meta
    field = start                            # start
"""


def test_program() -> None:
    for number, line in enumerate(PROGRAM.splitlines(), 1):
        source, mark, names = line.rpartition("#")
        if mark:
            assert names_read("p", PROGRAM, number, source) == frozenset(names.split()), line


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("    return f(x)\n", "f x"),
        ("    elif a < b:\n", "a b"),
        ("    else:\n", ""),
        ("for a in b:\n", "a b"),
        ("        n + 1,\n", "n"),
        ("    ]\n", ""),
        ("    'in a string' + y,", "y"),
        ("    parts = [", "parts"),
        ("x = = 'no' if y", "x y"),
        ("", ""),
    ],
)
def test_a_line_of_no_known_program_is_read_by_itself(source: str, names: str) -> None:
    assert names_read("", None, 0, source) == frozenset(names.split())
    assert names_read("broken", "def f(:\n", 1, source) == frozenset(names.split())


@pytest.mark.parametrize("source", ["if x:", "while x:", "for x in y:", "x = y and z", "x = [a for a in b]", "case 1:"])
def test_lines_that_decide_what_comes_next(source: str) -> None:
    assert decides(source)


@pytest.mark.parametrize("source", ["x = y", "print('if')", "return x", "format(x)", "iffy = 1"])
def test_lines_that_do_not(source: str) -> None:
    assert not decides(source)


def test_a_thousand_branches() -> None:
    text = "if a0:\n    pass\n" + "".join(f"elif a{n}:\n    pass\n" for n in range(1, 1000))
    assert names_read("long", text, 1999, "") == {"a999"}


@settings(deadline=None)
@given(st.text(max_size=80), st.integers(-1, 4))
def test_any_text_is_read(text: str, line: int) -> None:
    assert isinstance(names_read(text, text, line, text), frozenset)
    assert isinstance(decides(text), bool)
