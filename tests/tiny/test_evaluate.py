"""Scores count what they say; what is kept of the committed model was measured on it, and its card says the same."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from tests.tiny.conftest import PROGRAM

from tracewalk.errors import ModelError, NotFound
from tracewalk.tiny import CARD_FILE, MODEL_FILE, fingerprint, measured, serving
from tracewalk.tiny.baseline import baseline_hits
from tracewalk.tiny.evaluate import Asker, evaluate
from tracewalk.tiny.examples import HAND_WRITTEN, Example, examples, sample, write_rows
from tracewalk.tiny.measures import about, record_measures
from tracewalk.tiny.scores import FRAME, Answers, Scores

only_311 = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="later versions have no comprehension frames")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    write_rows(path, [{"id": "sum", "code": PROGRAM.rstrip(), "input": "3", "tags": ["loop"]}])
    (found,) = examples(path)
    return found


def scores(*pairs: tuple[Example, Answers]) -> dict:
    counted = Scores()
    for example, answers in pairs:
        counted.add(example, answers)
    return counted.result()


def perfect(example: Example) -> Answers:
    return Answers(list(example.texts), "".join(example.texts))


def test_a_perfect_model_has_everything(example: Example) -> None:
    result = scores((example, perfect(example)))
    assert {share["model"] for share in result["measures"].values()} == {1.0}
    n = len(example.texts)
    assert {name: share["n"] for name, share in result["measures"].items()} == {
        "step": n, "event_and_line": n, "step_middle": n - 4, "step_middle:loop": n - 4, "step_middle_values": 6,
        "whole_teacher_forced": 1, "whole_free": 1, "returned": 1, "ends_in_return": 1,
    }  # fmt: skip
    assert result["first_wrong"] == {"programs": 0, "step": {}, "place": {}}


def test_a_wrong_value_is_one_wrong_step_with_its_line_right(example: Example) -> None:
    wrong = [text.replace('"total": "1"', '"total": "7"') for text in example.texts]
    assert sum(a != b for a, b in zip(wrong, example.texts, strict=True)) == 1
    result = scores((example, Answers(wrong, "".join(wrong))))
    n, measures = len(wrong), result["measures"]
    assert measures["step"]["model"] == round((n - 1) / n, 4)
    assert measures["event_and_line"]["model"] == measures["returned"]["model"] == 1.0
    assert measures["whole_free"]["model"] == measures["whole_teacher_forced"]["model"] == 0.0
    assert result["first_wrong"]["step"]["median"] == wrong.index(next(t for t in wrong if '"7"' in t))


@pytest.mark.parametrize(
    ("free", "returned", "ends"),
    [
        ("", 0.0, 0.0),
        ("garbage", 0.0, 0.0),
        ('<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>"3"<|frame_sep|>', 1.0, 1.0),
        ('<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>"3.0"<|frame_sep|>', 1.0, 1.0),
        ('<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>"4"<|frame_sep|>', 0.0, 1.0),
        ("<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>\"__import__('os')\"<|frame_sep|>", 0.0, 1.0),
        ("<|frame_sep|>" * 50, 0.0, 0.0),
    ],
)
def test_whatever_is_said_is_counted(example: Example, free: str, returned: float, ends: float) -> None:
    measures = scores((example, Answers(["", *example.texts[1:]], free)))["measures"]
    assert (measures["returned"]["model"], measures["ends_in_return"]["model"]) == (returned, ends)
    assert measures["whole_free"]["model"] == 0.0


def test_a_trace_that_goes_on_is_not_whole(example: Example) -> None:
    longer = Answers(list(example.texts), "".join(example.texts) + example.texts[-1])
    result = scores((example, longer))
    assert result["measures"]["whole_free"]["model"] == 0.0
    assert result["first_wrong"]["step"]["median"] == len(example.texts)


def test_the_baseline_says_next_line_nothing_changed(example: Example) -> None:
    hits = baseline_hits(example.trace.context.text, example.trace.steps)
    assert hits[:3] == [True] * 3  # these and the last are free
    assert hits[-1]
    # Of the others only the one after the call: then each line states a value, jumps back, or leaves the loop.
    assert [k for k in range(3, len(hits) - 1) if hits[k]] == [3]


def test_a_served_model_is_measured_and_its_measures_kept(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    with serving() as served, Asker(served.url, served.context) as asker:
        assert asker.fits(example)
        seen: list[tuple[int, int]] = []
        result = evaluate(asker, [example], said=lambda *how_far: seen.append(how_far))
        for name in ("one", "two"):
            record_measures(path, about(served), name, result)
        record_measures(path, about(served) | {"fingerprint": "other"}, "three", result)
        with pytest.raises(ModelError, match="exceed"):
            asker.complete(example.text * 20, 1)
    assert seen == [(0, 1), (1, 1)]
    assert result["measures"]["step"]["model"] > 0.5
    assert result["speed"]["step_tokens_per_second"] > 0
    assert list(json.loads(path.read_text())["sets"]) == ["three"]
    with pytest.raises(ModelError, match="cannot be asked"):
        Asker(served.url, 100).complete("", 1)


def test_rows_that_cannot_be_recorded_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = {"id": "b", "code": "def f(a):\n    return a", "input": "1"}
    write_rows(path, [{"id": "a", "code": "def f(:", "input": ""}, good, {**good, "id": "c", "code": "import nothing"}])
    assert [example.task_id for example in examples(path)] == ["b"]
    write_rows(path, [{"id": "a", "code": "def f(:", "input": ""}])
    with pytest.raises(ModelError, match="does not compile"):
        examples(path)
    with pytest.raises(NotFound):
        examples(tmp_path / "none.jsonl")


def test_a_sample_is_the_same_each_time(example: Example) -> None:
    many = [Example(str(i), "", example.trace) for i in range(20)]
    first = sample(many, 5, lambda e: e.task_id != "3", 0)
    assert [e.task_id for e in first] == [e.task_id for e in sample(many, 5, lambda e: e.task_id != "3", 0)]
    assert [e.task_id for e in sample(many, 4, lambda e: e.task_id != "2", None)] == ["0", "1", "3", "4"]


@only_311
def test_the_committed_model_was_measured() -> None:
    found = measured()
    assert found["model"] == "tiny-cwm"
    assert found["fingerprint"] == fingerprint(MODEL_FILE)
    assert set(found["sets"]) == {"held-out", "strict", "hand-written", "cruxeval"}
    strict = found["sets"]["strict"]["measures"]["step_middle"]
    assert 0.6 < strict["model"] < 0.9
    assert 0.1 < strict["baseline"] < 0.4
    by_hand = examples(HAND_WRITTEN)
    assert found["sets"]["hand-written"]["programs"] == len(by_hand) == 28
    assert found["sets"]["hand-written"]["measures"]["step"]["n"] == sum(len(e.texts) for e in by_hand)


def test_the_card_says_what_was_measured() -> None:
    """Each row of its table is a question, each column a set: `model (baseline)` in percent."""
    questions = {
        "one step, all steps": "step", "one step, middle steps": "step_middle",
        "a middle line that states a value": "step_middle_values",
        "event and source line, values ignored": "event_and_line",
        "whole trace, teacher-forced": "whole_teacher_forced", "whole trace, free-running": "whole_free",
        "return value, free-running": "returned",
    }  # fmt: skip
    sets = [measured()["sets"][name]["measures"] for name in ("held-out", "strict", "hand-written", "cruxeval")]
    card = CARD_FILE.read_text()
    for title, question in questions.items():
        shown = re.search(rf"^\| {re.escape(title)} \|(.+)\|$", card, re.MULTILINE)[1]
        wanted = [f"{100 * m[question]['model']:.1f} ({100 * m[question]['baseline']:.1f})" for m in sets]
        assert [cell.strip() for cell in shown.split("|")] == wanted, title
    assert FRAME not in card
