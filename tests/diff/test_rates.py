"""The papers' rates against a slow reading of their definitions, and the format's rules."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.diff.truths import Truth

from tracewalk.cwm import parse, render

Frame = tuple[str, str, dict[str, str] | None]
FRAME, END = "<|frame_sep|>", "<|end_of_text|>"


def frames(text: str) -> tuple[list[Frame], bool]:
    """The frames of a generation by the published definitions, and whether its format is valid."""
    *segments, trailing = text.split(END, maxsplit=1)[0].split(FRAME)
    found, valid = [], not trailing.strip()
    for segment in segments:
        events = [e for e in ("call", "line", "return", "exception") if f"<|{e}_sep|>" in segment]
        if not segment.strip():
            continue
        if not events:
            valid = False
            continue
        rest = segment.split(f"<|{events[0]}_sep|>", 1)[1]
        first, action, after = rest.partition("<|action_sep|>")
        shows = events[0] in ("call", "line")
        valid = valid and bool(action) and (shows or "<|arg_sep|>" in after)
        source = after if shows else after.partition("<|arg_sep|>")[0]
        found.append((events[0], bare(source), observation(first) if shows and action else None))
    return found, valid and bool(found)


def bare(source: str) -> str:
    return re.sub(r"\s*# << START_OF_TRACE\s*$", "", source).rstrip()


def observation(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}


def naive(truth: Sequence[Frame | None], said: Sequence[Frame]) -> dict[str, float]:
    """Each rate is the mean over the true frames of one hit each."""
    hits: dict[str, list[float]] = {"action_em": [], "event_em": []}
    hits |= {name: [] for name in ("state_em", "valid_json", "key_match", "key_value_match")}
    for i, true in enumerate(truth):
        if true is None:
            continue
        event, source, shown = said[i] if i < len(said) else ("", None, None)
        hits["action_em"].append(source == true[1])
        hits["event_em"].append(event == true[0])
        if true[2] is not None:
            pairs = (set(true[2].items()), set((shown or {}).items()))
            keys = (set(true[2]), set(shown or {}))
            hits["state_em"].append(shown == true[2])
            hits["valid_json"].append(shown is not None)
            for name, (mine, theirs) in (("key_match", keys), ("key_value_match", pairs)):
                jaccard = len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
                hits[name].append(0.0 if shown is None else jaccard)
    return {name: sum(found) / len(found) for name, found in hits.items() if found}


def true_frames(truth: Truth, shown: Sequence[Mapping[str, str] | None]) -> list[Frame]:
    return [(t.event, bare(t.source), None if s is None else dict(s)) for t, s in zip(truth.steps, shown, strict=True)]


@st.composite
def spoiled(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Edits of a text, by the number of the frame."""
    kinds = st.sampled_from(
        ["drop", "twice", "swap", "cut", "value", "key", "source", "event", "json", "glue", "blank"]
    )
    return draw(st.lists(st.tuples(kinds, st.integers(0, 60), st.integers(0, 200)), max_size=4))


def spoil(text: str, edits: list[tuple[str, int, int]]) -> str:
    *parts, tail = text.split(FRAME)
    for kind, at, n in edits:
        i = at % max(len(parts), 1)
        if not parts:
            break
        part = parts[i]
        parts[i : i + 1] = {
            "drop": [],
            "twice": [part, part],
            "swap": [parts[n % len(parts)]],
            "cut": [part[: n % (len(part) + 1)]],
            "value": [re.sub(r": \"[^\"]*\"", f': "{n}"', part, count=1)],
            "key": [re.sub(r"\"\w+\":", f'"k{n}":', part, count=1)],
            "source": [part.replace("    ", "  x ", 1)],
            "event": [part.replace("<|line_sep|>", "<|call_sep|>", 1)],
            "json": [part.replace("{", "[", 1)],
            "glue": ["".join(parts[i : i + 2])],
            "blank": ["\n", part],
        }[kind]
    return FRAME.join([*parts, tail])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rates_are_those_of_the_definitions(data: st.DataObject, programs: dict[str, Truth]) -> None:
    truth = programs[data.draw(st.sampled_from(sorted(programs)))]
    text = spoil(render(truth.steps[1:]), data.draw(spoiled()))
    parsed = parse(text, truth.context)
    verdict, _ = truth.judge(parsed.steps, tail=parsed.tail)
    said, valid = frames(text)
    assert verdict.valid_format == valid
    plain = true_frames(truth, [step.shown for step in truth.steps])[1:]
    seeds = [step.seed for step in truth.steps][1:]
    expected = naive([None if seed else frame for frame, seed in zip(plain, seeds, strict=True)], said)
    assert {name: getattr(verdict, name) for name in expected} == pytest.approx(expected)
    if "<" not in str(truth.shown_kth):  # what had an address is looked at below
        published = naive(true_frames(truth, truth.shown_kth)[1:], said)
        del published["event_em"]
        assert {name: getattr(verdict, f"kth_{name}") for name in published} == pytest.approx(published)


