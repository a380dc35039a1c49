"""Results in a browser: from a file of graded answers to the step of the run that one of them got wrong, and a link."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serving
from tests.web.results.conftest import CODE, THOUGHT

pytestmark = pytest.mark.e2e

SLOW = 60_000
"""Milliseconds: a test machine is busy."""


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tracewalk", *arguments], capture_output=True, text=True, check=True)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over a lake whose run and results came by the command line."""
    folder = tmp_path_factory.mktemp("scored")
    lake, rows, answers = folder / "lake", folder / "rows.jsonl", folder / "answers.jsonl"
    rows.write_text(json.dumps({"id": "sample_0", "code": CODE, "input": "[2, 3]", "output": "5"}))
    said = {"task_id": "sample_0", "model": "thinker", "correct": True, "reasoning": THOUGHT, "prediction": "5"}
    answers.write_text(json.dumps(said))
    command("record", "--dataset", f"cruxeval={rows}", "--lake", str(lake))
    taken = command("results", "import", str(answers), "--suite", "cruxeval-output", "--lake", str(lake))
    assert taken.stdout == "1 new, 0 known, 0 replaced, 4 published\n"
    listed = command("results", "list", "--lake", str(lake)).stdout
    assert re.search(r"^cruxeval-output +thinker +pass@1 +100\.00 % +\(20\.65-100\.00\) +1 task", listed, re.MULTILINE)
    with serving(lake, log=folder / "log.txt") as url:
        yield url


def test_from_a_score_to_the_step_that_was_got_wrong_and_the_link(page: Page, scored: str) -> None:
    page.goto(f"{scored}/results")
    expect(page.get_by_text("published", exact=True).first).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("link", name="trace", exact=True)).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="✓ passed").click()
    expect(page).to_have_url(re.compile(r"suite=cruxeval-output.*task=sample_0.*answer=[0-9a-f]{32}"), timeout=SLOW)
    wrong = page.locator("a.tw-said.tw-wrong")
    expect(wrong).to_have_text(re.compile("total becomes 9"), timeout=SLOW)
    expect(page.locator(".tw-said.tw-right")).to_have_count(4)
    shared = page.url
    wrong.click()
    expect(page).to_have_url(re.compile(r"/trace\?v=1&trace=[0-9a-f]{32}&step=6&frame=1&var=total"), timeout=SLOW)
    page.locator(".tw[data-ready]").wait_for(timeout=SLOW)
    expect(page.locator(".tw")).to_have_attribute("data-step", "6")
    page.goto(shared)
    expect(page.locator("a.tw-said.tw-wrong")).to_be_visible(timeout=SLOW)
