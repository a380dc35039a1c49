"""The stepper's modules in a browser, without Streamlit: the index against a naive fold, the element by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.harness import LINES, Maker, Run, Step, payload, serving

from tracewalk.model import STOP_REASONS

pytestmark = pytest.mark.e2e

INDEX = """async ([payload, asks]) => {
  const { Trace } = await import("/trace.js");
  const moves = await import("/moves.js");
  const t = new Trace(payload);
  const state = (frame, step) => Object.fromEntries(
    t.state(t.rowOf.get(frame), step).filter((b) => !b.gone).map((b) => [b.name, t.text(b.change)]));
  const answer = {
    state: (step, frame) => state(frame, step),
    last: (step, frame) => t.lastStep(t.rowOf.get(frame), step),
    over: (step, dir) => moves.over(t, step, dir, moves.place(t, step)),
    out: (step, dir) => moves.out(t, step, dir, moves.place(t, step)),
    into: (step, dir) => moves.into(t, step, dir, moves.place(t, step)),
    change: (step, dir, frame, name) => moves.change(t, step, dir, t.rowOf.get(frame), name),
    fresh: (step) => t.state(t.frameAt(step), step).filter((b) => b.fresh)
      .map((b) => [b.name, t.text(b.change)]).sort(),
    stack: (step) => t.stack(t.frameAt(step)).map((row) => t.frames.id[row]),
    runs: (line) => [...t.runs(0, line)],
    exceptions: () => [...t.exceptions],
  };
  return asks.map(([what, ...args]) => answer[what](...args));
}"""


@pytest.fixture(scope="module")
def run() -> Run:
    return Maker(7, 300).run


@pytest.fixture(scope="module")
def base(run: Run) -> Iterator[str]:
    with serving(run) as url:
        yield url


@pytest.fixture(scope="module")
def modules(browser: Browser, base: str) -> Iterator[Page]:
    """A page from which the stepper's modules can be imported; the tests leave nothing on it."""
    page = browser.new_page()
    page.goto(f"{base}/page")
    yield page
    page.close()


@pytest.fixture
def tab(page: Page, base: str) -> Page:
    """A fresh page on which the element can be mounted."""
    page.goto(f"{base}/page")
    return page


def questions(run: Run, steps: range) -> list[tuple[list[Any], Any]]:
    """Of every step: what to ask the index, and what the naive fold says."""
    found: list[tuple[list[Any], Any]] = []
    chance = random.Random(1)
    for step in steps:
        here = run.steps[step].frame
        shown = [here, *run.ancestors(here)]
        found += [(["state", step, f], run.state(f, step)) for f in shown]
        found += [(["stack", step], shown)]
        found += [(["fresh", step], sorted([n, v] for n, v in run.steps[step].changes))]
        name = chance.choice("abcdef")
        for way in (1, -1):
            found += [(["over", step, way], run.over(step, way)), (["out", step, way], run.out(step, way))]
            found += [(["into", step, way], run.into(step, way))]
            found += [(["change", step, way, here, name], run.change(step, way, here, name))]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_index_equals_a_naive_fold(modules: Page, seed: int) -> None:
    run = Maker(seed, 220).run
    asked = questions(run, range(len(run.steps)))
    asked += [(["last", k, f.id], run.last(f.id, k)) for f in run.frames for k in range(0, len(run.steps), 40)]
    asked += [(["exceptions"], [k for k, s in enumerate(run.steps) if s.event == "exception"])]
    for line in range(2, LINES + 1):
        asked.append((["runs", line], run.runs(line)))
    answers = modules.evaluate(INDEX, [payload(run), [ask for ask, _ in asked]])
    wrong = [(ask, true, said) for (ask, true), said in zip(asked, answers, strict=True) if said != true]
    assert wrong == []


@pytest.mark.parametrize("seed", range(4))
def test_a_window_knows_the_state_from_before_it(modules: Page, seed: int) -> None:
    run = Maker(seed + 50, 240).run
    start, stop = 90, 170

    def inside(step: int | None) -> int | None:
        return step if step is not None and start <= step < stop else None

    asked = [
        (ask, true if ask[0] in ("state", "fresh", "stack") else inside(true))
        for ask, true in questions(run, range(start, stop))
    ]
    answers = modules.evaluate(INDEX, [payload(run, start, stop), [ask for ask, _ in asked]])
    wrong = [(ask, true, said) for (ask, true), said in zip(asked, answers, strict=True) if said != true]
    assert wrong == []


