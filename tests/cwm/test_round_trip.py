"""`parse(render(steps))` gives back the steps: state, frames, functions and lines, none of which the text says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracewalk.cwm import Position, Prompts, Reader, parse, parse_strict, render, render_step

FACTS = ("event", "source", "shown", "state", "value", "frame_id", "caller", "depth", "program_id", "func", "line")


def facts(steps):
    return [tuple(getattr(step, name) for name in FACTS) for step in steps]


PLACES = ("program_id", "func", "line")


def difference(made, parsed):
    """The first step read otherwise; where several functions begin with the same text, which one the parser says."""
    unsure = {step.frame_id for step in parsed.steps if step.event == "call" and step.ambiguous}
    for true, said in zip(made.cwm.steps, parsed.steps, strict=True):
        for name in FACTS:
            if not (name in PLACES and said.frame_id in unsure) and getattr(true, name) != getattr(said, name):
                return name, true, said
    return None


def assert_same(made, parsed, name=""):
    assert len(parsed.steps) == len(made.cwm.steps)
    assert difference(made, parsed) is None, name
    assert all(step.fault is None for step in parsed.steps)


@pytest.mark.parametrize("where", ["programs", "samples", "cruxeval"])
def test_all(where, request):
    looked = 0
    for name, made in request.getfixturevalue(where).items():
        if len(set(made.steps["thread"].to_pylist())) > 1:
            continue
        text = render(made.cwm.steps)
        parsed = parse(text, made.cwm.context)
        assert_same(made, parsed, name)
        assert "".join(step.raw for step in parsed.steps) + parsed.tail == text
        assert (parsed.head, parsed.tail, parsed.ended, parsed.stripped) == ("", "<|end_of_text|>", True, False)
        looked += 1
    assert looked >= {"programs": 15, "samples": 60, "cruxeval": 800}[where]


def test_lines_of_equal_text_are_told_apart_by_flow(programs):
    made = programs["same_lines"]
    parsed = parse(render(made.cwm.steps), made.cwm.context)
    appended = [step.line for step in parsed.steps if step.source.strip() == "found.append(-i)"]
    assert appended == [8, 6, 8, 6, 8]
    assert not any(step.ambiguous for step in parsed.steps)


def test_a_branch_with_equal_lines_is_ambiguous(programs):
    made = programs["same_branches"]
    parsed = parse(render(made.cwm.steps), made.cwm.context)
    assert difference(made, parsed) is None  # the nearest is right here
    assert [step.line for step in parsed.steps if step.ambiguous] == [3]


def test_a_prompt_before_the_steps_is_the_head(programs):
    made = programs["recursion"]
    prompts = Prompts(made.cwm)
    parsed = parse(prompts.text + "<|end_of_text|>", made.cwm.context)
    assert parsed.head == prompts.before(0)
    assert_same(made, parsed)


@pytest.mark.parametrize("name", ["strawberry", "generators", "comprehensions", "caught", "raised", "classes"])
def test_from_any_step(programs, name):
    made = programs[name]
    steps = made.cwm.steps
    position = Position(made.cwm.context)
    for at, step in enumerate(steps):
        rest = parse(render(steps[at:]), start=position)
        assert facts(rest.steps) == facts(steps[at:]), at
        before = replace(step)
        position.advance(step)
        assert step == before
    assert facts(parse(render(steps[5:]), start=Position(made.cwm.context, steps[:5])).steps) == facts(steps[5:])


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_fed_in_pieces(programs, size):
    made = programs["caught"]
    text = Prompts(made.cwm).text + "<|end_of_text|>and more"
    reader = Reader(made.cwm.context)
    came = [step for at in range(0, len(text), size) for step in reader.feed(text[at : at + size])]
    parsed = reader.finish()
    assert came == parsed.steps
    assert parsed == parse(text, made.cwm.context)


def test_a_step_comes_with_its_separator(programs):
    steps = programs["recursion"].cwm.steps
    reader = Reader(programs["recursion"].cwm.context)
    for step in steps:
        *body, last = render_step(step)
        assert reader.feed("".join(body)) == []
        assert facts(reader.feed(last)) == facts([step])


def test_strict_takes_what_is_rendered(programs):
    for made in programs.values():
        assert_same(made, parse_strict(Prompts(made.cwm).text + "<|end_of_text|>", made.cwm.context))


def test_without_a_context_there_are_frames_but_no_lines(programs):
    made = programs["strawberry"]
    parsed = parse(render(made.cwm.steps))
    assert [s.depth for s in parsed.steps] == [s.depth for s in made.cwm.steps]
    assert [s.state for s in parsed.steps] == [s.state for s in made.cwm.steps]
    assert [s.func for s in parsed.steps] == [s.func for s in made.cwm.steps]
    assert {s.line for s in parsed.steps} == {0}
