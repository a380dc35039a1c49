"""Documents of CWM's text in every dress, and what makes one no truth."""

from __future__ import annotations

import pytest
from tests.importers.conftest import BODY, PROGRAM, TEXT

from tracewalk.cwm.tokens import TRACE_TOKEN
from tracewalk.errors import RowError
from tracewalk.importers.cwm_document import draft_of_text
from tracewalk.importers.draft import Draft, Facts
from tracewalk.importers.ending import ending_of


def read(text: str, **facts: str) -> Draft:
    return draft_of_text(text, Facts(**facts), "file:1")  # type: ignore[arg-type]


def stripped(text: str) -> str:
    return TRACE_TOKEN.sub("", text)


WHOLE = read(TEXT)


def test_a_document_with_its_prompt() -> None:
    assert (WHOLE.program.text, WHOLE.entry, WHOLE.input, WHOLE.wrapped) == (PROGRAM, "f", "1", True)
    assert [step.event for step in WHOLE.steps] == ["call", "line", "call", "line", "line", "return", "return"]
    assert [step.line for step in WHOLE.steps] == [5, 6, 1, 2, 3, 3, 6]
    assert [(step.frame_id, step.caller, step.depth) for step in WHOLE.steps[1:4]] == [
        (0, None, 1),
        (1, 0, 2),
        (1, 0, 2),
    ]
    assert [[(c.name, c.value, c.type, c.size) for c in step.changes] for step in WHOLE.steps[2:5]] == [
        [("c", "1", "int", 1)],
        [],
        [("x", "2", "int", 1)],
    ]
    assert ending_of(WHOLE.steps) == ("returned", None, "2", None)


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (stripped(TEXT), None),
        (BODY, PROGRAM),
        (stripped(BODY), PROGRAM),
        (stripped(TEXT), PROGRAM),
        (f"\n{TEXT}\n", None),
        (TEXT.removeprefix("<|begin_of_text|>"), None),
        (TEXT, "another program, which the prompt outdoes"),
    ],
    ids=["stripped", "no prompt", "stripped, no prompt", "stripped, and a program", "blank around", "no begin", "both"],
)
def test_the_same_document_in_another_dress(text: str, program: str | None) -> None:
    draft = read(text, **({"program": program} if program else {}))
    assert (draft.program, draft.entry, draft.input) == (WHOLE.program, WHOLE.entry, WHOLE.input)
    assert draft.steps == WHOLE.steps


@pytest.mark.parametrize("n", range(1, 7))
def test_a_text_that_was_cut_is_truncated(n: int) -> None:
    parts = BODY.split("<|frame_sep|>")
    draft = read(TEXT[: -len(BODY)] + "".join(f"{part}<|frame_sep|>" for part in parts[:n]) + parts[n][:5])
    assert draft.steps == WHOLE.steps[:n]
    assert ending_of(draft.steps) == ("truncated", "text ended", None, None)


def test_an_entry_that_is_marked_itself_needs_no_wrapper() -> None:
    program = "def f(a, /, b, *rest, key, **more):  # << START_OF_TRACE\n    return a\n"
    state = '{"a": "1", "b": "\'x\'", "rest": "(2,)", "key": "None", "more": "{\'z\': 3}"}'
    text = f"<|trace_context_start|>{program}<|frame_sep|><|call_sep|>{state}<|action_sep|>{program.splitlines()[0]}\n"
    text += '<|frame_sep|><|return_sep|><|action_sep|>    return a\n<|arg_sep|>"1"<|frame_sep|><|end_of_text|>'
    draft = read(text)
    assert (draft.entry, draft.input, draft.wrapped) == ("f", "1, 'x', *(2,), key=None, **{'z': 3}", False)
    assert read(text, input="1, 'x', 2, key=None, z=3").input == "1, 'x', 2, key=None, z=3"