@pytest.mark.parametrize("start", range(60, 220, 20))
def test_no_line_is_said_to_have_written_what_another_one_wrote(modules: Page, start: int) -> None:
    run = Maker(5, 240).run
    said = modules.evaluate(
        """async (payload) => {
          const { Trace } = await import("/trace.js");
          const { deeds } = await import("/lines.js");
          const t = new Trace(payload);
          return t.frames.id.flatMap((id, row) => deeds(t, row).writes.flatMap(({ line, name, steps }) =>
            steps.map((step) => [id, t.names[name], step, line])));
        }""",
        payload(run, start),
    )
    assert said
    for frame, name, step, line in said:
        assert name in dict(run.steps[step].changes)
        at_call = run.steps[step].event == "call"
        assert line == run.steps[step if at_call else run.last(frame, step - 1)].line


def test_runs_are_counted_in_the_nearest_frame_that_runs_the_line(modules: Page, run: Run) -> None:
    asked, true = [], []
    for step in range(0, len(run.steps), 3):
        here, line = run.steps[step].frame, 2 + step % (LINES - 1)
        mine = {f: [k for k in run.runs(line) if run.steps[k].frame == f] for f in [here, *run.ancestors(here)]}
        found = next((f for f, runs in mine.items() if runs), None)
        asked.append([here, line])
        true.append([found, mine.get(found)])
    said = modules.evaluate(
        """async ([payload, asks]) => {
          const { Trace } = await import("/trace.js");
          const moves = await import("/moves.js");
          const t = new Trace(payload);
          return asks.map(([frame, line]) => {
            const row = moves.frameOfLine(t, t.rowOf.get(frame), 0, line);
            return row === null ? [null, null] : [t.frames.id[row], [...moves.runsIn(t, row, line)]];
          });
        }""",
        [payload(run), asked],
    )
    assert said == true


def test_a_def_line_counts_its_calls_and_a_one_liner_counts_once(modules: Page) -> None:
    run = Maker(3, 2).run
    frame = run.steps[0].frame
    run.steps = [Step("call", frame, 1), Step("line", frame, 2), Step("call", frame, 3), Step("line", frame, 3)]
    asks = [["runs", 1], ["runs", 2], ["runs", 3]]
    assert modules.evaluate(INDEX, [payload(run), asks]) == [[0], [1], [3]]


MOUNT = """async (data) => {
  const host = document.getElementById("host").attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  host.append(parent);
  const { default: mount } = await import("/main.js");
  window.seen = [];
  window.again = () => mount({ parentElement: parent, data, setStateValue: (_, value) => window.seen.push(value) });
  window.cleanup = window.again();
}"""


def mount(tab: Page, **more: object) -> None:
    data = {"trace_id": "made-up", "api": "api/traces/made-up", "step": None, "frame": None, "var": None}
    data |= {"window": 200_000, "short": "t/made-up", "sql": "step = {step}", "python": "state({step})"}
    tab.evaluate(MOUNT, data | more)


def test_every_key_of_the_table_has_its_command(modules: Page) -> None:
    said = modules.evaluate(
        """async () => {
          const [{ KEYS }, { COMMANDS }] = [await import("/keys.js"), await import("/commands.js")];
          return KEYS.filter((k) => !COMMANDS[k.command]).map((k) => k.label);
        }"""
    )
    assert said == []


def test_why_a_recording_stopped_is_said_in_words(modules: Page) -> None:
    said = modules.evaluate(
        """async (reasons) => {
          const { ending } = await import("/toolbar.js");
          return reasons.map((stop_reason) => ending({ outcome: "truncated", stop_reason }));
        }""",
        list(STOP_REASONS),
    )
    assert said == [
        "! stopped: limit of steps",
        "! stopped: limit of seconds",
        "! stopped: limit of characters",
        "! interrupted",
        "! stopped: tracing was removed",
        "! stopped: its text ended",
    ]


