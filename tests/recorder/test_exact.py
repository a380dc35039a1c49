"""The static analysis gives the same steps as looking at everything on every step."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from textwrap import indent

import pytest

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
CRUXEVAL = DATA / "cruxeval" / "cruxeval.jsonl"
PROGRAMS = sorted((Path(__file__).parents[2] / "sample_data" / "programs").glob("*.py"))

# Each is a way to change an object that a quick look at the source would miss, as the body of a function. It runs 30
# times, long enough for the analysis to begin.
TEXTS = (Path(__file__).parent / "hard_programs.txt").read_text().split("### ")[1:]
HARD = dict(text.split("\n", 1) for text in TEXTS)
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
    text = FRAME % indent(HARD[name], "    ")
    assert same(record, text, style=style).ending.outcome == "returned"


@pytest.mark.parametrize("name", HARD)
def test_hard_programs_as_a_script(record, name):
    """The same at module level, where any function can bind the names too."""
    body = re.sub(r"^return (.*)", r"result = \1", HARD[name], flags=re.MULTILINE).replace("nonlocal", "global")
    loop = "for turn in range(30):\n" + indent(body, "    ")
    text = FRAME.split("def case", maxsplit=1)[0] + loop
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
