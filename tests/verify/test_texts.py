"""Calls, arguments and literals in texts of strangers, which are read and never run."""

from __future__ import annotations

import pytest

from tracewalk.verify.texts import arguments_of, defines, is_arguments, is_literal


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("f(1, [2])", "1, [2]"),
        ("  f( 'a)b' )\n", "'a)b'"),
        ("f()", ""),
        ("f(x = 1, *[2])", "x = 1, *[2]"),
        ("f(\n  1,  # one\n  2\n)", "1,  # one\n  2"),
        ("f(1) # done", "1"),
        ("g(1)", None),
        ("f(1) or True", None),
        ("f(1)(2)", None),
        ("a.f(1)", None),
        ("(f)(1)", None),
        ("f(1", None),
        ("f(1); f(2)", None),
        ("f = 1", None),
        ("", None),
        ("f(" * 300, None),
        ("f('\x00')", None),
    ],
)
def test_arguments_of_a_call(text: str, inner: str | None) -> None:
    assert arguments_of(text, "f") == inner


@pytest.mark.parametrize("text", ["", "1", "1, 2", "x=1", "*a, **b", "f(g(1))", "'\\)'", "lambda: 1", "i for i in a"])
def test_what_can_stand_between_brackets(text: str) -> None:
    assert is_arguments(text)


@pytest.mark.parametrize(
    "text", ["1)", "1), f(2", "1)(2", "1).real + int(1", "(", "1 # one", "return 1", "a b", "\ud800("]
)
def test_what_would_end_the_call_or_break_it(text: str) -> None:
    assert not is_arguments(text)


def test_literals() -> None:
    for text in ("1", " -1.5 ", "'a'", "[1, (2,)]", "{1: {2}}", "b'a'", "None", "set()", "1+2j"):
        assert is_literal(text)
    for text in ("x", "f()", "1 +", "'a' + str(1)", "{[]: 1}", "Counter({1: 2})", "", "[" * 500, "nan"):
        assert not is_literal(text)


def test_what_a_program_defines() -> None:
    text = "import os\n\ndef f(x):\n    def g(): pass\n\nclass A:\n    def h(self): pass\n\nb = c = 1\n"
    assert [name for name in ("f", "g", "A", "h", "b", "c", "os") if defines(text, name)] == ["f", "A", "b", "c"]
    assert not defines("def f(:", "f")
