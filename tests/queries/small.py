"""The lake that the queries are asked about: programs so tiny that every answer can be found by reading them.

Ids are numbers, so that the order of ids is that of these lists: the first trace is 1, the first prediction 0x101.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.said import Change, Frames, garbled, twice, with_value, without

__all__ = ["PREDICTIONS", "PROGRAMS", "TRACES", "Said", "Told"]

PROGRAMS = {
    "total": "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s",
    "fact": "def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)",
    "gens": (
        "def g(n):\n    for i in range(n):\n        yield i\n\n"
        "def f(n):\n    a = list(g(n))\n    it = g(n)\n    b = next(it)\n    it.close()\n    return a"
    ),
    "catch": (
        "def g(d):\n    return d['k']\n\n"
        "def f(d):\n    try:\n        return g(d)\n    except KeyError:\n        print('no k')"
    ),
    "words": "def f(a):\n    b = a.upper()\n    c = b + '!'\n    unused = 1\n    return c",
    "floats": "def f(x):\n    y = float('inf')\n    x = str(x)\n    return x",
    "names": (
        "def f(a, unread):\n    def inner(k):\n        return k + a\n    w, q = '', 2\n"
        "    for i in range(3):\n        w += 'x'\n    return inner(w)"
    ),
    "spin": "def f(n):\n    while True:\n        n += 1",
}
"""Code by name; each is run as a dataset's row, so that a `main` calls it and steps 0 and 1 are its own."""


@dataclass(frozen=True)
class Told:
    """A row of a dataset."""

    name: str
    program: str
    given: str
    output: str | None = None
    split: str | None = None
    dataset: str = "tiny"


TRACES = (
    Told("total", "total", "[1, 2]", "3", "train"),
    Told("empty", "total", "[]", "1", "train"),  # what the dataset expects is wrong
    Told("mixed", "total", "['a']", None, "test"),
    Told("fact", "fact", "3", "6", "train"),
    Told("gens", "gens", "2", None, "test"),
    Told("catch", "catch", "{}", "None", "test"),
    Told("words", "words", "'ab'", "'AB!'", "train"),
    Told("floats", "floats", "1", None, None, "more"),
    Told("spin", "spin", "0", None, None, "more"),  # cut short after so many steps
    Told("names", "names", "'z', 0", "'xxxz'", None, "more"),
)
SPIN_STEPS = 12


@dataclass(frozen=True)
class Said:
    """A prediction: how the model was asked, and in what its text differs from the truth."""

    trace: str
    model: str
    changes: Sequence[Change] = ()
    mode: str = "full"
    sample: int | None = None
    chars: int | None = None
    """The text is cut there, as by a budget of tokens."""
    stopped_by: str | None = None
    """Nothing was said, for this reason."""
    attempt: int = 0
    unsure: Sequence[int] = ()
    """True steps whose log-probability is -3 instead of -0.1."""

    @property
    def name(self) -> str:
        """As the cases write it: `total ada`, `total bob step`, `total cy 2`, `spin ada again`."""
        told = [self.trace, self.model, self.mode if self.mode != "full" else "", "again" if self.attempt else ""]
        return " ".join(filter(None, told)) + ("" if self.sample is None else f" {self.sample}")


def returning(step: int, value: str) -> Change:
    """Another value returned at a step."""

    def change(frames: Frames) -> None:
        at = frames.at(step)
        head, _ = frames.texts[at].split("<|arg_sep|>", 1)
        frames.texts[at] = f'{head}<|arg_sep|>"{value}"<|frame_sep|>'

    return change


PREDICTIONS = (
    Said("total", "ada", unsure=[5]),
    Said("total", "bob", [with_value(6, "s", "5")], unsure=[6]),  # right again from step 8 on
    Said("words", "ada", [with_value(4, "b", "'Ab'")]),
    Said("words", "bob", [returning(7, "'ab!'"), returning(8, "'ab!'")]),
    Said("empty", "ada", [with_value(4, "t", "0")]),
    Said("empty", "bob", [garbled(4)]),
    Said("total", "cy", sample=0),
    Said("total", "cy", [returning(10, "4"), returning(11, "4")], sample=1),
    Said("total", "cy", [returning(10, "4"), returning(11, "4")], sample=2),
    Said("total", "dan", [without(7, 8)]),  # an iteration is skipped
    Said("total", "eve", [twice(5, 6)]),  # an iteration is said twice
    Said("fact", "dan", chars=260),
    Said("catch", "ada"),
    Said("spin", "ada", stopped_by="does_not_fit"),
    Said("spin", "ada", stopped_by="does_not_fit", attempt=1),
    Said("total", "bob", mode="step"),
)
