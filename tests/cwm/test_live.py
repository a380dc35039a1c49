"""The text is, byte for byte, what `sys.settrace` and `repr` give by CWM's rule."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tracewalk.cwm import render
from tracewalk.model import branch_of

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="text depends on the version; made on 3.11")

LATE = {"pipeline.main"}
"""An awaited queue changes while its frame waits: its text then is not in the lake, and a complaint says so."""


def test_strawberry_is_the_golden_text(programs):
    golden = Path(__file__).with_name("strawberry.txt").read_text().removesuffix("\n")
    steps = programs["strawberry"].cwm.steps
    assert len(steps) == 44
    assert render(steps) == golden


def differing(made, live, entries=None):
    asked = [(m.cwm.context.text, *(entries or {}).get(name, ("main", "program"))) for name, m in made.items()]
    texts = zip(made, live(asked), strict=True)
    return {name for name, text in texts if text != render(made[name].cwm.steps)}


def test_programs(programs, live):
    # in a class body the interpreter's own names are shown by settrace, and not kept in the lake
    assert differing(programs, live) == {"inner_class"}
    assert any("__qualname__" in complaint for complaint in programs["inner_class"].cwm.complaints)


def test_cruxeval(cruxeval, live):
    assert len(cruxeval) == 800
    assert differing(cruxeval, live) == set()


def test_sample_programs(samples, live):
    asked = {
        name: made
        for name, made in samples.items()
        if made.cwm.refused is None
        and made.trace.repr_style == "cwm"
        and made.trace.n_steps < 10_000
        # what was written into a variable from outside no program does
        and not ((branch := branch_of(made.trace.limits)) and branch.settings)
    }
    entries = {
        # a dataset's row is run as the module `program`, from the `main` that its convention adds
        name: ("main", "program")
        if m.cwm.steps[0].seed and m.cwm.steps[0].step is not None
        else ("main" if m.cwm.context.wrapped else m.trace.entry, Path(m.trace.files[0].path).stem)
        for name, m in asked.items()
    }
    assert len(asked) > 45
    assert differing(asked, live, entries) == LATE
    assert all(any("awaited" in complaint for complaint in asked[name].cwm.complaints) for name in LATE)
