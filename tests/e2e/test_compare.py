"""Compare as a user uses it: where a prediction leaves the truth, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.beside import MARKUP, Site, at_step, focus_of, open_page, predicted_site, row_of, wait_for_url
from tests.e2e.test_walk import CONTRAST

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with predicted_site(tmp_path_factory.mktemp("compare")) as made:
        yield made


def test_it_opens_where_the_prediction_first_leaves_the_truth_and_says_why(page: Page, site: Site) -> None:
    tw = open_page(page, site.link("value"))
    at_step(page, 24)
    expect(tw.locator(".judged .big")).to_have_text("Right for the first 24 of 37 steps")
    expect(tw.locator(".judged dl")).to_contain_text("steps right29 of 37 · 78.4 %")
    expect(tw.locator(".said-entry.on .what")).to_have_text("first 24 of 37 right")
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
    expect(tw.locator(".said-chips")).to_contain_text("12 of 13 steps right")
    tw.get_by_role("button", name=re.compile("show all")).click()
    expect(tw.locator(".said-entry.on .what")).to_have_text("12 of 13 right")


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
        for which in ("value", "garbled", "does_not_fit") if scheme == "light" else ("line", "twice"):
            open_page(page, site.link(which, var="merged"))
            assert page.evaluate(CONTRAST) == []
    finally:
        made.close()
