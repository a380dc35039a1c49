"""A model that believes one wrong value: exactly that one is found, and it carries on only where it would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.predict.asking import Answer, put
from tests.predict.oracle import Oracle, Server

from tracewalk.lake import Lake
from tracewalk.predict import Subject, subject

LIE = "'lie'"


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


def lies(about: Subject) -> Iterator[tuple[int, str]]:
    """Every place (index, name) at which a true step states a local anew."""
    for index, step in enumerate(about.cwm.steps):
        if step.state is not None and not step.seed:
            yield from ((index, change.name) for change in step.changes if change.value is not None)


def believing(about: Subject, index: int, name: str) -> Oracle:
    oracle = Oracle([about.cwm])
    oracle.known[0].believe(index, name, LIE)
    return oracle


def served(oracle: Oracle) -> Server:
    return Server(oracle.after, oracle=oracle)


def wrong(answer: Answer) -> list[int]:
    return [truth for truth, verdict in answer.steps("truth", "verdict") if verdict != "correct"]


def first_bad(answer: Answer) -> tuple[int | None, str | None, str | None]:
    verdict = answer.verdict
    return verdict.first_bad_step, verdict.first_bad_verdict, verdict.first_bad_name


@pytest.mark.parametrize("name", ["straight", "loop", "helper", "caught"])
def test_a_wrong_local_is_found_where_it_is_said(name: str, lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids[name])
    for index, local in lies(about):
        oracle = believing(about, index, local)
        step = about.cwm.steps[index].step
        held = [true.step for true, own in zip(about.cwm.steps, oracle.known[0].steps, strict=True)
                if own.state and own.state.get(local) == LIE]  # fmt: skip
        said = [true.step for true, own in zip(about.cwm.steps, oracle.known[0].steps, strict=True)
                if own.shown and own.shown.get(local) == LIE]  # fmt: skip
        for mode, expected in (("full", held), ("action", held), ("step", said)):
            answer = put(lake, served(oracle), ids[name], mode)
            assert first_bad(answer) == (step, "state", local), (mode, index, local)
            assert wrong(answer) == expected, (mode, index, local)
            assert answer.verdict.n_state == len(expected)
            assert not answer.verdict.exact
            assert answer.verdict.ended == "finished"


def test_what_is_wrong_carries_on_only_where_the_model_stands_on_its_own_words(lake: Lake, ids: dict[str, str]) -> None:
    """The same lie, told in three modes: at steps 4, 5 and 6 of its own, at 4 alone on the true prefix."""
    oracle = believing(subject(lake, ids["straight"]), 4, "b")
    answers = {mode: put(lake, served(oracle), ids["straight"], mode) for mode in ("full", "action", "step")}
    assert {mode: wrong(answer) for mode, answer in answers.items()} == {
        "full": [4, 5, 6], "action": [4, 5, 6], "step": [4],
    }  # fmt: skip
    roots = {mode: answer.steps("truth", "root") for mode, answer in answers.items()}
    assert [root for at, root in roots["full"] if at in (4, 5, 6)] == [True, False, False]
    assert [root for at, root in roots["step"] if at == 4] == [True]
    assert answers["full"].verdict.return_correct
    shown = [
        (at, [d["value"] for d in differs]) for at, differs in answers["action"].steps("truth", "differs") if differs
    ]
    assert shown == [(4, [LIE]), (5, [LIE]), (6, [LIE])]


@pytest.mark.parametrize("mode", ["full", "step", "action", "return"])
def test_a_wrong_return_is_a_wrong_value(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["straight"])
    oracle = Oracle([about.cwm])
    index = next(i for i, step in enumerate(about.cwm.steps) if step.event == "return")
    oracle.known[0].steps[index].value = LIE
    answer = put(lake, served(oracle), ids["straight"], mode)
    assert first_bad(answer) == (about.cwm.steps[index].step, "value", None)
    assert wrong(answer) == [about.cwm.steps[index].step]
    assert answer.verdict.first_bad_type == "list"


def test_the_output_in_mode_action_is_the_models_own(lake: Lake, ids: dict[str, str]) -> None:
    """The wrapper's return is asked for, too: given, it would always be right."""
    oracle = Oracle([subject(lake, ids["straight"]).cwm])
    for step in oracle.known[0].steps[-2:]:
        step.value = LIE
    answer = put(lake, served(oracle), ids["straight"], "action")
    assert (answer.verdict.output, answer.verdict.output_correct, answer.verdict.return_correct) == (LIE, False, False)


def test_a_score_is_surprised_where_the_model_would_say_something_else(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["straight"])
    answer = put(lake, served(believing(about, 4, "b")), ids["straight"], "score")
    assert first_bad(answer) == (4, "state", None)
    assert wrong(answer) == [4]
    assert answer.verdict.step_accuracy == pytest.approx(1 - 1 / answer.verdict.n_true)
    for index, changed, kind in ((4, "source", "action"), (7, "value", "value"), (5, "event", "event")):
        oracle = Oracle([about.cwm])
        setattr(oracle.known[0].steps[index], changed, {"source": "    x\n", "value": "0", "event": "call"}[changed])
        answer = put(lake, served(oracle), ids["straight"], "score")
        assert first_bad(answer) == (index, kind, None)


def test_another_line_is_forced_back_in_mode_action(lake: Lake, ids: dict[str, str]) -> None:
    oracle = Oracle([subject(lake, ids["straight"]).cwm])
    oracle.known[0].steps[4].source = "    return b\n"
    assert first_bad(put(lake, served(oracle), ids["straight"])) == (4, "action", None)
    assert put(lake, served(oracle), ids["straight"], "action").verdict.exact
