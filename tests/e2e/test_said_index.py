"""Compare's modules in a browser: what is said of a trace, as an index, against the parser's own reading."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.harness import Maker, serving
from tests.said import Change, another_line, garbled, say, spoken, twice, with_value, without

from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder
from tracewalk.web.payload import steps_columns
from tracewalk.web.predicted import predicted_columns

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A page from which the components' modules can be imported; the tests leave nothing on it."""
    with serving(Maker(1, 10).run) as url:
        page = browser.new_page()
        page.goto(f"{url}/page")
        yield page
        page.close()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A copy of the sample lake, to which predictions can be added."""
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path_factory.mktemp("said") / "lake")
    with Lake.open(copy, writable=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(lake: Lake) -> dict[str, str]:
    return dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())


INDEX = """async ([steps, said]) => {
  const { Trace } = await import("/stepper/trace.js");
  const { Said } = await import("/compare/said.js");
  const { pairsOf } = await import("/compare/table.js");
  const t = new Trace(steps);
  const s = new Said(said, t);
  const session = { of: () => s, stepwise: false, silence: () => "" };
  const out = [];
  for (let step = t.from; step < t.to; step++) {
    const row = s.row(step);
    const frame = t.frameAt(step);
    const pairs = row >= 0 && s.says[row] ? pairsOf(session, t, frame, t.state(frame, step), step) : null;
    const named = pairs?.flatMap((p) => p.said?.text === null || p.said === null ? [] : [[p.name, p.said.text]]);
    out.push([s.verdict(step), named ? Object.fromEntries(named) : null, s.extras(step).length]);
  }
  return out;
}"""


def columns(lake: Lake, trace_id: str, prediction_id: str, start: int, stop: int) -> list[dict[str, Any]]:
    """What the browser is given: the true steps and the judged ones of a window."""
    trace = lake.trace(trace_id)
    steps = steps_columns(trace_id, lake.steps(trace_id, start, stop), trace.n_steps, trace.files)
    end = None if stop >= trace.n_steps else stop
    return [steps, predicted_columns(lake.predicted_steps(prediction_id), trace.files, start, end)]


def expected(lake: Lake, prediction_id: str, changes: tuple[Change, ...], trace_id: str) -> list[list[Any]]:
    """By the rows and by the parser's own reading of the text, without any difference."""
    said = spoken(subject(lake, trace_id), *changes).said.steps
    rows = lake.predicted_steps(prediction_id).to_pylist()
    out: list[list[Any]] = [[None, None, 0] for _ in range(lake.n_steps(trace_id))]
    anchor = 0
    for row in rows:
        anchor = anchor if row["truth"] is None else row["truth"]
        step = None if row["position"] is None else said[row["position"]]
        if row["truth"] is not None:
            states = step is not None and row["verdict"] != "malformed" and step.event in ("call", "line")
            out[anchor][:2] = [row["verdict"], step.state if step and states else None]
        elif step is not None and not (row["seed"] and row["verdict"] == "correct"):
            out[anchor][2] += 1
    return out


