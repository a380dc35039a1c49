"""The first minute: `tracewalk demo`, Predict, steps that arrive beside the truth, the first divergence, a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import running
from tests.e2e.test_compare import at_step, focus_of, open_page

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with running("demo", log=home / "log.txt", XDG_DATA_HOME=str(home), HOME=str(home)) as url:
        yield url


def test_the_tiny_model_is_watched_and_its_first_error_is_sent_as_a_link(
    page: Page, browser: Browser, demo: str
) -> None:
    rows = httpx.get(f"{demo}/api/traces?dataset=held_out&sort=longest", timeout=60).json()["traces"]
    trace = next(row["trace_id"] for row in rows if _diverges(demo, row["trace_id"]))

    open_page(page, f"{demo}/trace?v=1&trace={trace}")
    page.keyboard.press("m")
    panel = page.locator(".panel.predict")
    expect(panel).to_contain_text("small demo model")
    panel.locator("select[aria-label=endpoint]").select_option("tiny")
    panel.get_by_role("button", name="Predict").click()

    page.wait_for_url(re.compile(r"/compare\?.*job="))
    page.locator(".tw[data-ready]").wait_for()
    # It is watched: some steps are there while the model still speaks, or all of them where it was faster than we.
    expect(page.locator(".tw .live")).to_contain_text(re.compile(r"[1-9]\d* steps?, [\d,]+ tokens"), timeout=60_000)
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=120_000)
    expect(page.locator(".tw .judged .big")).to_have_text(re.compile(r"Right for \d+ of \d+ steps"))

    page.keyboard.press("Home")
    at_step(page, 0)
    page.keyboard.press("f")
    page.wait_for_url(re.compile(r"step=[1-9]"))
    focus = focus_of(page)
    verdict = page.locator(".tw .judged .big").inner_text()

    page.keyboard.press("s")
    link = page.locator(".share code").first.inner_text()
    elsewhere = browser.new_context()
    try:
        there = elsewhere.new_page()
        open_page(there, link)
        at_step(there, int(focus["step"]))
        expect(there.locator(".tw .judged .big")).to_have_text(verdict)
        assert focus_of(there) == focus
    finally:
        elsewhere.close()


def _diverges(demo: str, trace: str) -> bool:
    """Whether what the sample lake has of the tiny model leaves the truth, after some steps."""
    said = httpx.get(f"{demo}/api/traces/{trace}/predictions", timeout=60).json()["predictions"]
    return any(p["mode"] == "full" and (p["first_bad_step"] or 0) > 3 for p in said)
