"""The list of trajectories in a real browser: rows and marks that open, orders, search, hostile names, dropped logs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import JSHandle, Locator, Page, Route, expect
from tests.e2e.conftest import serving
from tests.queries.runs import RUNS, made
from tests.web.trajectories.conftest import IDS

from tracewalk.lake import Lake
from tracewalk.model import Trajectory

pytestmark = pytest.mark.e2e


FILES = "**/api/imports/*/files*"
EVIL = '<img src="http://evil.example/x" onerror="alert(1)">'
HOSTILE = Trajectory(
    "e" * 32,
    EVIL,
    "made",
    agent=EVIL,
    model=f"{EVIL}\u202e",
    task_id=EVIL,
    exit_status=EVIL,
    task=EVIL,
    outcome="error",
    imported_at=datetime(2026, 1, 2, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over the runs of tests/queries/runs.py and a hostile one."""
    place = tmp_path_factory.mktemp("listed")
    with Lake.create(place / "lake") as lake, lake.writer() as writer:
        for run in RUNS:
            writer.add_trajectory(*made(run, IDS))
        writer.add_trajectory(HOSTILE, [], [])
    with serving(place / "lake", log=place / "log.txt") as url:
        yield url


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over a lake in which is nothing."""
    place = tmp_path_factory.mktemp("empty")
    Lake.create(place / "lake").close()
    with serving(place / "lake", log=place / "log.txt") as url:
        yield url


def open_list(page: Page, site: str, **query: str) -> Locator:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    page.goto(f"{site}/trajectories?v=1{asked}", wait_until="commit")
    shown = page.locator(".tw.runs[data-ready]")
    shown.wait_for()
    return shown


def row(shown: Locator, name: str) -> Locator:
    return shown.locator("tbody tr", has=shown.page.locator("a.name", has_text=re.compile(f"^{re.escape(name)}$")))


def dropped(page: Page, files: dict[str, str]) -> None:
    """Files that are dropped onto the page, as a browser tells it."""
    transfer: JSHandle = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
            return transfer;
        }""",
        files,
    )
    over = page.locator(".tw.importer .over")
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(over).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(over).to_be_hidden()


