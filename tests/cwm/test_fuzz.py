"""Whatever text comes, parsing raises nothing and drops nothing; and pieces of it give what the whole gives."""

from __future__ import annotations

import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracewalk.cwm import Context, Position, Reader, parse, render
from tracewalk.cwm.tokens import SPECIAL_IDS

SOURCE = "def g(k):\n    for i in k:\n        yield i\n\ndef f(n):\n    m = [x for x in g(n)]\n    return m\n"
CONTEXT = Context(SOURCE, tuple(("p", n) for n in range(1, 8)))
TOKENS = st.sampled_from([*SPECIAL_IDS.values(), "<|", "|>", "<|frame_s"])
PARTS = st.one_of(
    TOKENS,
    st.sampled_from([f"{line}\n" for line in SOURCE.splitlines()]),
    st.sampled_from(
        ['{"n": "[1]"}', '{"n": ".."}', '{".0": "<x>", "x": ".."}', '{"n": ', "{}", '"[1]"', "[[", '{"a":{"b":']
    ),
    st.dictionaries(st.text(max_size=3), st.one_of(st.text(max_size=5), st.integers(), st.none()), max_size=3).map(
        json.dumps
    ),
    st.text(max_size=8),
    st.characters(codec=None).map(str),
)
TEXTS = st.one_of(st.lists(PARTS, max_size=40).map("".join), st.text(max_size=60))
QUIET = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def whole(parsed):
    return parsed.head + "".join(step.raw for step in parsed.steps) + parsed.tail


@QUIET
@given(TEXTS, st.sampled_from([None, CONTEXT]), st.integers(1, 20))
def test_any_text(text, context, size):
    parsed = parse(text, context)
    assert whole(parsed) == text
    reader = Reader(context)
    for at in range(0, len(text), size):
        reader.feed(text[at : at + size])
    assert reader.finish() == parsed
    for step in parsed.steps:
        assert step.event in ("", "call", "line", "return", "exception")
        assert step.fault is not None or step.event
        json.dumps(step.shown).encode()


def test_mutations_of_true_text(programs):
    luck = random.Random(7)
    for made in programs.values():
        text = render(made.cwm.steps)
        start = Position(made.cwm.context, made.cwm.steps[:3])
        for _ in range(12):
            at, width = luck.randrange(len(text)), luck.choice([1, 3, 13, 80])
            other = luck.choice(
                ["", text[: luck.randrange(200)], "<|frame_sep|>", "{", '"', "\\", "\x00", "\ud800", "<|"]
            )
            broken = text[:at] + other + text[at + width :]
            assert whole(parse(broken, made.cwm.context)) == broken
            assert whole(parse(broken, start=start)) == broken


def test_a_broken_step_leaves_the_others_as_they_are(programs):
    """One token lost anywhere: all steps that do not touch it are read as before."""
    luck = random.Random(3)
    for made in programs.values():
        clean = parse(render(made.cwm.steps), made.cwm.context).steps
        hit = luck.randrange(len(clean))
        raws = [step.raw for step in clean]
        raws[hit] = raws[hit].replace("<|action_sep|>", "", 1)
        parsed = parse("".join(raws), made.cwm.context).steps
        assert len(parsed) == len(clean)
        assert parsed[hit].fault is not None
        others = [(a.event, a.source, a.shown, a.value) for i, a in enumerate(clean) if i != hit]
        assert others == [(a.event, a.source, a.shown, a.value) for i, a in enumerate(parsed) if i != hit]