def test_a_truth_said_by_the_other_rule_differs_after_a_return(programs: dict[str, Truth]) -> None:
    truth = programs["helper"]
    verdict, _ = truth.judge(truth.said())
    assert (verdict.state_em, verdict.key_value_match, verdict.exact) == (1, 1, True)
    full_after_return = [s for t, s in zip(truth.steps, truth.shown_kth, strict=True) if t.shown != s]
    observed = [t for t in truth.steps[1:] if t.shown is not None]
    assert len(full_after_return) == 2, "the lines after the two calls"
    assert verdict.kth_state_em == pytest.approx(1 - 2 / len(observed))
    assert (verdict.kth_action_em, verdict.kth_valid_json, verdict.kth_key_match) == (1, 1, 1)


def test_a_value_with_an_address_never_matches_the_published_truth(programs: dict[str, Truth]) -> None:
    truth = programs["squares"]
    steps, shown = copy.deepcopy(truth.steps), copy.deepcopy(truth.shown_kth)
    steps[4].state["got"] = shown[4]["got"] = "<list_iterator object>"  # type: ignore[index]
    steps[3].state["n"] = shown[3]["n"] = "'<list_iterator object>'"  # type: ignore[index]
    changed = Truth(steps, truth.context, truth.sources, shown, "", "")
    before, _ = truth.judge(truth.said(), shown_kth=[step.shown for step in truth.steps])
    said = changed.said()
    for step, seen in zip(said, shown[1:], strict=True):
        step.shown = seen
    after, _ = changed.judge(said)
    observed = sum(t.shown is not None for t in truth.steps[1:])
    assert before.kth_state_em == 1
    assert after.kth_state_em == pytest.approx(1 - 1 / observed)


def test_without_the_published_observations_there_are_no_published_rates(programs: dict[str, Truth]) -> None:
    verdict, _ = programs["total"].judge(programs["total"].said(), shown_kth=None)
    assert verdict.kth_state_em is None
    assert verdict.state_em == 1


def test_published_sources_lose_the_characters_of_the_marker(programs: dict[str, Truth]) -> None:
    """`rstrip` with the marker's characters takes a trailing capital too; only the published rate is so lenient."""
    truth = programs["total"]
    said = truth.said()
    said[2].source = "    s = 0 # A\n"
    verdict, _ = truth.judge(said)
    assert verdict.kth_action_em == 1
    assert verdict.action_em == pytest.approx(1 - 1 / 11)


def test_a_cut_truth_has_no_rates(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    steps = copy.deepcopy(truth.steps)
    steps[5].cut = True
    verdict, verdicts = Truth(steps, truth.context, truth.sources, truth.shown_kth, "", "").judge(truth.said())
    rates = {name: getattr(verdict, name) for name in RATES}
    assert set(rates.values()) == {None}
    assert (verdict.exact, verdict.n_correct) == (True, 11)
    assert len(verdicts) == 13


RATES = {
    *("step_accuracy", "event_em", "action_em", "action_em_aligned", "state_em", "state_em_resolved"),
    *("valid_json", "key_match", "key_value_match"),
    *("kth_action_em", "kth_state_em", "kth_valid_json", "kth_key_match", "kth_key_value_match"),
}

SOUND = "<|line_sep|>{}<|action_sep|>x = 1\n"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (f"{SOUND}{FRAME}{END}", True),
        (f"{SOUND}{FRAME}", True),
        (f"{SOUND}{FRAME}\n{END} and more", True),
        (f"<|line_sep|>[]<|action_sep|>x\n{FRAME}", True),
        (f"<|line_sep|><|action_sep|>x\n{FRAME}", True),
        (f"well: {SOUND}{FRAME}", True),
        (f"{SOUND}{FRAME} {FRAME}{SOUND}{FRAME}", True),
        (f'<|return_sep|><|action_sep|>x\n<|arg_sep|>"1"{FRAME}', True),
        (f"<|return_sep|><|action_sep|>x\n<|arg_sep|>1{FRAME}", True),
        ("", False),
        (END, False),
        (SOUND, False),
        (f"{SOUND}{FRAME}<|line_sep|>", False),
        (f"<|line_sep|>{{}}x = 1\n{FRAME}", False),
        (f"x = 1\n{FRAME}{SOUND}{FRAME}", False),
        (f"<|return_sep|><|action_sep|>x\n{FRAME}", False),
        (f'<|return_sep|><|arg_sep|>"1"{FRAME}', False),
        (f"{SOUND}{SOUND}{FRAME}", True),
    ],
)
def test_valid_format(text: str, valid: bool, programs: dict[str, Truth]) -> None:
    parsed = parse(text, None)
    verdict, _ = programs["total"].judge(parsed.steps, tail=parsed.tail)
    assert verdict.valid_format == valid
    assert frames(text)[1] == valid