def test_a_line_about_to_print_has_not_printed_yet(tab: Page, run: Run) -> None:
    written = [k for k, s in enumerate(run.steps) if s.output]
    step = next(k for k in written[1:] if run.steps[k].event == "line" and k + 1 not in written)
    before = "".join(run.steps[k].output or "" for k in written if k < step)
    mount(tab, step=step)
    past, coming = tab.locator(".out .past"), tab.locator(".out .next")
    expect(past).to_have_text(before)
    expect(coming).to_have_text(f"▸ this line will print{run.steps[step].output}")
    tab.keyboard.press("ArrowRight")
    expect(past).to_have_text(f"{before}{run.steps[step].output}")
    expect(coming).to_be_hidden()


def test_windows_follow_the_step_and_back_returns(tab: Page, run: Run) -> None:
    mount(tab, window=100, step=98)
    expect(tab.locator(".tw")).to_have_attribute("data-step", "98")
    expect(tab.locator(".notice").last).to_contain_text("steps 0 to 99 are loaded")
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    expect(tab.locator(".tw")).to_have_attribute("data-step", "101")
    expect(tab.locator(".notice").last).to_contain_text("steps 100 to 199 are loaded")
    tab.keyboard.press("End")
    expect(tab.locator(".tw")).to_have_attribute("data-step", str(len(run.steps) - 1))
    tab.go_back()
    expect(tab.locator(".tw")).to_have_attribute("data-step", "101")


@pytest.mark.parametrize("window", [100, 200_000])
def test_a_link_beyond_the_end_shows_the_last_step_and_says_so(tab: Page, run: Run, window: int) -> None:
    mount(tab, window=window, step=99_999_999)
    expect(tab.locator(".tw[data-ready]")).to_have_attribute("data-step", str(len(run.steps) - 1))
    said = f"asks for step 99,999,999, but this trace has steps 0 to {len(run.steps) - 1}. Shown is the last one"
    expect(tab.locator(".notice.bad")).to_contain_text(said)


def test_a_stale_url_pushed_from_outside_changes_nothing(tab: Page) -> None:
    mount(tab, step=20)
    expect(tab.locator(".tw")).to_have_attribute("data-step", "20")
    tab.keyboard.press("End")
    before = tab.evaluate("[history.length, location.search]")
    tab.evaluate("history.pushState({}, '', '?v=1&step=20')")
    assert tab.evaluate("[history.length, location.search]") == before
    tab.evaluate("history.pushState({}, '', '?v=1&step=20&tab=x')")
    step = tab.locator(".tw").get_attribute("data-step")
    assert tab.evaluate("location.search") == f"?v=1&step={step}&tab=x"


def test_it_is_made_once_for_an_element_and_leaves_nothing_behind(tab: Page) -> None:
    push = tab.evaluate("history.pushState.toString()")
    mount(tab, step=3)
    expect(tab.locator(".tw[data-ready]")).to_have_attribute("data-step", "3")
    tab.keyboard.press("ArrowRight")
    tab.evaluate("void window.again()")
    expect(tab.locator(".tw")).to_have_count(1)
    expect(tab.locator(".tw")).to_have_attribute("data-step", "4")
    tab.wait_for_function("window.seen.length === 1")
    assert tab.evaluate("window.seen") == [{"step": 4, "frame": None, "var": None}]
    tab.evaluate("document.getElementById('host').remove(); window.cleanup()")
    tab.wait_for_timeout(100)
    assert tab.evaluate("history.pushState.toString()") == push


def test_a_failure_is_shown_with_the_servers_words_and_can_be_retried(tab: Page) -> None:
    mount(tab, api="api/traces/none")
    expect(tab.get_by_role("alert")).to_contain_text("there is no such trace in this test")
    tab.get_by_role("button", name="try again").click()
    expect(tab.get_by_role("alert")).to_contain_text("there is no such trace in this test")


@pytest.mark.parametrize("kind", ["any", "expression"])
def test_find_says_what_is_wrong_with_an_expression(tab: Page, kind: str) -> None:
    mount(tab, step=3)
    expect(tab.locator(".tw")).to_have_attribute("data-step", "3")
    tab.keyboard.press("/")
    tab.get_by_label("what to find").select_option(kind)
    tab.get_by_label("find", exact=True).fill("len(a) <")
    said = tab.locator(".find > .note")
    expect(said).to_contain_text("something is missing at the end (character 9)")
    tab.get_by_label("find", exact=True).press("Enter")
    expect(said).to_contain_text("something is missing at the end (character 9)")
    tab.get_by_label("find", exact=True).fill("a <= 99")
    expect(said).to_contain_text("hit")
