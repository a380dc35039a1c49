"""Verify in the browser: from a wrong accept to the prediction and the run; and the loop on a fresh lake, shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import serving

from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.sandbox import Sandbox

pytestmark = pytest.mark.e2e

SAMPLES = folder("sample_data") / "problems"
LONG = 120_000
"""Milliseconds: a busy machine starts the embedded model and the sandbox slowly."""


def ready(page: Page, kind: str) -> None:
    """The element is there, and the page has run to its end: what is clicked before that can be lost."""
    page.locator(f".tw.verify[data-ready][data-kind={kind}]").wait_for(timeout=LONG)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=LONG)


def test_from_a_wrong_accept_to_the_prediction_and_the_run(page: Page, server: str) -> None:
    page.goto(f"{server}/verify?v=1&problems=problems&model=tiny-cwm&by=full", wait_until="commit")
    ready(page, "list")
    wrong = page.locator(".tw.verify .verdicts td.accepted-wrong a").first
    n = int(re.sub(r"\D", "", wrong.inner_text()))
    rows = page.locator(".tw.verify .list tbody tr")
    before = rows.count()
    wrong.click()
    page.wait_for_url(re.compile("show=wrong_accepts"))
    expect(rows).not_to_have_count(before)
    expect(rows.nth(n)).to_have_count(0)  # waits for the list that is asked for
    assert rows.count() > 0
    expect(rows.first.locator("td.n").first).to_contain_text("⚠")

    page.keyboard.press("j")
    expect(rows.first).to_have_class(re.compile("at"))
    task = rows.first.locator(".name").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"task={task}"))
    ready(page, "problem")
    expect(page.locator(".tw.verify .candidate").first).to_contain_text(f"def {task}")
    page.keyboard.press("f")
    fooled = page.locator(".tw.verify tr.fooled.at")
    expect(fooled).to_contain_text("accepted, and wrong")
    problem = page.url

    page.keyboard.press("d")
    page.wait_for_url(re.compile(r"/compare\?.*prediction="))
    page.locator(".tw[data-ready] .verdict").first.wait_for(timeout=LONG)
    page.go_back()
    page.wait_for_url(problem)
    ready(page, "problem")
    page.locator(".tw.verify tr.fooled a.trace").first.click()
    page.wait_for_url(re.compile(r"/trace\?.*trace="))
    page.locator(".tw[data-ready]").first.wait_for(timeout=LONG)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over a lake without a row."""
    if (why := Sandbox.missing()) is not None:
        pytest.skip(why)
    place = tmp_path_factory.mktemp("fresh")
    Lake.create(place / "lake").close()
    with serving(place / "lake", log=place / "log.txt") as url:
        yield url


def some(name: str, tmp_path: Path) -> Path:
    """The first two sample problems, or their solutions."""
    lines = (SAMPLES / name).read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / name
    path.write_text("".join(lines[:2]), "utf-8")
    return path


def test_the_loop_on_a_fresh_lake_and_its_link_in_another_browser(
    page: Page, browser: Browser, fresh: str, tmp_path: Path
) -> None:
    page.goto(f"{fresh}/verify", wait_until="commit")
    loop = page.locator(".tw.loop[data-ready]")
    loop.wait_for(timeout=LONG)
    expect(loop.locator(".way code")).to_contain_text("tracewalk verify --endpoint tiny")
    loop.get_by_label("Choose a file of problems").set_input_files(some("problems.jsonl", tmp_path))
    start = loop.get_by_role("button", name="Verify", exact=True)
    start.click()
    expect(loop).to_contain_text("Choose a file of solutions")
    loop.get_by_role("button", name="Close").click()
    loop.get_by_label("Choose a file of solutions").set_input_files(some("solutions.jsonl", tmp_path))
    start.click()
    expect(loop.locator(".way")).to_contain_text("Verifying problems", timeout=LONG)
    expect(loop).to_have_attribute("data-state", "over", timeout=2 * LONG)
    expect(loop.locator(".after")).to_contain_text(re.compile(r"✓ problems: \d+ checks made, 0 were there"))

    page.wait_for_url(re.compile("problems=problems"))
    rows = page.locator(".tw.verify .list tbody tr")
    expect(rows).to_have_count(2)
    rows.first.locator(".name").click()
    page.wait_for_url(re.compile("task="))
    ready(page, "problem")
    expect(page.locator(".tw.verify .statement")).to_contain_text("Write a function")
    shown = page.locator(".tw.verify .candidate").first.inner_text()

    with browser.new_context() as other:
        theirs = other.new_page()
        theirs.set_default_timeout(LONG)
        theirs.goto(page.url, wait_until="commit")
        ready(theirs, "problem")
        assert theirs.locator(".tw.verify .candidate").first.inner_text() == shown
