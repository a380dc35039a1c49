"""How Streamlit's calls reach an element: overtaken by each other while the code loads, and at the end of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.harness import Maker, serving

pytestmark = pytest.mark.e2e

ASIDE = "const aside = () => new Promise((then) => setTimeout(then, 20));"
SHOWN = """
  const { called } = await import("/stepper/calls.js");
  const parent = document.getElementById("host").attachShadow({ mode: "open" });
  const shown = [];
  const entry = called((component) => shown.push(component.data), () => shown.push("closed"));
  const call = (data) => entry({ parentElement: parent, data });
"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with serving(Maker(1, 10).run) as url:
        page = browser.new_page()
        page.goto(f"{url}/page")
        yield page
        page.close()


def shown(tab: Page, then: str) -> list[object]:
    return tab.evaluate("async () => {" + ASIDE + SHOWN + then + " await aside(); return shown; }")


def test_a_call_that_comes_after_the_one_that_overtook_it_is_taken_back(tab: Page) -> None:
    assert shown(tab, "call(2); const late = call(1); late();") == [2, 1, 2]


def test_a_call_that_was_overtaken_in_time_leaves_what_is_shown(tab: Page) -> None:
    assert shown(tab, "const late = call(1); call(2); late();") == [1, 2]
    tab.reload()
    assert shown(tab, "const only = call(1); only(); await aside(); call(2);") == [1, 2]


def test_an_element_that_left_the_page_is_closed(tab: Page) -> None:
    leave = "call(1); const last = call(2); document.getElementById('host').remove(); last();"
    assert shown(tab, leave) == [1, 2, "closed"]
    tab.reload()
    assert shown(tab, "const last = call(2); last(); document.getElementById('host').remove();") == [2, "closed"]
