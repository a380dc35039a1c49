"""Compare two runs as a user uses it: where they part, turn beside turn, patch against patch, tests against tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.e2e.beside import focus_of, open_page, wait_for_url
from tests.e2e.conftest import serving
from tests.web.beside.made import ALONE, CHEAT, EMPTY, HOSTILE, MENDER, THIRD, fill

from tracewalk.lake import Lake

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("runs")
    with Lake.create(place / "lake") as lake:
        fill(lake)
    with serving(place / "lake", log=place / "log.txt") as url:
        yield url


def link(site: str, left: str = MENDER, right: str | None = CHEAT, **focus: object) -> str:
    other = f"&other={right}" if right else ""
    return f"{site}/runs?v=1&trajectory={left}{other}" + "".join(f"&{k}={v}" for k, v in focus.items())


def at_row(page: Page, row: int) -> None:
    expect(page.locator(".tw")).to_have_attribute("data-row", str(row))


def pane(tw: Locator, which: str) -> Locator:
    return tw.locator(f"section.turn.{which}")


def test_it_opens_where_the_runs_part_and_says_what_sets_them_apart(page: Page, site: str) -> None:
    tw = open_page(page, link(site))
    at_row(page, 4)
    expect(tw.locator(".one.left .chip").first).to_have_text("✓ solved")
    expect(tw.locator(".one.right .chip").first).to_have_text("✕ unsolved")
    expect(tw.locator(".summary .lead")).to_contain_text("The same things for 4 rows")
    expect(tw.locator(".summary .deed").first).to_contain_text("left: read")
    expect(tw.locator(".turns [aria-current] .sign")).to_have_text("≠")
    expect(pane(tw, "left").locator(".code")).to_contain_text("cat code.py")
    expect(pane(tw, "right").locator(".code")).to_contain_text("cat tests.py")
    marks = tw.locator(".milestones tbody tr")
    expect(marks).to_have_count(6)
    expect(marks.filter(has_text="first pass").locator("td").first).to_contain_text("turn 6")
    marks.filter(has_text="first kept edit").locator("button").last.click()
    at_row(page, 6)
    wait_for_url(page, turn=5, other_turn=6)


def test_the_keys_walk_rows_differences_edits_errors_and_tests(page: Page, site: str) -> None:
    tw = open_page(page, link(site, turn=0))
    at_row(page, 0)
    for keys, row in (
        ("n", 4),
        ("ArrowRight", 5),
        ("]", 6),
        ("t", 7),
        ("Home", 0),
        ("e", 3),
        ("End", 8),
        ("f", 4),
        ("n", 5),
        ("n", 6),
    ):
        page.keyboard.press(keys)
        at_row(page, row)
    page.keyboard.press("n")
    expect(tw.locator(".toast")).to_have_text("No further difference.")
    page.keyboard.press("p")
    at_row(page, 5)
    page.keyboard.press("p")
    page.keyboard.press("v")
    expect(tw.locator(".turns button.v")).to_have_count(3)
    page.keyboard.press("Home")
    at_row(page, 4)
    page.keyboard.press("v")
    expect(tw.locator(".turns button.v")).to_have_count(9)
    page.keyboard.press("?")
    expect(tw.locator(".help")).to_contain_text("first divergence")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    at_row(page, 8)


def test_where_one_run_has_no_turn_its_pane_leads_to_the_nearest(page: Page, site: str) -> None:
    tw = open_page(page, link(site, other_turn=5))
    at_row(page, 5)
    expect(tw.locator(".turns [aria-current] .half").first).to_have_class(re.compile("none"))
    expect(pane(tw, "left")).to_contain_text("no turn that stands beside turn 5 of the right run")
    pane(tw, "left").get_by_role("button", name="turn 5").click()
    at_row(page, 6)


def test_what_the_runs_say_is_only_text(page: Page, site: str) -> None:
    tw = open_page(page, link(site, turn=4))
    expect(pane(tw, "right").locator(".term")).to_have_text(HOSTILE)
    page.keyboard.press("ArrowRight")
    expect(pane(tw, "right")).to_contain_text("Nobody will look.")
    expect(tw.locator("img")).to_have_count(0)
    tw = open_page(page, link(site, right=ALONE))
    expect(tw.locator(".facts b").first).to_contain_text("half")
    expect(tw.locator(".facts .chip.bad").first).to_have_text("! not known to be one task")
    expect(tw.locator("img")).to_have_count(0)


def test_a_link_opens_the_same_row_in_another_browser(page: Page, browser, site: str) -> None:
    open_page(page, link(site))
    page.keyboard.press("]")
    wait_for_url(page, turn=5, other_turn=6)
    page.keyboard.press("s")
    forms = page.locator(".share code")
    full, short = forms.nth(0).inner_text(), forms.nth(1).inner_text()
    assert f"/r/{MENDER}?" in short
    for address in (full, short):
        other = browser.new_context()
        try:
            there = other.new_page()
            open_page(there, address)
            at_row(there, 6)
            assert urlsplit(there.url).path == "/runs"
            assert focus_of(there) == focus_of(page)
        finally:
            other.close()


def test_steps_replace_the_address_jumps_add_to_it_and_back_needs_no_server(page: Page, site: str) -> None:
    sent: list[object] = []

    def note(frame: object) -> None:
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    tw = open_page(page, link(site, turn=0))
    before = page.evaluate("history.length")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at_row(page, 2)
    page.keyboard.press("f")
    at_row(page, 4)
    page.keyboard.press("]")
    at_row(page, 6)
    assert page.evaluate("history.length") == before + 2
    said = -1
    while said != len(sent):  # Python is told where the user rests, and answers
        said = len(sent)
        page.wait_for_timeout(1_500)
    sent.clear()
    page.go_back()
    at_row(page, 4)
    assert sent == []
    page.go_back()
    at_row(page, 2)
    page.wait_for_timeout(900)
    page.reload()
    tw.and_(page.locator("[data-ready]")).wait_for()
    at_row(page, 2)


def test_a_click_on_a_row_and_in_the_strip_goes_there(page: Page, site: str) -> None:
    tw = open_page(page, link(site))
    tw.locator(".turns button.v").nth(7).click()
    at_row(page, 7)
    expect(tw.locator(".turns [aria-current] .sign")).to_have_text("=")
    box = tw.locator(".ribbon").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 3.5 / 9, box["y"] + 40)
    at_row(page, 3)
    expect(tw.locator(".ribbon .tip")).to_contain_text("= the same")


def test_patch_against_patch_tells_lines_of_both_from_lines_of_one(page: Page, site: str) -> None:
    tw = open_page(page, link(site, right=THIRD))
    page.keyboard.press("2")
    file = tw.locator("section.file")
    expect(file).to_have_count(1)
    expect(file.locator("h4")).to_have_text("≈code.py2 lines in both")
    right = file.locator(".half").nth(1)
    expect(right.locator(".dl.both")).to_have_count(2)
    expect(right.locator(".dl.add:not(.both)")).to_contain_text("print(1)")
    expect(tw.locator(".leads")).to_contain_text("worked out from what its turns changed")


def test_a_link_to_a_file_opens_its_patches(page: Page, site: str) -> None:
    tw = open_page(page, link(site, file="/b/tests.py"))
    expect(tw.locator(".tab[aria-selected=true]")).to_contain_text("Patch against patch")
    files = tw.locator("section.file")
    expect(files).to_have_count(2)
    expect(files.filter(has_text="tests.py").locator(".half.none")).to_contain_text("The left run leaves this file")
    page.keyboard.press("Escape")
    expect(tw.locator(".tab[aria-selected=true]")).to_contain_text("Turns")
    page.wait_for_function("() => !new URLSearchParams(location.search).has('file')")


def test_tests_against_tests_lead_to_the_turns_that_ran_them(page: Page, site: str) -> None:
    tw = open_page(page, link(site, right=THIRD))
    page.keyboard.press("3")
    table = tw.locator("table.tested")
    expect(table.first).to_contain_text("no run of tests with a known result")
    rows = table.nth(1).locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("tests.py::test_half")
    expect(rows.first).to_contain_text("not seen")
    rows.first.get_by_role("button", name="turn 6").click()
    wait_for_url(page, turn=6)
    expect(tw.locator(".tab[aria-selected=true]")).to_contain_text("Turns")
    tw = open_page(page, link(site))
    page.keyboard.press("3")
    differs = tw.locator("table.tested tr.differs")
    expect(differs.filter(has_text="hidden").locator("td").last).to_have_text("passed: 1, failed: 2")


def test_find_looks_through_both(page: Page, site: str) -> None:
    tw = open_page(page, link(site))
    page.keyboard.press("/")
    page.keyboard.type("edited")
    expect(tw.locator(".find .note")).to_contain_text("2 hits: 1 left, 1 right")
    page.keyboard.press("Enter")
    at_row(page, 6)


def test_swapped_and_with_another_run(page: Page, site: str) -> None:
    tw = open_page(page, link(site, other_turn=5))
    page.keyboard.press("x")
    page.wait_for_url(lambda url: f"trajectory={CHEAT}" in url)
    tw.and_(page.locator("[data-ready]")).wait_for()
    expect(tw.locator(".one.left .chip").first).to_have_text("✕ unsolved")
    wait_for_url(page, turn=5)
    page.keyboard.press("a")
    expect(tw.locator(".otherruns .kinof")).to_have_count(1)
    tw.locator(".otherruns").get_by_role("link", name="as right").click()
    page.wait_for_url(lambda url: f"other={THIRD}" in url)
    tw.and_(page.locator("[data-ready]")).wait_for()
    expect(tw.locator(".one.right .chip").first).to_have_text("? not judged")


def test_from_a_run_to_another_of_its_task(page: Page, site: str) -> None:
    tw = open_page(page, f"{site}/trajectory?v=1&trajectory={MENDER}")
    row = tw.locator(".kinof", has_text="unsolved")
    row.get_by_role("link", name="beside").click()
    page.wait_for_url(lambda url: "/runs?" in url)
    tw.and_(page.locator("[data-ready].beside")).wait_for()
    at_row(page, 4)
    page.keyboard.press("Shift+O")
    page.wait_for_url(lambda url: f"/trajectory?v=1&trajectory={CHEAT}&turn=4" in url)


def test_two_runs_chosen_in_the_list_stand_side_by_side(page: Page, site: str) -> None:
    page.goto(f"{site}/trajectories")
    tw = page.locator(".tw.runs")
    for run in (THIRD, CHEAT, MENDER):
        tw.locator(f"tr[data-trajectory='{run}'] .pick").click()
    expect(tw.locator(".pick input:checked")).to_have_count(2)
    expect(tw.locator(".chosen .one").nth(1)).to_have_text("✓ half made · m")
    tw.locator(".chosen").get_by_role("link", name="Compare the two").click()
    page.wait_for_url(lambda url: "/runs?" in url)
    beside = page.locator(".tw.beside[data-ready]")
    beside.wait_for()
    at_row(page, 4)
    expect(beside.locator(".one.left .chip").first).to_have_text("✕ unsolved")
    page.go_back()
    page.wait_for_url(lambda url: "/trajectories" in url)
    expect(tw.locator("tr[data-trajectory]").first).to_be_visible()


def test_a_task_of_the_grid_leads_to_two_of_its_runs(page: Page, site: str) -> None:
    page.goto(f"{site}/trajectories?view=grid")
    tw = page.locator(".tw.runs")
    expect(tw.locator(".pair")).to_have_count(1)
    tw.get_by_role("link", name="two runs").click()
    page.wait_for_url(lambda url: "/runs?" in url)
    beside = page.locator(".tw.beside[data-ready]")
    beside.wait_for()
    at_row(page, 4)
    assert focus_of(page)["trajectory"] == MENDER
    expect(beside.locator(".one.right .chip").first).to_have_text("✕ unsolved")


def test_where_the_link_names_no_other_run_one_that_went_otherwise_is_chosen(page: Page, site: str) -> None:
    open_page(page, link(site, right=None))
    page.keyboard.press("Home")
    page.keyboard.press("f")
    wait_for_url(page, other=CHEAT, turn=4)


def test_a_link_that_asks_for_too_much_says_so(page: Page, site: str) -> None:
    tw = open_page(page, link(site, turn=99))
    at_row(page, 0)
    expect(tw.locator(".notice.bad")).to_contain_text("turn 99 of the left run, which has turns 0 to 7")
    for query, says in (
        ("", "No runs chosen"),
        (f"?trajectory={ALONE}", "Nothing to compare with"),
        (f"?trajectory={MENDER}&other={'0' * 32}", "0" * 32),
        (f"?trajectory={MENDER}&other=<img src=x onerror=alert(1)>", "is not an id"),
    ):
        page.goto(f"{site}/runs{query}")
        expect(page.locator(".tw-card")).to_contain_text(says)


def test_a_run_without_turns_and_two_of_them(page: Page, site: str) -> None:
    tw = open_page(page, link(site, right=EMPTY))
    at_row(page, 0)
    expect(tw.locator(".summary .deed").last).to_have_text("right: has no turn")
    wide = tw.evaluate("tw => [...tw.querySelectorAll('.facts')].every((row) => row.scrollWidth <= tw.clientWidth)")
    assert wide
    page.goto(link(site, EMPTY, EMPTY))
    expect(page.locator(".failure")).to_contain_text("Neither run has a turn")


def test_themes_are_told_apart_without_a_reload(page: Page, site: str) -> None:
    tw = open_page(page, link(site))
    expect(tw).to_have_attribute("data-theme", "light")
    light = tw.locator("canvas").evaluate("c => c.toDataURL()")
    page.emulate_media(color_scheme="dark")
    expect(tw).to_have_attribute("data-theme", "dark")
    at_row(page, 4)
    assert tw.locator("canvas").evaluate("c => c.toDataURL()") != light
