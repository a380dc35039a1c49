"""Compare as a user uses it: where a prediction leaves the truth and why, links, Back, any two traces."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.e2e.conftest import serving
from tests.e2e.test_walk import CONTRAST
from tests.said import another_line, garbled, say, silent, twice, with_value, without

from tracewalk.lake import Lake
from tracewalk.resources import folder

pytestmark = pytest.mark.e2e

MARKUP = "</td><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Site:
    """A server over a lake with predictions, and their ids."""

    url: str
    trace: str
    other: str
    said: dict[str, str]

    def link(self, prediction: str | None = None, **focus: object) -> str:
        query = f"&prediction={self.said.get(prediction, prediction)}" if prediction else ""
        return f"{self.url}/compare?v=1&trace={self.trace}{query}" + "".join(f"&{k}={v}" for k, v in focus.items())


def fill(lake: Lake) -> tuple[str, str, dict[str, str]]:
    ids = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
    merge = ids["merge_sort.sort"]
    hostile = repr(f"{MARKUP}\u202e\u05d0" + "A" * 100_000)
    said = {
        "exact": say(lake, merge, model="by-heart"),
        "value": say(lake, merge, with_value(24, "merged", "[1, 1]"), with_value(30, "left", "[8]")),
        "line": say(lake, merge, another_line(22, "    return merged + left + right")),
        "twice": say(lake, merge, twice(22, 24)),
        "skipped": say(lake, merge, without(22, 25)),
        "garbled": say(lake, merge, garbled(18)),
        "cut": say(lake, merge, chars=900, temperature=0.8),
        "steps": say(lake, merge, with_value(24, "merged", "[2]"), mode="step", every=3),
        "equal": say(lake, merge, with_value(24, "merged", "[ 1 ]")),
        "hostile": say(lake, merge, with_value(3, "middle", hostile), another_line(9, MARKUP)),
        "does_not_fit": silent(lake, merge, "does_not_fit", "the prompt has 140,213 tokens"),
        "unsupported": silent(lake, merge, "unsupported", mode="score"),
        "empty": silent(lake, merge, "eos"),
        "failed": silent(lake, merge, "failed", "connection refused"),
    }
    return merge, ids["insertion_sort.sort"], said


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("compare")
    copy = shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(copy, writable=True) as lake:
        trace, other, said = fill(lake)
    with serving(copy, log=place / "log.txt") as url:
        yield Site(url, trace, other, said)


def open_page(page: Page, url: str) -> Locator:
    page.goto(url, wait_until="commit")
    page.locator(".tw[data-ready]").wait_for()
    return page.locator(".tw")


def at_step(page: Page, step: int) -> None:
    expect(page.locator(".tw")).to_have_attribute("data-step", str(step))


def focus_of(page: Page) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def wait_for_url(page: Page, **focus: object) -> None:
    page.wait_for_function(
        """wanted => { const q = new URLSearchParams(location.search);
                       return Object.entries(wanted).every(([k, v]) => q.get(k) === v); }""",
        arg={k: str(v) for k, v in focus.items()},
    )


def row_of(page: Page, name: str) -> Locator:
    return page.locator("table.diff").first.locator("tr", has=page.locator(f"button.name:text-is('{name}')"))


def test_it_opens_where_the_prediction_first_leaves_the_truth_and_says_why(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value"))
    at_step(page, 24)
    expect(tw.locator(".judged .big")).to_have_text("Right for 24 of 37 steps")
    expect(tw.locator(".judged .first")).to_contain_text("variable merged (list): one element too many at [1]: 1")
    expect(tw.locator(".said-chips")).to_contain_text("diverges at step 24")
    expect(tw.locator(".here")).to_contain_text("root error")
    expect(tw.locator(".here")).to_contain_text("merged after line 12 ran")
    row = row_of(page, "merged")
    expect(row).to_have_class(re.compile(r"\bno\b"))
    expect(row.locator("td.said u.off")).to_have_text(", 1")
    expect(row).to_contain_text("one element too many")
    expect(row_of(page, "items").locator(".mark")).to_have_text("=")
    # The line that made the error is marked, the line about to run is another one.
    expect(tw.locator(".row.blame .no")).to_have_text("12")
    expect(tw.locator(".row.now .no")).to_have_text("10")
    expect(tw.locator(".row.blame .instead")).to_have_text("≠ [1, 1]")
    expect(tw.locator(".row[data-line='12'] .agree")).to_have_class(re.compile("root"))


def test_the_keys_walk_the_divergences(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value", step=0))
    at_step(page, 0)
    page.keyboard.press("f")
    at_step(page, 24)
    page.keyboard.press("n")
    at_step(page, 30)
    page.keyboard.press("n")
    expect(tw.locator(".toast")).to_contain_text("No further divergence")
    page.keyboard.press("p")
    at_step(page, 24)
    page.keyboard.press("Shift+N")
    at_step(page, 25)
    page.keyboard.press("Shift+P")
    at_step(page, 24)
    page.keyboard.press("e")
    expect(tw.locator(".toast")).to_contain_text("exception")
    page.keyboard.press("?")
    expect(tw.locator(".help")).to_contain_text("next divergence: a root error")


def test_an_inherited_error_leads_back_to_its_root(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value", step=25))
    here = tw.locator(".here")
    expect(here).to_contain_text("inherited")
    here.get_by_role("button", name="step 24").click()
    at_step(page, 24)
    expect(here).to_contain_text("root error")
    page.go_back()
    at_step(page, 25)


def test_a_names_history_shows_both_and_says_root_and_inherited(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value", step=31, var="left"))
    pairs = tw.locator("button.pair")
    expect(tw.locator(".history .when")).to_contain_text("wrong")
    wrong = pairs.filter(has=page.locator(".mark.no")).first
    expect(wrong.locator(".by")).to_have_text("root")
    wrong.click()
    at_step(page, 30)
    expect(row_of(page, "left")).to_have_class(re.compile(r"\bsel\b"))


def test_a_click_in_the_ribbon_goes_there_and_tells_the_verdict(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value", step=2))
    length = page.evaluate("history.length")
    ribbon = tw.locator(".ribbon")
    box = ribbon.bounding_box()
    x = box["x"] + box["width"] * 24.5 / 37
    page.mouse.move(x, box["y"] + box["height"] - 8)
    expect(tw.locator(".tip")).to_contain_text("state wrong, root error: merged")
    page.mouse.click(x, box["y"] + box["height"] - 8)
    at_step(page, 24)
    assert page.evaluate("history.length") == length + 1
    legend = tw.locator(".legend")
    expect(legend).to_contain_text("state wrong")
    expect(legend.get_by_text("malformed")).to_be_hidden()


def test_a_link_opens_the_same_moment_in_another_browser(page: Page, browser, site: Site) -> None:
    open_page(page, site.link("value", step=20))
    row_of(page, "middle").locator("button.name").click()
    page.keyboard.press("n")
    at_step(page, 24)
    wait_for_url(page, step=24, var="middle", prediction=site.said["value"])
    page.keyboard.press("s")
    forms = page.locator(".share code")
    full, short = forms.nth(0).inner_text(), forms.nth(1).inner_text()
    assert f"/t/{site.trace}?" in short
    for link in (full, short):
        other = browser.new_context()
        try:
            there = other.new_page()
            tw = open_page(there, link)
            at_step(there, 24)
            expect(tw.locator(".judged .big")).to_have_text("Right for 24 of 37 steps")
            expect(tw.locator("tr.sel button.name")).to_have_text("middle")
            assert urlsplit(there.url).path == "/compare"
            assert focus_of(there) == focus_of(page)
        finally:
            other.close()


def test_another_prediction_is_a_click_and_back_returns_without_the_server(page: Page, site: Site) -> None:
    sent: list[object] = []

    def note(frame: object) -> None:
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    tw = open_page(page, site.link("value", step=24))
    entries = tw.locator(".others a.said-entry")
    expect(tw.locator(".others a.said-entry.on")).to_contain_text("24 / 37")
    entries.filter(has_text="by-heart").click()
    expect(tw.locator(".judged .big")).to_have_text("Right for all 37 steps")
    expect(tw.locator(".here")).to_contain_text("right here")
    at_step(page, 24)
    wait_for_url(page, prediction=site.said["exact"], step=24)
    page.wait_for_timeout(900)
    sent.clear()
    page.go_back()
    expect(tw.locator(".judged .big")).to_have_text("Right for 24 of 37 steps")
    page.wait_for_timeout(150)
    assert sent == []
    page.wait_for_timeout(900)
    assert focus_of(page)["prediction"] == site.said["value"]
    at_step(page, 24)
    page.go_forward()
    expect(tw.locator(".judged .big")).to_have_text("Right for all 37 steps")


def test_a_rerun_of_the_script_keeps_prediction_and_step(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value", step=3))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    tw.locator(".others a.said-entry").filter(has_text="by-heart").click()
    wait_for_url(page, prediction=site.said["exact"], step=8)
    page.wait_for_timeout(900)
    page.keyboard.press("r")  # Streamlit's own key: run the script again
    page.wait_for_timeout(900)
    at_step(page, 8)
    assert focus_of(page)["prediction"] == site.said["exact"]
    page.reload(wait_until="commit")
    page.locator(".tw[data-ready]").wait_for()
    at_step(page, 8)
    expect(tw.locator(".judged .big")).to_have_text("Right for all 37 steps")


def test_another_line_shows_both_positions(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("line"))
    at_step(page, 22)
    expect(tw.locator(".row.now .no")).to_have_text("11")
    expect(tw.locator(".row.saidhere .no")).to_have_text("13")
    expect(tw.locator(".source .hint")).to_have_text("▸ truth line 11 · ▹ predicted line 13")
    expect(tw.locator(".here")).to_contain_text("return merged + left + right")


def test_extra_steps_stand_between(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("twice"))
    at_step(page, 24)
    expect(tw.locator(".here")).to_contain_text("then 3 steps too many")
    between = tw.locator(".between details")
    expect(between).to_have_count(3)
    between.nth(1).locator("summary").click()
    expect(between.nth(1)).to_contain_text("merged.append(smaller.pop(0))")
    expect(between.nth(1).locator(".raw")).to_contain_text("<|action_sep|>")


def test_missing_steps_are_said_in_the_middle_and_at_the_end(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("skipped"))
    at_step(page, 22)
    expect(tw.locator(".here")).to_contain_text("the prediction leaves it out")
    open_page(page, site.link("cut", step=20))
    expect(tw.locator(".here")).to_contain_text("the prediction ended before it: out of tokens while still right")
    expect(tw.locator(".said-chips")).to_contain_text("right up to step 9, then ends")
    expect(row_of(page, "items")).to_contain_text("missing")
    tw.locator(".here").get_by_role("button", name="step 9").click()
    at_step(page, 9)


def test_malformed_text_shows_its_reason_and_itself(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("garbled"))
    at_step(page, 18)
    expect(tw.locator(".here")).to_contain_text("malformed")
    expect(tw.locator(".here")).to_contain_text("action_sep")
    expect(tw.locator(".raw").last).to_contain_text("<|line_sep|>")


def test_tokens_carry_their_likelihood(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value"))
    tokens = tw.locator(".raw .tok")
    assert tokens.count() > 20
    expect(tokens.nth(3)).to_have_attribute("title", re.compile(r"% likely \(log-probability -?\d"))
    heats = tokens.evaluate_all("all => all.map((e) => e.style.getPropertyValue('--heat'))")
    assert len({heat for heat in heats if heat}) > 3


def test_equal_by_meaning_is_told_apart_and_names_its_rule(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("equal", step=24))
    expect(tw.locator(".here")).to_contain_text("right here")
    mark = row_of(page, "merged").locator(".mark")
    expect(mark).to_have_text("≈")
    expect(mark).to_have_attribute("title", re.compile("equal by meaning .rule: whitespace, the same but for spaces"))


def test_a_mode_that_covers_some_steps_says_so(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("steps"))
    expect(tw.locator(".notice", has_text="Mode step")).to_contain_text("13 steps of 37 were asked")
    at_step(page, 24)
    page.keyboard.press("ArrowRight")
    expect(row_of(page, "items")).to_contain_text("not asked")
    expect(tw.locator(".said-chips")).to_contain_text("right for 12 of 13 steps")


@pytest.mark.parametrize(
    ("which", "says"),
    [
        ("does_not_fit", "does not fit the model's context. The prompt has 140,213 tokens."),
        ("unsupported", "can't do this mode"),
        ("empty", "the model wrote no step"),
        ("failed", "Connection refused."),
    ],
)
def test_where_nothing_was_said_a_notice_says_why(page: Page, site: Site, which: str, says: str) -> None:
    tw = open_page(page, site.link(which))
    expect(tw.get_by_role("alert").filter(has_text="Nothing to compare")).to_contain_text(says)
    page.keyboard.press("End")
    at_step(page, 36)
    expect(tw.locator(".here")).to_be_empty()


def test_any_two_traces_stand_beside_each_other(page: Page, site: Site) -> None:
    tw = open_page(page, f"{site.link()}&other={site.other}")
    expect(tw.locator(".said-chips")).to_contain_text("beside insertion_sort.sort")
    expect(tw.locator("table.diff th").nth(2)).to_have_text("other run")
    expect(tw.locator(".judged .big")).to_have_text("Different from the first step on")
    wait = tw.locator(".others input")
    wait.fill("roman")
    hit = tw.locator(".others a.said-entry", has_text="roman.value")
    hit.click()
    expect(tw.locator(".said-chips")).to_contain_text("beside roman.value")
    page.wait_for_function("new URLSearchParams(location.search).has('other')")
    page.go_back()
    expect(tw.locator(".said-chips")).to_contain_text("beside insertion_sort.sort")


@pytest.mark.parametrize("prediction", ["0" * 32, "f" * 32])
def test_an_unknown_prediction_leaves_the_truth_on_the_page(page: Page, site: Site, prediction: str) -> None:
    tw = open_page(page, site.link(prediction, step=7))
    expect(tw.get_by_role("alert").filter(has_text="has no prediction")).to_be_visible()
    at_step(page, 7)
    tw.locator(".others a.said-entry").filter(has_text="by-heart").click()
    expect(tw.locator(".judged .big")).to_have_text("Right for all 37 steps")
    expect(tw.get_by_role("alert").filter(has_text="has no prediction")).to_be_hidden()


def test_a_prediction_of_another_trace_is_not_shown_beside_this_one(page: Page, site: Site) -> None:
    wrong = f"{site.url}/compare?v=1&trace={site.other}&prediction={site.said['value']}"
    tw = open_page(page, wrong)
    expect(tw.get_by_role("alert").filter(has_text="is of another trace")).to_be_visible()


def test_a_link_without_a_trace_finds_it_by_the_prediction(page: Page, site: Site) -> None:
    tw = open_page(page, f"{site.url}/compare?v=1&prediction={site.said['value']}")
    expect(tw.locator(".judged .big")).to_have_text("Right for 24 of 37 steps")


def test_the_trace_page_leads_to_compare(page: Page, site: Site) -> None:
    tw = open_page(page, f"{site.url}/trace?v=1&trace={site.trace}&step=4")
    tw.locator("a.said-entry").filter(has_text="24 / 37").first.click()
    page.wait_for_url(re.compile("/compare"))
    page.locator(".tw[data-ready]").wait_for()
    at_step(page, 24)
    page.go_back()
    page.wait_for_url(re.compile("/trace"))
    page.locator(".tw[data-ready]").wait_for()
    at_step(page, 4)


def test_hostile_text_stays_text(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("hostile"))
    at_step(page, 3)
    expect(row_of(page, "middle")).to_contain_text(MARKUP)
    row_of(page, "middle").get_by_role("button", name=re.compile("all 100,0")).click()
    page.keyboard.press("w")
    row_of(page, "middle").locator("button.name").click()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(tw.locator("img")).to_have_count(0)
    expect(tw.locator("script")).to_have_count(0)
    box = tw.bounding_box()
    assert box["width"] <= 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_keep_text_readable(browser, site: Site, scheme: str) -> None:
    made = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    try:
        page = made.new_page()
        for which in ("value", "line", "garbled", "twice", "does_not_fit"):
            open_page(page, site.link(which, var="merged"))
            assert page.evaluate(CONTRAST) == []
    finally:
        made.close()


def test_it_holds_under_a_base_path(page: Page, site: Site, tmp_path: Path) -> None:
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with Lake.open(copy, writable=True) as lake:
        trace, _, said = fill(lake)
    with serving(copy, "--base-path", "/lab/walk", log=tmp_path / "log.txt") as url:
        tw = open_page(page, f"{url}/t/{trace}?prediction={said['value']}")
        assert urlsplit(page.url).path == "/lab/walk/compare"
        at_step(page, 24)
        tw.locator(".others a.said-entry").filter(has_text="by-heart").click()
        expect(tw.locator(".judged .big")).to_have_text("Right for all 37 steps")