def holding(page: Page) -> list[Route]:
    """Files that are sent wait in this list."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(FILES, hold)
    return held


def chat(words: str) -> str:
    return json.dumps({"messages": [{"role": "user", "content": "Say it."}, {"role": "assistant", "content": words}]})


def test_a_row_opens_its_run_and_back_returns_to_the_list(page: Page, site: str) -> None:
    shown = open_list(page, site, model="ada", sort="name")
    expect(shown.locator("a.name")).to_have_text(["ada max", "ada sort", "ada sum"])
    row(shown, "ada sort").locator("td.is-turns").click()
    page.wait_for_url(re.compile(rf"/trajectory\?v=1&trajectory={IDS['ada sort']}"))
    page.go_back()
    expect(page.locator(".tw.runs a.name")).to_have_text(["ada max", "ada sort", "ada sum"])
    assert "model=ada" in page.url


def test_a_name_is_a_link_that_a_tab_of_its_own_opens(page: Page, site: str) -> None:
    shown = open_list(page, site)
    link = row(shown, "ada sum").locator("a.name")
    assert link.get_attribute("href") == f"trajectory?v=1&trajectory={IDS['ada sum']}"
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    assert IDS["ada sum"] in opened.value.url
    assert "/trajectories" in page.url


def test_a_head_orders_the_list_up_and_down(page: Page, site: str) -> None:
    shown = open_list(page, site, agent="mini")
    head = shown.locator("th", has_text="Cost")
    head.locator("button").click()
    page.wait_for_url(re.compile("sort=costliest"))
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(shown.locator("a.name").first).to_have_text("bob sort")
    head.locator("button").click()
    page.wait_for_url(re.compile("sort=cheapest"))
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(shown.locator("a.name").first).to_have_text("eve max")


def test_text_is_marked_and_leads_to_its_turn(page: Page, site: str) -> None:
    shown = open_list(page, site, text="GREP%20max")
    found = row(shown, "bob max").locator(".found")
    expect(found).to_contain_text("turn 3:")
    expect(found.locator("mark")).to_have_text("grep max")
    found.click()
    page.wait_for_url(re.compile(rf"trajectory={IDS['bob max']}&turn=3"))


def test_a_mark_of_the_grid_opens_its_run_and_a_task_lists_its_runs(page: Page, site: str) -> None:
    shown = open_list(page, site, view="grid")
    line = shown.locator("tbody tr", has=page.locator("th a", has_text=re.compile("^sum$")))
    expect(line.locator(".mark.solved")).to_have_count(2)
    expect(line.locator(".mark.unsolved")).to_have_text("✕")
    line.locator(".mark.unsolved").click()
    page.wait_for_url(re.compile(rf"/trajectory\?v=1&trajectory={IDS['bob sum']}"))
    page.go_back()
    page.locator("th a", has_text=re.compile("^sum$")).click()
    page.wait_for_url(re.compile(r"/trajectories\?v=1&task=sum"))
    expect(page.locator(".tw.runs a.name")).to_have_count(3)


@pytest.mark.parametrize("view", ["list", "grid"])
def test_names_are_text_and_nothing_else(page: Page, site: str, view: str) -> None:
    shown = open_list(page, site, view=view, outcome="error")
    expect(shown.get_by_text(EVIL).first).to_be_visible()
    if view == "list":  # the time of the import is not the run's
        expect(shown.locator("tr", has_text=EVIL).locator("td.is-when")).to_have_text("\u2013")
    assert shown.locator("img").count() == 0


def test_an_empty_lake_takes_what_is_dropped_and_shows_it(page: Page, empty: str) -> None:
    page.goto(f"{empty}/trajectories", wait_until="commit")
    way = page.locator(".tw.importer.large[data-ready]")
    expect(way).to_contain_text("Drop agents' logs here")
    dropped(page, {"first.json": chat("first"), EVIL: chat("second"), "photo.bin": "no log"})
    after = page.locator(".tw.importer .after")
    expect(after).to_contain_text("2 imported, 1 fault")
    expect(after.locator("tr", has_text="trajectories").locator("td.n")).to_have_text("2")
    expect(after.locator(".faults")).to_contain_text("photo.bin: ")
    expect(page.locator(".tw.runs a.name")).to_have_count(2)
    assert page.locator(".tw.importer img").count() == 0
    after.locator(".came a").first.click()
    page.wait_for_url(re.compile(r"/trajectory\?v=1&trajectory="))


def test_files_that_are_chosen_come_in_and_again_they_were_there(page: Page, site: str, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a.json").write_text(chat("in a folder"))
    (folder / ".hidden.json").write_text(chat("hidden"))
    open_list(page, site, format="made")
    for words in ("1 imported", "1 there already"):
        page.locator(".tw.importer input[webkitdirectory]").set_input_files(folder)
        expect(page.locator(".tw.importer .after .line b")).to_have_text(f"✓ {words}")
        page.get_by_role("button", name="Close").click()
        expect(page.locator(".tw.importer .after")).to_be_empty()


def test_stopped_while_files_are_sent_nothing_comes_in(page: Page, site: str) -> None:
    open_list(page, site)
    holding(page)
    dropped(page, {"a.json": chat("never")})
    expect(page.locator(".tw.importer .way")).to_contain_text("Sending 1 file")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".tw.importer .after")).to_contain_text("nothing was imported")
    page.unroute(FILES)


def test_an_import_goes_on_while_another_page_is_looked_at(page: Page, site: str) -> None:
    open_list(page, site)
    held = holding(page)
    dropped(page, {"b.json": chat("meanwhile")})
    expect(page.locator(".tw.importer .way")).to_contain_text("Sending 1 file")
    page.get_by_role("link", name="Traces", exact=True).click()
    page.wait_for_url(re.compile("/traces"))
    for route in held:
        route.continue_()
    page.unroute(FILES)
    page.get_by_role("link", name="Trajectories", exact=True).click()
    expect(page.locator(".tw.importer .after .line b")).to_have_text("✓ 1 imported")