def test_dots_beyond_a_change_of_scope_are_what_the_frame_had() -> None:
    """As the tracer of ASSERT-KTH writes them."""
    program = "def g():\n    return 1\n\ndef f(a):  # << START_OF_TRACE\n    g()\n    return a\n"
    text = (
        f"<|trace_context_start|>{program}<|frame_sep|>"
        '<|call_sep|>{"a": "7"}<|action_sep|>def f(a):  # << START_OF_TRACE\n<|frame_sep|>'
        '<|line_sep|>{"a": ".."}<|action_sep|>    g()\n<|frame_sep|>'
        "<|call_sep|>{}<|action_sep|>def g():\n<|frame_sep|><|line_sep|>{}<|action_sep|>    return 1\n<|frame_sep|>"
        '<|return_sep|><|action_sep|>    return 1\n<|arg_sep|>"1"<|frame_sep|>'
        '<|line_sep|>{"a": ".."}<|action_sep|>    return a\n<|frame_sep|>'
        '<|return_sep|><|action_sep|>    return a\n<|arg_sep|>"7"<|frame_sep|><|end_of_text|>'
    )
    assert [step.changes for step in read(text).steps[5:]] == [(), ()]
    with pytest.raises(RowError, match=r"step 5: `..` for b, which the frame did not have"):
        read(text.replace('{"a": ".."}<|action_sep|>    return a', '{"a": "..", "b": ".."}<|action_sep|>    return a'))


RAISING = (
    "<|trace_context_start|>def f(d):  # << START_OF_TRACE\n    return d['k']\n<|frame_sep|>"
    '<|call_sep|>{"d": "{}"}<|action_sep|>def f(d):  # << START_OF_TRACE\n<|frame_sep|>'
    '<|line_sep|>{"d": ".."}<|action_sep|>    return d[\'k\']\n<|frame_sep|>'
    "<|exception_sep|><|action_sep|>    return d['k']\n"
    "<|arg_sep|>\"(<class 'KeyError'>, KeyError('k'), <traceback object>)\"<|frame_sep|>"
    "<|return_sep|><|action_sep|>    return d['k']\n<|arg_sep|>\"None\"<|frame_sep|><|end_of_text|>"
)


def test_an_exception_that_ends_the_entry() -> None:
    draft = read(RAISING)
    assert [(step.event, step.value) for step in draft.steps[2:]] == [("exception", "KeyError('k')"), ("unwind", None)]
    assert draft.exceptions == ("KeyError",)
    assert ending_of(draft.steps) == ("raised", None, None, "KeyError('k')")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no prompt, hence no program"),
        (BODY, "no prompt, hence no program; give rows of JSON with `program` and `text`"),
        (TEXT.replace("<|frame_sep|>", ""), "its prompt is not"),
        (f"junk {TEXT}", "its prompt is not"),
        (TEXT[: -len(BODY)], "it holds no steps"),
        (
            TEXT.replace("def f(c):\n    x", "def f(c)\n    x", 1),
            "its program does not parse here: expected ':', line 1",
        ),
        (TEXT.replace("<|call_sep|>{}", "<|line_sep|>{}"), "its first step is a line, not the call of its entry"),
        (TEXT.replace('{"c": ".."}', '{"c": 5}'), "step 3 is malformed: the value of 'c' is not a string"),
        (TEXT.replace("<|action_sep|>    x = c + 1", "<|action_sep|>    x = c + 2"), "step 3: the line '    x = c + 2"),
        (TEXT.replace("<|end_of_text|>", BODY), "step 7 goes on after the entry was left"),
        (TEXT + "more", "the text after step 6 cannot be read: 'more'"),
        (stripped(TEXT) + "more", "the text after step 6 cannot be read: 'more'"),
        (stripped(TEXT).partition("{")[0], "it holds a program with START_OF_TRACE, but no step after it"),
        (TEXT.replace('"x": "2"', '"x": ".."'), "step 4: `..` for x, which the frame did not have before"),
    ],
)
def test_what_is_no_truth_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(RowError) as told:
        read(text)
    assert why in str(told.value)
