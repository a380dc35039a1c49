"""A model that knows the truth by heart gets everything right, in every mode, through every kind of server."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.predict.asking import Answer, put
from tests.predict.oracle import knowing

from tracewalk.lake import Lake
from tracewalk.model import Verdict
from tracewalk.predict import subject

SHAPES = ("vllm", "llama.cpp", "chat", "other")
KINDS = (
    "helper", "yields", "raises",  # the dataset's wrapper
    "roman.value", "does_not_fit.fit",  # one is added; the last raises
    "listening_generator.main", "finally_decides.main", "dual_numbers.derivative",  # no arguments; send, finally
    "many_lengths.lengths",  # a generator itself
)  # fmt: skip
RATES = [
    f.name for f in fields(Verdict) if f.name.endswith(("_em", "_match", "_accuracy", "_json", "_aligned", "_resolved"))
]
NO_RETURN = {"raises": "there is no call that returns", "does_not_fit.fit": "there is no call that returns"}


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


@pytest.fixture
def named(lake: Lake, ids: dict[str, str], samples: Lake) -> dict[str, tuple[Lake, str]]:
    """Where each kind of trace is."""
    rows = samples.cursor().sql("SELECT name, trace_id FROM traces").fetchall()
    return {name: (samples, trace_id) for name, trace_id in rows} | {name: (lake, id_) for name, id_ in ids.items()}


def exact(answer: Answer, mode: str, shape: str) -> None:
    """All that can be right is; chat models write every value out, where CWM's own text has `..`."""
    verdict = answer.verdict
    assert (verdict.ended, verdict.exact, verdict.first_bad_step, verdict.valid_format) == (
        "finished",
        True,
        None,
        True,
    )
    assert verdict.n_correct == verdict.n_true == verdict.right_until == verdict.n_predicted > 0
    rates = {name: getattr(verdict, name) for name in RATES}
    off = {name for name, rate in rates.items() if rate not in (None, 1.0)}
    # What was published counts by another rule for `..`.
    assert off <= {"kth_state_em", "kth_key_value_match"} | (
        {"state_em", "key_value_match"} if shape == "chat" else set()
    )
    assert (rates["step_accuracy"], rates["kth_action_em"]) == (1.0, 1.0 if mode == "full" else None)
    if mode in ("full", "action"):
        assert verdict.return_correct
        assert verdict.output_correct in (True, None)
    assert set(answer.steps("verdict")) == {"correct"}
    assert answer.prediction.error is None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", ["full", "step", "action", "return"])
def test_all_is_right(mode: str, shape: str, named: dict[str, tuple[Lake, str]]) -> None:
    for name in KINDS if shape == "vllm" else KINDS[:5]:
        lake, trace_id = named[name]
        server = knowing([subject(lake, trace_id).cwm], shape)
        answer = put(lake, server, trace_id, mode)
        if mode == "return" and name in NO_RETURN:
            assert answer.verdict.ended == "unsupported", name
            assert NO_RETURN[name] in str(answer.prediction.error)
        else:
            exact(answer, mode, shape)


def test_a_score_has_every_token_on_its_first_rank(named: dict[str, tuple[Lake, str]]) -> None:
    for name in KINDS:
        lake, trace_id = named[name]
        answer = put(lake, None, trace_id, "score")
        assert (answer.verdict.exact, answer.verdict.step_accuracy) == (True, 1.0)
        assert answer.verdict.n_correct == answer.verdict.n_true
        assert all(chance is not None for chance in answer.steps("logprob"))


@pytest.mark.parametrize("shape", ["llama.cpp", "chat", "other"])
def test_a_score_is_unsupported_elsewhere(shape: str, lake: Lake, ids: dict[str, str]) -> None:
    answer = put(lake, knowing([subject(lake, ids["loop"]).cwm], shape), ids["loop"], "score")
    assert answer.verdict.ended == "unsupported"
    assert "mode score needs" in str(answer.prediction.error)


def test_what_no_prompt_can_be_made_of_is_unsupported_with_the_reason(named: dict[str, tuple[Lake, str]]) -> None:
    lake, trace_id = named["errand_thread.main"]
    server = knowing([])
    for mode in ("full", "step", "action", "return", "score"):
        answer = put(lake, server, trace_id, mode)
        assert answer.verdict.ended == "unsupported"
        assert "no prompt can be made of this trace: steps of several threads" in str(answer.prediction.error)
    assert server.asked == []


@pytest.mark.parametrize("mode", ["full", "step", "action", "score"])
def test_from_a_step_on(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    for name in ("helper", "yields"):
        true = subject(lake, ids[name]).cwm.steps
        for step in (0, 3, 5, len(true) - 2):
            answer = put(lake, None, ids[name], mode, from_step=step)
            own = [s.step for s in true[step:] if not s.seed]
            assert (answer.verdict.exact, answer.verdict.n_true) == (True, len(own)), (name, step)
            assert [at for at, seed in answer.steps("truth", "seed") if not seed] == own
            assert answer.prediction.from_step == step


@pytest.mark.parametrize(
    ("steps", "chosen"), [("every:3", [2, 5, 8, 11]), ("max:2", [2, 7]), ("max:99", [*range(2, 13)])]
)
def test_step_asks_only_for_those_chosen(steps: str, chosen: list[int], lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["loop"]).cwm])
    answer = put(lake, server, ids["loop"], "step", steps=steps)
    assert answer.verdict.exact
    assert (answer.steps("truth"), len(server.asked)) == (chosen, len(chosen))
    assert answer.verdict.n_true == len(chosen)


def test_return_skips_the_body(lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["helper"]).cwm])
    answer = put(lake, server, ids["helper"], "return")
    assert [body["prompt"].count("<|call_sep|>") for body in server.asked] == [2]  # the wrapper's, and that of f
    assert (answer.steps("value"), answer.verdict.output, answer.verdict.output_correct) == (["90"], "90", True)
    assert put(lake, server, ids["helper"], "return", from_step=4).steps("value") == ["9"]


def test_a_wide_value_gets_the_room_that_it_needs(lake: Lake, ids: dict[str, str]) -> None:
    for mode in ("step", "action", "return"):
        server = knowing([subject(lake, ids["wide"]).cwm])
        answer = put(lake, server, ids["wide"], mode)
        assert answer.verdict.exact
        assert {body["max_tokens"] for body in server.asked} != {2_048}


def test_each_mode_says_how_many_tokens_there_were(lake: Lake, ids: dict[str, str]) -> None:
    for mode, shape, counts in (("full", "vllm", True), ("action", "llama.cpp", True), ("step", "other", False)):
        prediction = put(lake, knowing([subject(lake, ids["loop"]).cwm], shape), ids["loop"], mode).prediction
        assert prediction.prompt_tokens
        assert prediction.tokens
        assert prediction.tokens_exact is counts
