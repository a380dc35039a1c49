"""The first minute: `tracewalk demo`, Predict, steps that arrive beside the truth, the first divergence, a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response, expect
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
    trace = _wordiest(demo)
    open_page(page, f"{demo}/trace?v=1&trace={trace}")
    page.get_by_role("link", name=re.compile("full")).first.click()
    page.wait_for_url(re.compile(r"/compare\?.*prediction="))
    page.locator(".tw[data-ready]").wait_for()
    page.keyboard.press("m")
    panel = page.locator(".panel.predict")
    expect(panel).to_contain_text("small demo model")
    polled: list[Response] = []
    page.on("response", lambda response: polled.append(response) if "/api/jobs/" in response.url else None)
    panel.locator("select[aria-label=endpoint]").select_option("tiny")
    panel.get_by_role("button", name="Predict").click()

    page.wait_for_url(re.compile(r"job="))
    page.wait_for_url(re.compile(r"prediction=[0-9a-f]{32}"), timeout=120_000)
    expect(page.locator(".tw .judged .big")).to_have_text(re.compile(r"Right for the first \d+ of \d+ steps"))
    speaking = [job for job in map(Response.json, polled) if job.get("state") == "running"]
    watched = [job["payload"]["n_rows"] for job in speaking]
    assert watched == sorted(watched)
    assert watched[-1] > 0  # steps stood beside the truth while the model still spoke

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


def _wordiest(demo: str) -> str:
    """The held-out trace of which the tiny model says the most, so that there is something to watch."""

    def ask(path: str) -> dict[str, Any]:
        return httpx.get(f"{demo}/api/{path}", timeout=60).json()

    def tokens(trace: str) -> int:
        said = ask(f"traces/{trace}/predictions")["predictions"]
        return max((p["tokens"] for p in said if p["mode"] == "full" and (p["first_bad_step"] or 0) > 3), default=0)

    rows = ask("traces?dataset=held_out&sort=longest")["traces"]
    return max((row["trace_id"] for row in rows[:20]), key=tokens)
