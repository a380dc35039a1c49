"""Text that lost its separators is read by its JSON and the source lines."""

from __future__ import annotations

import pytest
from tests.cwm.test_round_trip import difference

from tracewalk.cwm import Context, Position, Reader, parse, render
from tracewalk.cwm.tokens import TRACE_TOKEN

FACTS = ("event", "source", "shown", "state", "value", "frame_id", "caller", "depth", "program_id", "func", "line")
SOURCE = "def f(n):\n    m = n + 1\n    return m\n"
CONTEXT = Context(SOURCE, (("p", 1), ("p", 2), ("p", 3)))
WHOLE = '{"n": "1"}def f(n):\n{"n": ".."}    m = n + 1\n{"n": "..", "m": "2"}    return m\n    return m\n"2"'


def facts(steps):
    return [tuple(getattr(step, name) for name in FACTS) for step in steps]


def read(text, context=CONTEXT):
    parsed = parse(text, context)
    assert parsed.head + "".join(step.raw for step in parsed.steps) + parsed.tail == text
    return parsed


@pytest.mark.parametrize("where", ["programs", "samples", "cruxeval"])
def test_every_trace_is_recovered(where, request):
    for name, made in request.getfixturevalue(where).items():
        if len(set(made.steps["thread"].to_pylist())) == 1:
            parsed = read(TRACE_TOKEN.sub("", render(made.cwm.steps)), made.cwm.context)
            assert difference(made, parsed) is None, name
            assert len(parsed.steps) == len(made.cwm.steps)
            assert parsed.stripped
            assert not parsed.ended


def test_it_is_cut_anywhere():
    steps = read(WHOLE).steps
    assert [(step.event, step.line) for step in steps] == [("call", 1), ("line", 2), ("line", 3), ("return", 3)]
    for at in range(1, len(WHOLE)):
        cut = read(WHOLE[:at])
        assert facts(cut.steps)[:-1] == facts(steps)[: max(len(cut.steps) - 1, 0)]


def test_it_goes_on_after_true_steps():
    steps = read(WHOLE).steps
    at = len(steps[0].raw)
    start = Position(CONTEXT, steps[:1])
    assert facts(parse(WHOLE[at:], start=start).steps) == facts(steps[1:])


def test_it_may_come_in_pieces():
    reader = Reader(CONTEXT)
    assert [step for character in WHOLE for step in reader.feed(character)] == []
    assert reader.finish() == parse(WHOLE, CONTEXT)


def test_newlines_before_it_belong_to_the_first_step():
    assert read(f"\n\n{WHOLE}").steps[0].raw == '\n\n{"n": "1"}def f(n):\n'


def test_a_lost_newline_after_the_source_is_missed_by_no_one():
    steps = read(WHOLE.replace("\n", "")).steps
    assert [step.line for step in steps] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    ("odd", "fault"),
    [
        ('{"n": "1}    m = n + 1\n', "LOCALS are not JSON"),
        ("what is this\n", "neither LOCALS nor a source line"),
        ("    return m\n", "no VALUE"),
        ('{"n": 1}    m = n + 1\n', "the value of 'n' is not a string"),
    ],
)
def test_what_is_off_is_kept_and_reading_goes_on(odd, fault):
    head, rest = WHOLE[:20], WHOLE[20:]
    steps = read(head + odd + rest).steps
    assert steps[1].raw == odd
    assert steps[1].fault is not None
    assert steps[1].fault.startswith(fault)
    assert [step.fault for step in steps[2:]] == [None, None, None] or fault == "no VALUE"


def test_prose_is_no_trace():
    for text in ("The answer is 3.", "The answer\nis\n3\n", "", "   ", '{"a"', "{" * 5000):
        assert read(text).steps == []
    assert parse(WHOLE, None).steps == []


def test_what_follows_the_last_return_is_the_tail():
    parsed = read(WHOLE + "\n[ANSWER]assert f(1) == 2[/ANSWER]\n")
    assert (len(parsed.steps), parsed.tail) == (4, "\n[ANSWER]assert f(1) == 2[/ANSWER]\n")


def test_a_large_text_takes_time_in_proportion():
    # Not timed: what is quadratic does not come to an end here.
    assert len(read('{"n":\n' * 200_000).steps) <= 200_000
    assert len(read(WHOLE[:20] + '{"n": ".."}    m = n + 1\n' * 20_000).steps) == 20_001
    assert read('{"n": "' + "x" * 5_000_000).steps == []
