"""The Accuracy page in a browser: from a number to its examples to Compare and back; what is saved from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serving
from tests.web.accuracy import made

from tracewalk.lake import Lake

pytestmark = pytest.mark.e2e

SLOW = 30_000
"""Milliseconds: a run of this page counts and draws twelve figures, and a test machine is busy."""


@pytest.fixture(scope="session")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over predictions whose rates are known."""
    folder = tmp_path_factory.mktemp("predicted") / "lake"
    with Lake.create(folder) as lake:
        made.fill(lake)
    with serving(folder, log=tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


def figure(page: Page, name: str):
    return page.locator(f"[class*=st-key-figure_{name}_]")


def open_page(page: Page, url: str, query: str = "?v=1&model=m") -> None:
    page.goto(f"{url}/accuracy{query}")
    figure(page, "size").locator(".main-svg").first.wait_for()


def cell(page: Page, table: int, column: float, row: int) -> None:
    """Clicks a cell of a table that is drawn on a canvas."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + column, box["y"] + 32 * row + 48)


def listed(page: Page, title: str) -> None:
    """Waits for the list of examples: the server counts, opens the dialog, and looks for them."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(title, timeout=SLOW)
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible(timeout=SLOW)


def test_a_number_opens_its_examples_and_the_link_does_too(page: Page, predicted: str) -> None:
    open_page(page, predicted)
    cell(page, 1, 200, 0)  # output pass@1 of the first model
    listed(page, "Output pass@1, the lowest first")
    expect(page).to_have_url(re.compile(r"cell=metric~[0-9a-f]{8}~output_correct"), timeout=SLOW)
    page.reload()
    listed(page, "Output pass@1, the lowest first")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"model=m$"), timeout=SLOW)
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=SLOW)


def test_a_point_leads_to_the_step_in_compare_and_back(page: Page, predicted: str) -> None:
    open_page(page, predicted)
    points = figure(page, "first").locator(".scatterlayer .point")
    points.nth(1).scroll_into_view_if_needed()
    for _ in range(2):  # what was clicked can be clicked again
        points.nth(1).click(force=True)
        listed(page, "First error: state")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=SLOW)
        page.wait_for_timeout(500)
    points.nth(1).click(force=True)
    listed(page, "First error: state")
    grid = page.get_by_role("dialog").get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(grid["x"] + 60, grid["y"] + 48)
    expect(page).to_have_url(
        re.compile(r"/compare\?v=1&trace=[0-9a-f]{32}&step=\d+&prediction=[0-9a-f]{32}"), timeout=SLOW
    )
    page.go_back()
    expect(page).to_have_url(re.compile(r"/accuracy\?.*cell=first~"), timeout=SLOW)
    listed(page, "First error: state")


def test_figures_are_saved_as_csv_and_as_pictures(page: Page, predicted: str) -> None:
    open_page(page, predicted)
    with page.expect_download() as download:
        page.locator("[class*=st-key-csv_first] button").first.click()
    assert download.value.suggested_filename == "tracewalk-first.csv"
    text = Path(download.value.path()).read_text()
    assert "First error: what of the step is wrong,m · full,state,4,predictions,0.5," in text
    with page.expect_download() as download:
        figure(page, "survival").locator(".modebar-btn").click()
    assert download.value.suggested_filename == "tracewalk-survival.svg"
    picture = Path(download.value.path()).read_text()
    assert picture.startswith("<svg")
    assert "at risk" in picture
    assert "full" in picture


def test_a_filter_is_in_the_link(page: Page, predicted: str) -> None:
    open_page(page, predicted)
    page.get_by_label("Mode", exact=True).click()
    page.get_by_role("option", name="step").click()
    expect(page).to_have_url(re.compile(r"model=m&mode=step"), timeout=SLOW)
    expect(page.get_by_text("1 prediction left out")).to_have_count(0, timeout=SLOW)
    page.go_back()
    expect(page).to_have_url(re.compile(r"model=m$"), timeout=SLOW)
    expect(page.get_by_text("2 predictions left out")).to_be_visible(timeout=SLOW)
