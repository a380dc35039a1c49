"""Malformed text: kept, with the reason, and reading goes on at the next separator."""

from __future__ import annotations

import pytest

from tracewalk.cwm import Context, Parsed, parse, parse_strict
from tracewalk.errors import CwmFormatError

SOURCE = "def f(n):  # << START_OF_TRACE\n    m = n + 1\n    return m\n"
CONTEXT = Context(SOURCE, (("p", 1), ("p", 2), ("p", 3)))
CALL = '<|call_sep|>{"n": "1"}<|action_sep|>def f(n):\n<|frame_sep|>'
LINE = '<|line_sep|>{"n": ".."}<|action_sep|>    m = n + 1\n<|frame_sep|>'
LAST = '<|line_sep|>{"n": "..", "m": "2"}<|action_sep|>    return m\n<|frame_sep|>'
RETURN = '<|return_sep|><|action_sep|>    return m\n<|arg_sep|>"2"<|frame_sep|>'
END = "<|end_of_text|>"


def read(text: str) -> Parsed:
    parsed = parse(text, CONTEXT)
    assert parsed.head + "".join(step.raw for step in parsed.steps) + parsed.tail == text
    return parsed


@pytest.mark.parametrize(
    ("odd", "event", "fault"),
    [
        ('{"n": "1"}<|action_sep|>    m = n + 1\n', "", "no event token"),
        ("    m = n + 1\n", "", "no event token"),
        ("", "", "no event token"),
        ('so: <|line_sep|>{"n": "1"}<|action_sep|>    m = n + 1\n', "line", "text before the event token"),
        ('<|line_sep|>{"n": "1"}    m = n + 1\n', "line", "no <|action_sep|>"),
        ("<|return_sep|>", "return", "no <|action_sep|>"),
        ("<|return_sep|><|action_sep|>    return m\n", "return", "no <|arg_sep|>"),
        (
            '<|return_sep|>{"n": "1"}<|action_sep|>    return m\n<|arg_sep|>"2"',
            "return",
            "LOCALS in a frame that has none",
        ),
        ('<|line_sep|>{"n": "1"}<|action_sep|>    m = n + 1\n<|arg_sep|>"2"', "line", "unexpected <|arg_sep|>"),
        ('<|line_sep|>{"n": "1"}<|action_sep|>    m <|begin_of_text|>', "line", "unexpected <|begin_of_text|>"),
        ("<|line_sep|>[1]<|action_sep|>    m = n + 1\n", "line", "LOCALS are not a JSON object"),
        ('<|line_sep|>{"n": "1}<|action_sep|>    m = n + 1\n', "line", "LOCALS are not JSON"),
        ("<|line_sep|>{'n': '1'}<|action_sep|>    m = n + 1\n", "line", "LOCALS are not JSON"),
        ('<|line_sep|>{"n": "1",}<|action_sep|>    m = n + 1\n', "line", "LOCALS are not JSON"),
        ('<|line_sep|>{"n" "1"}<|action_sep|>    m = n + 1\n', "line", "LOCALS are not JSON"),
        ('<|line_sep|>{"n": "1" "m": "2"}<|action_sep|>    m = n + 1\n', "line", "LOCALS are not JSON"),
        ('<|line_sep|>{"n": "1"} x<|action_sep|>    m = n + 1\n', "line", "text after LOCALS"),
        (f'<|line_sep|>{{"n": {"[" * 100_000}}}<|action_sep|>    m\n', "line", "LOCALS are not JSON: nested too deep"),
        (
            '<|line_sep|>{"n": "a\nb"}<|action_sep|>    m = n + 1\n',
            "line",
            "LOCALS are not JSON: Invalid control character",
        ),
        ("<|return_sep|><|action_sep|>    return m\n<|arg_sep|>2", "return", "VALUE is not a string"),
        ("<|return_sep|><|action_sep|>    return m\n<|arg_sep|>two", "return", "VALUE is not JSON"),
        ('<|return_sep|><|action_sep|>    return m\n<|arg_sep|>"2"!', "return", "text after VALUE"),
        ('<|line_sep|>{"n": "..", "m": ".."}<|action_sep|>    return m\n', "line", "dangling .. for m"),
    ],
)
def test_a_malformed_step_is_kept_and_reading_goes_on(odd, event, fault):
    parsed = read(f"{CALL}{odd}<|frame_sep|>{LAST}{RETURN}{END}")
    assert len(parsed.steps) == 4
    step = parsed.steps[1]
    assert (step.event, step.raw) == (event, f"{odd}<|frame_sep|>")
    assert step.fault is not None
    assert step.fault.startswith(fault)
    last = parsed.steps[-1]
    assert (last.event, last.value, last.fault) == ("return", "2", None)
    if event != "return":  # that has left the function
        assert (last.func, last.line) == ("f", 3)
    with pytest.raises(CwmFormatError, match="step 1, at character") as raised:
        parse_strict(f"{CALL}{odd}<|frame_sep|>{LAST}{RETURN}{END}", CONTEXT)
    assert raised.value.position == len(CALL)


def test_a_value_that_is_no_string_is_kept_as_its_json():
    text = (
        '<|line_sep|>{"n": 1.50, "m": [1,  {"a": null}], "k": "x", "big": 1'
        + "0" * 5000
        + "}<|action_sep|>    m\n<|frame_sep|>"
    )
    step = read(CALL + text).steps[1]
    assert step.shown == {"n": "1.50", "m": '[1,  {"a": null}]', "k": "x", "big": "1" + "0" * 5000}
    assert step.fault == "the value of 'n' is not a string; and 2 more"


def test_of_two_equal_names_the_last_counts():
    step = read(CALL + '<|line_sep|>{"n": "1", "n": "2"}<|action_sep|>    m = n + 1\n<|frame_sep|>').steps[1]
    assert (step.shown, step.fault) == ({"n": "2"}, "the name 'n' stands twice")


