"""Lake rows as CWM's steps: wrapper, marker, numbers, what is refused and what is complained of."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from tracewalk.cwm import project, render_step, shown_by_rule
from tracewalk.model import CWM_EVENTS, STEPS, Program

MARK = "  # << START_OF_TRACE"


def test_a_step_has_its_number_in_the_lake(samples):
    for made in samples.values():
        own = [step for step in made.cwm.steps if step.step is not None]
        assert [step.step for step in own] == made.steps["step"].to_pylist()
        assert [step.line for step in own] == made.steps["line"].to_pylist()
        assert {step.event for step in own} <= set(CWM_EVENTS)


def test_events_are_mapped_one_to_one(samples):
    pairs = set()
    for made in samples.values():
        own = [step.event for step in made.cwm.steps if step.step is not None]
        pairs |= set(zip(made.steps["event"].to_pylist(), own, strict=True))
    same = {(event, event) for event in CWM_EVENTS}
    assert pairs == same | {("yield", "return"), ("resume", "call"), ("unwind", "return")}


def test_the_wrapper_of_a_dataset_is_recorded_and_marked(programs):
    made = programs["recursion"].cwm
    assert not made.context.wrapped
    assert made.context.text == next(iter(programs["recursion"].sources.values()))
    seeds = [i for i, step in enumerate(made.steps) if step.seed]
    assert seeds == [0, 1, len(made.steps) - 1]
    assert made.steps[0].source == f"def main():{MARK}\n"
    assert {step.func for step in made.steps if not step.seed} == {"f"}


def test_an_entry_that_takes_arguments_gets_the_wrapper(samples):
    made = samples["insertion_sort.sort"]
    cwm = made.cwm
    assert cwm.context.wrapped
    assert cwm.context.text.endswith(f"\n\ndef main():{MARK}\n    return sort([3, 1, 4, 2])\n")
    first, second, *own, last = cwm.steps
    assert render_step(first) == f"<|call_sep|>{{}}<|action_sep|>def main():{MARK}\n<|frame_sep|>"
    assert render_step(second) == "<|line_sep|>{}<|action_sep|>    return sort([3, 1, 4, 2])\n<|frame_sep|>"
    assert (last.event, last.value, last.source) == ("return", "[1, 2, 3, 4]", "    return sort([3, 1, 4, 2])\n")
    assert {(s.frame_id, s.depth, s.seed, s.step, s.program_id, s.line) for s in (first, second, last)} == {
        (-1, 0, True, None, "", 0)
    }
    assert [(s.frame_id, s.depth, s.caller) for s in own[:1]] == [(0, 1, None)]
    assert cwm.context.places[-1] == ("", 0)
    assert len(cwm.context.places) == cwm.context.text.count("\n")


def test_an_entry_without_arguments_is_marked(samples):
    cwm = samples["night_shift.main"].cwm
    assert not cwm.context.wrapped
    assert cwm.context.text.count("START_OF_TRACE") == 1
    assert cwm.steps[0].source == f"def main():{MARK}\n"
    assert not any(step.seed for step in cwm.steps)


def test_a_wrapper_shows_what_was_raised(samples):
    cwm = samples["does_not_fit.fit"].cwm
    raised = "(<class 'MemoryError'>, MemoryError('head needs 5, 3 free'), <traceback object>)"
    assert [(step.event, step.value) for step in cwm.steps[-3:]] == [
        ("return", "None"),
        ("exception", raised),
        ("return", "None"),
    ]


def test_a_wrapper_of_a_run_that_was_cut_off_does_not_end(samples):
    made = samples["insertion_sort.sort"]
    cut = project(replace(made.trace, outcome="truncated", result=None), made.steps.slice(0, 9), made.sources)
    assert [step.step for step in cut.steps] == [None, None, *range(9)]


def test_a_generator_is_exhausted_and_a_coroutine_run(samples):
    made = samples["hare_and_tortoise.main"]
    rows = made.steps.filter(pa.compute.greater(made.steps["frame_id"], 0))
    entry = project(replace(made.trace, entry="race"), rows, made.sources)
    assert entry.context.text.endswith("    return asyncio.run(race())\n")
    made = samples["leaves.main"]
    rows = made.steps.filter(pa.compute.greater(made.steps["frame_id"], 0))
    entry = project(replace(made.trace, entry="leaves", input="[1]"), rows, made.sources)
    assert entry.context.text.endswith("    return list(leaves([1]))\n")


def test_files_stand_one_after_another(samples):
    made = samples["tests/test_till.py::test_not_a_price"]
    texts = [made.sources[file.program_id] for file in made.trace.files]
    assert len(texts) > 1
    assert made.cwm.context.text.replace(MARK, "") == "\n".join(texts)
    lines = made.cwm.context.text.split("\n")
    for (program_id, number), line in zip(made.cwm.context.places, lines, strict=False):
        own = made.sources[program_id].split("\n")[number - 1] if program_id else ""
        assert line.replace(MARK, "") == own


def test_a_last_line_without_newline_gets_one(samples):
    made = samples["night_shift.main"]
    ((program_id, text),) = made.sources.items()
    cwm = project(made.trace, made.steps, {program_id: text.rstrip("\n")})
    assert cwm.context == made.cwm.context
    assert cwm.steps == made.cwm.steps


REFUSED = {
    "it is a script": {"entry": "__main__"},
    "3 of its values are shortened": {"n_cut": 3},
    "its arguments cannot be written as a call": {"input": "<object>"},
    "its input calls sort, whose steps": {"entry": "other", "input": "sort([1])"},
    "its input is too long": {"input": "1" * 200_000},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refused(samples, reason):
    made = samples["insertion_sort.sort"]
    cwm = project(replace(made.trace, **REFUSED[reason]), made.steps, made.sources)
    assert cwm.refused is not None
    assert cwm.refused.startswith(reason)
    assert len(cwm.steps) >= len(made.steps)


def test_source_that_holds_a_trace_token_is_refused(samples):
    made = samples["night_shift.main"]
    ((program_id, text),) = made.sources.items()
    lines = text.split("\n")
    lines[2] += "  # <|line_sep|>"
    cwm = project(made.trace, made.steps, {program_id: "\n".join(lines)})
    assert (
        cwm.refused
        == "line 3 of night_shift.py holds the trace token <|line_sep|>, which a model would take for its own"
    )


def test_a_value_that_holds_a_trace_token_is_refused(samples):
    made = samples["run_length.squeeze"]
    rows = made.steps.to_pylist()
    rows[4]["changes"] = [{"name": "x", "value": "'<|arg_sep|>'", "type": "str", "size": 13, "cut": False}]
    cwm = project(made.trace, pa.Table.from_pylist(rows, made.steps.schema), made.sources)
    assert cwm.refused == "the value of x at step 4 holds the trace token <|arg_sep|>"


def test_other_refusals(samples):
    assert "threads" in (samples["errand_thread.main"].cwm.refused or "")
    assert "cannot be written" in (samples["tests/test_till.py::test_remove"].cwm.refused or "")
    made = samples["night_shift.main"]
    assert project(made.trace, made.steps, {}).refused == "its first call, of main, is not found in the sources"
    empty = project(made.trace, STEPS.empty_table(), made.sources)
    assert (empty.steps, empty.refused) == ([], "it has no steps")
    two = made.steps.to_pylist()
    other = [{**row, "step": row["step"] + len(two), "frame_id": row["frame_id"] + 900, "caller": None} for row in two]
    twice = pa.Table.from_pylist([*two, *other], made.steps.schema)
    assert "stand beside each other" in (project(made.trace, twice, made.sources).refused or "")


def test_complaints(samples):
    made = samples["night_shift.main"]
    assert made.cwm.complaints == ()
    later = project(replace(made.trace, python="3.13"), made.steps, made.sources)
    assert later.complaints == ("comprehension frames absent (Python 3.13)",)
    assert any("bounded" in c for c in samples["tests/test_till.py::test_remove"].cwm.complaints)


def test_names_in_the_order_of_f_locals(programs):
    steps = programs["deleted_and_rebound"].cwm.steps
    last = [step for step in steps if step.func == "f" and step.event == "line"][-1]
    assert last.state is not None
    assert list(last.state.items()) == [("b", "4"), ("a", "6"), ("c", "5")]


def test_the_module_of_an_exception(programs):
    raised = [step.value for step in programs["not_caught_in_time"].cwm.steps if step.event == "exception"]
    json_error = "JSONDecodeError('Expecting value: line 1 column 2 (char 1)')"
    assert raised == [
        "(<class '_queue.Empty'>, Empty(), <traceback object>)",
        f"(<class 'json.decoder.JSONDecodeError'>, {json_error}, <traceback object>)",
        "(<class 'FileNotFoundError'>, FileNotFoundError(2, 'no such file'), <traceback object>)",
    ]
    raised = [step.value for step in programs["raised"].cwm.steps if step.event == "exception"]
    assert set(raised) == {"(<class 'program.Closed'>, Closed(0, 'it\\'s \"closed\"'), <traceback object>)"}


def test_the_module_of_an_exception_by_file(samples):
    made = samples["does_not_fit.fit"]
    ((program_id, text),) = made.sources.items()
    own = text + "\n\nclass MemoryError(Exception):\n    pass\n"
    values = [s.value for s in project(made.trace, made.steps, {program_id: own}).steps if s.event == "exception"]
    assert values[0] == "(<class 'does_not_fit.MemoryError'>, MemoryError('head needs 5, 3 free'), <traceback object>)"
    strange = replace(made.trace, exceptions=("lib.Odd",))
    rows = [
        {**row, "value": "Odd(1)" if row["event"] == "exception" else row["value"]} for row in made.steps.to_pylist()
    ]
    cwm = project(strange, pa.Table.from_pylist(rows, made.steps.schema), made.sources)
    assert "the module of lib.Odd is not known, and left out" in cwm.complaints
    assert cwm.steps[-2].value == "(<class 'lib.Odd'>, Odd(1), <traceback object>)"


def test_what_changed_while_a_generator_waited_shows_when_it_goes_on(programs):
    calls = [
        s.state["queue"] for s in programs["shared_with_generator"].cwm.steps if s.event == "call" and s.func == "serve"
    ]
    assert calls == ["['a', 'b']", "['b', 'a!']", "['a!', 'b!']", "['b!']", "[]"]


def test_iterators_over_text_have_their_older_name(programs):
    states = [step.state for made in programs.values() for step in made.cwm.steps if step.state]
    assert not any("str_ascii" in value for state in states for value in state.values())


def test_the_published_rule_keeps_its_base(programs):
    steps = programs["strawberry"].cwm.steps
    by_scope, by_frame = shown_by_rule(steps, "cwm"), shown_by_rule(steps, "kth")
    assert by_scope == [step.shown for step in steps]
    differ = [at for at, pair in enumerate(zip(by_scope, by_frame, strict=True)) if pair[0] != pair[1]]
    after_return = [at for at, step in enumerate(steps) if step.event == "line" and steps[at - 1].event == "return"]
    assert differ == after_return
    assert by_frame[differ[0]] == {"c": "..", "word": "..", "num": "3"}


def test_the_published_rule_shows_addresses_and_resumes_with_a_base(programs):
    steps = programs["generators"].cwm.steps
    kth = shown_by_rule(steps, "kth")
    resumed = [
        shown for step, shown in zip(steps, kth, strict=True) if step.event == "call" and "yield i" in step.source
    ]
    assert {"n": "..", "i": ".."} in resumed
    shown = [value for state in kth if state for value in state.values() if "generator object" in value]
    assert set(shown) == {"<generator object both at 0x0>", "<generator object up_to at 0x0>"}
    comprehensions = shown_by_rule(programs["comprehensions"].cwm.steps, "kth")
    values = {value for state in comprehensions if state for value in state.values() if "<" in value}
    assert values >= {"<list_iterator object at 0x0>"}


def test_a_program_id_is_that_of_its_text(programs):
    made = programs["recursion"]
    assert {step.program_id for step in made.cwm.steps} == {Program(made.cwm.context.text).program_id}
