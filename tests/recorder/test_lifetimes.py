"""The recorder holds a local's old object until the frame's next step, and no longer."""

from __future__ import annotations

import pytest

DELETED = """
import weakref
class Account:
    def __del__(self):
        print('gone')
def main():
    a = Account()
    r = weakref.ref(a)
    x = 1
    {release}
    alive = r() is not None
    return alive
"""
RELEASES = ("del a", "a = None", "del a; x = 2")


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("release", RELEASES)
def test_an_object_is_gone_before_the_next_line_runs(record, release, exact):
    recorded = record(DELETED.replace("{release}", release), exact=exact)
    assert recorded.ending.value is False
    assert recorded.stream("stdout") == "gone\n"
    assert recorded.states()[-1]["alive"] == ("bool", "False")


CLOSED = """
def gen(log):
    try:
        yield 1
    finally:
        log.append('closed')
def main():
    log = []
    g = gen(log)
    next(g)
    del g
    seen = list(log)
    return seen
"""


def test_a_generator_is_closed_before_the_next_line_runs(record):
    recorded = record(CLOSED)
    assert recorded.ending.value == ["closed"]
    assert recorded.states()[-1]["log"] == ("list", "['closed']")


def test_arguments_are_gone_after_the_return(record):
    text = """
import weakref
class Account: pass
def use(a):
    b = [a]
    return weakref.ref(a)
def main():
    return use(Account())() is None
"""
    assert record(text).ending.value is True
