"""What if, in the browser: an edit is refused with its reason, run, shared as a link, predicted, compared, stopped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.beside import at_step, focus_of, open_page
from tests.e2e.conftest import serving
from tests.e2e.speaker import Speaker, speaking
from tests.said import Frames

from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder
from tracewalk.sandbox import Sandbox

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))]


PATIENCE = 60_000
"""Milliseconds for what a busy machine has to run first."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server with a model that says what would happen without the edit, and a trace."""
    place = tmp_path_factory.mktemp("branches")
    copy = shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(copy) as lake:
        trace = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())["merge_sort.sort"]
        text = "".join(Frames(subject(lake, trace)).texts[25:]) + "<|end_of_text|>"
    with speaking(Speaker("quick", text, pause=0.001)) as model, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACEWALK_ENDPOINT_QUICK", model)
        with serving(copy, log=place / "log.txt") as url:
            yield url, trace


def row_of(tw: Locator, name: str) -> Locator:
    return tw.locator(".pane > table.state > tbody > tr").filter(has=tw.page.locator(f"button.name:text-is('{name}')"))


def test_a_value_is_edited_run_shared_and_compared(page: Page, browser: Browser, site: tuple[str, str]) -> None:
    url, trace = site
    tw = open_page(page, f"{url}/trace?v=1&trace={trace}&step=24")
    row_of(tw, "merged").locator("button.edit").click()
    form = tw.locator(".whatif")
    value, problem = form.get_by_label("a Python literal"), form.get_by_role("alert")
    expect(value).to_have_value("[1]")
    value.fill("__import__('os')")
    value.press("Enter")
    expect(problem).to_contain_text("a value is a Python literal", timeout=PATIENCE)
    form.get_by_label("name of the variable").fill("nobody")
    value.fill("[9, 9]")
    value.press("Enter")
    expect(problem).to_contain_text("sort has no variable of this name", timeout=PATIENCE)
    form.get_by_label("name of the variable").fill("merged")
    value.fill("[9, 9]")
    value.press("Enter")
    page.wait_for_url(re.compile(rf"/trace\?v=1&trace=(?!{trace})[0-9a-f]{{32}}&step=24"))
    branch = focus_of(page)["trace"]
    other = browser.new_context()
    try:
        there = other.new_page()
        shared = open_page(there, page.url)
        at_step(there, 24)
        expect(row_of(shared, "merged")).to_contain_text("[9, 9]", timeout=PATIENCE)
        banner = shared.locator(".branched")
        expect(banner).to_contain_text("A branch of merge_sort.sort: merged = [9, 9] at step 24.", timeout=PATIENCE)
        expect(banner).to_contain_text("The steps before 24 equal its parent's. First difference: step 24.")
        expect(banner).to_contain_text("Before: [1, 2, 3]; now: [3, 9, 9, 2].")
        rows = shared.locator(".tree-row")
        expect(rows).to_have_count(2)
        expect(rows.nth(1)).to_contain_text("differs from step 24 on")
        expect(rows.nth(1).locator("[aria-current]")).to_be_visible()
        banner.get_by_text("compare with parent").click()
        there.wait_for_url(re.compile(rf"/compare\?v=1&trace={trace}&step=24&other={branch}"))
        expect(there.locator(".tw .is-state")).to_contain_text("merged", timeout=PATIENCE)
        at_step(there, 24)
    finally:
        other.close()


def test_a_model_goes_on_beside_old_and_new_truth(page: Page, site: tuple[str, str]) -> None:
    url, trace = site
    tw = open_page(page, f"{url}/trace?v=1&trace={trace}&step=24&var=merged")
    page.keyboard.press("v")
    form = tw.locator(".whatif")
    form.get_by_label("have a model predict it").select_option("quick")
    form.get_by_label("a Python literal").fill("[9, 9]")
    form.get_by_role("button", name="Run").click()
    page.wait_for_url(re.compile(r"/compare\?.*prediction=[0-9a-f]{32}"), timeout=90_000)
    expect(tw.locator(".judged")).to_contain_text("state match", timeout=PATIENCE)
    open_page(page, page.url.partition("&step=")[0] + "&step=25")
    merged = row_of(tw, "merged")
    expect(merged.locator("td.was")).to_have_text("[1]", timeout=PATIENCE)
    expect(merged.locator("td.value").nth(1)).to_have_text("[9, 9]")
    expect(merged.locator("td.said")).not_to_have_text("not asked", timeout=PATIENCE)
    expect(tw.locator("table.diff th:visible")).to_have_text(["", "old truth", "new truth", "prediction"])


def test_a_line_is_edited_stopped_and_the_form_closed(page: Page, site: tuple[str, str]) -> None:
    url, trace = site
    tw = open_page(page, f"{url}/trace?v=1&trace={trace}&step=24")
    tw.locator(".code .row[data-line='9']").click()
    tw.get_by_role("button", name="what if?").first.click()
    form = tw.locator(".whatif")
    text = form.get_by_label("text of the line")
    expect(text).to_have_value("merged = []")
    text.fill("merged = [sum(iter(int, 1))]")
    text.press("Enter")
    form.get_by_role("button", name="Stop").click()
    expect(form.get_by_role("alert")).to_contain_text("Stopped; nothing of it is kept.", timeout=PATIENCE)
    expect(form.get_by_role("button", name="Run")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.keyboard.press("ArrowRight")
    at_step(page, 25)
    page.keyboard.press("Home")
    page.keyboard.press("v")
    form.get_by_label("what is edited").select_option("input")
    given = form.get_by_label("input", exact=True)
    given.fill("[4, 2]")
    given.press("Enter")
    page.wait_for_url(re.compile(rf"trace=(?!{trace})[0-9a-f]{{32}}&step=0"))
    expect(tw.locator(".branched")).to_contain_text("input [4, 2]", timeout=PATIENCE)
