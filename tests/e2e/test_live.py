"""Predict in the browser: steps arrive beside the truth, can be stopped, are kept, and survive a reload."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.beside import at_step, focus_of, open_page, wait_for_url
from tests.e2e.conftest import serving
from tests.e2e.speaker import Speaker, speaking
from tests.said import Frames, with_value

from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder

pytestmark = pytest.mark.e2e

END = "<|end_of_text|>"


@dataclass(frozen=True)
class Site:
    """A server with endpoints that speak slowly, break off, and are not there."""

    url: str
    trace: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("live")
    copy = shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(copy) as lake:
        trace = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())["merge_sort.sort"]
        frames = Frames(subject(lake, trace))
    with_value(24, "merged", "[1, 1]")(frames)
    text = "".join(frames.texts) + END
    quick, slow = Speaker("quick", text, pause=0.001), Speaker("slow", text, pause=0.012)
    broken = Speaker("broken", text, pause=0.001, breaks_after=200)
    with (
        speaking(quick) as quick_url,
        speaking(slow) as slow_url,
        speaking(broken) as broken_url,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, url in (("QUICK", quick_url), ("SLOW", slow_url), ("BROKEN", broken_url)):
            patch.setenv(f"TRACEWALK_ENDPOINT_{name}", url)
        patch.setenv("TRACEWALK_ENDPOINT_DEAD", "http://127.0.0.1:9/v1")
        with serving(copy, log=place / "log.txt") as url:
            yield Site(url, trace)


def predict(page: Page, endpoint: str, *, mode: str = "full", here: bool = False) -> None:
    """Press M, choose, press Predict."""
    page.keyboard.press("m")
    panel = page.locator(".panel.predict")
    panel.locator("select[aria-label=endpoint]").select_option(endpoint)
    panel.locator("select[aria-label=mode]").select_option(mode)
    if here:
        panel.locator("select[aria-label='from where']").select_option("here")
    panel.get_by_role("button", name="Predict").click()


def live_of(page: Page) -> Locator:
    page.wait_for_url(re.compile(r"/compare\?.*job="))
    page.locator(".tw[data-ready]").wait_for()
    return page.locator(".tw .live")


def test_steps_arrive_survive_a_reload_and_are_kept_under_a_link(page: Page, browser: Browser, site: Site) -> None:
    open_page(page, f"{site.url}/trace?v=1&trace={site.trace}&step=5")
    predict(page, "slow")
    live = live_of(page)
    expect(live).to_contain_text(re.compile(r"\d+ tokens/s"), timeout=20_000)
    told = page.locator(".tw .said-chips")
    expect(told).to_contain_text("so far")
    page.reload(wait_until="commit")
    page.locator(".tw[data-ready]").wait_for()
    expect(live).to_contain_text(re.compile(r"[2-9]\d* steps"), timeout=20_000)
    # The cursor follows what arrives, until the user goes elsewhere.
    page.wait_for_function("Number(new URLSearchParams(location.search).get('step')) > 2", timeout=20_000)
    page.keyboard.press("Home")
    expect(live.get_by_role("button", name="follow")).to_have_text("follow", timeout=10_000)
    at_step(page, 0)
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=90_000)
    expect(live).to_be_hidden()
    assert "job" not in focus_of(page)
    expect(page.locator(".tw .judged .big")).to_have_text("Right for the first 24 of 37 steps")
    page.keyboard.press("f")
    at_step(page, 24)
    wait_for_url(page, step=24)
    other = browser.new_context()
    try:
        there = other.new_page()
        open_page(there, page.url)
        at_step(there, 24)
        expect(there.locator(".tw .judged .big")).to_have_text("Right for the first 24 of 37 steps")
    finally:
        other.close()


def test_a_stop_keeps_what_came(page: Page, site: Site) -> None:
    open_page(page, f"{site.url}/compare?v=1&trace={site.trace}")
    predict(page, "slow", here=True)
    live = live_of(page)
    expect(live).to_contain_text(re.compile(r"[2-9]\d* steps"), timeout=20_000)
    live.get_by_role("button", name="Stop").click()
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=20_000)
    expect(page.locator(".tw .judged")).to_contain_text("stopped by hand")
    kept = httpx.get(f"{site.url}/api/predictions/{focus_of(page)['prediction']}").json()["prediction"]
    assert kept["ended"] == "cancelled"
    assert kept["n_predicted"] >= 2


def test_a_connection_that_breaks_is_said_and_what_came_is_kept(page: Page, site: Site) -> None:
    open_page(page, f"{site.url}/compare?v=1&trace={site.trace}")
    predict(page, "broken")
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=60_000)
    tw = page.locator(".tw")
    expect(tw.locator(".notice", has_text="It ended early")).to_be_visible()
    expect(tw.locator(".judged")).to_contain_text("the endpoint failed")
    row = httpx.get(f"{site.url}/api/predictions/{focus_of(page)['prediction']}").json()["prediction"]
    assert row["n_predicted"] > 0
    assert row["error"]


def test_an_endpoint_that_is_not_there_says_what_happened(page: Page, site: Site) -> None:
    open_page(page, f"{site.url}/trace?v=1&trace={site.trace}&step=3")
    predict(page, "dead")
    live = live_of(page)
    expect(live).to_contain_text("failed", timeout=60_000)
    expect(live).to_contain_text("dead")
    page.keyboard.press("End")
    at_step(page, 36)


def test_from_here_gives_the_true_steps_before(page: Page, site: Site) -> None:
    open_page(page, f"{site.url}/trace?v=1&trace={site.trace}&step=20")
    predict(page, "quick", here=True)
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=60_000)
    expect(page.locator(".tw .said-chips")).to_contain_text("from step 20")
    expect(page.locator(".tw .notice", has_text="from step 20 on")).to_be_visible()


def test_a_job_that_is_not_known_is_said(page: Page, site: Site) -> None:
    tw = open_page(page, f"{site.url}/compare?v=1&trace={site.trace}&job=0123456789abcdef&step=4")
    expect(tw.get_by_role("alert").filter(has_text="No job")).to_be_visible()
    at_step(page, 4)
    page.keyboard.press("ArrowRight")
    at_step(page, 5)


def test_a_server_that_others_reach_says_why_it_predicts_nothing(page: Page, site: Site, tmp_path: Path) -> None:
    copy = shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    with serving(copy, "--host", "0.0.0.0", log=tmp_path / "log.txt") as url:
        open_page(page, f"{url.replace('0.0.0.0', '127.0.0.1')}/trace?v=1&trace={site.trace}")
        page.keyboard.press("m")
        expect(page.locator(".panel.predict")).to_contain_text("--allow-write")
        expect(page.locator(".panel.predict form")).to_be_hidden()
