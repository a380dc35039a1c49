"""Rows of program, entry, input and steps: every form of the locals, frames given or found, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.importers.conftest import PROGRAM, imported, jsonl, only

from tracewalk.errors import RowError
from tracewalk.importers.draft import Draft
from tracewalk.importers.step_row import draft_of_step_row
from tracewalk.lake import Lake, check, choose, read_many

Row = dict[str, Any]

SIMPLE = "def f(c):\n    x = c + 1\n    return x\n"
STEPS: list[Row] = [
    {"event": "call", "line": 1, "locals": {"c": "1"}},
    {"event": "line", "line": 2, "locals": {"c": "1"}},
    {"event": "line", "line": 3, "locals": {"c": "1", "x": "2"}},
    {"event": "return", "line": 3, "value": "2"},
]


def read(steps: object, columns: dict[str, str] | None = None, **facts: object) -> Draft:
    row = {"program": SIMPLE, "entry": "f", "input": "1", "steps": steps} | facts
    return draft_of_step_row(row, "file:1", columns or {})


def with_locals(*forms: Row) -> list[Row]:
    return [{k: v for k, v in step.items() if k != "locals"} | form for step, form in zip(STEPS, forms, strict=True)]


FORMS = {
    "dots": with_locals({"locals": {"c": "1"}}, {"locals": {"c": ".."}}, {"locals": {"c": "..", "x": "2"}}, {}),
    "changes": with_locals({"changes": {"c": "1"}}, {"changes": {}}, {"changes": {"x": "2"}}, {}),
    "the lake's": with_locals(
        {"changes": [{"name": "c", "value": "1", "type": "int", "size": 1, "cut": False}]},
        {"changes": []},
        {"changes": [{"name": "x", "value": "2"}]},
        {"changes": []},
    ),
    "JSON text": json.dumps(STEPS),
    "locals as JSON text": with_locals(*({"locals": json.dumps(s["locals"])} if "locals" in s else {} for s in STEPS)),
    "frames": [step | {"frame_id": 40, "thread": 0} for step in STEPS],
    "numbers": [step | {"step": n} for n, step in enumerate(STEPS)],
    "nulls": [{"value": None, "func": None, "stdout": None} | step for step in STEPS],
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str) -> None:
    whole = read(STEPS)
    assert [step.func for step in whole.steps] == ["f"] * 4
    assert [[(c.name, c.value, c.type) for c in s.changes] for s in whole.steps] == [
        [("c", "1", "int")], [], [("x", "2", "int")], []
    ]  # fmt: skip
    assert read(FORMS[form]).steps == whole.steps


def test_columns_of_other_names_are_mapped_in_rows_and_steps() -> None:
    steps = [{{"locals": "vars", "line": "lineno"}.get(k, k): v for k, v in step.items()} for step in STEPS]
    assert read(steps, {"locals": "vars", "line": "lineno"}).steps == read(STEPS).steps


def test_a_name_that_goes_is_unbound() -> None:
    for form in ({"locals": {"c": ".."}}, {"changes": {"x": None}}, {"changes": [{"name": "x", "value": None}]}):
        extra = {"event": "line", "line": 3} | form
        steps = [*(STEPS if "locals" in form else FORMS["changes"])]
        change = read([*steps[:3], extra, steps[3]]).steps[3].changes
        assert [(c.name, c.value, c.type, c.size) for c in change] == [("x", None, None, 0)]


def test_frames_are_the_nesting_of_calls_where_none_are_given() -> None:
    program = "def g():\n    return 1\n\ndef f():\n    return g()\n"
    steps = [
        {"event": event, "line": line} | ({"value": "1"} if event == "return" else {"changes": {}})
        for event, line in [("call", 4), ("line", 5), ("call", 1), ("line", 2), ("return", 2), ("return", 5)]
    ]
    found = read(steps, program=program, input="").steps
    assert [(s.frame_id, s.caller, s.depth, s.func) for s in found] == [
        (0, None, 1, "f"), (0, None, 1, "f"), (1, 0, 2, "g"), (1, 0, 2, "g"), (1, 0, 2, "g"), (0, None, 1, "f")
    ]  # fmt: skip


def test_a_generator_goes_on_in_its_own_frame() -> None:
    program = "def g():\n    yield 1\n\ndef f():\n    return list(g())\n"
    facts = [
        ("call", 4, 7), ("line", 5, 7), ("call", 1, 9), ("line", 2, 9), ("yield", 2, 9), ("resume", 2, 9),
        ("return", 2, 9), ("return", 5, 7),
    ]  # fmt: skip
    values = {"yield": "1", "return": "None"}
    steps = [
        {"event": e, "line": n, "frame_id": f} | ({"value": values[e]} if e in values else {"changes": {}})
        for e, n, f in facts
    ]
    found = read(steps, program=program, input="").steps
    assert [step.frame_id for step in found] == [0, 0, 1, 1, 1, 1, 1, 0]
    assert [(step.caller, step.depth) for step in found[2:7]] == [(0, 2)] * 5


def test_the_lakes_own_rows_come_back_as_they_were(samples: Lake, lake: Lake, tmp_path: Path) -> None:
    """Threads, generators, exceptions, output and cut values too: the digest of the steps is that of the recording."""
    rows = []
    for whole in read_many(
        samples, choose(samples, where="len(files) = 1 AND origin = 'recorded' AND n_steps BETWEEN 1 AND 599")
    ):
        trace = whole.trace
        assert trace.steps is not None
        facts = {"program": whole.sources[trace.program_id], "entry": trace.entry, "input": trace.input}
        rows.append(facts | {"python": trace.python, "id": trace.trace_id, "steps": trace.steps.to_pylist()})
    assert len(rows) >= 30
    done = imported(lake, jsonl(tmp_path / "rows.jsonl", rows), dataset="again")
    assert (done.faults, done.counts) == ([], {"imported": len(rows)})
    assert check(lake) == []
    same = ["steps_digest", "n_steps", "n_frames", "max_depth", "n_cut", "functions", "outcome", "result", "error"]
    for whole in read_many(lake, choose(lake)):
        before = samples.trace(whole.items[0].task_id)
        left_out = {"result", "error"} if before.n_cut or before.outcome == "raised" else set()
        for name in same:
            if name not in left_out:
                assert getattr(whole.trace, name) == getattr(before, name), (before.name, name)


def test_a_program_with_a_wrapper_says_entry_and_input_itself() -> None:
    draft = draft_of_step_row({"program": PROGRAM, "steps": [{"event": "call", "line": 5, "locals": {}}]}, "", {})
    assert (draft.entry, draft.input, draft.wrapped) == ("f", "1", True)


def test_exceptions_are_taken_in_both_forms(lake: Lake, tmp_path: Path) -> None:
    for n, value in enumerate(("KeyError('k')", "(<class 'KeyError'>, KeyError('k'), <traceback object>)")):
        steps = [
            {"event": "call", "line": 1, "changes": {"c": "1"}},
            {"event": "exception", "line": 2, "value": value},
            {"event": "unwind", "line": 2},
        ]
        row = {"program": SIMPLE, "entry": "f", "input": str(n), "steps": steps, "task_id": str(n)}
        imported(lake, jsonl(tmp_path / "rows.jsonl", [row]))
    for whole in read_many(lake, choose(lake)):
        assert (whole.trace.outcome, whole.trace.error) == ("raised", "KeyError('k')")
        assert whole.trace.exceptions == ("KeyError",)


def step(n: int, **columns: object) -> list[Row]:
    """The steps, one of them changed; a column of `...` is taken out."""
    changed = {k: v for k, v in (STEPS[n] | columns).items() if v is not ...}
    return [*STEPS[:n], changed, *STEPS[n + 1 :]]


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([], "its `steps` are none"),
        ("[", "its `steps` are text that is not JSON"),
        ({"a": 1}, "its `steps` are of type dict"),
        ([5], "step 0 is of type int"),
        (step(1, event="step"), "step 1: its `event` is 'step'; there are: call, line"),
        (step(1, line=9), "step 1: its `line` is 9; the program has 1 to 4"),
        (step(1, line="2"), "step 1: its `line` is '2', not a number"),
        (step(1, line=True), "step 1: its `line` is 'True', not a number"),
        (step(1, locals=...), "step 1: a line has `locals` or `changes`"),
        (step(1, changes={}), "step 1: it has both `locals` and `changes`"),
        (step(1, locals={"c": 1}), "step 1: the value of `c` is of type int, not the text of a repr"),
        (step(1, locals={"d": ".."}), "step 1: `..` for d"),
        (step(1, locals=[1]), "step 1: its `locals` are of type list"),
        (step(1, vars={}), "step 1: its `vars` is none of ours"),
        (step(1, step=5), "step 1: its `step` is 5; steps are numbered from 0"),
        (step(1, frame_id=0), "step 1: either all steps have a `frame_id` or none has"),
        (step(1, event="yield", value="1"), "step 1: a yield needs a `frame_id`"),
        (step(1, program_id="0" * 32), "step 1: its `program_id` is another program's"),
        (step(3, value=...), "step 3: a return has a `value`"),
        (step(1, value="1"), "step 1: a line has no `value`"),
        (step(0, event="line"), "step 0: a line where no function runs"),
        ([*STEPS, STEPS[1]], "step 4: a line where no function runs"),
        ([s | {"frame_id": n} for n, s in enumerate(STEPS)], "step 1: frame 1 has a line, but no call before it"),
        (with_locals({"changes": [{"name": "c", "val": "1"}]}, {}, {}, {}), "step 0: its `changes` are not objects of"),
    ],
)
def test_what_is_no_step_is_refused_with_its_number(steps: object, why: str) -> None:
    with pytest.raises(RowError) as told:
        read(steps)
    assert why in str(told.value)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"program": None}, "has no `program`; its columns are: program, entry"),
        ({"entry": None}, "has no `entry`, and its program does not end in a `main`"),
        ({"input": None}, "has no `input`"),
        ({"input": 1}, "its `input` is of type int, not text"),
        ({"python": "three"}, "its `python` is 'three', not a version like 3.11"),
        ({"tags": "a"}, "its `tags` are not a list of texts"),
        ({"program": "def f(:"}, "step 0: it has no `func`, and the program does not parse here"),
    ],
)
def test_a_row_that_lacks_something_says_what(facts: Row, why: str) -> None:
    with pytest.raises(RowError) as told:
        read(STEPS, **facts)
    assert why in str(told.value)


def test_a_program_of_another_python_may_be_imported_with_its_functions_named(lake: Lake, tmp_path: Path) -> None:
    steps = [step | {"func": "f"} for step in STEPS]
    row = {"program": "def f(c):\n    print c\n    return c\n", "entry": "f", "input": "1", "steps": steps}
    done = imported(lake, jsonl(tmp_path / "rows.jsonl", [row | {"python": "2.7.18"}]))
    assert (done.faults, lake.trace(only(lake)).python) == ([], "2.7")