def test_nothing_counts_as_no_locals_and_the_last_newline_may_lack():
    step = read("<|call_sep|><|action_sep|>def f(n):<|frame_sep|>").steps[0]
    assert (step.shown, step.state, step.fault, step.func, step.line) == ({}, {}, None, "f", 1)
    with pytest.raises(CwmFormatError, match="no newline"):
        parse_strict(f"<|call_sep|>{{}}<|action_sep|>def f(n):<|frame_sep|>{END}", CONTEXT)


def test_a_lost_separator_splits_at_the_next_event():
    parsed = read(CALL.removesuffix("<|frame_sep|>") + LINE + LAST)
    assert [step.event for step in parsed.steps] == ["call", "line", "line"]
    assert [step.fault for step in parsed.steps] == ["not closed by <|frame_sep|>", None, None]
    assert parsed.steps[1].state == {"n": "1"}


@pytest.mark.parametrize("end", ["<|end_of_text|>", "<|eot_id|>", "<|eom_id|>"])
def test_what_comes_after_the_end_is_the_tail(end):
    parsed = read(f"{CALL}{LINE}{end}{LAST}")
    assert (len(parsed.steps), parsed.tail, parsed.ended) == (2, f"{end}{LAST}", True)


def test_a_step_that_is_cut_is_the_tail():
    for at in range(1, len(LINE)):
        parsed = read(CALL + LINE[:at])
        assert (len(parsed.steps), parsed.tail, parsed.ended) == (1, LINE[:at], False)
    assert read(f"{CALL}{LINE[:20]}{END}").tail == LINE[:20] + END


@pytest.mark.parametrize(
    "head", ["", "\n", "<|begin_of_text|>", f"<|begin_of_text|><|trace_context_start|>{SOURCE}<|frame_sep|>"]
)
def test_the_head(head):
    parsed = read(head + CALL + LINE)
    assert (parsed.head, len(parsed.steps), parsed.steps[0].raw) == (head, 2, CALL)


def test_a_base_is_gone_after_a_scope_change():
    text = CALL + LINE + CALL + LINE + LAST + RETURN + LAST
    steps = read(text).steps
    assert steps[3].state == {"n": "1"}
    assert steps[-1].state == {"n": "..", "m": "2"}
    assert steps[-1].fault == "dangling .. for n"
    assert [step.depth for step in steps] == [1, 1, 2, 2, 2, 2, 1]


def test_an_exception_keeps_the_base():
    value = "(<class 'KeyError'>, KeyError(1), <traceback object>)"
    raised = f'<|exception_sep|><|action_sep|>    m = n + 1\n<|arg_sep|>"{value}"<|frame_sep|>'
    steps = read(CALL + LINE + raised + LAST).steps
    assert steps[-1].state == {"n": "1", "m": "2"}
    assert (steps[2].event, steps[2].line, steps[2].fault) == ("exception", 2, None)


def test_lines_are_found_without_their_indentation_and_elsewhere_as_ambiguous():
    source = "def f(n):\n    m = n\n    return m\ndef g():\n    return 7\n"
    context = Context(source, tuple(("p", n) for n in range(1, 6)))
    text = CALL + "".join(
        f'<|line_sep|>{{"n": "1"}}<|action_sep|>{line}\n<|frame_sep|>' for line in ("m = n", "    return 7", "    no")
    )
    found = [(step.line, step.ambiguous, step.func) for step in parse(text, context).steps]
    assert found == [(1, False, "f"), (2, False, "f"), (5, True, "f"), (0, False, "f")]


def test_the_marker_may_be_repeated_or_not():
    for marker in ("", "  # << START_OF_TRACE", " # << START_OF_TRACE"):
        step = parse(f"<|call_sep|>{{}}<|action_sep|>def f(n):{marker}\n<|frame_sep|>", CONTEXT).steps[0]
        assert (step.func, step.line, step.source) == ("f", 1, f"def f(n):{marker}\n")


def test_steps_before_any_call_have_a_frame():
    steps = read(LINE + RETURN + LINE).steps
    assert [(step.frame_id, step.depth, step.func) for step in steps] == [(0, 1, ""), (0, 1, ""), (1, 1, "")]


def test_lone_surrogates_are_escaped_as_the_recorder_does():
    step = read(CALL + '<|line_sep|>{"n": "\'\\ud800\'"}<|action_sep|>    m = n + 1\n<|frame_sep|>').steps[1]
    assert step.shown == {"n": "'\\ud800'"}
    assert read(CALL + RETURN.replace('"2"', '"\\udfff"')).steps[1].value == "\\udfff"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no separators"),
        (SOURCE, "no separators"),
        (CALL + LINE, "no end-of-text token"),
        (CALL + LINE[:30], "a step that is not closed"),
        (CALL + "<|eot_id|>", "is expected"),
        (CALL + END + "x", "is expected"),
    ],
)
def test_strict_refuses(text, what):
    with pytest.raises(CwmFormatError, match=what):
        parse_strict(text, CONTEXT)


def test_large_texts_take_time_in_proportion():
    # Not timed: what is quadratic does not come to an end here.
    wide = (
        CALL + f'<|line_sep|>{{"n": "{"x" * 4_000_000}"}}<|action_sep|>    m = n + 1\n<|frame_sep|>' + "y" * 4_000_000
    )
    parsed = read(wide)
    assert (len(parsed.steps), len(parsed.tail)) == (2, 4_000_000)
    assert len(parse("<|" * 2_000_000).tail) == 4_000_000
    assert len(parse("<|line_sep|>" * 20_000 + "<|frame_sep|>").steps) == 20_000