CASES: dict[str, tuple[str, tuple[Change, ...]]] = {
    "exact": ("merge_sort.sort", ()),
    "a value that stays wrong": ("night_shift.main", (with_value(40, "job", "'another'"),)),
    "one iteration too many": ("merge_sort.sort", (twice(22, 24),)),
    "an iteration left out": ("insertion_sort.sort", (without(8, 11),)),
    "another line, and garbage": ("run_length.squeeze", (another_line(9, "    return 7"), garbled(14))),
    "a name that is not there": ("roman.value", (with_value(6, "ghost", "[0]"),)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_each_step_is_what_the_text_says(tab: Page, lake: Lake, ids: dict[str, str], case: str) -> None:
    name, changes = CASES[case]
    prediction_id = say(lake, ids[name], *changes)
    true = expected(lake, prediction_id, changes, ids[name])
    said = tab.evaluate(INDEX, columns(lake, ids[name], prediction_id, 0, len(true)))
    assert [(i, *pair) for i, pair in enumerate(zip(true, said, strict=True)) if pair[0] != pair[1]] == []


def test_a_window_says_what_the_whole_says(tab: Page, lake: Lake, ids: dict[str, str]) -> None:
    trace_id = ids["night_shift.main"]
    prediction_id = say(lake, trace_id, twice(60, 66), with_value(40, "job", "'another'"), without(120, 126))
    whole = tab.evaluate(INDEX, columns(lake, trace_id, prediction_id, 0, 274))
    for start in range(0, 274, 50):
        stop = min(start + 50, 274)
        part = tab.evaluate(INDEX, columns(lake, trace_id, prediction_id, start, stop))
        # Names bound before the window are not in this payload: the verdicts and the extra steps are compared.
        assert [(p[0], p[2]) for p in part] == [(w[0], w[2]) for w in whole[start:stop]]


MOVES = """async ([steps, said]) => {
  const { Trace } = await import("/stepper/trace.js");
  const { Said } = await import("/compare/said.js");
  const { divergences } = await import("/compare/divergences.js");
  const { momentsOf } = await import("/compare/past.js");
  const t = new Trace(steps);
  const s = new Said(said, t);
  const { wrong, anew } = divergences(s);
  const merged = momentsOf(s, t.rowOf.get(2), "merged");
  return { wrong: [...wrong], anew: [...anew],
    merged: merged.map((m) => [m.step, m.truth, m.said?.text ?? null, m.row >= 0 && s.isRoot(m.row)]) };
}"""


def test_divergences_are_roots_and_beginnings_and_a_history_says_which(tab: Page, lake: Lake, ids) -> None:
    trace_id = ids["merge_sort.sort"]
    prediction_id = say(lake, trace_id, with_value(24, "merged", "[1, 1]"), twice(31, 33))
    found = tab.evaluate(MOVES, columns(lake, trace_id, prediction_id, 0, 37))
    rows = lake.predicted_steps(prediction_id).to_pylist()
    wrong = {r["truth"] for r in rows if r["truth"] is not None and r["verdict"] != "correct"}
    assert set(found["wrong"]) == wrong | {33}
    assert found["anew"][0] == 24
    assert 33 in found["anew"]
    assert found["merged"][:2] == [[21, "[]", "[]", False], [24, "[1]", "[1, 1]", True]]


def test_the_marked_characters_are_what_differs(tab: Page) -> None:
    chance = random.Random(3)
    texts = ["[1, 2, 3]", "[1, 2, 2, 3]", "[[1], [2, 3]]", "[[1], [2, 4]]", "'strawberry'", "'strawbery'", "17", "12"]
    texts += [
        "{'a': 1}",
        "{'a': 2, 'b': [1]}",
        "P(x=1)",
        "P(x=2, y=[1])",
        "🍓🍓",
        "[",
        "{1, 2}",
        "(1,)",
        "()",
        "",
        "[[1]]",
    ]
    pairs = [(chance.choice(texts), chance.choice(texts)) for _ in range(200)] + [("a" * 5000, "b" * 4000)]
    said = tab.evaluate(
        """async (pairs) => {
          const { differences } = await import("/compare/chars.js");
          return pairs.map(([a, b]) => differences(a, b));
        }""",
        pairs,
    )
    for (a, b), (mine, theirs) in zip(pairs, said, strict=True):
        assert "".join(part["text"] for part in mine) == a
        assert "".join(part["text"] for part in theirs) == b
        same = ["".join(p["text"] for p in side if not p["other"]) for side in (mine, theirs)]
        assert same[0] == same[1]
        if a == b:
            assert not [p for p in mine + theirs if p["other"]]


MARKED = [
    ("[1, 2]", "[1, 2, 2]", "", ", 2"),
    ("[13, 4, 12]", "[4, 12, 12, 11]", "13, ", ", 12, 11"),
    ("[1, 2, 3]", "[1, 3]", ", 2", ""),
    ("[[1], [2, 3]]", "[[1], [2, 4]]", "3", "4"),
    ("{'a': 1, 'b': 2}", "{'b': 2}", "'a': 1, ", ""),
    ("P(x=1, y=20)", "P(x=1, y=21)", "20", "21"),
    ("'strawberry'", "'strawbery'", "r", ""),
    ("12", "17", "12", "17"),
    ("[]", "[7]", "", "7"),
]


def test_in_a_container_the_element_is_marked(tab: Page) -> None:
    said = tab.evaluate(
        """async (pairs) => {
          const { differences } = await import("/compare/chars.js");
          const other = (parts) => parts.filter((p) => p.other).map((p) => p.text).join("");
          return pairs.map(([a, b]) => differences(a, b).map(other));
        }""",
        [[a, b] for a, b, _, _ in MARKED],
    )
    assert [(a, b, *marks) for (a, b, _, _), marks in zip(MARKED, said, strict=True)] == MARKED


NOTES = [
    ("[1, 2]", "[1, 2, 2]", "one element too many"),
    ("[1, 2, 3]", "[1]", "2 elements missing"),
    ("[1, 2]", "[2, 1]", "the elements in another order"),
    ("[1, 2]", "[1, 5]", "element 1: 5, not 2"),
    ("7", "10", "3 too much"),
    ("-7", "-10", "3 too little"),
    ("'ab'", "'abc'", "one character too many"),
    ("'ab'", "'ba'", "the characters in another order"),
    ("'abc'", "'abd'", 'character 2: "d", not "c"'),
    ("'1'", "1", "int, not str"),
    ("None", "0", "int, not None"),
    ("{'a': 1}", "{'a': 2}", "value of 'a' wrong"),
    ("{'a': 1}", "{}", "key 'a' missing"),
    ("{1, 2}", "{1, 3}", "2 missing, 3 too many"),
    ("Point(x=1, y=2)", "Point(x=1, y=3)", "y: 3, not 2"),
    ("<gone", "]]", ""),
]


def test_a_difference_is_said_in_words(tab: Page) -> None:
    said = tab.evaluate(
        """async (pairs) => {
          const { noteOf } = await import("/compare/structure.js");
          return pairs.map(([a, b]) => noteOf(a, b));
        }""",
        [[a, b] for a, b, _ in NOTES],
    )
    assert [(a, b, note) for (a, b, _), note in zip(NOTES, said, strict=True)] == NOTES


def test_hostile_values_never_break_a_note_or_a_mark(tab: Page) -> None:
    chance = random.Random(11)
    signs = "[](){}<>'\"\\,: 01aé\u202e\ud83c\n"
    texts = ["".join(chance.choice(signs) for _ in range(chance.randint(0, 60))) for _ in range(300)]
    texts += ["[" * 5000, "'" + "x" * 120_000 + "'", "{" * 300 + "1: " * 300]
    broken = tab.evaluate(
        """async (texts) => {
          const { noteOf } = await import("/compare/structure.js");
          const { sideBySide, inOneLineEach } = await import("/compare/side.js");
          const how = { whole: false, toggle: () => {}, mark: true };
          const bad = [];
          texts.forEach((text, i) => {
            const other = texts[(i * 7 + 1) % texts.length];
            try { noteOf(text, other); sideBySide(text, other, how); inOneLineEach(text, other, 40); }
            catch (error) { bad.push([text.slice(0, 80), String(error)]); }
          });
          return bad;
        }""",
        json.loads(json.dumps(texts)),
    )
    assert broken == []


def test_every_key_of_compare_has_its_command_and_no_key_has_two(tab: Page) -> None:
    keys, missing = tab.evaluate(
        """async () => {
          const { COMPARE_KEYS, compareCommands } = await import("/compare/commands.js");
          const commands = compareCommands({});
          const label = (k) => k.label;
          return [COMPARE_KEYS.map(label), COMPARE_KEYS.filter((k) => !commands[k.command]).map(label)];
        }"""
    )
    assert missing == []
    assert len(keys) == len(set(keys))


def test_the_style_of_every_verdict_exists() -> None:
    css = Path("app/tracewalk/web/components/compare/compare.css")
    text = (Path(__file__).parents[2] / css).read_text()
    for kind in ("correct", "state", "action", "event", "value", "missing", "extra", "malformed"):
        assert f".sw.said-{kind}" in text
        assert f".is-{kind}" in text
